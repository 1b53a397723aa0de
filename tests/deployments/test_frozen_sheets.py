"""The check of approved score sheets: which differ today, which are broken, and how many are named (1-8.2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from deployments import frozen_sheets
from deployments.frozen_sheets import check_frozen_sheets
from models.database import begin
from models.ledger.appraisal.register import Frozen
from models.rules.several import FEW
from tests.databases import story
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import APPROVAL, CORRECTION, complete, drafted, objects

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

TODAY = date(2027, 4, 1)
LATER = "审定以后台账有变化，按台账重算不同："
BROKEN = "与审定时的摘要不符："


def check() -> tuple[bool, str]:
    with begin() as session:
        title, ok, advice = check_frozen_sheets(session, TODAY)
    assert title == "已审定的得分表"
    return ok, advice


def sheet(number: int, *, intact: bool) -> Frozen:
    return Frozen(
        code=f"D{number:03}",
        department=f"第{number:03}厅",
        year=2026,
        version=1,
        content="{}",
        digest="",
        total=Decimal(90),
        number="黔绩领〔2027〕1号",
        dated=date(2027, 3, 8),
        intact=intact,
        same=False,
        now=None,
    )


@pytest.fixture
def found(acting: Acting, monkeypatch: pytest.MonkeyPatch) -> list[Frozen]:
    """The doubtful sheets that the ledger is made to report."""
    assert acting.day.year == 2026
    sheets: list[Frozen] = []
    monkeypatch.setattr(frozen_sheets, "doubtful_sheets", lambda *_: iter(sheets))
    return sheets


@pytest.fixture
@story
def approved(march: Acting, sql: Sql) -> Acting:
    """The sheets of 2026 are approved; today is 1 April 2027."""
    complete(march, sql)
    drafted(march)
    objects(march, sql)
    march.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    return march.on("2027-04-01")


def test_an_installation_without_approved_sheets_is_sound(acting: Acting) -> None:
    assert acting.day.year == 2026
    assert check() == (True, "")


@pytest.mark.parametrize("number", [1, FEW, FEW + 1, 90])
def test_no_more_than_five_sheets_are_named_and_all_are_counted(found: list[Frozen], number: int) -> None:
    found += [sheet(n, intact=True) for n in range(1, number + 1)]
    ok, advice = check()
    names = advice.removeprefix(LATER).partition("；")[0]
    assert ok
    assert names.partition("等")[0].split("、") == [f"2026年第{n:03}厅" for n in range(1, min(number, FEW) + 1)]
    assert names.endswith(f"等{number}份") is (number > FEW)


def test_broken_sheets_are_a_fault_and_stand_before_those_that_only_differ(found: list[Frozen]) -> None:
    found += [sheet(1, intact=True), sheet(2, intact=False)]
    assert check() == (
        False,
        (
            "与审定时的摘要不符：2026年第002厅，请用备份核对，并执行 mubiao verify；"
            "审定以后台账有变化，按台账重算不同：2026年第001厅；审定结果不变，确有错误的用 supersede_sheet 更正"
        ),
    )


def test_a_change_of_the_ledger_is_no_fault_and_ends_with_the_correction(approved: Acting) -> None:
    mark(approved, "10")
    ok, advice = check()
    assert (ok, advice.startswith(f"{LATER}2026年第001厅；")) == (True, True)
    approved.do("supersede_sheet", **CORRECTION)
    assert check() == (True, "")


@pytest.mark.parametrize(
    "change",
    ["content = replace(content, '94.1', '99.1')", "digest = repeat('f', 64)", "total = total + 1"],
)
def test_a_sheet_that_was_changed_in_the_database_is_a_fault(approved: Acting, sql: Sql, change: str) -> None:
    assert approved.day == TODAY
    sql(f"UPDATE score_sheet SET {change} WHERE total = 94.1")  # noqa: S608 - the parameters above
    ok, advice = check()
    assert not ok
    assert advice.startswith(f"{BROKEN}2026年第001厅，请用备份核对，并执行 mubiao verify")


def test_drafts_are_not_checked(march: Acting, sql: Sql) -> None:
    complete(march, sql)
    drafted(march)
    sql("UPDATE score_sheet SET digest = repeat('f', 64)")
    assert check() == (True, "")


def test_a_superseded_sheet_is_not_checked_any_more(approved: Acting, sql: Sql) -> None:
    approved.do("supersede_sheet", **CORRECTION, left_out="2026/T001/1")
    sql("UPDATE score_sheet SET digest = repeat('f', 64) WHERE state = 'superseded'")
    assert check() == (True, "")
