"""The white cells of answer sheets: how their titles are compared."""

from __future__ import annotations

import pytest

from models.rules.white_cells import plain_title


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("进度（%）", "进度(%)"),
        ("进度(％) ", "进度(%)"),
        ("说\n明", "说明"),
        ("整改情况（反馈）（可不填）", "整改情况(反馈)"),
        ("", ""),
    ],
)
def test_a_title_is_compared_without_width_blanks_and_remark(title: str, plain: str) -> None:
    assert plain_title(title) == plain
