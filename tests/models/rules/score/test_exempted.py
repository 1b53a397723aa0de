"""Who may exempt a target from the appraisal, and how a sheet names it (A37)."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.body import BodyKind
from models.rules.score.exempted import Exempted, deciding


@pytest.mark.parametrize(
    ("category", "bodies"),
    [
        ("functional", (BodyKind.LEADING_GROUP_OFFICE, BodyKind.LEADING_GROUP)),
        ("building", (BodyKind.LEADING_GROUP,)),
        (None, (BodyKind.LEADING_GROUP,)),
    ],
)
def test_who_approves_a_target_may_exempt_it_and_the_leading_group_any(
    category: str | None, bodies: tuple[BodyKind, ...]
) -> None:
    assert deciding(category) == bodies


def test_a_sheet_names_the_target_and_the_paper_and_not_the_reason() -> None:
    found = Exempted("T003", "农村公路", "任务取消", "领导小组", "黔〔2027〕4号", date(2027, 1, 15), date(2027, 1, 20))
    assert found.words == "目标T003免予考评（领导小组，黔〔2027〕4号，2027-01-15）"
