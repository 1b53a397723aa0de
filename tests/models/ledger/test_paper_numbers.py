"""发文字号: all numbers of all kinds of papers, those of before too, in one spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.paper_numbers import check_number_free, issues_of, list_numbers, used_numbers
from models.rules.errors import Refused
from models.rules.paper_number import PaperKind, PaperNumber

if TYPE_CHECKING:
    from tests.conftest import Acting

PLAN = "黔目标办〔2026〕20号"
KIND = {"目标类别": "职能绩效目标", "目标来源": "本级目标"}


def listed(year: int | None = None) -> list[dict[str, Any]]:
    with begin() as session:
        return list_numbers(session, home(session), year)


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize("spelling", [PLAN, "黔目标办[2026]20号", "黔目标办（2026） 20 号", "黔目标办〔2026〕第020號"])
def test_a_number_of_before_is_taken_in_every_spelling(spelling: str) -> None:
    with begin() as session, pytest.raises(Refused) as refusal:
        check_number_free(session, home(session), spelling)
    assert refusal.value.message == f"文号“{spelling}”已用于核查方案（2026-1），请核对。"


@pytest.mark.usefixtures("issued")
def test_the_number_after_it_is_free() -> None:
    with begin() as session:
        check_number_free(session, home(session), "黔目标办〔2026〕21号")


def test_numbers_of_all_kinds_are_listed_by_code_and_serial(issued: Acting) -> None:
    issued.do("register_year_end_notice", year=2026, number="黔目标办〔2026〕3号", requirements="逐项复核")
    assert [(row["number"], row["kind"], row["subject"]) for row in listed()] == [
        ("黔目标办〔2026〕3号", "现场复核通知", "2026"),
        (PLAN, "核查方案", "2026-1"),
    ]
    assert [row["number"] for row in listed(2025)] == []
    with begin() as session:
        used = used_numbers(session, home(session))
    assert sorted(used) == [PaperNumber("黔目标办", 2026, serial) for serial in (3, 20)]


def test_the_number_of_a_cancelled_plan_is_void(issued: Acting) -> None:
    issued.do("cancel_inspection", inspection="2026-1", reason="并入年度核查")
    assert [(row["number"], row["void"]) for row in listed(2026)] == [(PLAN, True)]


def test_targets_imported_with_a_number_are_one_paper_and_one_without_form_comes_first(issued: Acting) -> None:
    number = {"年度": 2026, "责任部门": "第001厅", "下达日期": "2026-03-01", "下达文号": "目标办2026年第9期"}
    rows = [number | KIND | {"编号": code, "目标名称": f"目标{code}"} for code in ("N1", "N2")]
    issued.take("targets", *rows)
    assert [(row["number"], row["kind"], row["subject"]) for row in listed()] == [
        ("目标办2026年第9期", "此前导入目标的下达文件", "N1"),
        (PLAN, "核查方案", "2026-1"),
    ]


@pytest.mark.usefixtures("issued")
def test_a_paper_without_number_has_no_issue() -> None:
    with begin() as session:
        assert issues_of(session, home(session), PaperKind.REMEDIATION, "2026/T001/1/1") == []
