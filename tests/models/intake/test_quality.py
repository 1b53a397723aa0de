"""The written sections of a quality report."""

import pytest
from pydantic import ValidationError

from models.intake.quality import QualityReportCompiled


def test_the_remarks_are_optional() -> None:
    result = QualityReportCompiled(period=" 2026Q3 ", problems="资金到位慢", plans="按月调度")
    assert (result.period, result.completion, result.running) == ("2026Q3", "", "")


@pytest.mark.parametrize("missing", ["problems", "plans", "period"])
def test_problems_and_plans_are_not_left_out(missing: str) -> None:
    with pytest.raises(ValidationError):
        QualityReportCompiled(**{"period": "2026Q3", "problems": "a", "plans": "b"} | {missing: " "})
