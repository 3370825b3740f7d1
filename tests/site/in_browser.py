"""What tests do to a page in a browser before they look at it: go to a link, plant a fault."""

import re
import sys

from pages import ROOT
from playwright.sync_api import Locator, Page, Route

sys.path.insert(0, str(ROOT / "_ext"))

import assets  # after the path that finds it


def go_to(page: Page, url: str, link: str) -> Locator:
    """Open a page as a new visitor, lay it out whole, and return its first such link in sight."""
    page.goto("about:blank")
    page.goto(url)
    page.evaluate("document.documentElement.dataset.whole = ''")
    page.evaluate("document.querySelectorAll('article details').forEach(d => { d.open = true })")
    page.evaluate("document.fonts.ready")
    found = page.locator(link).first
    found.evaluate("link => link.scrollIntoView({ block: 'center' })")
    return found


def put_in_place_of(page: Page, name: str, body: str, kind: str = "text/javascript") -> None:
    """Let a page load another text in place of the file of that name."""
    page.route(f"**/{name}*", lambda route: route.fulfill(body=body, content_type=kind))


def plant(page: Page, name: str, old: str, new: str) -> None:
    """Change a script of _static/ for this page, where it says what is to be changed."""
    script = (ROOT / "_static" / name).read_text("utf-8")
    assert old in script
    put_in_place_of(page, name, script.replace(old, new))


def plant_early(page: Page, old: str, new: str) -> None:
    """Change the script that stands in a page, and the policy, which allows no other."""

    def change(route: Route) -> None:
        text = route.fetch().text()
        script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
        changed = script.replace(old, new)
        assert changed != script
        text = text.replace(script, changed)
        body = text.replace(assets.digest(script), assets.digest(changed))
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    page.route("**/*.html*", change)
