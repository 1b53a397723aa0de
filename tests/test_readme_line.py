"""README's test line keeps on each day the tests of every clause, act, refusal, state table, notice, sheet and flow."""

from __future__ import annotations

import csv
import inspect
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from models.ledger.acts import ACTS
from models.ledger.agency_sheet.kinds import KEYS
from models.rules import states
from models.rules.matter_form import ALL_FORMS
from models.rules.notices import NOTICE_NAMES
from tests import samples

DAYS = (20261130, 20261201, 20261202)  # one of each third
FLOWS = "test_every_flow_completes_on_a_real_server"  # of the list with which the deployments are compared
NEEDS_NOTHING = {"tmp_path"}  # a fixture without database and processes


def kind_of(moves: Any) -> str:
    return type(next(iter(moves))).__name__


# What must be there, and the test whose cases they are; the last one names the member of a case by its first parameter.
KEPT: dict[str, tuple[set[str], str, str, Any]] = {
    "acts": (
        set(ACTS),
        "models.ledger.test_perform",
        "test_an_act_moves_these_records_which_agree_with_their_digests_and_queues_these_notices",
        str,
    ),
    "refusals": (
        set(ACTS),
        "models.ledger.test_perform",
        "test_an_act_in_another_role_is_refused_says_who_may_do_it_and_has_written_no_row",
        str,
    ),
    "state tables": (
        {kind_of(table) for name, table in vars(states).items() if name.isupper() and isinstance(table, dict)},
        "models.rules.states.test_states",
        "test_every_pair_of_state_and_event_is_written_out",
        lambda table: kind_of(table[0]),
    ),
    "notices": ({*NOTICE_NAMES, "digest"}, "notifications.test_render", "test_every_sample_reads_cleanly", str),
    "sheets of the agency": (
        set(KEYS),
        "models.ledger.agency_sheet.test_kinds",
        "test_an_exported_sheet_leaves_every_table_as_it_was",
        str,
    ),
    "answer sheets": (
        set(ALL_FORMS),
        "notifications.documents.test_answer_sheet",
        "test_each_kind_of_white_cell_is_checked_while_it_is_filled_in",
        lambda form: form.key,
    ),
    "flows": ({FLOWS}, "flows.test_flows", FLOWS, str),
}


def item(place: str, name: str, member: str, marks: Any = (), *, is_dear: bool = True) -> Any:
    """A stand-in for a collected case."""
    return SimpleNamespace(
        nodeid=f"{place}::{name}[{member}]",
        path=samples.HERE / place,
        originalname=name,
        member=member,
        fixturenames=["databases"] if is_dear else [],
        get_closest_marker=lambda kind: next((mark for mark in marks if mark.name == kind), None),
    )


def cases(module: str, name: str, member_of: Any) -> list[Any]:
    """The cases of a test as its marks say; one with a fixture counts as dear."""
    there = import_module(f"tests.{module}")
    test = getattr(there, name)
    of_module = getattr(there, "pytestmark", [])
    marks = [*getattr(test, "pytestmark", []), *(of_module if isinstance(of_module, list) else [of_module])]
    parameters = [mark.args for mark in marks if mark.name == "parametrize"]
    names = [
        each.strip() for names, *_ in parameters for each in (names.split(",") if isinstance(names, str) else names)
    ]
    is_dear = not set(inspect.signature(test).parameters) - NEEDS_NOTHING <= set(names)
    values = [value if isinstance(names, str) else value[0] for names, rows, *_ in parameters for value in rows] or [
        name
    ]
    return [item(f"{module.replace('.', '/')}.py", name, member_of(value), marks, is_dear=is_dear) for value in values]


def kept(items: list[Any], day: int) -> set[str]:
    """The members that the line collects on a day."""
    config: Any = SimpleNamespace(option=SimpleNamespace(everything=False, third=False, drawn_by=day))
    shown = [each for each in items if not samples.pytest_ignore_collect(each.path, config)]
    drawn: list[Any] = samples.draw_of_files(samples.draw(shown, day), set(samples.drawn_files(day)), day)
    left: list[Any] = samples.third_of_the_dear(drawn, day)
    return {each.member for each in left}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("what", KEPT)
def test_the_line_keeps_a_test_of_each_member(what: str, day: int) -> None:
    members, module, name, member_of = KEPT[what]
    assert members - kept(cases(module, name, member_of), day) == set()


@pytest.mark.parametrize("day", DAYS)
def test_the_line_keeps_the_test_of_each_clause(day: int) -> None:
    with samples.CLAUSES.open(encoding="utf-8", newline="") as table:
        named = {row["测试"] for row in csv.DictReader(table) if row["测试"]}
    places = [(each, *each.removeprefix("tests/").split(":")) for each in named]
    items = [item(file, name.partition("[")[0], place) for place, file, name in places]
    assert named - kept(items, day) == set()


def test_the_three_days_are_of_three_thirds() -> None:
    assert {samples.third_of(day) for day in DAYS} == set(range(samples.THIRDS))
