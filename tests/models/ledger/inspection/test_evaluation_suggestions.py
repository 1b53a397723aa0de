"""奖惩建议: made by a team, answered by the agency (4.3 c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

REWARD = {"inspection": "2026-1", "department": "D001", "kind": "奖励", "text": "提前完成，建议通报表扬"}


def test_a_suggestion_is_made_once_and_answered(issued: Acting, sql: Sql) -> None:
    assert issued.do("make_suggestion", **REWARD).words == "已对“第001厅”提出奖励建议。"
    assert issued.do("make_suggestion", **REWARD).counts == {"suggested": 0}
    answer = {"inspection": "2026-1", "department": "D001", "answer": "同意，年终一并通报"}
    assert issued.on("2026-09-20").do("answer_suggestion", **answer).counts == {"answered": 1}
    rows = sql.rows("SELECT kind, text, made_on::text, answer, answered_on::text FROM suggestion")
    assert rows == [("reward", "提前完成，建议通报表扬", "2026-09-15", "同意，年终一并通报", "2026-09-20")]
    assert issued.refused("answer_suggestion", **answer) == "核查2026-1没有对“第001厅”待答复的建议。"


def test_nothing_is_suggested_before_an_inspection_began(drafted: Acting) -> None:
    assert drafted.refused("make_suggestion", **REWARD) == "核查2026-1方案拟制中，不能提出建议。"
