"""`mubiao init`: the jurisdiction and the day from which it is live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Databases
    from tests.deployments.conftest import Mubiao, Sheet

GUIZHOU = ("--jurisdiction", "贵州省", "--go-live", "2026-01-01")


def test_init_again_with_the_same_words_changes_nothing(founded_line: Mubiao) -> None:
    assert founded_line.json("init", *GUIZHOU)["founded"] == 0


def test_init_again_leaves_the_copy_of_the_calendar_with_its_local_days(founded_line: Mubiao, sheet: Sheet) -> None:
    notice = {"notice_title": "关于三月三放假的通知", "notice_number": "1号", "notice_date": "2026-03-01"}
    file = sheet("三月三.csv", {"date": "2026-04-21", "kind": "放假", "name": "三月三", **notice})
    founded_line.done("import", "local-calendar", str(file), "--on", "2026-03-05")
    founded_line.done("init", *GUIZHOU)
    assert founded_line.json("workday", "2026-03-31", "--plus", "15")["due"] == "2026-04-23"


def test_another_jurisdiction_is_refused(founded_line: Mubiao) -> None:
    text = founded_line.refused("init", "--jurisdiction", "云南省", "--go-live", "2026-01-01")
    assert "已初始化为“贵州省”" in text


def test_a_second_day_corrects_the_first_until_a_period_was_opened(founded_line: Mubiao) -> None:
    assert founded_line.json("init", *GUIZHOU[:3], "2026-02-01")["corrected"] == 1
    founded_line.set(MUBIAO_CLOCK="2026-03-02T09:00:00+08:00").done("run", "monthly_check")
    assert "（2026-02-01启用），已有周期开启" in founded_line.refused("init", *GUIZHOU)


def test_an_empty_database_gets_its_tables_its_jurisdiction_and_a_copy_of_the_calendar(
    mubiao: Mubiao, databases: Databases
) -> None:
    with databases.fresh() as mubiao.database:
        found = mubiao.set(DATABASE_URL=mubiao.database).json("init", *GUIZHOU)
        assert (found["founded"], found["calendar_days"] > 400) == (1, True)
        assert (mubiao.home / "calendar.json").is_file()
        assert mubiao.json("verify")["ok"]


@pytest.mark.parametrize(
    ("go_live", "ahead"),
    [
        ("2026-01-01", ""),
        ("2026-01-02", "2026年年终检查（2026-12-01开启，期限2027-01-10）"),
        ("2026-08-01", "2026年第三季度每季核查（2026-07-01开启，期限2026-08-31）"),
    ],
)
def test_periods_of_the_year_that_are_still_ahead_are_named(
    mubiao: Mubiao, databases: Databases, go_live: str, ahead: str
) -> None:
    with databases.reset("migrated") as mubiao.database:
        line = mubiao.set(DATABASE_URL=mubiao.database, MUBIAO_CLOCK="2026-01-01T09:00:00+08:00")
        text = line("init", *GUIZHOU[:3], go_live, "--rehearsal").err
    assert ahead in text
    assert ("没有安排，不会开启；要开启的，加 --open-ahead 再执行一次。" in text) == bool(ahead)
    assert "第一季度分析会" not in text or go_live < "2026-04-01"


def test_go_live_in_november_opens_the_year_end_check_on_its_day(mubiao: Mubiao, databases: Databases) -> None:
    with databases.reset("migrated") as mubiao.database:
        mubiao.set(DATABASE_URL=mubiao.database)

        def on(day: str, *words: str) -> str:
            return mubiao.set(MUBIAO_CLOCK=f"{day}T09:00:00+08:00").done(*words)

        def check_row() -> str:
            return next(row for row in on("2026-11-20", "cycles", "--year", "2026").splitlines() if "年终检查" in row)

        november = ("init", *GUIZHOU[:3], "2026-11-20", "--rehearsal")
        on("2026-11-20", *november)
        assert "不开启（2026-11-20启用）" in check_row()
        assert "不会开启的周期" in on("2026-11-20", "check")
        assert "已安排，到开启日自动开启。" in mubiao(*november, "--open-ahead").err
        assert "2026-12-01" in check_row()
        assert "不会开启的周期" not in on("2026-11-20", "check")
        assert "2026年上半年早于启用日期2026-11-20，不开启。" in mubiao.refused("run", "mid_year_review")


@pytest.mark.parametrize(
    ("go_live", "today", "said"),
    [
        ("2026-03-01", "2026-11-23", "首次巡检将为每个部门开启最多"),
        ("2026-11-01", "2026-11-23", "此后开始的各期在首次巡检时开启，没有一开启就逾期的"),
        ("2026-11-23", "2026-11-23", ""),
    ],
)
def test_a_past_day_says_what_is_opened_at_once(
    mubiao: Mubiao, databases: Databases, go_live: str, today: str, said: str
) -> None:
    with databases.reset("migrated") as mubiao.database:
        line = mubiao.set(DATABASE_URL=mubiao.database, MUBIAO_CLOCK=f"{today}T09:00:00+08:00")
        text = line("init", *GUIZHOU[:3], go_live, "--rehearsal").err
    assert said in text
    assert ("在今天之前" in text) == bool(said)
    assert ("用 --go-live 2026-11-01 再执行一次 mubiao init" in text) == ("最多" in said)


def test_after_the_first_opening_nothing_is_foreseen(founded_line: Mubiao) -> None:
    later = founded_line.set(MUBIAO_CLOCK="2026-11-23T09:00:00+08:00")
    assert "首次巡检" in later("init", *GUIZHOU).err
    later.done("run", "monthly_check")
    assert "首次巡检" not in later("init", *GUIZHOU).err


def test_a_name_is_needed(founded_line: Mubiao) -> None:
    assert "“管辖名称”不能为空" in founded_line.refused("init", "--jurisdiction", " ", "--go-live", "2026-01-01")


@pytest.mark.parametrize("words", [(), GUIZHOU[:2], GUIZHOU[2:], (*GUIZHOU[:3], "2026-02-30"), (*GUIZHOU[:3], "去年")])
def test_a_missing_or_impossible_day_is_a_wrong_usage(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    assert "用法有误" in mubiao.refused("init", *words, code=2)


def test_before_init_every_command_says_what_to_do(mubiao: Mubiao, databases: Databases) -> None:
    with databases.reset("migrated") as mubiao.database:
        for command in ("owed", "run monthly_check", "verify"):
            mubiao.set(DATABASE_URL=mubiao.database)
            assert "请先执行：mubiao init" in mubiao.refused(*command.split())


def test_a_rehearsal_is_founded_with_its_addresses(mubiao: Mubiao, databases: Databases) -> None:
    with databases.reset("migrated") as mubiao.database:
        line = mubiao.set(DATABASE_URL=mubiao.database, MUBIAO_CLOCK="2026-03-05T09:00:00+08:00")
        assert "虚拟时刻" in line.refused("init", *GUIZHOU)
        text = line.done("init", *GUIZHOU, "--rehearsal", "--send-to", "a@x.cn", "--send-to", "b@x.cn")
        assert text.startswith("【演练】已初始化：贵州省")
        assert line.done("verify").startswith("【演练】台账核验无误")


def test_addresses_are_given_to_a_rehearsal_only(mubiao: Mubiao) -> None:
    text = mubiao.refused("init", *GUIZHOU, "--send-to", "a@x.cn", code=2)
    assert "--send-to 只用于演练，请同时写 --rehearsal。" in text


def test_who_is_warned_of_a_past_day_may_correct_it_before_anything_opens(mubiao: Mubiao, databases: Databases) -> None:
    with databases.reset("migrated") as mubiao.database:
        line = mubiao.set(DATABASE_URL=mubiao.database, MUBIAO_CLOCK="2026-12-01T09:00:00+08:00")
        first = line("init", *GUIZHOU[:3], "2026-11-01", "--rehearsal", "--open-ahead").err
        assert "没有安排，不会开启" in first
        assert "再执行一次 mubiao init" in first
        assert "更正为2026-12-01" in line.done("init", *GUIZHOU[:3], "2026-12-01", "--rehearsal")
        assert (
            "已安排，到开启日自动开启。" in line("init", *GUIZHOU[:3], "2026-12-01", "--rehearsal", "--open-ahead").err
        )


def test_a_day_outside_the_calendar_founds_nothing(mubiao: Mubiao, databases: Databases) -> None:
    with databases.reset("migrated") as mubiao.database:
        line = mubiao.set(DATABASE_URL=mubiao.database)
        assert "不在工作日历范围内" in line.refused("init", *GUIZHOU[:3], "1900-01-01")
        assert "已初始化：贵州省" in line.done("init", *GUIZHOU[:3], "2026-12-01")
