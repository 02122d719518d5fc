"""The page of a plan: its facts and sentences, its tables, its drawings, its colours on a dark page, and that
nothing that a plan says can become markup.
"""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest

import planner
from planner import planning
from planner.auditing import AuditReport, Violation
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import COLOURS, INK, PAPER, chart_of, contrast, dressed
from planner.report.page import answer, assumptions, dark, proof, sections, words, writing
from planner.report.page.material import Material
from planner.report.page.render import hash_of, page_of, text_of
from planner.report.page.svg import fit
from planner.report.page.tables import heading, table_of

SOLUTIONS = Path(__file__).parents[2] / "solutions"
HOSTILE = "</style><script>alert('a & \"b\"')</script>"


def stand_in(plan, *, width):
    """A small picture."""
    rows = [{"x": 1, "says": f"one of {plan.name}"}, {"x": 2, "says": "two"}]
    body = chart_of(rows).mark_point(color=INK).encode(x="x:Q", description="says:N")
    chart = dressed(
        body.properties(width=width - 60, height=40), title="Two points", subtitle="M$", notes=[],
        source=plan.name, alt_text="two points", left=20, width=width,
    )  # fmt: skip
    return Figure(chart, pd.DataFrame(rows), f"Two points of {plan.name}", "M$", "two points")


PICTURES = (("When", "stand-in", stand_in), ("When", "none", lambda plan, width: None))


@pytest.fixture(autouse=True, scope="module")
def one_picture():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sections, "FIGURES", PICTURES)
        patch.setattr(sections, "CHANCES", ())
        yield


@pytest.fixture(scope="module")
def starter():
    return planner.read_plan(SOLUTIONS / "starter")


@pytest.fixture(scope="module")
def starter_audit(starter):
    return planning.audit(starter)


@pytest.fixture(scope="module")
def starter_reasons(starter):
    return planner.reasons(starter)


@pytest.fixture(scope="module")
def html(one_picture, starter, starter_audit):
    return page_of(Material(starter, starter_audit))


@pytest.fixture(scope="module")
def shipped():
    names = ("ground_only", "small_operator", "starcloud", "ipo", "million")
    return {name: planner.read_plan(SOLUTIONS / name) for name in names}


def changed(plan, **fields):
    return replace(plan, record=replace(plan.record, **fields))


class TestFacts:
    def test_multiple_of_the_sides(self, starter):
        found = answer.against(starter)
        assert found.large == "11 ×"
        assert found.says == "A token from orbit costs 11 times as much as one from the ground in this plan."
        assert found.detail == "$0.258 against $0.0225 a million. Counted: all costs."

    def test_near_parity_in_percent(self, shipped):
        assert answer.against(shipped["million"]).says == (
            "A token from orbit costs 2.1 % less than one from the ground in this plan."
        )

    def test_nothing_served_is_not_compared(self, starter):
        idle = changed(starter, value=None, gap=None, tokens_tt=0.0, ratio_usd_per_mtoken=None)
        assert answer.against(idle).large == "–"

    def test_one_side_alone_is_compared_with_the_other_plan(self, starter, shipped):
        ground = shipped["ground_only"]
        assert answer.against(ground).large == "Ground only"
        assert "one in starter" in answer.against(ground, starter).says

    def test_three_numbers(self, starter):
        assert [fact.number for fact in answer.facts(starter)] == ["610 M$", "50 %", "6"]

    def test_what_moves_most(self, starter, shipped):
        head, detail = answer.strongest(starter)
        assert head == "If launches cost 10 % more, a token costs 5.9 % more."
        assert detail == "Next: satellites, 2.1 %."
        _, detail = answer.strongest(planner.read_plan(SOLUTIONS / "published-satellites"))
        assert (
            "A flight of Starship Goal at 90 to 100 M$ instead of 94.9: about −4.8 % to +5 %, at most."
            in detail
        )

    def test_penalties_first(self, starter):
        late = changed(starter, cost_by_item_musd={"shortfall": 500.0, "launch": 109.9})
        head, detail = answer.strongest(late)
        assert "penalties for committed tokens" in head
        assert detail == "Then launches, 18 %."  # a share too, not what 10 % more of it would do

    def test_nothing_paid(self, starter):
        assert answer.strongest(changed(starter, cost_by_item_musd={}, cost_musd=0.0)) == ("", "")

    def test_value_and_bound_in_digits_that_tell_them_apart(self, starter):
        near = answer.standing(changed(starter, value=0.1234567, bound=0.1234511))
        assert near.told_apart() == ("$0.12346", "$0.12345")


class TestWords:
    @pytest.mark.parametrize(
        "text, kept",
        [("62 % of 14 M$", "62_% of 14_M$"), ("$40.2 bn, $8 tn", "$40.2_bn, $8_tn"), ("11 ×", "11_×"),
         ("3 bnx", "3 bnx"), ("of % M$", "of % M$")],
    )  # fmt: skip
    def test_numbers_stay_with_their_units(self, text, kept):
        assert words.unbroken(text) == kept.replace("_", "\u00a0")

    def test_every_number_stays_with_its_unit(self):
        assert words.unbroken("at 600 km, 92 % of 8 Tt") == "at 600\u00a0km, 92\u00a0% of 8\u00a0Tt"
        assert words.unbroken("in 2030 she flew 4 times") == "in 2030 she flew 4 times"

    def test_cells(self):
        assert words.cell(float("nan")) == words.cell(None) == "–"
        assert words.cell(14105) == "14,105"
        assert words.cell(2031, "first_year") == "2031"
        assert words.cell(0.123456) == "0.123"
        assert words.cell(True) == "yes"


class TestTables:
    def test_headings_have_units(self):
        assert heading("tokens_tt") == "Tokens (Tt)"
        assert heading("ratio_usd_per_mtoken") == "Levelized cost ($/Mtoken)"

    def test_numbers_to_the_right_and_the_rest_in_the_file(self):
        frame = pd.DataFrame({"site": ["a"] * 50, "power_mw": range(50), "share": ["5.1 %"] * 50})
        table = table_of(frame, "power")
        assert [column.is_number for column in table.columns] == [False, True, True]
        assert (len(table.rows), table.more, table.file) == (40, 10, "power.csv")
        kind, _, text = table.link.partition(",")
        assert kind == "data:text/csv;charset=utf-8"
        assert unquote(text) == frame.to_csv(index=False, lineterminator="\n")

    def test_decimals_of_a_column_stand_below_each_other(self):
        frame = pd.DataFrame({"share": [0.293, 0.0643, 0.02], "wide": [21400.0, 3.5, 0.12]})
        rows = table_of(frame, "x").rows
        assert [row[0] for row in rows] == ["0.293", "0.064", "0.020"]
        assert [row[1] for row in rows] == ["21,400", "3.5", "0.12"]

    def test_vehicles_and_accelerators_have_their_names_and_the_file_their_ids(self):
        table = table_of(
            pd.DataFrame({"vehicle": ["new-glenn"], "accelerator": ["gb300"], "shell": ["s-1"]}), "x"
        )
        assert table.rows == (("New Glenn", "GB300", "s-1"),)
        assert "new-glenn" in unquote(table.link)

    def test_a_link_holds_nothing_that_ends_an_attribute(self):
        link = table_of(pd.DataFrame({"name": [HOSTILE, "ü,#%&\n"]}), "x").link
        assert not set('<>"#&\n') & set(link.partition(",")[2])


class TestDrawings:
    def test_ids_are_unique_and_the_alt_text_stays(self, starter):
        drawing = stand_in(starter, width=340).untitled_svg()
        one, other = fit(drawing, "a", "wide"), fit(drawing, "b", "narrow")
        ids = [set(re.findall(r' id="([^"]+)"', text)) for text in (one, other)]
        assert ids[0].isdisjoint(ids[1])
        assert 'aria-label="two points"' in one
        assert len(one) < len(drawing)

    def test_marks_speak_and_axes_do_not(self, starter):
        root = ElementTree.fromstring(fit(stand_in(starter, width=340).untitled_svg(), "a", "wide"))
        labels = [node.get("aria-label") for node in root.iter() if node.get("aria-label")]
        assert labels[1:] == ["one of starter", "two"]

    def test_no_title_in_the_drawing(self, starter):
        figure = stand_in(starter, width=340)
        assert "Two points" in figure.svg()
        assert "Two points" not in figure.untitled_svg()
        assert "Two points" in figure.svg()

    def test_what_acts_is_dropped(self):
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" onload="x()"><script>x()</script>'
            '<a href="http://x"><text fill="#000000" onclick="x()">a &lt; b</text></a><g><g/></g></svg>'
        )
        assert fit(svg, "a", "wide").count("<") == 1
        text = '<text fill="#000000" onclick="x()" href="#">a &lt; b</text>'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>'
        assert '<text fill="#000000">a &lt; b</text>' in fit(svg, "a", "wide")


PAIRS = [
    ("ink", "paper"), ("rest", "paper"), ("link", "paper"), ("ink", "card"), ("rest", "card"),
    ("good", "good-paper"), ("bad", "bad-paper"), ("ink", "good-paper"), ("link", "good-paper"),
    ("link", "bad-paper"), ("ink", "bad-paper"),
]  # fmt: skip


class TestDark:
    def test_known_colours_have_counterparts(self):
        assert dark.on_dark(PAPER, dark.MARK) == dark.DARK_PAPER
        assert contrast(dark.on_dark(INK, dark.TEXT), dark.DARK_PAPER) > 12

    @pytest.mark.parametrize("colour", ["#0072B2", "#09537D", "#007054", "#333333", "#8C8C8C", "#F0E442"])
    def test_marks_and_text_stand_out(self, colour):
        assert contrast(dark.on_dark(colour, dark.MARK), dark.DARK_PAPER) >= 3
        assert contrast(dark.on_dark(colour, dark.TEXT), dark.DARK_PAPER) >= 4.5

    def test_what_is_hardly_seen_stays_so(self):
        assert contrast(dark.on_dark("#F4F4F4", dark.MARK), dark.DARK_PAPER) < 1.5

    def test_rules_are_sorted_and_only_for_what_is_used(self):
        drawing = f'<path fill="{COLOURS["both"]}"/><path stroke="{PAPER}"/>'
        assert dark.rules([drawing, drawing]).splitlines()[1:] == [
            f'figure svg [fill="#000000"]{{fill:{dark.DARK_INK}}}',
            f'figure svg [stroke="#FFFFFF"]{{stroke:{dark.DARK_PAPER}}}',
        ]

    @pytest.mark.parametrize("scheme", [0, 1])
    def test_text_of_the_page_at_4_5(self, scheme):
        found = re.findall(r":root\{(.*?)\}", text_of("page.css"), re.S)[scheme]
        colours = {name: "".join(2 * c for c in value) if len(value) == 3 else value
                   for name, value in re.findall(r"--([\w-]+):#([0-9a-f]+)", found)}  # fmt: skip
        for text, paper in PAIRS:
            assert contrast(f"#{colours[text]}", f"#{colours[paper]}") >= 4.5, (text, paper)


class Markup(HTMLParser):
    """Tags with their attributes, and text outside of scripts and styles."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


class TestPage:
    def test_same_plan_same_bytes(self, html, starter_audit):
        assert page_of(Material(planner.read_plan(SOLUTIONS / "starter"), starter_audit)) == html

    def test_nothing_of_a_plan_becomes_markup(self, starter, starter_audit):
        record = replace(
            starter.record, name=HOSTILE, notes=(HOSTILE,), instance=HOSTILE, defaults={HOSTILE: HOSTILE}
        )
        page = page_of(Material(replace(starter, record=record), starter_audit))
        found = Markup(page)
        assert [tag for tag, _ in found.tags].count("script") == 1
        assert [tag for tag, _ in found.tags].count("style") == 1
        assert not [tag for tag, attrs in found.tags if any(key.startswith("on") for key in attrs)]
        assert any(HOSTILE in text for text in found.words)
        assert "<script>alert" not in page

    def test_policy_names_the_one_script(self, html):
        policy = next(attrs["content"] for tag, attrs in Markup(html).tags if attrs.get("http-equiv"))
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")
        script = re.search(r"<script>(.*?)</script>", html, re.S)[1]
        assert hash_of(script) in policy
        assert len(script.splitlines()) < 60

    def test_nothing_is_loaded(self, html):
        for tag, attrs in Markup(html).tags:
            assert "src" not in attrs
            assert attrs.get("href", "#").startswith(("#", "data:")), (tag, attrs)

    def test_every_link_leads_somewhere(self, html):
        tags = Markup(html).tags
        ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        links = {attrs["href"][1:] for tag, attrs in tags if attrs.get("href", "").startswith("#")}
        assert links <= set(ids)

    def test_a_failed_audit_is_said_first(self, starter, starter_audit):
        bad = AuditReport(
            (Violation("payload", "m1", f"104 t on 100 t {HOSTILE}"),), None, 49, starter_audit.claims
        )
        found = proof.badge(Material(starter, bad))
        assert (found.is_passed, found.verdict) == (False, "Audit failed")
        page = page_of(Material(starter, bad))
        assert 'class="badge failed"' in page
        assert words.unbroken("payload[m1]: 104 t on 100 t") in page
        assert "<script>alert" not in page

    def test_sections_in_the_order_in_which_people_ask(self, starter, starter_audit):
        found = [one.title for one in sections.sections(Material(starter, starter_audit))]
        asked = ["Why", "When", "What flies", "What it costs", "Who is served", "How sure",
                 "What was assumed", "How it was proven"]  # fmt: skip
        assert [title for title in asked if title in found] == found
        assert "How sure" not in found  # no picture of it here, and no simulation

    def test_assumptions_are_called_so(self, html):
        assert re.search(r"[\d,]+ are assumed", html)

    def test_a_simulation_has_its_table(self, starter, starter_audit):
        found = planner.simulate(starter, runs=20)
        titles = [one.title for one in sections.sections(Material(starter, starter_audit, None, found))]
        assert "How sure" in titles


class TestWhy:
    def why(self, *material):
        return next(one for one in sections.sections(Material(*material)) if one.title == "Why")

    def test_the_reasons_of_the_plan(self, starter, starter_audit, starter_reasons):
        found = self.why(starter, starter_audit, None, None, starter_reasons)
        assert found.lead == ""
        limits, worth, left_out, moves = found.blocks
        assert limits.lines == starter_reasons.sentences
        assert any(line.startswith("MW at texas: used up") for line in limits.lines)
        assert worth.table.rows[0][:3] == ("0.1 MW more at texas", "always", "23.3")
        assert left_out.is_folded and left_out.table.rows[0][:3] == ("large", "0.82", "28 %")
        assert left_out.table.rows[0][3].startswith("A satellite would have to be 0.819 M$ cheaper")
        assert moves.title == "Prices that move the answer"
        assert [worth.table.file, left_out.table.file] == ["limits.csv", "left-out.csv"]

    def test_without_them_it_is_said(self, starter, starter_audit):
        found = self.why(starter, starter_audit)
        assert found.lead == "What limits this plan cannot be derived: its tables do not fit its instance."
        assert [block.title for block in found.blocks] == ["Prices that move the answer"]

    def test_none_of_a_plan_that_contradicts_itself(self, starter, starter_audit):
        bad = replace(starter_audit, violations=(Violation("payload", "m1", "104 t on 100 t"),))
        assert writing.reasons_of(starter, bad, None) is None
        assert self.why(starter, bad).lead == "What limits this plan cannot be derived: its audit failed."

    def test_none_of_a_plan_whose_tables_do_not_fit(self, starter, starter_audit):
        lost = replace(starter, cohorts=starter.cohorts.assign(shell="nowhere"))
        assert writing.reasons_of(lost, starter_audit, None) is None


class TestWriting:
    def test_an_existing_file_stays(self, starter, tmp_path):
        path = tmp_path / "page.html"
        path.write_text("mine")
        with pytest.raises(planner.InstanceError, match="exists; it is not overwritten"):
            starter.report(path)
        assert path.read_text() == "mine"

    def test_a_plan_writes_its_page(self, starter, tmp_path):
        path = starter.report(tmp_path / "sub" / "page.html", against=SOLUTIONS / "ground_only")
        assert "$0.0809 in ground-only" in path.read_text(encoding="utf-8")

    def test_arguments_are_checked(self, starter):
        with pytest.raises(TypeError, match="path must be"):
            starter.report(3)
        with pytest.raises(TypeError, match="force must be"):
            starter.report("x.html", force="yes")
        with pytest.raises(TypeError, match="against must be"):
            starter.report("x.html", against=3)

    def test_names_of_files(self, starter):
        assert writing.default_name(starter) == "starter.html"
        unfiled = replace(changed(starter, name="../../etc/a b"), folder=None)
        assert writing.default_name(unfiled) == "etc-a-b.html"
        assert writing.default_name(replace(changed(starter, name="…"), folder=None)) == "plan.html"

    def test_large_plans_are_simulated_only_when_asked(self, shipped):
        assert writing.simulated(shipped["million"], None, None) is None
        assert writing.simulated(shipped["ipo"], 0, None) is None

    def test_altair_still_checks_charts_elsewhere(self, starter, starter_audit):
        sections.drawn(Material(starter, starter_audit))
        with pytest.raises(alt.utils.schemapi.SchemaValidationError):
            alt.Chart().mark_point(size="no size").to_dict()


def test_the_sentence_on_assumptions_adds_up():
    frame = pd.DataFrame({"quality": ["quoted", "assumed", "assumed", "", ""]})
    assert assumptions.shares(frame) == "2 are assumed, 1 is quoted from a source and 2 of unstated quality"
