"""The report counts sheets, objections, approvals and corrections; without sheets it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from deployments.simulation.report import appraisal_lines, count_appraisal
from models.database import begin

if TYPE_CHECKING:
    from tests.conftest import Sql

COUNTED: dict[str, Any] = {
    "sheets_drafted": 100,
    "sheet_versions": 112,
    "sheets_approved": 99,
    "sheets_corrected": 1,
    "score_objections": 20,
    "score_objections_accepted": 11,
    "sheets_unanswered": 9,
    "targets_exempted": 60,
    "totals_on_papers": 3,
    "results_delivered": 104,
    "results_received": 94,
    "results_told": 10,
}


def counts() -> dict[str, int]:
    with begin() as session:
        return count_appraisal(session)


@pytest.mark.usefixtures("appraised")
def test_what_is_counted_is_in_the_ledger(sql: Sql) -> None:
    found = counts()
    assert (found["sheets_drafted"], found["sheets_approved"], found["sheets_corrected"]) == (4, 4, 1)
    assert found["sheet_versions"] == sql.value("SELECT count(*) FROM score_sheet")
    assert found["sheets_unanswered"] == sql.value(
        "SELECT count(*) FROM obligation WHERE kind = 'appraisal_objection' AND state = 'waived'"
    )
    assert found["targets_exempted"] > 10
    assert found["results_delivered"] == 4 + 3
    assert found["results_delivered"] == found["results_received"] + found["results_told"]


@pytest.mark.usefixtures("year")
def test_a_year_that_is_not_appraised_has_zeros() -> None:
    assert set(counts().values()) == {0}
    assert list(appraisal_lines(counts())) == ["年度考评：得分还有缺项，没有拟定得分表。"]


def test_the_counts_are_one_sentence() -> None:
    [line] = appraisal_lines(COUNTED)
    assert line == (
        "年度考评：拟定得分表100份（共112版），审定99份，审定后更正1份；异议20项，其中采纳并重算11项；"
        "未提异议9份；免予考评目标60项；合计依据例外文件的部门3个；考评结果反馈104份，签收94份，电话告知10份。"
    )
