"""《目标调整备案》: the words of the paper, its table of changes, and a consent on a signed page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from notifications.documents.adjustment import document
from tests.notifications.documents.test_documents import ADJUSTED

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Reading


def test_the_paper_word_for_word(read: Reading) -> None:
    found, day = read(document(ADJUSTED)), "2026年9月10日"
    assert found.lines == [
        "关于“学位”目标调整备案的通知",
        "省教育厅：",
        f"你单位{day}申请的2026年目标“学位”（T001）第1次调整，已于{day}备案（《目标管控》6.1.7），自当日起按调整后的要求执行。",
        "一、调整内容",
        "调整前为第1版，调整后为第2版。备案前已开启的填报仍按原要求。",
        "二、调整原因",
        "重大政策：调减年度任务。",
        "三、同意情况",
        "主要领导王建国2026年9月1日同意（厅签〔2026〕8号）。",
        "分管省领导赵立2026年9月7日同意（签字页存本机构）。",
        "省目标办",
        "2026年9月10日",
    ]
    assert found.tables == [[["内容", "调整前", "调整后"], ["数量", "1000", "860"]]]


def test_an_adjusted_leaf_is_named(read: Reading) -> None:
    assert "（T001）指标1-1第1次调整" in read(document(replace(ADJUSTED, indicator="1-1"))).lines[2]
