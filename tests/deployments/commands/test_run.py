"""`mubiao run`: runs each cycle now; without a server it says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from deployments.loopback.mail import MailServer
from models.rules.cycles import CYCLES, ROUTINES
from tests.deployments.test_server import answering

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql
    from tests.deployments.conftest import Mubiao

TODAY = "2027-01-11T09:00:00+08:00"
FIELDS = ["cycle", "period", "business_date", "opened", "already_open", "notices"]


@pytest.fixture(autouse=True)
def _today(mubiao: Mubiao) -> None:
    mubiao.set(MUBIAO_CLOCK=TODAY)


@pytest.mark.parametrize(
    ("cycle", "day", "period", "opened"),
    [
        ("monthly_check", "2026-04-01", "2026-04", 2),
        ("quarterly_meeting", "2026-04-01", "2026Q1", 2),
        ("mid_year_review", "2026-07-01", "2026H1", 2),
        ("year_end_check", "2026-12-01", "2026", 2),
        ("year_end_reverification", "2027-01-11", "2026", 2),
        ("remediation_feedback", "2026-04-01", None, 0),
        ("daily_sweep", "2026-03-05", None, 2),  # a cycle, and the plan that is owed
        ("deliver", "2026-03-05", None, 0),
    ],
)
def test_every_cycle_runs_without_a_server_and_a_second_time_changes_nothing(
    line: Mubiao, cycle: str, day: str, period: str | None, opened: int
) -> None:
    first = line.json("run", cycle, "--on", day)
    assert list(first)[:6] == FIELDS
    assert [first[name] for name in FIELDS[:4]] == [cycle, period, day, opened]
    again = line.json("run", cycle, "--on", day)
    there = opened if period else 0  # the sweep reports only periods that it opens late
    assert (again["opened"], again["already_open"], again["notices"]) == (0, there, 0)


def test_a_missing_server_is_reported_on_stderr(line: Mubiao) -> None:
    answer = line("run", "monthly_check")
    assert answer.err == "Prefect服务未运行，已直接执行同样的步骤。\n"
    assert answer.out.startswith("月度检查 2027-01：")


def test_the_server_of_another_installation_is_not_used(line: Mubiao, tmp_path: Path) -> None:
    with answering(200, settings={"home": str(tmp_path / "other" / "prefect")}) as port:
        answer = line.set(MUBIAO_PORT=str(port))("run", "monthly_check")
        advice = {item["item"]: item["advice"] for item in json.loads(line("check", "--json").out)}["Prefect服务"]
    assert answer.err == f"端口{port}上的Prefect服务不是本系统的，已直接执行同样的步骤。\n"
    assert answer.out.startswith("月度检查 2027-01：")
    assert advice.startswith(f"端口{port}上的Prefect服务不是本系统的，计划不会自动执行；")


def test_a_chosen_day_runs_without_the_server_and_says_so(line: Mubiao) -> None:
    answer = line("run", "monthly_check", "--on", "2026-03-01")
    assert answer.err == "指定了业务日期，已直接执行同样的步骤。\n"
    assert answer.out.startswith("月度检查 2026-03：")


def test_a_day_is_chosen_in_a_rehearsal_only(real_line: Mubiao, sql: Sql) -> None:
    before = sql.value("SELECT count(*) FROM block")
    real_line.patch.delenv("MUBIAO_CLOCK")
    text = real_line.refused("run", "monthly_check", "--on", "2026-03-01")
    assert text.startswith("周期按今天运行，不能另写业务日期。只有演示、推演和演练")
    assert sql.value("SELECT count(*) FROM block") == before


def test_an_earlier_period_may_be_named(line: Mubiao) -> None:
    found = line.json("run", "monthly_check", "--period", "2026-02", "--on", "2026-03-05")
    assert (found["period"], found["business_date"]) == ("2026-02", "2026-03-05")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("monthly_check", "--period", "2026Q1"), "“月度检查”没有期间“2026Q1”"),
        (("monthly_check", "--period", "2026-13"), "期间“2026-13”无法识别"),
        (("mid_year_review", "--period", "2026H2"), "没有期间“2026H2”"),
        (("deliver", "--period", "2026"), "不分期间，请去掉 --period"),
        (("remediation_feedback", "--period", "2026"), "不分期间"),
    ],
)
def test_a_period_that_a_cycle_does_not_have_is_refused(mubiao: Mubiao, words: tuple[str, ...], why: str) -> None:
    assert why in mubiao.refused("run", *words)


@pytest.mark.parametrize("day", ["2025-12-01", "2026-03-05"])
def test_a_period_that_has_not_come_or_lies_before_the_go_live_is_not_opened(line: Mubiao, sql: Sql, day: str) -> None:
    before = sql.value("SELECT count(*) FROM obligation")
    period = "2025-12" if day.startswith("2025") else "2026-05"
    line("run", "monthly_check", "--on", day, "--period", period)
    assert sql.value("SELECT count(*) FROM obligation") == before


def test_a_day_that_has_not_come_is_refused_unless_it_is_meant(line: Mubiao, sql: Sql) -> None:
    before = sql.value("SELECT count(*) FROM block")
    assert "--ahead 只与 --on 同用" in line.refused("run", "monthly_check", "--ahead", code=2)
    ahead = ("run", "monthly_check", "--on", "2027-02-01")
    assert line.refused(*ahead) == (
        "业务日期2027-02-01在今天（2027-01-11）之后，没有运行。请核对日期；确需提前运行的，请加 --ahead。\n"
    )
    assert sql.value("SELECT count(*) FROM block") == before
    answer = line(*ahead, "--ahead")
    assert answer.out.startswith("月度检查 2027-02：")
    assert answer.err.startswith("注意：业务日期2027-02-01在今天（2027-01-11）之后。\n")


def test_the_help_names_all_cycles(mubiao: Mubiao) -> None:
    text = "".join(mubiao.done("run", "--help").split())
    assert all(f"{each.key}（{each.name}）" in text for each in (*CYCLES, *ROUTINES))


def test_a_cycle_is_one_of_the_list(mubiao: Mubiao) -> None:
    text = mubiao.refused("run", "weekly", code=2)
    assert text.startswith("用法有误：没有周期“weekly”，应为以下之一：月度检查（monthly_check）、")
    assert all(f"{each.name}（{each.key}）" in text for each in (*CYCLES, *ROUTINES))
    assert "缺少 周期" in mubiao.refused("run", code=2)


@pytest.mark.parametrize(
    ("text", "nearest"), [("月度检察", "月度检查”（monthly_check）"), ("巡检", "每日巡检”（daily_sweep）")]
)
def test_a_name_with_an_error_is_told_with_the_nearest(mubiao: Mubiao, text: str, nearest: str) -> None:
    told = mubiao.refused("run", text, code=2)
    assert told.startswith(f"用法有误：没有周期“{text}”，是否为“{nearest}？应为以下之一：")


def test_a_cycle_may_be_named_in_chinese(line: Mubiao) -> None:
    assert line.json("run", "月度检查", "--on", "2026-04-01")["cycle"] == "monthly_check"
    named = [each.name for each in (*CYCLES, *ROUTINES)]
    assert len({*named}) == len(named)


def test_the_sweep_reconciles_reminds_urges_and_delivers(line: Mubiao) -> None:
    text = line.done("run", "daily_sweep", "--on", "2026-04-01")
    assert "季度分析会" in text
    assert "催办" in text


def test_a_paused_cycle_says_so_and_may_be_opened_by_name_afterwards(line: Mubiao) -> None:
    text = ("--cycle", "monthly_check", "--reason")
    line.done("act", "pause_cycle", *text, "机构改革", "--from", "2026-04-20", "--on", "2026-04-10")
    for words in ((), ("--period", "2026-05")):
        paused = line.refused("run", "monthly_check", "--on", "2026-05-01", *words)
        assert "“月度检查”自2026-04-20起暂停（机构改革）。2026年5月不开启。" in paused
    line.done("act", "resume_cycle", *text, "改革完成", "--on", "2026-05-20")
    later = ("run", "monthly_check", "--on", "2026-05-21")
    assert "确需开启：mubiao run monthly_check --period 2026-05" in line.refused(*later)
    assert line.json(*later, "--period", "2026-05")["opened"] == 2


def test_a_run_from_cron_that_finds_no_database_tells_the_operator_and_the_next_one_that_it_is_over(
    line: Mubiao, tmp_path: Path
) -> None:
    there = line.database
    with MailServer(tmp_path / "mails") as mail:
        line.set(MUBIAO_ALERT_TO="duty@example.org", MUBIAO_MAIL_URL=mail.url)
        assert line.set(DATABASE_URL="postgresql://nobody@127.0.0.1:1/x")("run", "monthly_check").code
        assert line.set(DATABASE_URL=there)("run", "monthly_check").code == 0
        assert line("run", "monthly_check", "--period", "2020-01").code
        assert [str(each.message["Subject"]) for each in mail.received] == [
            "【系统告警】定时运行失败：1次",
            "【演练】【系统告警】已恢复：定时运行失败",
        ]
