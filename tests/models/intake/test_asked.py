"""The input of 本级不设: a kind by its Chinese label, a reason, a paper and its file."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.asked import NotSetUp
from models.rules.asked import AskedKind

GIVEN: dict[str, Any] = {
    "what": "第三方机构",
    "reason": "县级不委托第三方",
    "number": "黔目标〔2026〕4号",
    "dated": "2026-02-20",
    "evidence": "说明.pdf",
}


def test_the_kind_is_written_in_chinese() -> None:
    assert NotSetUp.model_validate(GIVEN).what is AskedKind.THIRD_PARTY


@pytest.mark.parametrize("wrong", [{"what": "目标"}, {"reason": " "}, {"number": "号" * 201}, {"evidence": []}])
def test_what_is_missing_or_of_no_kind_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        NotSetUp.model_validate(GIVEN | wrong)
