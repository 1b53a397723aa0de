"""`mubiao why`: the proof and the whole history of one obligation."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deployments.check_program import check_program
from deployments.commands.why import EVENTS, _format_anchor
from deployments.loopback.mail import MailServer
from models.rules.states import ObligationEvent
from models.rules.workdays import SHANGHAI, BusinessDay
from notifications.delivery import deliver
from notifications.outlets import Outlets
from tests.answers import duty_number, fill_in, sent
from tests.mails import ADDRESS, mail_from, take

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

ROOT = Path(__file__).parents[3]


@pytest.fixture
def meeting(line: Mubiao, anyone: Acting, sql: Sql) -> str:
    """The number of the meeting that D001 owes for the first quarter, and held in time."""
    assert line.database
    anyone.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    anyone.on("2026-04-20").meet("D001", "2026Q1", "2026-04-17")
    return str(sql.value("SELECT min(id) FROM obligation WHERE kind = 'quarterly_meeting'"))


@pytest.mark.process
def test_each_answer_is_named_with_its_mail_and_sender(line: Mubiao, anyone: Acting, tmp_path: Path, sql: Sql) -> None:
    anyone.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    place = sent(anyone.on("2026-03-05"), tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    take(mail_from("x@example.com", "2026-03-05 10:20", fill_in(place, rows={"T001": {"进度（%）": 40}})))
    text = line.done("why", "1", "--on", "2026-03-09")
    assert "\n回复：\n  2026年3月5日收到，来信1（陌生地址），回复表，待管理机构处理：" in text
    assert [each["mail"] for each in line.json("why", "1", "--on", "2026-03-09")["answers"]] == [1]


def test_the_document_holds_obligation_proof_history_and_notices(line: Mubiao, meeting: str) -> None:
    found = line.json("why", meeting, "--on", "2026-04-20")
    keys = ["obligation", "target", "proof", "history", "notices", "urgings", "lines", "meeting", "rehearsal"]
    assert list(found) == keys
    assert (found["obligation"]["due"], len(found["proof"]["counted"])) == ("2026-04-22", 15)
    assert [move["event"] for move in found["history"]] == ["opened", "discharge"]
    assert found["notices"][0]["kind"] == "opened_quarterly_meeting"


def test_people_read_every_counted_and_skipped_day_and_who_did_what(line: Mubiao, meeting: str) -> None:
    text = line.done("why", meeting, "--on", "2026-04-20")
    assert "期限 2026年4月22日，" in text
    assert "第15个  2026年4月22日 周三" in text
    assert "不计    2026年4月6日  清明节放假（国办发明电〔2025〕7号）" in text
    assert "2026年4月20日 办结，以2026年4月17日认定（登记分析会，管理机构经办人）" in text


def test_a_line_end_in_a_reason_makes_no_second_entry_of_the_history(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    number = str(sql.value("SELECT min(id) FROM obligation WHERE kind = 'monthly_check'"))
    anyone.on("2026-03-03").do("waive", obligation=number, reason="筹建）\n  2026年3月2日 办结（填报\u202e检查情况")
    text = line.done("why", number, "--on", "2026-03-04")
    assert "豁免，原因：筹建）   2026年3月2日 办结（填报检查情况（豁免事项，" in text


def test_a_provisional_date_says_so(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    anyone.on("2027-01-01").open("quarterly_meeting", "2026Q4")
    number = sql.value("SELECT min(id) FROM obligation WHERE kind = 'quarterly_meeting'")
    assert "期限 2027年1月22日（暂定），" in line.done("why", str(number), "--on", "2027-01-01")


def test_a_deadline_at_the_end_of_a_month_has_no_counting_start(line: Mubiao, sql: Sql) -> None:
    number = sql.value("SELECT min(id) FROM obligation WHERE kind = 'monthly_check'")
    text = line.done("why", str(number), "--on", "2026-03-02")
    assert "\n  当月最后一日 2026年3月31日，不按工作日推算，工作日历版本 " in text
    assert "起算日" not in text


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        ({"n": 15, "words": "季度结束后15个工作日内"}, "起算日 2026年3月31日"),
        ({"words": "当月最后一日前填报"}, "当月最后一日 2026年3月31日，不按工作日推算"),
        ({"words": "季度第二个月最后一日前收回"}, "季度第二个月最后一日 2026年3月31日，不按工作日推算"),
        ({"words": "次年1月10日前，逢休息日不顺延"}, "固定日期 2026年3月31日，不按工作日推算"),
        ({"words": "在整改时限内", "suspensions": [{}]}, "固定日期 2026年3月31日，中止计算的工作日顺延"),
    ],
)
def test_only_a_count_of_working_days_has_a_first_day(proof: dict[str, Any], words: str) -> None:
    plain: dict[str, Any] = {"anchor": "2026-03-31", "n": 0, "suspensions": []}
    assert _format_anchor(plain | proof) == words


def test_for_a_fixed_date_only_the_recommended_day_is_provisional(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    anyone.on("2026-12-01").open("year_end_check", "2026")
    number = str(sql.value("SELECT min(id) FROM obligation WHERE kind = 'year_end_check'"))
    text = line.done("why", number, "--on", "2026-12-01").splitlines()
    assert text[1:3] == ["期限 2027年1月10日，待办", "建议 2027年1月8日 前办结（暂定，放假安排尚未公布）"]
    assert line.json("why", number, "--on", "2026-12-01")["target"] == {"day": "2027-01-08", "provisional": True}


def test_a_settled_recommended_day_is_shown_while_the_duty_is_open(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    anyone.on("2026-05-01").open("monthly_check", "2026-05")
    number = str(sql.value("SELECT min(id) FROM obligation WHERE period = '2026-05'"))
    assert "建议 2026年5月29日 前办结\n" in line.done("why", number, "--on", "2026-05-06")
    anyone.on("2026-05-06").do("waive", obligation=int(number), reason="撤并")
    assert "建议" not in line.done("why", number, "--on", "2026-05-07")


def test_a_duty_taken_over_names_both_and_says_by_which_act(line: Mubiao, anyone: Acting) -> None:
    form = {"effective_on": "2026-03-05", "basis": "黔机编〔2026〕12号"}
    anyone.on("2026-03-05").do("merge_department", department="D001", successor="D002", **form)
    text = line.done("why", "1", "--on", "2026-03-05")
    assert text.startswith("第002厅（承接第001厅）：2026年3月月度检查（3-6.1.1）\n期限 2026年3月31日，待办\n")
    assert "2026年3月5日 承接，由第001厅改为第002厅（部门合并，管理机构经办人）" in text
    assert line.json("why", "1", "--on", "2026-03-05")["obligation"]["taken_over_from"] == "第001厅"


def test_a_notice_says_to_which_address_it_went_and_when(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    anyone.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "a@gz.gov.cn"})
    assert "月度检查开启（目标办）：尚未投递" in line.done("why", "1", "--on", "2026-03-05")
    at = datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)
    with MailServer(tmp_path / "mail") as server:
        deliver(BusinessDay(at.date(), at), Outlets({"mail": server.url}, "example.org", lambda _: at, "甲"))
    assert "月度检查开启（目标办）：a@gz.gov.cn，2026年3月5日 09:00发出" in line.done("why", "1", "--on", "2026-03-05")


def test_the_receipt_of_the_notice_stands_in_the_history(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    march = anyone.on("2026-03-05")
    march.lists("T001")
    march.do("set_limit", target="T001", limit="2026-04-30")
    march.do("appoint_liaison", department="D001", name="李明")
    number = str(sql.value("SELECT id FROM obligation WHERE kind = 'remediation'"))
    line.done("act", "confirm_receipt", "--by", "D001/李明", "--target", "T001", "--on", "2026-03-09")
    history = line.done("why", number, "--on", "2026-03-10")
    assert "2026年3月9日 签收（签收列入通知，录入人" in history
    assert "称由第001厅 李明办理" in history
    assert "此前已签收（2026-03-09，" in line.done(
        "act", "confirm_receipt", "--by", "D001/李明", "--target", "T001", "--on", "2026-03-10"
    )


def test_a_recheck_names_its_people_and_their_paper(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    april = anyone.on("2026-04-01")
    april.lists("T001")
    april.do("set_limit", target="T001", limit="2026-04-30")
    april.do("declare_completion", target="T001", completed_on="2026-04-01", measures="补建")
    april.do("file_feedback", target="T001", feedback="已完成")
    april.rechecks("T001")
    number = str(sql.value("SELECT id FROM obligation WHERE kind = 'recheck_owed'"))
    words = "2026年4月1日 办结，以2026年4月1日认定，认定甲、认定乙复查，认定甲签字（复查整改，管理机构经办人，"
    assert f"{words}签字文件签字1号（2026年4月1日），同一签字文件另用于" in line.done(
        "why", number, "--on", "2026-04-02"
    )


def test_an_unknown_number_is_refused(line: Mubiao) -> None:
    assert "没有编号为999的应办事项" in line.refused("why", "999")


def test_the_checking_program_is_printed_unchanged_and_needs_no_installation(mubiao: Mubiao) -> None:
    assert mubiao.done("why", "--script") == check_program()
    assert not mubiao.home.exists()


def test_the_calendar_is_printed_with_the_version_that_proofs_name(line: Mubiao, meeting: str) -> None:
    calendar = line.json("why", "--calendar")
    assert list(calendar) == ["announced_until", "version", "days"]
    assert calendar["version"] == line.json("why", meeting)["proof"]["calendar"]
    assert ["2026-10-10", "makeup_workday"] in [day[:2] for day in calendar["days"]]


@pytest.mark.usefixtures("line")
def test_a_number_comes_before_the_calendar(line: Mubiao, meeting: str) -> None:
    assert "proof" in line.json("why", meeting, "--calendar")


@pytest.mark.parametrize("words", [("甲",), (), ("1", "2")])
def test_an_invalid_number_is_a_wrong_usage(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    assert "用法有误" in mubiao.refused("why", *words, code=2)


def test_every_event_of_a_duty_has_chinese_words() -> None:
    words = re.compile(r'record\(\s*session, ctx, "obligation", [^"=]*, "([a-z_]+)"')
    recorded = {name for path in (ROOT / "models").rglob("*.py") for name in words.findall(path.read_text("utf-8"))}
    assert {"opened", "moved", "given_back", "target_withdrawn"} <= recorded
    assert {*recorded, *ObligationEvent} - EVENTS.keys() == set()
