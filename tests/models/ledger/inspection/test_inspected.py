"""What an evaluation of a department rests on: its entries are named, at most five of them (3.3)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from models.database import begin
from models.ledger.inspection.inspected import check_inspected, check_made_good
from models.records import Department, Inspection
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting

TODAY = date(2026, 8, 20)


@pytest.mark.usefixtures("mid_term")
def test_a_department_with_a_signed_finding_and_without_entries_may_be_evaluated() -> None:
    with begin() as session:
        inspection = session.exec(select(Inspection)).one()
        department = session.exec(select(Department).where(Department.code == "D001")).one()
        check_inspected(session, inspection, department, TODAY)
        check_made_good(session, inspection, department, "", TODAY)


@pytest.mark.parametrize("said", [" ", "无", "没有。", "0", "同上"])
def test_the_first_five_entries_are_named_if_nothing_is_said_of_them(mid_term: Acting, said: str) -> None:
    lead = {"责任部门": "D001", "年度": "2026", "下达日期": "2026-03-02"}
    codes = [f"T10{number}" for number in range(6)]
    mid_term.take("targets", *({"编号": code, "目标名称": f"目标{code}", **lead} for code in codes))
    for code in codes:
        mid_term.lists(code, "进度滞后", "2026-08-19")
    with begin() as session:
        inspection = session.exec(select(Inspection).where(Inspection.number == 1)).one()
        department = session.exec(select(Department).where(Department.code == "D001")).one()
        with pytest.raises(Refused) as refused:
            check_made_good(session, inspection, department, said, TODAY)
        check_made_good(session, inspection, department, "均未补欠", TODAY)
    named = "、".join(f"2026/{code}/1" for code in codes[:5])
    assert str(refused.value) == f"“第001厅”的负面清单有6项（{named}等），总体评价须写明补欠情况（made_good，3.3）。"
