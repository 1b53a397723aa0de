"""`mubiao simulate`: its refusals (the simulated years themselves are journeys)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployments.conftest import Mubiao


def test_a_year_outside_the_calendar_is_refused(mubiao: Mubiao) -> None:
    text = mubiao.refused("simulate", "--year", "2012")
    assert text == (
        "没有2012年前后的工作日历，不能推演。可推演的年份：2014年至2029年；"
        "其他年份请先导入放假安排：mubiao import calendar 文件。\n"
    )


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ((), "缺少 --year。"),
        (("--year", "明年"), "--year 填写有误，应为不小于1的整数。"),
        (("--year", "2025", "--departments", "0"), "--departments 填写有误，应为1到1000的整数。"),
        (("--year", "2025", "--targets", "500"), "--targets 填写有误，应为1到200的整数。"),
        (("--year", "2025", "--seed", "x"), "--seed 填写有误，应为整数。"),
    ],
)
def test_a_wrong_option_is_a_wrong_usage(mubiao: Mubiao, words: tuple[str, ...], text: str) -> None:
    assert text in mubiao.refused("simulate", *words, code=2)


@pytest.mark.parametrize(
    ("words", "text", "code"),
    [
        (("--departments", "3"), "--own-data用本系统的部门和目标推演，不与--departments、--targets同用。", 2),
        (("--targets", "3"), "--own-data用本系统的部门和目标推演，不与--departments、--targets同用。", 2),
        (("--faults", "every"), "every推演只用虚设的部门，不与--own-data同用。", 2),
        ((), "中没有本系统的数据。请检查 MUBIAO_HOME，或先执行 mubiao init。", 1),
    ],
)
def test_missing_own_data_or_conflicting_options_are_refused(
    mubiao: Mubiao, words: tuple[str, ...], text: str, code: int
) -> None:
    assert text in mubiao.refused("simulate", "--own-data", "--year", "2027", *words, code=code)
    assert not mubiao.home.exists()


def test_an_installation_without_departments_needs_an_import_first(founded_line: Mubiao) -> None:
    text = founded_line.refused("simulate", "--own-data", "--year", "2027")
    assert text == "本系统没有2027年在册的部门，无法推演。请先导入：mubiao import departments 文件。\n"


@pytest.mark.parametrize(
    ("place", "why"),
    [("nowhere/year.html", "没有文件夹"), ("year.html", "是文件夹，请写明文件名"), ("year.txt", "应以 .html 结尾")],
)
def test_a_page_in_a_wrong_place_is_refused_before_the_simulation(
    mubiao: Mubiao, tmp_path: Path, place: str, why: str
) -> None:
    (tmp_path / "year.html").mkdir()
    assert why in mubiao.refused("simulate", "--year", "2025", "--page", str(tmp_path / place))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--faults", "flood"), "不认识的故障“flood”。可写：every（逐个断点）；"),
        (("--faults", "every/0"), "every/后面应为不小于1的整数"),
        (("--faults", "every,process@7"), "every已包括全部断点"),
        (("--faults", "every", "--keep"), "every推演不留数据，不与--page、--keep同用。"),
        (("--departments", "1", "--faults", "merger@2025-07-01"), "部门合并（merger）至少要有两个部门。"),
        (("--faults", "calendar@2026-07-01"), "2026-07-01不在推演的日期之内（2025-01-01至2026-03-31）。"),
    ],
)
def test_faults_that_make_no_sense_are_a_wrong_usage(mubiao: Mubiao, words: tuple[str, ...], text: str) -> None:
    answer = mubiao.refused("simulate", "--year", "2025", *words, code=2)
    assert text in answer
    assert answer.endswith("查看帮助：mubiao simulate --help\n")
