"""总体评价: what is said of a department (3.3)."""

import pytest
from pydantic import ValidationError

from models.intake.evaluation import DepartmentEvaluated

SAID = {"inspection": "2026-1", "department": "D001", "overall": "良好"}


def test_what_was_made_good_may_be_left_out() -> None:
    assert DepartmentEvaluated.model_validate(SAID).made_good == ""


@pytest.mark.parametrize("missing", ["inspection", "department", "overall"])
def test_of_whom_and_by_which_inspection_must_be_said(missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        DepartmentEvaluated.model_validate(SAID | {missing: " "})
