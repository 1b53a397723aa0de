"""The forms of 申诉: only a ruling of change has changes (4.3 a)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.intake.appeal import AppealLodged, AppealRuled
from models.rules.appeal import Ruling

BASE = {"target": "T001", "reason": "复核"}


def test_a_file_alone_supports_an_objection() -> None:
    result = AppealLodged.model_validate({"target": "T001", "ground": "已完工", "evidence": "验收单.pdf"})
    assert [piece.file.name for piece in result.evidence] == ["验收单.pdf"]


@pytest.mark.parametrize(
    ("ruling", "more"),
    [("维持", {}), ("撤销", {}), ("变更", {"finding": "仍差8公里"}), ("变更", {"new_limit": "2026-11-10"})],
)
def test_a_ruling_is_given_by_its_word(ruling: str, more: dict[str, str]) -> None:
    assert AppealRuled.model_validate(BASE | {"ruling": ruling} | more).ruling is Ruling.from_label(ruling)


@pytest.mark.parametrize(
    ("ruling", "more"), [("变更", {}), ("维持", {"finding": "仍差8公里"}), ("撤销", {"new_limit": "2026-11-10"})]
)
def test_a_ruling_that_contradicts_itself_is_refused(ruling: str, more: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="裁定变更时写明变更后的认定或新的整改时限"):
        AppealRuled.model_validate(BASE | {"ruling": ruling} | more)
