"""The page of a plan in a real browser: nothing is asked for, nothing is logged, every picture is drawn, it
fits a phone, prints, and is whole without JavaScript.
"""

import base64
import time
from pathlib import Path

import pytest

import planner
from planner.report.page import writing

SOLUTIONS = Path(__file__).parents[2] / "solutions"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
COUNT_COLOURS = """async ([png, least]) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + png;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const colours = new Set();
  for (const pixel of new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer)) {
    colours.add(pixel);
    if (colours.size >= least) break;
  }
  return colours.size;
}"""


def written(name, folder, runs):
    plan = planner.read_plan(SOLUTIONS / name)
    return writing.write_page(writing.material_of(plan, None, runs), folder / f"{name}.html")


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    return written("starter", tmp_path_factory.mktemp("pages"), 20)


@pytest.fixture
def opened(chromium):
    """A function that opens a page and collects what it asks for and logs."""
    contexts = []

    def open_(path, viewport=WIDE, **options):
        context = chromium.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.logged = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.logged.append(message.text))
        page.on("pageerror", lambda error: page.logged.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


def shown(page):
    """The drawings that are seen at this width."""
    return [svg for svg in page.locator("figure svg").all() if svg.is_visible()]


@pytest.fixture(scope="module")
def colours_in(chromium):
    """A function that counts the colours of a picture, up to so many."""
    page = chromium.new_page()
    yield lambda png, least=8: page.evaluate(COUNT_COLOURS, [base64.b64encode(png).decode(), least])
    page.close()


def test_asks_for_nothing_and_logs_nothing(opened, starter):
    page = opened(starter)
    assert [url for url in page.asked if not url.startswith("data:")] == [starter.as_uri()]
    assert page.logged == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_picture_is_drawn(opened, colours_in, starter, scheme):
    page = opened(starter, color_scheme=scheme)
    drawings = shown(page)
    assert len(drawings) >= 10
    for svg in drawings:
        assert len(svg.get_attribute("aria-label")) > 20
        assert colours_in(svg.screenshot()) >= 8, svg.get_attribute("aria-label")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")


def test_the_first_screen_answers(opened, starter):
    page = opened(starter)
    bottom = page.evaluate("document.querySelector('#answer .strongest').getBoundingClientRect().bottom")
    assert bottom <= WIDE["height"]
    said = page.locator("#answer").inner_text()
    for part in (
        "Half of the tokens come from orbit",
        "$0.137",
        "11\u00a0×",
        "610\u00a0M$",
        "Audit passed",
        "5.9\u00a0%",
    ):
        assert part in said


def test_a_phone_scrolls_in_one_direction(opened, starter):
    page = opened(starter, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert all(svg.get_attribute("class") == "narrow" for svg in shown(page))
    assert page.locator("#answer .facts").bounding_box()["y"] < PHONE["height"]


def test_the_keyboard_reaches_everything(opened, starter):
    page = opened(starter)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer"
    seen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.tagName.toLowerCase()"))
    assert {"a", "svg", "summary", "div"} <= set(seen)


def test_arrow_keys_tell_what_marks_say(opened, starter):
    page = opened(starter)
    svg = next(svg for svg in shown(page)[1:] if svg.get_attribute("tabindex") == "0")
    svg.focus()
    page.keyboard.press("ArrowRight")
    tip = page.locator(".tip")
    assert tip.is_visible()
    assert tip.inner_text() == svg.locator("[aria-label]").first.get_attribute("aria-label")
    page.keyboard.press("Escape")
    assert not tip.is_visible()


def test_whole_without_javascript(opened, colours_in, starter):
    page = opened(starter, java_script_enabled=False)
    assert "Half of the tokens come from orbit" in page.locator("h1").inner_text()
    drawings = shown(page)
    assert len(drawings) >= 10
    assert colours_in(drawings[1].screenshot()) >= 8
    page.locator("figure summary").first.click()
    assert page.locator("figure details[open] table").first.is_visible()


def test_numbers_are_one_click_away(opened, starter):
    page = opened(starter)
    page.locator("figure summary").first.click()
    with page.expect_download() as saved:
        page.locator("figure details[open] a[download]").first.click()
    assert saved.value.suggested_filename.endswith(".csv")
    assert len(Path(saved.value.path()).read_text(encoding="utf-8").splitlines()) > 2


def test_print_is_light_and_whole(opened, starter, tmp_path):
    page = opened(starter, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav").is_visible()
    content = page.pdf(path=tmp_path / "page.pdf", format="A4")
    assert content.startswith(b"%PDF")


@pytest.mark.slow
def test_the_reference_opens_at_once(opened, colours_in, tmp_path):
    path = written("reference", tmp_path, None)
    assert path.stat().st_size < 1_500_000
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        page = opened(path)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 2
    assert page.logged == []
    for svg in shown(page):
        assert colours_in(svg.screenshot()) >= 8
