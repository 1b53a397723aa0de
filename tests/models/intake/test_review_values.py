"""在线复核: assignments, exchanges and conclusions, with the words of each complaint (7.2)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from models.intake.faults import complain
from models.intake.review import LineReviewed, OnlineReviewClosed, OnlineReviewed, ReviewerExchanged, ReviewsAssigned
from models.rules.review import ReviewOutcome

LINE = {"target": "T001", "outcome": "未完成"}
REVIEWED: dict[str, Any] = {"period": "2026Q1", "reviewer": "张三", "lines": [LINE]}
EXCHANGED = {"period": "2026Q1", "reviewer": "张三", "successor": "李四"}
OUTCOMES = "不在可选范围内，可填：完成属实、未完成、材料不足。"
WRONG: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (ReviewsAssigned, {"period": "2026Q1", "reviewers": " 、 "}, "“复核人”不能为空。"),
    (ReviewsAssigned, {"period": "2026Q1", "reviewers": ["张三", ""]}, "“复核人”第2项不能为空。"),
    (ReviewsAssigned, {"period": "2026Q1", "reviewers": None}, "“复核人”应为列表。"),
    (
        ReviewsAssigned,
        {"period": "第一季度", "reviewers": "张三"},
        "“季度”“第一季度”无法识别，应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）。",
    ),
    (ReviewerExchanged, EXCHANGED | {"successor": ""}, "“接替的复核人”不能为空。"),
    (ReviewerExchanged, EXCHANGED | {"targets": [1]}, "“目标编号”第1项应为文字。"),
    (OnlineReviewed, REVIEWED | {"lines": []}, "“复核内容”不能为空。"),
    (OnlineReviewed, REVIEWED | {"lines": "未完成"}, "“复核内容”应为列表。"),
    (OnlineReviewed, REVIEWED | {"lines": [LINE, "T002"]}, "“复核内容”第2项应为{…}形式的内容。"),
    (OnlineReviewed, REVIEWED | {"lines": [LINE | {"outcome": "优"}]}, f"“复核内容”第1项“复核结果”“优”{OUTCOMES}"),
    (OnlineReviewed, REVIEWED | {"lines": [LINE | {"outcome": ""}]}, "“复核内容”第1项“复核结果”不能为空。"),
    (OnlineReviewed, REVIEWED | {"lines": [{"target": "T001"}]}, "“复核内容”第1项“复核结果”必填。"),
    (OnlineReviewed, REVIEWED | {"lines": [LINE | {"mark": 12}]}, "“复核内容”第1项“核对码”应为文字。"),
    (OnlineReviewed, REVIEWED | {"reviewed_on": "四月"}, "“复核日期”不是有效日期，应为2026-06-30这样的写法。"),
    (OnlineReviewClosed, {"period": "2026Q1", "reason": 3}, "“未复核的原因”应为文字。"),
]


@pytest.mark.parametrize(("form", "data", "words"), WRONG)
def test_a_wrong_value_is_named(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as error:
        form.model_validate(data)
    assert complain(error.value, form) == words


@pytest.mark.parametrize("outcome", ReviewOutcome)
def test_a_conclusion_is_given_by_its_label_or_key(outcome: ReviewOutcome) -> None:
    given = [LineReviewed.model_validate(LINE | {"outcome": each}) for each in (f"{outcome.label} ", outcome.value)]
    assert [line.outcome for line in given] == [outcome, outcome]


@pytest.mark.parametrize("reviewers", ["张三、李四；张三", ["张三", " 李四", "张三"], ("张三", "李四")])
def test_reviewers_are_named_in_one_text_or_a_list_each_once(reviewers: object) -> None:
    data = {"period": "2026Q1", "reviewers": reviewers}
    assert ReviewsAssigned.model_validate(data).reviewers == ("张三", "李四")


@pytest.mark.parametrize(
    ("targets", "codes"), [("", ()), ([], ()), ("T001", ("T001",)), ("T002;T001", ("T002", "T001"))]
)
def test_an_exchange_without_targets_is_about_all(targets: object, codes: tuple[str, ...]) -> None:
    assert ReviewerExchanged.model_validate(EXCHANGED | {"targets": targets}).targets == codes
    assert ReviewerExchanged.model_validate(EXCHANGED).targets == ()


@pytest.mark.parametrize(("note", "read"), [(" 未开工\n", "未开工"), ("", ""), ("第一行\n第二行", "第一行\n第二行")])
def test_a_note_loses_blanks_at_its_ends_only(note: str, read: str) -> None:
    assert LineReviewed.model_validate(LINE | {"note": note}).note == read
