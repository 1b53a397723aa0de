"""What an office gives in a report is checked against the targets and leaves that are asked (1-2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from tests.models.ledger.report.leaf_reports import LEAVES, OTHER, WHOLE, line, planted, submit

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


GIVEN = (line("1-1", 40, quantity=40, remark="路基"), line("1-2", 100, status="已完成"), line("2", 10))


@pytest.fixture
def april(march: Acting) -> Acting:
    return planted(march)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([line("9", 1), *GIVEN], "目标T001没有要填报的指标9，应填报的指标：1-1、1-2、2。"),
        ([line("1", 50), *GIVEN], "目标T001没有要填报的指标1，应填报的指标：1-1、1-2、2。"),
        ([*GIVEN[:2]], "目标T001须填报全部指标，还缺：2。"),
        ([*GIVEN, line("2", 20)], "目标T001指标2重复填报，请只保留一行。"),
        ([*GIVEN, {"target": "T001", "progress": 50}], "目标T001既按目标又按指标填报，请只按指标填报：1-1、1-2、2。"),
        (
            [{"target": "T001", "progress": 50, "quantity": 3}],
            "目标T001的数量分在各指标，完成数量请按指标填报：1-1、1-2、2。",
        ),
        (
            [*GIVEN[:2], line("2", 40, status="已完成")],
            "目标T001指标2（40%）进度不足100%而状态为“已完成”，请核对；确是如此的，在说明中写明原因。",
        ),
    ],
)
def test_wrong_lines_are_refused_and_nothing_is_taken(
    april: Acting, sql: Sql, lines: list[dict[str, Any]], sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        submit(april, *lines, OTHER)
    assert refusal.value.message == sentence
    assert sql.value("SELECT count(*) FROM report") == 0


def test_a_leaf_of_a_report_that_was_opened_before_the_tree_is_refused(march: Acting, sql: Sql) -> None:
    planted(march)
    with pytest.raises(Refused) as refusal:
        march.do("submit_report", department="D001", period="2026-03", lines=[*GIVEN, OTHER])
    words = "目标T001没有要填报的指标1-1、1-2、2，本期按目标填报，请不要填指标编号。"
    assert refusal.value.message == words
    march.report("D001", "2026-03", "T001", "T002", progress=40)
    assert sql.value("SELECT count(*) FROM report_leaf WHERE version = 1") == 0


def test_1_2_9_the_target_is_what_its_leaves_add_up_to(april: Acting, sql: Sql, violations: Violations) -> None:
    assert submit(april, *GIVEN, OTHER).words == "“第001厅”2026-04已填报2项。"
    assert sql.rows(LEAVES, version=1) == [
        ("1-1", 40, None, "路基", 40),
        ("1-2", 100, "done", "", None),
        ("2", 10, None, "", None),
    ]
    assert sql.rows(WHOLE, version=1) == [(50, "in_progress", "指标1-1：路基")]
    assert violations() == []


def test_a_line_of_the_target_is_one_of_each_of_its_leaves(april: Acting, sql: Sql) -> None:
    submit(april, {"target": "T001", "progress": 100, "status": "已完成"}, OTHER)
    assert [row[:3] for row in sql.rows(LEAVES, version=1)] == [(code, 100, "done") for code in ("1-1", "1-2", "2")]
    assert sql.rows(WHOLE, version=1) == [(100, "done", "")]


def test_amended_is_the_leaf_that_is_given_and_the_others_stay(april: Acting, sql: Sql) -> None:
    submit(april, *GIVEN, OTHER)
    words = submit(april, line("2", 70), name="amend_report").words
    assert words == "“第001厅”2026-04修改填报（第2版），改动1项：T001。"
    assert [row[:2] for row in sql.rows(LEAVES, version=2)] == [("1-1", 40), ("1-2", 100), ("2", 70)]
    assert sql.rows(WHOLE, version=2)[0][0] == 70
    assert submit(april, line("2", 70), name="amend_report").counts == {"reports": 0, "same": 1}


def test_a_percentage_that_the_quantity_of_a_leaf_does_not_give_is_taken_and_named(april: Acting) -> None:
    lines = (line("1-1", 85, quantity=80), line("1-2", 50, quantity=3), line("2", 100, quantity="7.5"))
    assert submit(april, *lines, OTHER).words == (
        "“第001厅”2026-04已填报2项。目标T001指标1-1的进度85%与数量不符：完成80公里，要求100公里，应为80%。"
        "目标T001指标1-2没有要求数量，完成数量3只作记录。"
    )


def test_a_sheet_has_a_row_for_each_leaf(april: Acting, sql: Sql) -> None:
    row = {"部门编码": "D001", "期间": "2026-04", "目标编号": "T001", "状态": "", "说明": "", "完成数量": ""}
    rows = [row | {"指标编号": code, "进度": share} for code, share in (("1-1", "40"), ("1-2", "100"), ("2", "10"))]
    april.take("reports", *rows, row | {"目标编号": "T002", "指标编号": "", "进度": "60"})
    assert [each[:2] for each in sql.rows(LEAVES, version=1)] == [("1-1", 40), ("1-2", 100), ("2", 10)]


def test_the_line_of_a_withdrawn_target_takes_its_leaves_along(
    april: Acting, policy: str, sql: Sql, violations: Violations
) -> None:
    april.do("withdraw_target", target="T001", reason="误导入", evidence=policy)
    assert sql.value("SELECT count(*) FROM report_leaf WHERE version = -1") == 3
    assert submit(april, OTHER).counts["lines"] == 1
    assert violations() == []


@pytest.mark.parametrize(
    "change",
    ["UPDATE report_leaf SET progress = 90 WHERE indicator = '2'", "DELETE FROM report_leaf WHERE version = 1"],
)
def test_verify_names_a_changed_line_of_a_leaf(april: Acting, sql: Sql, violations: Violations, change: str) -> None:
    submit(april, *GIVEN, OTHER)
    assert violations() == []
    sql(change)
    assert any("填报" in each for each in map(str, violations()))
