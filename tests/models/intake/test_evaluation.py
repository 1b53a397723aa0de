"""总体评价: the input about a department (3.3)."""

import pytest
from pydantic import ValidationError

from models.intake.evaluation import DepartmentEvaluated

SAID = {"inspection": "2026-1", "department": "D001", "overall": "良好"}


def test_the_made_good_text_is_optional() -> None:
    assert DepartmentEvaluated.model_validate(SAID).made_good == ""


@pytest.mark.parametrize("missing", ["inspection", "department", "overall"])
def test_department_and_inspection_are_required(missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        DepartmentEvaluated.model_validate(SAID | {missing: " "})
