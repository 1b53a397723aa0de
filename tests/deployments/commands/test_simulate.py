"""`mubiao simulate`: what it refuses (the years themselves are a journey)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao


def test_a_year_that_no_calendar_knows_is_refused(mubiao: Mubiao) -> None:
    said = mubiao.refused("simulate", "--year", "2012")
    assert said == (
        "没有2012年前后的工作日历，不能推演。可推演的年份：2014年至2029年；"
        "其他年份请先导入放假安排：mubiao import calendar 文件。\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "缺少 --year。"),
        (("--year", "明年"), "--year 填写有误，应为不小于1的整数。"),
        (("--year", "2025", "--departments", "0"), "--departments 填写有误，应为1到1000的整数。"),
        (("--year", "2025", "--targets", "500"), "--targets 填写有误，应为1到200的整数。"),
        (("--year", "2025", "--seed", "x"), "--seed 填写有误，应为整数。"),
    ],
)
def test_a_wrong_option_is_a_wrong_usage(mubiao: Mubiao, words: tuple[str, ...], said: str) -> None:
    assert said in mubiao.refused("simulate", *words, code=2)
