"""What a page does for its reader: columns, menu, sections, theme, paper, no script."""

import pytest
from in_browser import plant
from pages import CHAPTER, CHAPTERS, DESK, PHONE

# Columns -----------------------------------------------------------------------------------


def code_scrolls(page, columns: int) -> bool:
    """Put a line of so many characters into the first cell and see whether it has to scroll."""
    script = """columns => {
      const pre = document.querySelector(".cell_input pre");
      pre.closest("details")?.setAttribute("open", "");
      pre.textContent = "0".repeat(columns);
      return pre.scrollWidth > pre.clientWidth;
    }"""
    return page.evaluate(script, columns)


def test_eighty_columns_of_code_fit(page, site_url):
    page.set_viewport_size(DESK)
    page.goto(f"{site_url}/{CHAPTER}")
    assert not code_scrolls(page, 80)
    assert code_scrolls(page, 100)


def test_a_line_of_text_has_about_seventy_characters(page, site_url):
    page.set_viewport_size(DESK)
    page.goto(f"{site_url}/{CHAPTER}")
    # The column over the mean width of a character: a last line may be short.
    script = """() => {
      const text = [...document.querySelectorAll("article > section > section > p")]
        .filter(p => !p.querySelector(".math") && p.textContent.length > 100);
      const range = document.createRange();
      const width = (node) => {
        if (node.nodeType !== Node.TEXT_NODE) {
          return [...node.childNodes].reduce((sum, child) => sum + width(child), 0);
        }
        range.selectNodeContents(node);
        return [...range.getClientRects()].reduce((sum, box) => sum + box.width, 0);
      };
      return text.map(p => p.clientWidth / (width(p) / p.textContent.length));
    }"""
    lengths = page.evaluate(script)
    assert len(lengths) > 3
    assert 62 < sum(lengths) / len(lengths) < 78


# Keyboard ----------------------------------------------------------------------------------


def test_the_first_tab_skips_to_the_text(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_the_menu_opens_and_closes_by_keyboard(page, site_url):
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/{CHAPTER}")
    menu = page.get_by_role("navigation", name="Chapters")
    assert not menu.is_visible()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#course-map')")
    page.keyboard.press("Escape")
    assert not menu.is_visible()


# Sections ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_link_to_a_section_leads_right_to_it(size, page, site_url):
    page.set_viewport_size(size)
    page.goto(f"{site_url}/{CHAPTER}#check-it")
    top = "document.querySelector('#check-it > h2').getBoundingClientRect().top"
    assert 40 < page.evaluate(top) < 150
    page.goto(f"{site_url}/{CHAPTER}")
    assert page.evaluate(top) > 1000
    page.evaluate("document.querySelector('#check-it .headerlink').click()")
    assert 40 < page.evaluate(top) < 150


LEFT = "document.documentElement.scrollHeight - innerHeight - scrollY"


def left_after_end(page, url: str) -> float:
    """Press End once on a page and return how many pixels are left below the window."""
    page.goto(url)
    page.keyboard.press("End")
    for _ in range(20):  # it scrolls smoothly
        page.wait_for_timeout(250)
        if page.evaluate(LEFT) < 2:
            break
    return page.evaluate(LEFT)


def test_end_leads_to_the_end_at_once(page, site_url):
    names = ["ch08_he_initialisation", "ch10_cures", "errata"]
    urls = [f"{site_url}/chapters/{name}.html" for name in names]
    assert max(left_after_end(page, url) for url in urls) < 2
    plant(page, "course.js", '["Tab", "End"]', '["Tab"]')
    # A quick machine may have laid one of them out in time, but not all of them every time.
    assert any(left_after_end(page, url) > 100 for url in 3 * urls)


WHOLE = "'whole' in document.documentElement.dataset"


def test_the_end_key_of_a_mac_has_the_page_laid_out_too(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    page.keyboard.press("ArrowDown")
    assert not page.evaluate(WHOLE)
    page.keyboard.press("Meta+ArrowDown")
    assert page.evaluate(WHOLE)


@pytest.mark.parametrize("address", ["#check-it", "notation.html#formula-sheet"])
def test_only_a_link_within_the_page_has_it_laid_out(address, page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    page.evaluate(
        """address => {
          const link = document.body.appendChild(document.createElement("a"));
          link.href = address;
          document.addEventListener("click", (event) => event.preventDefault());
          link.click();
        }""",
        address,
    )
    assert page.evaluate(WHOLE) == address.startswith("#")


# Theme, paper, no script -------------------------------------------------------------------


def test_the_theme_button_goes_round_and_is_remembered(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    button = page.get_by_role("button", name="Theme")
    names = []
    for _ in range(3):
        names.append(button.inner_text().split()[-1])
        button.click()
    assert names == ["auto", "light", "dark"]
    button.click()
    page.reload()
    assert button.inner_text().split()[-1] == "light"
    active = "[...document.querySelectorAll('meta[name=theme-color]')].map(m => m.media)"
    assert page.evaluate(active) == ["all", "not all"]


def test_paper_shows_the_text_with_every_fold_open_but_for_code(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    folds = "document.querySelectorAll('article details:not([open], .hide)').length"
    closed = page.evaluate(folds)
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(folds) == 0
    for frame in [".bar", ".course-map", ".on-this-page", ".prev-next"]:
        assert not page.locator(frame).is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(folds) == closed > 0


@pytest.mark.parametrize("name", CHAPTERS)
def test_without_script_the_content_stands(name, browser, site_url):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{site_url}/{name}")
    bar = page.locator(".bar")  # what is looked for by its role there need not be sought below
    assert page.locator("h1").is_visible()
    assert not bar.locator(".theme-button").is_visible()
    bar.get_by_role("button", name="Menu").click()
    assert page.locator("#course-map").is_visible()
    context.close()
