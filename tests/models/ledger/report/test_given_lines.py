"""What an office gives in a report is checked against the targets and leaves that are asked (1-2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from tests.models.ledger.report.leaf_reports import OTHER, line, planted, submit

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

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
