"""The forms of 公众意见 (6.2.7)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.intake.opinion import OpinionFedBack, OpinionPublished, OpinionReceived

RECEIVED = {"department": "D001", "content": "没有班车", "channel": "公众评议问卷"}


def test_the_day_and_the_limit_of_an_opinion_may_be_left_out() -> None:
    result = OpinionReceived.model_validate(RECEIVED)
    assert (result.received_on, result.limit) == (None, None)


@pytest.mark.parametrize("field", RECEIVED)
def test_an_opinion_has_its_department_its_content_and_its_source(field: str) -> None:
    with pytest.raises(ValidationError):
        OpinionReceived.model_validate(RECEIVED | {field: " "})


def test_a_file_alone_proves_a_feedback_or_a_publication() -> None:
    fed = OpinionFedBack.model_validate({"opinion": "2026-1", "feedback": "已增开", "evidence": "时刻表.pdf"})
    put = OpinionPublished.model_validate({"opinion": "2026-1", "published_in": "门户网站", "evidence": "截图.png"})
    assert [piece.file.name for piece in (*fed.evidence, *put.evidence)] == ["时刻表.pdf", "截图.png"]
