"""豁免的整改: completed after its limit it is not late, and everything that shows it says that it was waived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.negative_list.register import list_entries
from models.ledger.papers.remediation import remediation_paper

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

NUMBER = "SELECT max(id) FROM obligation WHERE kind = 'remediation'"
PAPER = {"number": "黔目标函〔2026〕9号", "dated": "2026-09-10"}
WAIVED = "整改已豁免（依据黔目标函〔2026〕9号，不计逾期）"


@pytest.fixture
def waived(limited: Acting, sql: Sql) -> Acting:
    limited.do("waive", obligation=sql.value(NUMBER), reason="项目已取消", **PAPER)
    return limited


def complete(acting: Acting, day: str) -> str:
    fields = {"target": "T001", "completed_on": day, "measures": "已补建"}
    return acting.on(day).do("declare_completion", **fields).words


def entry_of(acting: Acting) -> str:
    with begin() as session:
        [row] = list_entries(session, acting.day)
        return str(row["waiver"])


def test_a_completion_after_the_limit_of_a_waived_round_is_not_late_and_says_why(
    waived: Acting, violations: Violations
) -> None:
    words = complete(waived, "2026-10-26")
    assert words == f"已申报完成（2026-10-26），请于2026-11-02前反馈整改情况。{WAIVED}。"
    assert violations() == []


def test_a_round_that_was_overdue_when_it_was_waived_is_late_and_says_both(limited: Acting, sql: Sql) -> None:
    limited.on("2026-10-22").do("waive", obligation=sql.value(NUMBER), reason="项目已取消")
    words = complete(limited, "2026-10-26")
    assert words == "已申报完成（2026-10-26，逾期），请于2026-11-02前反馈整改情况。整改已豁免（此前已逾期）。"


def test_a_round_that_was_not_waived_says_nothing_of_it(limited: Acting) -> None:
    assert complete(limited, "2026-10-20") == "已申报完成（2026-10-20），请于2026-10-27前反馈整改情况。"
    assert entry_of(limited) == ""


def test_a_waiver_that_was_taken_back_is_not_named(waived: Acting, sql: Sql) -> None:
    waived.do("withdraw_waiver", obligation=sql.value(NUMBER), reason="填错事项编号")
    assert "豁免" not in complete(waived, "2026-10-20")


def test_the_list_of_entries_and_the_notice_of_the_remediation_name_the_waiver(waived: Acting) -> None:
    assert entry_of(waived) == WAIVED
    with begin() as session:
        assert remediation_paper(session, "T001", 2026).waived == WAIVED


def test_the_next_round_is_not_waived(waived: Acting) -> None:
    complete(waived, "2026-09-14")
    later = waived.on("2026-09-16")
    later.do("file_feedback", target="T001", feedback="已完成")
    later.rechecks("T001", new_limit="2026-11-20")
    assert entry_of(later) == ""
