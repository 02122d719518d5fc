"""What each table of a plan holds: columns with type, unit and meaning, the key, references to other tables.

Everything that says what a column is follows from these declarations: the types that a table is read and
written with (columns.py), `datapackage.json` in each plan folder (datapackage.py), and README.md beside this.

Types are those of Frictionless table schemas. A unit is given for each number; of a count it is what is
counted, `1` is a share or a factor. Ids are those of the instance. Numbers are not negative unless they are
declared as signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["string", "integer", "number", "date"]


@dataclass(frozen=True)
class Column:
    """One column.

    one_of        the values that occur, where they are few
    signed        may be negative
    least         of a count: the smallest that a row is written for
    may_be_empty  a cell may hold nothing
    """

    name: str
    type: Kind
    meaning: str
    unit: str = ""
    one_of: tuple[str, ...] = ()
    signed: bool = False
    least: int = 0
    may_be_empty: bool = False


@dataclass(frozen=True)
class Reference:
    """The values of some columns are those of columns of another table, row by row."""

    columns: tuple[str, ...]
    table: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table.

    key      the columns that name a row
    further  columns that follow the others where the sizing gives them
    """

    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    further: tuple[Column, ...] = ()
    references: tuple[Reference, ...] = ()

    def column(self, name: str) -> Column:
        """The declaration of a column, further ones too. KeyError without one."""
        return {column.name: column for column in (*self.columns, *self.further)}[name]


def text(name: str, meaning: str, *one_of: str, may_be_empty: bool = False) -> Column:
    """A column of ids or words."""
    return Column(name, "string", meaning, one_of=one_of, may_be_empty=may_be_empty)


def day(name: str, meaning: str) -> Column:
    """A column of ISO dates."""
    return Column(name, "date", meaning)


def count(name: str, unit: str, meaning: str, signed: bool = False, least: int = 0) -> Column:
    """A column of whole numbers."""
    return Column(name, "integer", meaning, unit, signed=signed, least=least)


def amount(name: str, unit: str, meaning: str, signed: bool = False) -> Column:
    """A column of numbers."""
    return Column(name, "number", meaning, unit, signed=signed)


def refers(columns: str, table: str, of: str = "") -> Reference:
    """Columns, separated by blanks, that name a row of a table by its columns `of` (or those of the same
    names).
    """
    return Reference(tuple(columns.split()), table, tuple((of or columns).split()))


PERIOD = (
    count("period", "period", "planning period, counted from 0"),
    day("date", "first day of the period"),
    day("last_date", "last day of the period"),
)
SOURCE_KIND = text("source_kind", "where the compute is", "orbit", "ground")
SOURCE = text("source", "shell in orbit, site on the ground")
ACCELERATOR = text("accelerator", "accelerator")
WORKLOAD = text("workload", "workload")
REGION = text("region", "region whose tokens they are")
SHELL = text("shell", "shell")
DESIGN = text("design", "satellite design")
VEHICLE = text("vehicle", "launch vehicle")
DROP = text("drop", "where the flight delivers: a shell, or a drop that several shells share")
MANIFEST = text("manifest", "what one flight carries, m1, m2, ...: see manifests.csv")

SCHEMA: dict[str, Table] = {
    "launches": Table(
        "Equal flights of one launch period: what each carries, and what all of the row carry together.",
        ("period", "vehicle", "drop", "manifest"),
        (
            *PERIOD, VEHICLE, DROP, MANIFEST,
            count("flights", "flights", "flights of the row", least=1),
            count("satellites_per_flight", "satellites", "satellites on one flight", least=1),
            count("satellites", "satellites", "satellites on all flights of the row", least=1),
            amount("mass_t_per_flight", "t", "mass of the satellites on one flight"),
            amount("mass_t", "t", "mass of the satellites on all flights of the row"),
            amount("payload_t_per_flight", "t", "most that the vehicle lifts to the drop on one flight"),
            amount("payload_t", "t", "most that all flights of the row could lift"),
            amount("mass_fill", "1", "share of the payload that is used"),
            amount("volume_m3_per_flight", "m3", "stowed volume of the satellites on one flight"),
            amount("volume_m3", "m3", "stowed volume of the satellites on all flights"),
            amount("volume_fill", "1", "share of the fairing that is used"),
            amount("price_musd_per_flight", "M$", "price of one flight, with what the vehicle asks by mass"),
            amount("price_musd", "M$", "price of all flights of the row; cash.csv says when it is paid"),
        ),
    ),
    "manifests": Table(
        "What one flight of a manifest carries: a row for each design and the shell it goes to.",
        ("manifest", "shell", "design"),
        (
            MANIFEST, VEHICLE, DROP,
            text("shell", "shell in which the satellites serve"),
            DESIGN,
            count(
                "satellites_per_flight", "satellites",
                "satellites of the design and shell on one flight", least=1,
            ),
        ),
        references=(refers("design", "designs"),),
    ),
    "cohorts": Table(
        "Satellites launched by the plan: of one design, vehicle, shell, launch period and planned life.",
        ("cohort",),
        (
            text("cohort", "the plan's own name of the cohort: c1, c2, ..."),
            DESIGN, VEHICLE,
            text("shell", "shell in which they serve"),
            count("launch_period", "period", "period in which they are launched"),
            day("launch_date", "first day of the launch period"),
            day("launch_last_date", "last day of the launch period"),
            count("satellites", "satellites", "satellites launched, before any are lost", least=1),
            day("service_start", "first day of service"),
            day("service_end", "day on which the planned life is over, the first without service"),
            amount("service_years", "year", "planned life in service"),
            amount("unit_cost_musd", "M$", "cost of one satellite, without launch"),
        ),
        references=(refers("design", "designs"), refers("shell", "shells")),
    ),
    "existing": Table(
        "Satellites that flew, or were on their way, before the study.",
        ("existing",),
        (
            text("existing", "name of the cohort"),
            DESIGN, SHELL,
            count("satellites", "satellites", "satellites as launched", least=1),
            amount("working", "satellites", "of them expected to work at the start, or on arrival"),
            amount("known_dead", "satellites", "of them known to have failed by then"),
            amount("age_years", "year", "years in service by then"),
            count("arrives_period", "period", "first of service; negative: before the study", signed=True),
            day("service_start", "first day of that period"),
            count("leaves_period", "period", "first period without them, as planned", signed=True),
            day("service_end", "first day of that period"),
        ),
        references=(refers("design", "designs"), refers("shell", "shells")),
    ),
    "retirements": Table(
        "Satellites of existing.csv that leave before their planned life is over; "
        "the first period without them.",
        ("period", "existing"),
        (
            *PERIOD,
            text("existing", "name of the cohort"),
            DESIGN, SHELL,
            count("satellites", "satellites", "satellites that leave, as launched", least=1),
        ),
        references=(refers("existing", "existing"), refers("design", "designs"), refers("shell", "shells")),
    ),
    "removals": Table(
        "Rack blocks that stood before the study and leave before their life is over; "
        "the first period without them.",
        ("period", "existing"),
        (
            *PERIOD,
            text(
                "existing",
                "name of the racks bought together, existing-racks-1 for the first entry of the instance",
            ),
            text("site", "site on the ground"),
            ACCELERATOR,
            count("blocks", "blocks", "blocks that leave", least=1),
        ),
    ),
    "fleet": Table(
        "What is in a shell by design and period, existing satellites too.",
        ("period", "shell", "design"),
        (
            *PERIOD, SHELL, DESIGN,
            count("satellites", "satellites", "satellites planned in service, as launched"),
            amount("expected_working", "satellites", "satellites expected to work, mean over the period"),
            amount("slots_held", "slots", "slots held at the start of the period, dead satellites included"),
        ),
        references=(refers("design", "designs"), refers("period shell", "shells")),
    ),
    "replacements": Table(
        "A shell and period in which satellites retire or enter service: who goes, and who comes instead.",
        ("period", "shell"),
        (
            *PERIOD, SHELL,
            count("satellites_retired", "satellites", "satellites, as launched, whose service ends"),
            count("satellites_entered", "satellites", "satellites, as launched, that enter service"),
            text("predecessors", "cohorts whose service ends, separated by blanks", may_be_empty=True),
            text("successors", "cohorts that enter service then, separated by blanks", may_be_empty=True),
        ),
        references=(refers("period shell", "shells"),),
    ),
    "designs": Table(
        "The sizing of each design that flies, in its home shell.",
        ("design",),
        (
            DESIGN,
            text("bus", "bus it is built on"),
            text("home_shell", "shell for which it is sized"),
            amount("shielding_mm", "mm", "aluminium round the accelerators"),
            text("eclipse_operation", "what accelerators do in Earth's shadow: full, idle, or a share"),
            amount("dry_t", "t", "mass without propellant"),
            amount("wet_t", "t", "mass at launch, rounded up"),
            amount("volume_m3", "m3", "stowed volume, rounded up"),
            amount("load_kw", "kW", "electric load in sunlight"),
            amount("array_m2", "m2", "solar array"),
            amount("battery_kwh", "kWh", "battery, nameplate"),
            amount("radiator_m2", "m2", "radiator panel, both faces of which radiate"),
            amount("unit_cost_musd", "M$", "cost of one satellite in the first period in which it can fly"),
        ),
        further=(
            count("accelerators", "accelerators", "accelerators on board"),
            amount("accelerators_musd", "M$", "cost of the accelerators, at that period's prices"),
            amount("compute_kw", "kW", "load of the accelerators, with pumps"),
            amount("housekeeping_kw", "kW", "load of avionics and communication"),
            amount("eclipse_load_kw", "kW", "load in Earth's shadow"),
            amount("array_kw", "kW", "array power needed at the end of life"),
            amount("heat_kw", "kW", "heat to radiate in the worst season"),
            amount("radiator_w_per_m2", "W/m2", "net heat rejected by a square metre of it", signed=True),
            amount("battery_depth_of_discharge", "1", "deepest discharge in an eclipse"),
            amount("drag_dv_m_s", "m/s", "velocity against drag over the sizing life"),
            amount("manoeuvre_dv_m_s", "m/s", "velocity for raising and disposal"),
            amount("sizing_life_years", "year", "life for which array, battery and propellant are sized"),
            amount("accelerators_kg", "kg", "mass of the accelerators"),
            amount("compute_kg", "kg", "mass of boards, racks and cooling round the accelerators"),
            amount("array_kg", "kg", "mass of the solar array"),
            amount("battery_kg", "kg", "mass of the battery"),
            amount("radiator_kg", "kg", "mass of the radiator"),
            amount("electronics_kg", "kg", "mass of the power electronics"),
            amount("shielding_kg", "kg", "mass of the shielding"),
            amount("avionics_kg", "kg", "mass of the avionics"),
            amount("comms_kg", "kg", "mass of the communication terminals"),
            amount("propulsion_kg", "kg", "mass of the propulsion, without propellant"),
            amount("structure_kg", "kg", "mass of the structure"),
            amount("margin_kg", "kg", "mass margin"),
            amount("propellant_kg", "kg", "mass of the propellant"),
            amount("array_musd", "M$", "cost of the solar array"),
            amount("battery_musd", "M$", "cost of the battery"),
            amount("radiator_musd", "M$", "cost of the radiator"),
            amount("avionics_musd", "M$", "cost of the avionics"),
            amount("comms_musd", "M$", "cost of the communication terminals"),
            amount("platform_musd", "M$", "cost by dry mass, accelerators apart"),
            amount("fixed_musd", "M$", "cost that each satellite of the bus has, whatever its size"),
        ),
    ),
    "mixes": Table(
        "The accelerators of each design that flies.",
        ("design", "accelerator"),
        (
            DESIGN, ACCELERATOR,
            count("count", "accelerators", "accelerators of the kind on one satellite", least=1),
        ),
        references=(refers("design", "designs"),),
    ),
    "sites": Table(
        "Racks of one accelerator at a site, in blocks, in periods in which they are bought or stand.",
        ("period", "site", "accelerator"),
        (
            *PERIOD,
            text("site", "site on the ground"),
            ACCELERATOR,
            count("blocks_built", "blocks", "blocks bought in the period"),
            count("blocks_standing", "blocks", "blocks that stand, connected, within their life"),
            count(
                "blocks_running", "blocks",
                "blocks of them that run: for the work, at its peak and with reserves",
            ),
            count("accelerators_built", "accelerators", "accelerators in the blocks bought"),
            count("accelerators_standing", "accelerators", "accelerators in the blocks that stand"),
            count("accelerators_running", "accelerators", "accelerators in the blocks that run"),
            amount(
                "power_mw", "MW",
                "facility power drawn, idle power of what does not run, cooling and losses included",
            ),
        ),
    ),
    "power": Table(
        "Where the power of a site comes from, mean over the period.",
        ("period", "site"),
        (
            *PERIOD,
            text("site", "site on the ground"),
            amount("grid_mw", "MW", "power from the grid"),
            amount("onsite_mw", "MW", "power of own generation"),
        ),
    ),
    "compute": Table(
        "Accelerator time given to a workload, and the tokens that it makes.",
        ("period", "source_kind", "source", "accelerator", "workload"),
        (
            *PERIOD, SOURCE_KIND, SOURCE, ACCELERATOR, WORKLOAD,
            amount("accelerator_years", "accelerator-years", "time of accelerators given to the workload"),
            amount("tokens_tt", "Tt", "output tokens made"),
        ),
    ),
    "reserve": Table(
        "Accelerator time set aside, so that commitments are met with the probability asked for. In orbit it "
        "counts what is there as surely as that asks (effective capacity): no margin counts as service.",
        ("period", "source_kind", "source", "accelerator", "workload", "region"),
        (
            *PERIOD, SOURCE_KIND, SOURCE, ACCELERATOR, WORKLOAD, REGION,
            amount("accelerator_years", "accelerator-years", "time of accelerators set aside"),
            amount("tokens_tt", "Tt", "output tokens that it stands for"),
        ),
        references=(refers("period workload region", "demand"),),
    ),
    "tokens": Table(
        "Tokens served, by source and way down.",
        ("period", "workload", "region", "source_kind", "source", "gateway"),
        (
            *PERIOD, WORKLOAD, REGION, SOURCE_KIND, SOURCE,
            text("gateway", "gateway that brings them down; empty on the ground", may_be_empty=True),
            amount("tokens_tt", "Tt", "output tokens served"),
        ),
        references=(refers("period workload region", "demand"),),
    ),
    "demand": Table(
        "Tokens asked for and served, where any are asked for.",
        ("period", "workload", "region"),
        (
            *PERIOD, WORKLOAD,
            text("region", "region that asks"),
            amount("committed_tt", "Tt", "output tokens committed"),
            amount("optional_tt", "Tt", "output tokens wanted beyond those"),
            amount("served_tt", "Tt", "output tokens served"),
            amount("shortfall_tt", "Tt", "committed output tokens that count as not served"),
        ),
    ),
    "shells": Table(
        "Every shell in every period.",
        ("period", "shell"),
        (
            *PERIOD, SHELL,
            count("open", "1", "1 while a cohort is planned in service, otherwise 0"),
            amount("slots_held", "slots", "slots held at the start of the period, dead satellites included"),
            amount("slots_allowed", "slots", "most slots that may be held"),
        ),
    ),
    "gates": Table(
        "Every stage gate in every launch period.",
        ("period", "gate"),
        (
            *PERIOD,
            text("gate", "stage gate"),
            text("bus", "bus that is gated"),
            count("launched_total", "satellites", "satellites of the bus launched so far, earlier ones too"),
            count("running", "satellites", "satellites that served throughout the pilot's months before it"),
            count("passed", "1", "1 from the period on in which the gate is passed, before it 0"),
        ),
    ),
    "gateways": Table(
        "Capacity of gateways, where any is bought.",
        ("period", "gateway"),
        (
            *PERIOD,
            text("gateway", "gateway"),
            amount("gbps_bought", "Gbit/s", "capacity bought, each direction"),
            amount("gbps_used", "Gbit/s", "mean traffic in the busier direction"),
        ),
    ),
    "cash": Table(
        "Money that moves: one row an item, subject and period of payment. What comes in is positive, what "
        "goes out is negative: a sum over rows is a cash flow, the sum over costs is what the plan costs, "
        "with a minus. Under `annuity` assets that outlive the plan are charged in part.",
        ("period", "item", "what"),
        (
            *PERIOD,
            text("kind", "cost, revenue, or capital, debt, interest", "cost", "revenue", "financing"),
            text("item", "what is paid for"),
            text("what", "whose it is: id of a design, vehicle, bus, shell, gateway, site, workload, debt"),
            amount("musd", "M$", "money in (positive) or out (negative), not discounted", signed=True),
            amount("discounted_musd", "M$", "the same, discounted to the start of the study", signed=True),
        ),
    ),
    "balance": Table(
        "Where the instance limits cash: what comes in and goes out in each period, and what is held at the "
        "end. Every figure is positive in the direction of its name, every cost counts in full: cash = cash "
        "before + interest + capital + revenue + debt - spend - repayment.",
        ("period",),
        (
            *PERIOD,
            amount("capital_musd", "M$", "capital that comes in"),
            amount("revenue_musd", "M$", "revenue"),
            amount("spend_musd", "M$", "everything paid for, in full", signed=True),
            amount("debt_musd", "M$", "debt drawn"),
            amount("repayment_musd", "M$", "instalments paid"),
            amount("interest_musd", "M$", "interest on the cash held before", signed=True),
            amount("cash_musd", "M$", "cash held at the end of the period", signed=True),
        ),
    ),
}  # fmt: skip
