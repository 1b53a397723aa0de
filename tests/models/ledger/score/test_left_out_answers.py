"""An entry counts until its objection is confirmed; then only this entry, department and year are left out (A53)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.score.left_out import left_out
from tests.models.ledger.appraisal.year import by, complete, drafted, objects
from tests.models.ledger.score.lines import line_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

ENTRY = "2026/T001/1"
ABOUT: dict[str, Any] = {"department": "D001", "year": 2026}
ANSWER: dict[str, Any] = {**ABOUT, "component": "职能绩效目标", "answer": "已核对"}


def out(year: int = 2026) -> dict[str, str]:
    """Entry and reason of what is left out."""
    with begin() as session:
        return {entry: why for (_, entry), why in left_out(session, home(session), year).items()}


@pytest.fixture
def contested(march: Acting, sql: Sql) -> Acting:
    """D001 objects to the points of its targets; today is 4 March 2027."""
    complete(march, sql)
    drafted(march)
    objects(march, sql, functional="已补欠")
    return march.on("2027-03-04")


@pytest.mark.parametrize("accepted", ["是", "否"])
def test_an_answer_leaves_nothing_out_before_it_is_recomputed(contested: Acting, accepted: str) -> None:
    entries = {"left_out": ENTRY} if accepted == "是" else {}
    by(contested, "赵敏").do("answer_score_objection", **ANSWER, accepted=accepted, **entries)
    assert out() == {}
    assert line_of("D001", "functional").points == Decimal(48)


def test_a_confirmed_objection_leaves_its_entry_out_of_its_year(contested: Acting) -> None:
    by(contested, "赵敏").do("answer_score_objection", **ANSWER, accepted="是", left_out=ENTRY)
    by(contested, "李明").do("recompute_sheet", **ABOUT, due="2027-03-11")
    assert out() == {ENTRY: "条目2026/T001/1不计，依据答复异议（2027-03-04）"}
    assert out(2027) == {}
    assert line_of("D001", "functional").points == Decimal(50)


def test_the_other_department_keeps_its_points(contested: Acting) -> None:
    before = line_of("D002", "functional")
    by(contested, "赵敏").do("answer_score_objection", **ANSWER, accepted="是", left_out=ENTRY)
    by(contested, "李明").do("recompute_sheet", **ABOUT, due="2027-03-11")
    assert line_of("D002", "functional") == before


def test_the_entry_itself_stays_on_the_negative_list(contested: Acting, sql: Sql) -> None:
    entry = "SELECT state, occurrence FROM negative_entry ORDER BY id"
    before = sql.rows(entry)
    by(contested, "赵敏").do("answer_score_objection", **ANSWER, accepted="是", left_out=ENTRY)
    by(contested, "李明").do("recompute_sheet", **ABOUT, due="2027-03-11")
    assert sql.rows(entry) == before
