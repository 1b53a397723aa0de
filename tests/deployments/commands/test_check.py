"""`mubiao check`: what an installation needs, and what to fix; secrets are never shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from deployments.check_codes import CODES
from deployments.loopback.mail import MailServer
from deployments.server import free_port
from deployments.start_record import record_start
from tasks.alerts import tell
from tasks.clock import current_instant
from tasks.settings import Settings, using

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Databases, Sql
    from tests.deployments.conftest import Mubiao

SECRET = "g3heim-wort"  # noqa: S105 - to be looked for in the output


def items(line: Mubiao, *words: str) -> dict[str, tuple[bool, str]]:
    found = json.loads(line("check", *words, "--json").out)
    return {each["item"]: (each["ok"], each["advice"]) for each in found}


def test_each_item_has_a_result_and_advice(founded_line: Mubiao) -> None:
    assert all(list(each) == ["item", "ok", "advice", "code"] for each in founded_line.json("check"))
    found = items(founded_line)
    assert found["数据库"][0]
    assert found["数据库"][1].startswith("PostgreSQL 1")
    assert (found["收件地址"], found["管理机构"][0]) == ((True, ""), False)
    assert "本机构收不到通知；" in found["管理机构"][1]
    assert (found["安装环境"][0], found["数据库时钟"][0], found["磁盘"][0]) == (True, True, True)
    assert "MUBIAO_MAIL_URL" in found["邮件"][1]


def test_an_operator_without_a_name_is_told_what_will_be_refused(founded_line: Mubiao) -> None:
    assert items(founded_line)["经办人"] == (True, "王芳")
    ok, advice = items(founded_line.set(MUBIAO_OPERATOR=""))["经办人"]
    assert (ok, "设定须另一人的（four_eyes）不能办。请先设置 MUBIAO_OPERATOR=姓名" in advice) == (False, True)


def test_who_is_named_as_the_second_person_is_listed_while_it_holds(founded_line: Mubiao, anyone: Acting) -> None:
    agency, day = anyone.on("2026-03-02"), current_instant().date().isoformat()
    agency.do("register_inspector", name="王文")
    why = {"number": "黔目标办〔2026〕8号", "dated": "2026-03-02", "reason": "其他人员外出核查"}
    assert "指定的另一人" not in items(founded_line)
    agency.do("name_stand_in", first="王芳", person="王文", **why, valid_from=day, valid_to=day)
    words = f"王芳经办的可由王文办理（{day}至{day}，黔目标办〔2026〕8号，其他人员外出核查）"
    assert items(founded_line)["指定的另一人"] == (True, words)


def test_an_agency_with_one_clerk_at_the_page_is_told_what_it_does_at_the_machine(
    founded_line: Mubiao, anyone: Acting
) -> None:
    founded_line.set(MUBIAO_PAGE_URL="https://mb.example.org")
    anyone.take("contacts", {"部门编码": "AGENCY", "角色": "联络员", "姓名": "王文"})
    anyone.do("open_account", people=["AGENCY/王文"], code_digest="a" * 64)
    assert "网页经办人" not in items(founded_line)
    anyone.do("first_sign_in", code_digest="a" * 64, password_hash="h")  # noqa: S106 - no password
    ok, advice = items(founded_line)["网页经办人"]
    assert (ok, advice.partition("：")[0]) == (True, "只有王文一名经办人有网页账号")


def test_a_virtual_clock_is_no_measure_of_the_databases(founded_line: Mubiao) -> None:
    founded_line.set(MUBIAO_CLOCK="2026-03-02T09:00")
    assert items(founded_line)["数据库时钟"] == (True, "")


def test_while_up_is_starting_the_missing_server_is_no_fault(founded_line: Mubiao, tmp_path: Path) -> None:
    founded_line.set(MUBIAO_HOME=str(tmp_path), MUBIAO_PORT=str(free_port()))
    assert items(founded_line)["Prefect服务"] == (False, "未运行，计划不会自动执行；请运行 mubiao up")
    record_start(tmp_path)
    assert items(founded_line)["Prefect服务"] == (True, "正在启动，一般在一分钟内完成，请稍后再查")
    assert items(founded_line)["计划"] == (True, "正在登记，一般在一分钟内完成，请稍后再查")


def test_a_ledger_that_the_connected_user_could_rewrite_is_named(founded_line: Mubiao) -> None:
    ok, advice = items(founded_line)["台账保护"]
    assert not ok
    assert advice.startswith("当前数据库用户是数据库超级用户，能够改写台账；请按README“Roles”一节")
    assert "用 mubiao verify --head 核对" in advice


@pytest.mark.exhaustive
@pytest.mark.process
def test_protection_from_the_application_is_confirmed_and_its_limits_are_named(at_home: Mubiao) -> None:
    ok, advice = items(at_home)["台账保护"]
    assert ok
    assert advice.startswith(
        "应用用户改不了已记的台账。能在本机运行 mubiao 的人和管理员可以成为所有者，对其只有已经发出的"
    )


def test_a_department_that_ends_soon_and_still_owes_is_named(founded_line: Mubiao, anyone: Acting) -> None:
    agency = anyone.on("2026-02-27")
    agency.take("departments", {"编码": "D009", "名称": "第009厅", "失效日期": "2026-04-10"})
    target = {"编号": "T009", "年度": "2026", "目标名称": "第九", "责任部门": "D009", "下达日期": "2026-02-27"}
    agency.take("targets", target)
    agency.on("2026-03-01").open("monthly_check", "2026-03")
    founded_line.set(MUBIAO_CLOCK="2026-03-11T09:00:00+08:00")
    assert "部门终止：第009厅" not in items(founded_line)
    founded_line.set(MUBIAO_CLOCK="2026-03-12T09:00:00+08:00")
    text = "2026-04-10终止，尚有1项应办事项未办结，没有承接部门，请办理部门合并：mubiao act merge_department"
    assert items(founded_line)["部门终止：第009厅"] == (False, text)


def test_what_the_first_sweep_opens_is_told_until_it_ran(founded_line: Mubiao) -> None:
    founded_line.set(MUBIAO_CLOCK="2026-01-01T09:00:00+08:00")
    ok, advice = items(founded_line)["首次巡检"]
    assert ok
    assert advice.endswith("没有期限已过的；启用日期2026-01-01以前开始的期间一律不开启")
    founded_line.set(MUBIAO_CLOCK="2026-11-23T09:00:00+08:00")
    ok, advice = items(founded_line)["首次巡检"]
    assert not ok
    assert "一开启就是逾期，随即催办。这些期间不用补办的，在首次巡检之前用 --go-live 2026-11-01" in advice
    founded_line.done("run", "monthly_check")
    assert "首次巡检" not in items(founded_line)


def test_before_go_live_the_first_sweep_has_nothing_to_open(founded_line: Mubiao) -> None:
    founded_line.done("init", "--jurisdiction", "贵州省", "--go-live", "2027-01-01")
    founded_line.set(MUBIAO_CLOCK="2026-11-23T09:00:00+08:00")
    assert items(founded_line)["首次巡检"] == (True, "今天没有要开启的；启用日期2027-01-01以前开始的期间一律不开启")


def test_evidence_that_no_record_names_is_a_warning(founded_line: Mubiao, sql: Sql) -> None:
    assert "印证材料" not in items(founded_line)
    sql("INSERT INTO evidence (sha256, size) VALUES (:digest, 3)", digest="ab" * 32)
    assert items(founded_line)["印证材料"] == (
        False,
        "未被引用的印证材料1件（abababababab）：没有记录引用，不能证明什么，请查明来历",
    )
    assert founded_line("check").code == 0


def test_a_folder_of_evidence_that_others_may_enter_is_named(founded_line: Mubiao) -> None:
    folder = founded_line.home / "evidence"
    folder.mkdir(mode=0o700, parents=True)
    assert items(founded_line)["印证材料文件夹"] == (True, "")
    folder.chmod(0o755)
    done, advice = items(founded_line)["印证材料文件夹"]
    assert (done, advice.endswith(f"chmod 700 {folder}")) == (False, True)


def test_a_calendar_that_ends_before_the_coming_year_is_named(founded_line: Mubiao) -> None:
    founded_line.set(MUBIAO_CLOCK="2026-10-31T09:00:00+08:00")
    assert items(founded_line)["工作日历"] == (True, "放假安排已导入至2026-12-31")
    founded_line.set(MUBIAO_CLOCK="2026-11-01T09:00:00+08:00")
    ok, advice = items(founded_line)["工作日历"]
    assert not ok
    assert advice.startswith("放假安排已导入至2026-12-31。2027年放假安排尚未导入，一般在10月下旬至12月中旬公布")
    assert founded_line("check").code == 0
    founded_line.set(MUBIAO_CLOCK="2026-12-10T09:00:00+08:00")
    assert "往年此时多已公布" in items(founded_line)["工作日历"][1]


def test_the_dates_that_wait_for_a_notice_are_named(founded_line: Mubiao, anyone: Acting) -> None:
    anyone.take("departments", {"编码": "D001", "名称": "第001厅"})
    anyone.on("2027-01-01").open("quarterly_meeting", "2026Q4")
    founded_line.set(MUBIAO_CLOCK="2026-12-10T09:00:00+08:00")
    assert "2026年第四季度分析会1项（2027-01-22）" in items(founded_line)["工作日历"][1]


def test_without_the_days_off_of_this_year_nothing_can_be_started(founded_line: Mubiao) -> None:
    founded_line.set(MUBIAO_CLOCK="2027-01-01T09:00:00+08:00")
    assert items(founded_line)["今年放假安排"] == (
        False,
        "缺少2027年的，mubiao up 不会启动；请导入：mubiao import calendar 文件",
    )
    answer = founded_line("check")
    assert (answer.code, "请先处理：今年放假安排。" in answer.err) == (3, True)


def test_days_without_a_sweep_and_a_clock_that_may_be_wrong_are_named(founded_line: Mubiao) -> None:
    found = items(founded_line)  # founded on 1 January 2026, never swept
    assert found["每日巡检"][1].startswith("从未执行，已有")
    assert "无法判断是停机多日还是时钟偏快。开启、提醒、投递等计划任务已停止。" in found["时钟与台账"][1]
    founded_line.done("act", "confirm_clock", "--today", str(current_instant().date()))
    founded_line.done("run", "daily_sweep")
    found = items(founded_line)
    assert found["时钟与台账"] == (True, "")
    assert found["每日巡检"][0]


def test_an_installation_that_was_not_initialised_is_reported(mubiao: Mubiao, databases: Databases) -> None:
    with databases.fresh() as mubiao.database:
        found = items(mubiao.set(DATABASE_URL=mubiao.database))
        assert mubiao("check").code == 3
    assert "请先执行：mubiao init" in found["数据库与初始化"][1]


def test_a_database_that_is_down_is_one_item_among_the_others(mubiao: Mubiao) -> None:
    found = items(mubiao.set(DATABASE_URL=f"postgresql://u:{SECRET}@127.0.0.1:1/x"))
    assert "请确认数据库已启动后重试" in found["数据库与初始化"][1]
    assert found["磁盘"][0]


def test_a_cycle_that_is_paused_today_is_mentioned(founded_line: Mubiao) -> None:
    text = ("--cycle", "monthly_check", "--reason")
    assert "周期暂停" not in items(founded_line)
    founded_line.done("act", "pause_cycle", *text, "机构改革", "--from", "2026-04-20", "--on", "2026-04-20")
    founded_line.set(MUBIAO_CLOCK="2026-05-06T09:00:00+08:00")
    assert items(founded_line)["周期暂停"] == (True, "“月度检查”自2026-04-20起暂停（机构改革）。")
    founded_line.done("act", "resume_cycle", *text, "改革完成", "--on", "2026-05-06")
    assert "周期暂停" not in items(founded_line)


def test_people_see_a_table(founded_line: Mubiao) -> None:
    text = founded_line.done("check")
    assert text.splitlines()[0].split() == ["检查", "结果", "建议"]
    assert "需处理" in text


def test_what_a_year_must_have_and_lacks_is_listed_with_its_clause_and_what_ends_it(founded_line: Mubiao) -> None:
    lacking = founded_line.json("check", "--standard")
    assert {"kind": "rules", "clause": "《总则》5.3 a", "since": "2026-01-01"}.items() <= lacking[0].items()
    shown = founded_line("check", "--standard").out
    assert [each["label"] in shown for each in lacking] == [True] * len(lacking)
    assert "本级不设的：mubiao act answer_not_set_up" in shown
    assert shown.endswith("公布公众意见的整改情况（3-6.2.7-2）。\n")


def test_every_setting_has_its_meaning_value_and_origin_and_no_secret_is_shown(mubiao: Mubiao) -> None:
    mubiao.home.mkdir()
    (mubiao.home / "settings.toml").write_text('port = 4299\nmail_domain = "example.org"\n', encoding="utf-8")
    mubiao.set(DATABASE_URL=f"postgresql://u:{SECRET}@h/x", MUBIAO_MAIL_URL=f"mbmails://u:{SECRET}@h/")
    answer = mubiao("check", "--settings", "--json")
    assert SECRET not in answer.out + answer.err
    rows = {each["name"]: each for each in mubiao.json("check", "--settings")}
    assert all(list(each) == ["name", "meaning", "value", "origin"] for each in rows.values())
    assert (rows["database_url"]["value"], rows["database_url"]["origin"]) == ("***", "环境变量 DATABASE_URL")
    assert (rows["port"]["value"], rows["port"]["origin"]) == ("4299", "settings.toml")
    assert (rows["retention_days"]["value"], rows["retention_days"]["origin"]) == ("400", "默认")
    assert SECRET not in mubiao.done("check", "--settings")


@pytest.mark.parametrize(
    ("variable", "value", "why"),
    [
        ("MUBIAO_PORT", "eins", "“Prefect界面端口”不是整数"),
        ("MUBIAO_PORT", "70000", "“Prefect界面端口”不能大于65535"),
        ("MUBIAO_EVIDENCE_LIMIT_MB", "0", "“单个印证材料大小上限（MB）”不能小于1"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(mubiao: Mubiao, variable: str, value: str, why: str) -> None:
    assert why in mubiao.set(**{variable: value}).refused("check")


def test_a_settings_file_that_cannot_be_read_is_refused(mubiao: Mubiao) -> None:
    mubiao.home.mkdir()
    (mubiao.home / "settings.toml").write_text("port = ", encoding="utf-8")
    assert "无法读取设置文件" in mubiao.refused("check")


def test_the_mail_server_is_greeted_and_nothing_is_sent(founded_line: Mubiao, tmp_path: Path) -> None:
    with MailServer(tmp_path / "mail") as office:
        founded_line.set(MUBIAO_MAIL_URL=office.url)
        assert items(founded_line)["邮件"] == (True, "地址能打开，没有试发")
        assert office.received == []
    ok, advice = items(founded_line)["邮件"]
    assert (ok, advice.startswith(f"邮件服务器127.0.0.1:{office.port}不通")) == (False, True)


def test_it_is_said_how_much_waits_to_be_sent(line: Mubiao, sql: Sql) -> None:
    waiting = sql.value("SELECT count(*) FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL")
    assert items(line)["待发消息"] == (True, f"通知{waiting}条未投递，消息0条待发")


def test_a_test_mail_is_really_sent(founded_line: Mubiao, tmp_path: Path) -> None:
    with MailServer(tmp_path / "mail") as office:
        founded_line.set(MUBIAO_MAIL_URL=office.url)
        assert items(founded_line, "--send-test", "a@example.org")["测试邮件"] == (True, "")
        assert [str(mail.message["To"]) for mail in office.received] == ["a@example.org"]


def test_a_rehearsal_sends_its_test_mail_to_its_own_addresses_only_and_marks_it(
    founded_line: Mubiao, tmp_path: Path, sql: Sql
) -> None:
    sql("""UPDATE rehearsal SET send_to = '["b@example.org"]'""")
    with MailServer(tmp_path / "mail") as office:
        founded_line.set(MUBIAO_MAIL_URL=office.url)
        ok, advice = items(founded_line, "--send-test", "a@example.org")["测试邮件"]
        assert (ok, advice) == (False, "演练只发往 --send-to 写明的地址，没有发往a@example.org")
        assert items(founded_line, "--send-test", "b@example.org")["测试邮件"] == (True, "")
        [mail] = office.received
        assert str(mail.message["Subject"]).startswith("【演练】")


def test_a_test_mail_that_is_refused_or_has_no_server_says_why(founded_line: Mubiao, tmp_path: Path) -> None:
    assert items(founded_line, "--send-test", "a@example.org")["测试邮件"] == (False, "未设置邮件服务器")
    with MailServer(tmp_path / "mail") as office:
        office.answer("550 5.1.1 no such user", to="a@example.org", stage="RCPT")
        founded_line.set(MUBIAO_MAIL_URL=office.url)
        ok, advice = items(founded_line, "--send-test", "a@example.org")["测试邮件"]
    assert (ok, "550" in advice) == (False, True)


def test_a_virtual_time_is_marked_in_a_rehearsal_and_refused_elsewhere(line: Mubiao) -> None:
    line.set(MUBIAO_CLOCK="2026-03-11T09:00:00+08:00")
    assert items(line)["时区与时钟"] == (True, "【演练】虚拟时刻：北京时间2026-03-11 09:00，不是本机的时间")
    assert line("check").code == 0


def test_a_virtual_time_of_an_installation_in_use_is_an_error(real_line: Mubiao) -> None:
    real_line.set(MUBIAO_CLOCK="2026-03-11T09:00:00+08:00")
    ok, advice = items(real_line)["时区与时钟"]
    assert not ok
    assert advice == (
        "虚拟时刻：北京时间2026-03-11 09:00，不是本机的时间。"
        "只有演示、推演和演练（mubiao init --rehearsal）才可以另定日期或时刻。请去掉设置 MUBIAO_CLOCK"
    )
    answer = real_line("check")
    assert (answer.code, "请先处理：时区与时钟" in answer.err) == (3, True)


def test_the_time_of_the_machine_is_told_as_it_is(mubiao: Mubiao) -> None:
    ok, advice = items(mubiao.set(DATABASE_URL=f"postgresql://u:{SECRET}@127.0.0.1:1/x"))["时区与时钟"]
    assert (ok, advice.startswith("北京时间20")) == (True, True)


def test_a_virtual_time_without_a_database_is_no_rehearsals(mubiao: Mubiao) -> None:
    mubiao.set(DATABASE_URL=f"postgresql://u:{SECRET}@127.0.0.1:1/x", MUBIAO_CLOCK="2026-03-11T09:00:00+08:00")
    assert items(mubiao)["时区与时钟"][0] is False


def test_without_an_address_of_alerts_check_says_how_to_set_one(founded_line: Mubiao) -> None:
    assert items(founded_line)["告警"] == (
        False,
        "未设置，停住不动时无人得知：请设置 MUBIAO_ALERT_TO=邮箱或渠道地址",
    )


def test_the_address_of_alerts_is_tried(founded_line: Mubiao, tmp_path: Path) -> None:
    founded_line.set(MUBIAO_ALERT_TO="duty@example.org")
    assert "须设置邮件服务器" in items(founded_line)["告警"][1]
    with MailServer(tmp_path / "mail") as office:
        found = items(founded_line.set(MUBIAO_MAIL_URL=office.url))
        assert (found["告警"], office.received) == ((True, "地址能打开，没有试发"), [])
    assert "不通" in items(founded_line)["告警"][1]


def test_an_alert_that_was_not_sent_is_shown(founded_line: Mubiao) -> None:
    chosen = Settings(home=founded_line.home, alert_to="duty@example.org")
    founded_line.home.mkdir(exist_ok=True)
    with using(chosen):
        tell({"disk_low": 300})
    ok, advice = items(founded_line.set(MUBIAO_ALERT_TO="duty@example.org"))["告警"]
    assert (ok, "“磁盘空间将尽”第1个地址没有送出：告警的地址是邮箱，须设置邮件服务器" in advice) == (False, True)


def test_each_row_has_its_constant_code(founded_line: Mubiao) -> None:
    codes = {each["item"]: each["code"] for each in founded_line.json("check")}
    assert codes.items() <= CODES.items()
    assert codes["每日巡检"] == "daily_sweep"
