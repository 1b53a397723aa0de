"""Titles of duties are cut so that different duties stay different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.titles import short_title

LONG = "省住房和城乡建设厅"
DUTIES = ("2026年第三季度分析会", "2026年第三季度自查", "2026年第三季度在线复核")


@pytest.mark.parametrize(
    ("title", "limit", "short"),
    [
        ("2026年3月月度检查", 20, "2026年3月月度检查"),
        (f"{LONG}：2026年第三季度分析会", 20, "省住房…建设厅：2026年第三季度分析会"),
        (f"{LONG}：2026年第三季度分析会", 10, "省住房…建设厅：2…"),
        ("整改“新建农村公路一百二十公里”（第2轮）", 18, "整改“新建农村公路一百…”（第2轮）"),
        ("整改“公路”", 18, "整改“公路”"),
        (f"{LONG}：整改“新建农村公路一百二十公里”", 20, "省住房…建设厅：整改“新建农村公路一…”"),
    ],
)
def test_the_middle_of_the_department_is_cut_and_the_duty_stays(title: str, limit: int, short: str) -> None:
    assert short_title(title, limit) == short


def test_three_duties_of_one_department_stay_three() -> None:
    assert len({short_title(f"{LONG}：{duty}", 26) for duty in DUTIES}) == len(DUTIES)


@given(st.text("省厅：“”会", max_size=60), st.integers(10, 60))
def test_no_title_is_longer_than_its_limit(title: str, limit: int) -> None:
    assert len(short_title(title, limit)) <= limit
