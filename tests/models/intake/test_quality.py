"""What people write in a quality report."""

import pytest
from pydantic import ValidationError

from models.intake.quality import QualityReportCompiled


def test_what_is_special_may_be_left_to_the_figures() -> None:
    said = QualityReportCompiled(period=" 2026Q3 ", problems="资金到位慢", plans="按月调度")
    assert (said.period, said.completion, said.running) == ("2026Q3", "", "")


@pytest.mark.parametrize("lacking", ["problems", "plans", "period"])
def test_problems_and_plans_are_not_left_out(lacking: str) -> None:
    with pytest.raises(ValidationError):
        QualityReportCompiled(**{"period": "2026Q3", "problems": "a", "plans": "b"} | {lacking: " "})
