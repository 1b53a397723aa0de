"""The program for outsiders: the scores of an approved year are what its sealed score sheets say (1-8.1)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from deployments.data.check.approved import check_approved, is_approved
from deployments.data.check.score import target_of
from models.rules.score.canonical import canonical_sheet
from models.rules.score.component import Component, Deduction, Line
from models.rules.states import EntryState
from tests.deployments.data.sheets import exported

if TYPE_CHECKING:
    from collections.abc import Callable

    from deployments.data.check.records import Rows

PROOF: dict[str, Any] = {"year": 2026, "department": None, "approved": False, "marked": set()}
UNTIL = "2027-02-26"
ONE = "D001：审定的得分表和scores.jsonl中，只有一处有它。"


def approved() -> tuple[dict[str, Any], Rows]:
    """Return a score with two entries, and the records with the sheet that was approved and one that it replaced."""
    found = [(EntryState.REMEDYING, 1, False, Decimal(1)), (EntryState.MADE_GOOD, 2, False, None)]
    sheet = exported({Component.FUNCTIONAL: found}) | {"until": UNTIL}
    lines = [
        Line(
            Component(each["component"]),
            Decimal(each["weight"]),
            Decimal(each["points"]),
            tuple(Deduction(e["entry"], _number(e["points"]), _number(e["limit"])) for e in each["entries"]),
        )
        for each in sheet["lines"]
    ]
    content = canonical_sheet("D001", 2026, date(2027, 2, 26), lines)
    kept = {"department_id": "D001", "year": 2026, "state": "frozen", "content": content}
    return sheet, defaultdict(dict, score_sheet={"2": kept, "1": kept | {"state": "superseded", "content": "{}"}})


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda s: s.update(until=None), []),
        (lambda s: s.update(total="99"), ["D001：合计或考评截止日与审定的得分表不同。"]),
        (lambda s: s.update(until="2027-12-31"), ["D001：合计或考评截止日与审定的得分表不同。"]),
        (lambda s: s.update(excepted=["没有公众测评"]), ["D001：合计例外与审定的得分表不同。"]),
        (lambda s: s["lines"][0]["entries"].pop(), ["D001：职能绩效与审定的得分表不同。"]),
        (lambda s: s["lines"][0]["entries"][0].update(limit=None), ["D001：职能绩效与审定的得分表不同。"]),
        (lambda s: s["lines"][0]["left_out"].append("条目不计"), ["D001：职能绩效与审定的得分表不同。"]),
        (lambda s: s["lines"][1].update(weight="10"), ["D001：思想建设与审定的得分表不同。"]),
        (lambda s: s["lines"][6].update(points="3"), ["D001：省领导评价与审定的得分表不同。"]),
        (lambda s: s.update(code="D002"), [ONE, ONE.replace("D001", "D002")]),
    ],
)
def test_what_differs_from_the_approved_sheet_is_named(
    change: Callable[[dict[str, Any]], object], told: list[str]
) -> None:
    sheet, rows = approved()
    assert list(check_approved(rows, [sheet], PROOF)) == []
    change(sheet)
    assert list(check_approved(rows, [sheet], PROOF)) == told
    assert list(check_approved(defaultdict(dict), [sheet], PROOF)) == []  # not approved


def test_a_department_that_was_dropped_is_named() -> None:
    sheet, rows = approved()
    assert list(check_approved(rows, [], PROOF)) == [ONE]
    assert list(check_approved(rows, [], PROOF | {"department": "D002"})) == []
    both = [sheet, sheet | {"code": "D002"}]
    assert list(check_approved(rows, both, PROOF)) == [ONE.replace("D001", "D002")]
    target = target_of(sheet["lines"][0]["entries"][0])  # the approved text names it, and is shown to no reader
    assert list(check_approved(rows, both, PROOF | {"marked": {target}})) == []


def test_an_approval_that_shows_no_sheet_is_named() -> None:
    sheet, _ = approved()
    block = {"header": {"act": "approve_appraisal", "business_date": "2027-03-10"}, "moves": ["0" * 64]}
    hidden = PROOF | {"approved": is_approved([block], 2026)}
    assert list(check_approved(defaultdict(dict), [sheet], hidden)) == [ONE]
    assert is_approved([block | {"moves": ['["score_sheet", "D001|2026|1", "freeze"]']}], 2026) is False
    assert is_approved([block], 2025) is False
