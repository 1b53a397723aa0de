"""二级考评: the value of a department with its paper, and the points that follow from it (1-6.1, A42)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.acts import Role
from models.rules.errors import Refused
from tests.models.ledger.score.lines import line_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

GIVEN = "SELECT year, serial, value::float, paper_number, reason FROM second_level ORDER BY id"
COMPONENT = "second_level"
FILES = "SELECT record_key FROM exhibit WHERE record = 'second_level'"


def test_a42_a_value_is_recorded_with_its_paper_and_gives_its_part_of_three(
    january: Acting, mark: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = january.do("record_second_level", **mark)
    assert done.words == "已登记“第001厅”2026年的二级考评：87.50。"
    assert done.counts == {"recorded": 1, "evidence": 1}
    assert sql.rows(GIVEN) == [(2026, 1, 87.5, "黔目标办〔2027〕3号", "")]
    assert sql.column(FILES) == ["D001|2026|1"]
    line = line_of("D001", COMPONENT)
    assert (line.points, line.lacks) == (Decimal("2.625"), ())
    assert line.basis == ("87.50（黔目标办〔2027〕3号，2027-01-12）",)
    assert line_of("D002", COMPONENT).lacks == line_of("D001", COMPONENT, 2025).lacks == ("二级考评尚无评价结果",)
    assert violations() == []


def test_the_same_again_changes_nothing_and_another_needs_a_reason(
    january: Acting, mark: dict[str, Any], sql: Sql
) -> None:
    january.do("record_second_level", **mark)
    same = january.do("record_second_level", **mark | {"value": "87.50"})
    assert (same.words, same.counts) == ("“第001厅”2026年的二级考评此前已登记，未作改动。", {"recorded": 0})
    told = january.refused("record_second_level", **mark | {"value": "88"})
    assert told == (
        "“第001厅”2026年的二级考评已登记为87.50（黔目标办〔2027〕3号，2027-01-12），确需更正的写明更正原因（--reason）。"
    )
    assert len(sql.rows(GIVEN)) == 1


def test_a_later_value_takes_the_place_of_the_first_and_both_are_visible(
    january: Acting, mark: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    january.do("record_second_level", **mark)
    other = {"value": "90", "number": "黔目标办〔2027〕5号", "dated": "2027-01-19", "reason": "复核更正"}
    done = january.do("record_second_level", **mark | other)
    assert done.words == "已登记“第001厅”2026年的二级考评：90.00，取代87.50。"
    assert sql.rows(GIVEN)[1] == (2026, 2, 90.0, "黔目标办〔2027〕5号", "复核更正")
    assert line_of("D001", COMPONENT).points == Decimal("2.7")
    assert line_of("D001", COMPONENT).basis == (
        "90.00（黔目标办〔2027〕5号，2027-01-19），更正原因：复核更正",
        "此前：87.50（黔目标办〔2027〕3号，2027-01-12）",
    )
    assert violations() == []


def test_a_first_value_keeps_no_reason(january: Acting, mark: dict[str, Any], sql: Sql) -> None:
    january.do("record_second_level", **mark, reason="误写")
    assert sql.rows(GIVEN)[0][-1] == ""


def test_a_paper_of_a_day_to_come_and_an_office_are_refused(january: Acting, mark: dict[str, Any], sql: Sql) -> None:
    told = january.refused("record_second_level", **mark | {"dated": "2027-01-21"})
    assert told == "文件日期2027-01-21晚于今天（2027-01-20），请核对。"
    told = january.refused("record_second_level", **mark | {"dated": "2025-12-31"})
    assert told == "文件日期2025-12-31早于2026年，不是该年度的考评结果，请核对。"
    assert january.actor.role is Role.AGENCY
    with pytest.raises(Refused):
        january.office("D001").do("record_second_level", **mark)
    assert sql.rows(GIVEN) == []
