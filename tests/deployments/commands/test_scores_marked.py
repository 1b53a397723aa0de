"""Scores, grades and 讲规矩守纪律 on the screen and as JSON show nothing of a marked target (4.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import story
from tests.models.ledger.appraisal.test_grading import CLASSED, GRADES
from tests.models.ledger.appraisal.year import APPROVAL, BASIS, by, complete, drafted, objects
from tests.models.ledger.draft.lists import PAPER

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

NAME = "某地保密专项工程"
POINTER = "目标T003（工作秘密）"
ASKED: dict[str, tuple[str, ...]] = {
    "scores": ("scores", "--year", "2026", "--on", "2027-03-09"),
    "one": ("scores", "--year", "2026", "--department", "D002", "--on", "2027-03-09"),
    "grades": ("grades", "--year", "2026", "--on", "2027-03-09"),
    "discipline": ("discipline", "--year", "2026", "--on", "2027-03-09"),
}


@pytest.fixture
@story
def told(line: Mubiao, anyone: Acting, sql: Sql) -> Acting:
    """T003 is marked, and words about D002 that a person wrote name it."""
    assert line.database
    for key, value in GRADES.items():
        anyone.do("set_policy", key=key, value=value, basis=BASIS, valid_from="2026-01-01")
    sql("UPDATE target SET name = :name WHERE code = 'T003'", name=NAME)
    complete(anyone, sql)
    anyone.on("2027-02-20").do("mark_secret", target="T003", year=2026, marking="工作秘密", reason="涉及未公开规划")
    january = anyone.on("2027-02-22")
    for code in ("D001", "D002"):
        january.do("classify_unit", department=code, unit_class="甲类", **CLASSED)
    paper: dict[str, Any] = {"number": "黔目标办〔2027〕9号", "dated": "2027-02-22", "evidence": str(PAPER)}
    of: dict[str, Any] = {"department": "D002", "year": 2026}
    by(january, "王文").do("record_second_level", **of, value="82", reason=f"漏计{NAME}一项", **paper)
    january.do("record_discipline", **of, fact=f"{NAME}未按规定报告", reduces="奖励下调一档", **paper)
    why = {"kind": "不参加", "reason": f"承担{NAME}", "basis": "办法第十二条"}
    january.do("appraise_without_grade", **of, **why, **paper)
    return anyone


def approve(told: Acting, sql: Sql) -> None:
    drafted(told)
    objects(told, sql)
    told.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("approved", [False, True])
def test_a_marked_target_is_named_by_its_pointer(
    line: Mubiao, told: Acting, sql: Sql, asked: tuple[str, ...], *, approved: bool
) -> None:
    if approved:
        approve(told, sql)
    for options in ((), ("--json",)):
        words = line.done(*asked, *options)
        assert NAME not in words
    assert POINTER in line.done(*asked, "--json")
