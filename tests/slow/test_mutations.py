"""Spoiled files by the thousand: instances, plan folders and studies are read, and what can be is checked;
each works or gives one InstanceError; so are the folders of finished studies, and what is imported. Every
mutation follows from its number.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

import planner
from planner import coefficients
from planner.auditing.glance import glance
from planner.commands.compare import runs_in
from planner.comparing.telling import side_by_side
from planner.errors import InstanceError
from planner.exporting.schedule import flights_of
from planner.exporting.sound import require_sound
from planner.instance.reading import Instance
from planner.studies.asked.file import read_file
from planner.text.summary import headline, sections

pytestmark = pytest.mark.slow

INSTANCES = sorted(Path("instances").glob("*.toml"))
CHECKED = {"starter", "small_operator", "starcloud", "suncatcher", "published-satellites", "orbit_vs_ground"}
PLANS = ("starcloud", "published-satellites", "suncatcher", "small_operator", "small_operator")
STUDIES = sorted(Path("instances/studies").glob("*.toml"))
COUNTS = {"instances": 3500, "plans": 1000, "studies": 700, "folders": 800, "demand": 1200, "satellites": 600}

NUMBERS = (
    "0", "-1", "1e-300", "1e300", "-0.0", "nan", "inf", "-inf", "1_000", "0x10", "9" * 30, "9" * 5000, "true",
    '"text"', "[]", "[1, 2]", "{}", "{ value = 1 }", "2028-01-01", "1979-05-27T07:32:00Z", "0.5", "3", "1e9",
    "{ start = 1, growth_per_year = 0.5 }", '{ csv = "none.csv", column = "x" }', "[[]]", '""',
)  # fmt: skip
WORDS = (
    "\0", "\\", '"', "'", "\n", "[", "]", "{", "}", "=", ".", "#", ",", ";", "\ufeff", "\u202e", "\U0001f680",
    "null", "NaN", "[a.b]\n", "use = 'catalog:none'\n", "a" * 3000, "x.y.z", "-", "e", "\r\n", "\t",
)  # fmt: skip
NUMBER = re.compile(r"(?<![\w\-.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w\-.])")
WORD = re.compile(r'"[^"\n]*"')


def mutated(text: str, draw: random.Random) -> str:
    """The text with one to four faults."""
    for _ in range(draw.randint(1, 4)):
        text = draw.choice(KINDS)(text, draw)
    return text


def another_number(text: str, draw: random.Random) -> str:
    """A number is another one, or no number at all."""
    return exchanged(text, NUMBER, draw, draw.choice(NUMBERS))


def another_size(text: str, draw: random.Random) -> str:
    """A number is larger or smaller by orders of magnitude, or has another sign."""
    found = list(NUMBER.finditer(text))
    if not found:
        return text
    at = draw.choice(found)
    factor = draw.choice((-1, 0, 1e-6, 1e-3, 0.5, 2, 1e3, 1e6))
    return f"{text[: at.start()]}{float(at[0]) * factor:.12g}{text[at.end() :]}"


def another_word(text: str, draw: random.Random) -> str:
    """A text is another one of the file."""
    found = WORD.findall(text)
    return exchanged(text, WORD, draw, draw.choice(found)) if found else text


def exchanged(text: str, what: re.Pattern[str], draw: random.Random, by: str) -> str:
    """One match is something else."""
    found = list(what.finditer(text))
    if not found:
        return text
    at = draw.choice(found)
    return text[: at.start()] + by + text[at.end() :]


def another_line(text: str, draw: random.Random) -> str:
    """A line is gone, doubled, or elsewhere."""
    lines = text.split("\n")
    one = draw.randrange(len(lines))
    kind = draw.randrange(4)
    line = lines.pop(one) if kind in (0, 2) else lines[one]
    if kind in (1, 2):
        lines.insert(draw.randrange(len(lines) + 1), line)
    if kind == 3 and lines:
        lines[one] = line[: draw.randrange(len(line) + 1)]
    return "\n".join(lines)


def another_character(text: str, draw: random.Random) -> str:
    """Something stands where it should not."""
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(WORDS) + text[at + draw.choice((0, 0, 1, 5)) :]


def another_key(text: str, draw: random.Random) -> str:
    """A key, or the head of a column, has another name of the file."""
    names = re.findall(r"[a-z][a-z0-9_\-]{2,}", text)
    return exchanged(text, re.compile(r"[a-z][a-z0-9_\-]{2,}"), draw, draw.choice(names)) if names else text


KINDS: tuple[Callable[[str, random.Random], str], ...] = (
    another_number, another_number, another_size, another_size, another_word, another_line, another_character,
    another_key,
)  # fmt: skip


class Tally:
    """What became of the mutations; the first faults whole."""

    def __init__(self) -> None:
        self.ends: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self, name: str, work: Callable[[], object]) -> None:
        """Do the work: it may only end well or with an InstanceError."""
        try:
            work()
            self.ends["worked"] += 1
        except InstanceError as error:
            assert str(error).strip()
            self.ends["refused"] += 1
        except Exception as error:
            self.ends[type(error).__name__] += 1
            self.faults.append(f"{name}: {''.join(traceback.format_exception(error)[-4:])}")

    def verdict(self, count: int) -> None:
        """None but good ends, as many as were asked for, and both kinds of them."""
        kinds = Counter(fault.splitlines()[-1] for fault in self.faults)
        assert not self.faults, f"{dict(self.ends)}\n{dict(kinds)}\n\n" + "\n\n".join(self.faults[:6])
        assert sum(self.ends.values()) == count
        assert min(self.ends["worked"], self.ends["refused"]) > count / 50, self.ends


def draws(kind: str) -> Iterator[tuple[int, random.Random]]:
    """A source of chance for each mutation, by its number."""
    for number in range(COUNTS[kind]):
        yield number, random.Random(f"{kind} {number}")


def test_instances():
    tally = Tally()
    tables = {path.name: path.read_text(encoding="utf-8") for path in Path("instances").glob("*.csv")}
    for number, draw in draws("instances"):
        path = draw.choice(INSTANCES)
        text = path.read_text(encoding="utf-8")
        beside = {name: held for name, held in tables.items() if name in text}
        files = {path.name: text} | beside
        spoiled = draw.choice([path.name, path.name, *beside])
        files[spoiled] = mutated(files[spoiled], draw)

        def work(files: dict[str, str] = files, name: str = path.stem, number: int = number) -> None:
            content = {one: held.encode("utf-8", "surrogatepass") for one, held in files.items()}
            instance = Instance.from_files(content)
            if name in CHECKED and number % 2 == 0:
                coefficients.build(instance)
            instance.resolved_toml()

        tally.run(f"instance {number} ({path.name})", work)
    tally.verdict(COUNTS["instances"])


def test_plan_folders(tmp_path):
    tally = Tally()
    for name in sorted(set(PLANS)):
        shutil.copytree(f"solutions/{name}", tmp_path / name)
    for number, draw in draws("plans"):
        folder = tmp_path / draw.choice(PLANS)
        names = [p for p in sorted(folder.rglob("*")) if p.is_file()]
        spoiled = draw.choice(names)
        kept = spoiled.read_bytes()
        if draw.random() < 0.05:
            spoiled.unlink()
        else:
            spoiled.write_bytes(mutated(kept.decode(), draw).encode("utf-8", "surrogatepass"))

        def work(folder: Path = folder) -> None:
            plan = planner.read_plan(folder)
            glance(plan)
            headline(plan)
            sections(plan)
            plan.summary()
            require_sound(plan)
            list(zip(range(1000), flights_of(plan)))

        tally.run(f"plan {number} ({spoiled.relative_to(tmp_path)})", work)
        spoiled.write_bytes(kept)
    tally.verdict(COUNTS["plans"])


def test_studies(tmp_path):
    tally = Tally()
    shutil.copytree("instances", tmp_path / "instances")
    for number, draw in draws("studies"):
        path = tmp_path / STUDIES[number % len(STUDIES)]
        kept = path.read_bytes()
        path.write_bytes(mutated(kept.decode(), draw).encode("utf-8", "surrogatepass"))
        tally.run(f"study {number} ({path.name})", lambda path=path: read_file(path))
        path.write_bytes(kept)
    tally.verdict(COUNTS["studies"])


def test_folders_of_studies(tmp_path):
    """What `planner compare STUDYDIR` and planner.read_study read."""
    tally = Tally()
    done = finished_study(tmp_path / "done")
    shipped = tmp_path / "shipped"  # its table alone
    shipped.mkdir()
    shutil.copy("solutions/studies/launch-price/results.csv", shipped)
    names = [path for path in sorted(done.rglob("*")) if path.suffix in (".json", ".csv", ".parquet")]
    for number, draw in draws("folders"):
        spoiled = draw.choice(
            [*names, done / "study.json", done / "results.parquet", shipped / "results.csv"]
        )
        kept = {path: path.read_bytes() for path in (spoiled, done / "results.parquet")}
        if draw.random() < 0.5:  # the table is then made from the runs
            (done / "results.parquet").unlink()
        if draw.random() < 0.1 or not spoiled.exists():
            spoiled.unlink(missing_ok=True)
        elif spoiled.suffix == ".parquet":
            spoiled.write_bytes(other_bytes(spoiled.read_bytes(), draw))
        else:
            text = mutated(spoiled.read_text(encoding="utf-8"), draw)
            spoiled.write_bytes(text.encode("utf-8", "surrogatepass"))
        folder = done if spoiled.is_relative_to(done) else shipped

        def work(folder: Path = folder) -> None:
            _, frame = runs_in(folder)
            side_by_side(frame).to_csv()
            if folder.name == "done":
                planner.read_study(folder)

        tally.run(f"folder {number} ({spoiled.relative_to(tmp_path)})", work)
        for path, content in kept.items():
            path.write_bytes(content)
    tally.verdict(COUNTS["folders"])


def finished_study(folder: Path) -> Path:
    """The folder of a study of two runs, as `planner study` leaves it."""
    from planner.studies.asked.runs import Run
    from planner.studies.results.row import row_of_plan
    from planner.studies.results.table import as_csv, as_parquet, table_of
    from planner.studies.running.claim import state_of, write_state
    from planner.studies.running.store import Store
    from planner.studies.running.tasks import Done

    base = planner.read("instances/starcloud.toml")
    store, labels, addresses = (
        Store(folder),
        [{"price": 1.5, "side": "orbit"}, {"price": 2, "side": None}],
        [],
    )
    for number, name in enumerate(("starcloud", "small_operator")):
        addresses.append(f"{number}" * 40)
        done = Done(dict(row_of_plan(planner.read_plan(f"solutions/{name}"))), {"plan/plan.json": b"{}"})
        store.put(addresses[-1], Run(labels[number], base), done)
    frame = table_of(labels, [store.row(address) for address in addresses], addresses)
    (folder / "results.csv").write_bytes(as_csv(frame))
    (folder / "results.parquet").write_bytes(as_parquet(frame))
    write_state(folder, state_of("two", base, labels, addresses))
    return folder


def other_bytes(content: bytes, draw: random.Random) -> bytes:
    """Some bytes are others, more than there were, or gone."""
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(content) + 1)
        content = (
            content[:at] + draw.randbytes(draw.randint(0, 3)) + content[at + draw.choice((0, 1, 2, 50)) :]
        )
    return content


WIDE = "workload,region,unit,2028,2029-Q2,2030\nagentic,europe,Tt/year,1.5,2,1_000\nchat,us,tokens/s,3,,4e6\n"
LONG = "date;agentic europe (Tt/year);chat (billion tokens/day)\n2028-01-01;1,5;2\n2029-01-01;3;4,25\n"
OMM = (
    "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,"
    "MEAN_ANOMALY,NORAD_CAT_ID\n"
) + "".join(
    f"FLYING-{n},2024-{n % 3 + 100}A,2026-01-01T00:00:00,15.06,0.0001,53,{n * 20 % 360},0,{n * 9},{n}\n"
    for n in range(40)
)


def test_imported_demand(tmp_path):
    tally = Tally()
    for number, draw in draws("demand"):
        text = mutated(draw.choice((WIDE, LONG)), draw)
        path = tmp_path / draw.choice(("demand.csv", "demand.csv", "demand.xlsx"))
        path.write_bytes(text.encode("utf-8", "surrogatepass") if path.suffix == ".csv" else book(text, draw))
        options = {"region": "europe"} if draw.random() < 0.5 else {}
        tally.run(
            f"demand {number} ({path.name})",
            lambda path=path, own=options: planner.import_demand(path, **own),
        )
    tally.verdict(COUNTS["demand"])


def book(text: str, draw: random.Random) -> bytes:
    """The cells of a text as a workbook; now and then its bytes are others."""
    sheet = openpyxl.Workbook()
    for row in text.splitlines():
        cells = ("".join(c for c in cell if c.isprintable()) for cell in re.split("[,;]", row))
        sheet.active.append([float(cell) if NUMBER.fullmatch(cell) else cell for cell in cells])
    room = io.BytesIO()
    sheet.save(room)
    return other_bytes(room.getvalue(), draw) if draw.random() < 0.3 else room.getvalue()


def test_imported_satellites(tmp_path):
    tally = Tally()
    heads, *rows = (line.split(",") for line in OMM.splitlines())
    as_json = "[" + ",".join(str(dict(zip(heads, row))).replace("'", '"') for row in rows) + "]"
    for number, draw in draws("satellites"):
        name, text = draw.choice((("gp.csv", OMM), ("gp.json", as_json)))
        path = tmp_path / name
        path.write_bytes(mutated(text, draw).encode("utf-8", "surrogatepass"))
        tally.run(f"satellites {number} ({name})", lambda path=path: planner.import_satellites(path))
    tally.verdict(COUNTS["satellites"])
