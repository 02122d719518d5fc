"""The page of a comparison in a real browser: nothing is asked for, nothing fails, charts are drawn."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

import planner
from planner.comparing.comparison import compare

STARTER = Path(__file__).parents[2] / "solutions" / "starter"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of the starter against what a cheaper flight might make of it: one changed input, no solve."""
    plan = planner.read_plan(STARTER)
    instance = plan.resolved.with_value("vehicles.falcon-9.price_musd", 40)
    files = {**plan.instance, "resolved.toml": instance.resolved_toml().encode()}
    items = {**plan.cost_by_item, "launch": 194.4}
    record = replace(plan.record, name="<b>cheap & new</b>", value=0.1, bound=0.099, cost_by_item_musd=items)
    found = compare([plan, replace(plan, instance=files, record=record)])
    return found.write(tmp_path_factory.mktemp("page") / "compared.html")


@pytest.fixture(
    scope="module", params=[(1280, "light"), (1280, "dark"), (390, "light")], ids=["wide", "dark", "narrow"]
)
def opened(chromium, page, request):
    """The page open in a window, with what went wrong and what was asked for."""
    width, scheme = request.param
    room = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab = room.new_page()
    tab.said, tab.asked = [], []
    tab.on("console", lambda message: tab.said.append(message.text))
    tab.on("pageerror", lambda error: tab.said.append(str(error)))
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.goto(page.as_uri())
    yield tab
    room.close()


def test_no_error_and_no_request(opened, page):
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith("data:")] == [page.as_uri()]
    assert page.stat().st_size < 300_000


def test_the_first_screen_says_the_difference_and_names_are_text(opened):
    assert opened.locator("h1").inner_text() == (
        "<b>cheap & new</b> costs $0.10 a million tokens, $0.0367 (27 %) less than starter."
    )
    assert opened.locator(".plans .large").all_inner_texts() == ["$0.137", "$0.10"]


def test_nothing_is_wider_than_the_window(opened):
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_both_charts_are_drawn_with_words_for_those_who_do_not_see_them(opened):
    from PIL import Image

    shown = opened.locator("figure svg:visible")
    assert shown.count() == 2
    for i in range(2):
        assert len(shown.nth(i).get_attribute("aria-label")) > 60
        picture = Image.open(BytesIO(shown.nth(i).screenshot())).convert("RGB")
        counts = sorted(count for count, _ in picture.getcolors(1 << 20))
        assert len(counts) > 20 and sum(counts[:-1]) > 0.01 * sum(counts)


def test_text_of_the_charts_stands_out_from_the_paper(opened):
    from planner.report.figures.grammar import contrast

    paper, *inks = opened.evaluate(
        """() => [getComputedStyle(document.body).backgroundColor,
        ...[...document.querySelectorAll("figure svg text")]
           .filter(t => t.textContent.trim() && !t.getAttribute("stroke"))
           .map(t => getComputedStyle(t).fill)]"""
    )
    assert inks
    assert min(contrast(hexed(ink), hexed(paper)) for ink in inks) >= 4.5


def hexed(colour):
    """`rgb(1, 2, 3)` as #RRGGBB."""
    return "#" + "".join(f"{int(part):02X}" for part in colour.strip("rgba()").split(",")[:3])
