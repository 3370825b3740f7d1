"""What is loaded for one letter, or late, is weighed; test_visit.py weighs every page."""

from pages import CHAPTER, PHONE
from visit import open_folds, resize
from weight import fonts_loaded_whole, read_on, weights

ADDED = {
    "<i>ø</i>": "source-serif-4-latin-400-italic.woff2",
    '<span class="katex"><b class="mathbf">2</b></span>': "KaTeX_Main-Bold.woff2",
    '<img src="../_static/preview.png" alt="" loading="lazy">': "preview.png",
}
ADD = """[...document.querySelectorAll("article details")].at(-1)
  .insertAdjacentHTML("beforeend", `{}`)"""


def loaded(page, url: str, change: str = "null") -> dict[str, int]:
    """Read a chapter and all that is folded there; return what each file weighs."""
    asked = set()
    page.on("request", lambda request: asked.add(request.url))
    page.goto(f"{url}/{CHAPTER}")
    page.evaluate(change)
    open_folds(page)
    resize(page, PHONE["width"])
    read_on(page)
    return weights(asked, url)


def test_what_is_loaded_for_one_letter_or_late_is_seen(page, site_url):
    plain = loaded(page, site_url)
    more = loaded(page, site_url, ADD.format("".join(ADDED)))
    new = {name.split("/")[-1]: size for name, size in more.items() if name not in plain}
    assert sorted(new) == sorted(ADDED.values())
    assert all(size > 10_000 for size in new.values())
    assert fonts_loaded_whole(more) == {name for name in new if name.endswith("woff2")}
    assert fonts_loaded_whole(plain) == set()
    assert sum(more.values()) - sum(plain.values()) == sum(new.values())
