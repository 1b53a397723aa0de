"""Numbers that may be percentages are asked about; all others are read."""

import pytest

from models.intake.complaints import Heading, ReadColumn, Row, RowsOrigin
from models.intake.sheet.shares import refuse_unclear_shares
from models.intake.values import Cell

ORIGIN = RowsOrigin("表.xls", "表", 1, {"进度": Heading("进度", 1, "A")})


@pytest.mark.parametrize(
    ("cell", "asked"), [(0.95, "0.95"), (1, "1"), (0, ""), (1.5, ""), (95, ""), ("95%", ""), (None, "")]
)
def test_only_a_number_up_to_one_is_asked_about(cell: Cell, asked: str) -> None:
    (row,) = refuse_unclear_shares([Row(ORIGIN, 2, {"进度": cell})], [ReadColumn("进度", share=True)])
    assert [complaint.message.startswith(f"进度“{asked}”在.xls中看不出") for complaint in row.complaints()] == [
        True
    ] * bool(asked)


def test_a_column_that_is_no_percentage_is_left_alone() -> None:
    rows = (Row(ORIGIN, 2, {"进度": 0.5}),)
    assert refuse_unclear_shares(rows, [ReadColumn("进度")]) == rows
