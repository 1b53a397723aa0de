"""The program for outsiders: the scores of an approved year and its sealed score sheets are of the same departments."""

from __future__ import annotations

from typing import Any

import pytest

from deployments.data.check.approved import check_both, is_approved
from deployments.data.check.score import target_of
from models.rules.score.component import Component
from models.rules.states import EntryState
from tests.deployments.data.check.forging import check, forged
from tests.deployments.data.check.test_folder import true
from tests.deployments.data.sheets import exported

__all__ = ["true"]
PROOF: dict[str, Any] = {"approved": False, "marked": set()}
ONE = "D001：审定的得分表和scores.jsonl中，只有一处有它。"


def scored() -> dict[str, Any]:
    return exported({Component.FUNCTIONAL: [(EntryState.REMEDYING, 1, False, None)]})


def test_a_department_that_was_dropped_is_named() -> None:
    sheet = scored()
    assert list(check_both({"D001": {}}, {"D001": sheet}, PROOF)) == []
    assert list(check_both({"D001": {}}, {}, PROOF)) == [ONE]
    assert list(check_both({}, {"D001": sheet}, PROOF)) == []  # not approved
    both = {"D001": sheet, "D002": sheet}
    assert list(check_both({"D001": {}}, both, PROOF)) == [ONE.replace("D001", "D002")]
    target = target_of(sheet["lines"][0]["entries"][0])  # the approved text names it, and is shown to no reader
    assert list(check_both({"D001": {}}, both, PROOF | {"marked": {target}})) == []


def test_an_approval_that_shows_no_sheet_is_named() -> None:
    block = {"header": {"act": "approve_appraisal", "business_date": "2027-03-10"}, "moves": ["0" * 64]}
    hidden = PROOF | {"approved": is_approved([block], 2026)}
    assert list(check_both({}, {"D001": scored()}, hidden)) == [ONE]
    assert is_approved([block | {"moves": ['["score_sheet", "D001|2026|1", "freeze"]']}], 2026) is False
    assert is_approved([block], 2025) is False


@pytest.mark.process
@pytest.mark.alone
@pytest.mark.parametrize(
    ("key", "more", "named"),
    [
        ("D001|2026|1", {"ideology": "7", "total": "93.1"}, "D001：思想建设与审定的得分表不同：按审定时的台账应为8"),
        (
            "D001|2026|1",
            {"functional": "49", "total": "95.1"},
            "D001：职能绩效与审定的得分表不同：按审定时的台账应为",
        ),
        ("D002|2026|1", {"leaders": "3", "total": "96.4"}, "D002：省领导评价与审定的得分表不同"),
        ("D002|2026|1", {"total": "99"}, "D002：合计与审定的得分表不同：审定的合计不是各项之和。"),
    ],
)
def test_a_line_of_an_approved_sheet_is_what_the_ledger_gave(
    true: Any,
    tmp_path: Any,
    key: str,
    more: dict[str, str],
    named: str,
) -> None:
    code, said = check(forged(true, tmp_path / "new", lambda f: f.change_content(key, **more), rebuilt=True))
    assert (code, named in said) == (1, True), said
