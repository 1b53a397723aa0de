"""Acts from the command line: the day, the person, one transaction, rolled back on a dry run."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from deployments.act_entry import Entry, find_person, perform_act
from models.database import begin
from models.file_store.folder import Folder
from models.intake.report import read_reports
from models.intake.source import PaperGiven
from models.ledger.acts import ACTS, Actor, Role
from models.ledger.chain.verify import verify
from models.ledger.evidence.store import configure_store
from models.rules.clocks import Reading
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI
from tasks import clock_check
from tasks.clock import business_day
from tasks.home import account_name
from tasks.settings import read_settings
from tests.conftest import rehearse
from tests.deployments.conftest import HAND
from tests.models.clock_ahead import put_ahead
from tests.models.ledger.draft.lists import APPROVED, PAPER, consulted_list, submit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Sheet

pytestmark = pytest.mark.usefixtures("march")
FOUND = {"target": "T001", "way": "暗访", "finding": "未达", "found_on": "2026-03-10"}


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A data folder of the test: acts that pause a cycle write a file into it."""
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path / "home"))
    read_settings.cache_clear()
    yield
    read_settings.cache_clear()


@pytest.fixture(autouse=True)
def someone(march: Acting) -> None:
    rows = [("D001", "联络员", "张三"), ("D001", "目标办主任", "张三"), ("D001", "主要领导", "李四")]
    rehearse()
    march.take("contacts", *({"部门编码": d, "角色": r, "姓名": n, "生效日期": "2026-03-02"} for d, r, n in rows))


def named(text: str, day: str = "2026-03-05") -> Actor:
    with begin() as session:
        return find_person(session, text, business_day(date.fromisoformat(day)))


def test_an_act_is_performed_on_the_given_day(sql: Sql) -> None:
    perform_act(ACTS["propose_entry"], FOUND, on=date(2026, 3, 11))
    assert sql.rows("SELECT listed_on, found_on FROM negative_entry") == [(date(2026, 3, 11), date(2026, 3, 10))]


def test_an_act_that_is_only_tried_returns_its_summary_and_leaves_nothing(sql: Sql) -> None:
    before = sql.value("SELECT hash FROM chain_head")
    assert perform_act(ACTS["propose_entry"], FOUND, on=date(2026, 3, 11), keep=False).counts == {"proposed": 1}
    assert sql.value("SELECT hash FROM chain_head") == before
    assert sql.value("SELECT count(*) FROM negative_entry") == 0


def test_a_block_sealed_at_the_instant_of_the_newest_one_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    put_ahead("9 minutes")
    perform_act(ACTS["pause_cycle"], {"cycle": "monthly_check", "reason": "试点"}, on=date(2026, 3, 11))
    assert "，本次按后者的时间封存。请校准本机时间。\n" in capsys.readouterr().err


def test_a_clock_set_back_is_reported_and_does_not_block_an_entry(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = Reading(datetime(2026, 2, 20, 9, 0, tzinfo=SHANGHAI))  # the records are from March
    monkeypatch.setattr(clock_check, "reading", lambda: shown)
    assert perform_act(ACTS["propose_entry"], FOUND, on=date(2026, 3, 11), keep=False).counts == {"proposed": 1}
    assert capsys.readouterr().err.startswith("注意：本机时钟现为2026-02-20 09:00，比已有记录早")


def test_unconfirmed_days_are_not_reported_with_an_entry(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clock_check, "reading", lambda: Reading(datetime(2026, 5, 20, 9, 0, tzinfo=SHANGHAI)))
    perform_act(ACTS["propose_entry"], FOUND, on=date(2026, 3, 11), keep=False)
    assert capsys.readouterr().err == ""


def test_a_liaison_or_director_speaks_for_the_office_and_the_head_for_himself() -> None:
    assert (named("D001/张三").role, named("D001/李四").role) == (Role.OFFICE, Role.HEAD)
    assert named("D001/张三").name == "第001厅 张三"


def test_the_stroke_of_a_person_may_be_wide() -> None:
    assert named("D001／张三").name == "第001厅 张三"


def test_the_code_of_a_person_may_be_wide() -> None:
    assert named("Ｄ００１／张三").name == "第001厅 张三"


def test_the_leader_in_charge_speaks_for_himself_and_not_as_the_head(march: Acting) -> None:
    march.take("contacts", {"部门编码": "D001", "角色": "分管省领导", "姓名": "赵立"})
    assert named("D001/赵立").role is Role.LEADER
    march.take("contacts", {"部门编码": "D001", "角色": "分管省领导", "姓名": "李四"})
    with pytest.raises(Refused, match="同时担任多个角色"):
        named("D001/李四")


def test_two_roles_on_the_same_side_are_not_ambiguous() -> None:
    assert named("D001/张三").department == named("D001/李四").department


def test_office_and_head_in_one_person_are_ambiguous(march: Acting) -> None:
    march.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "张三"})
    with pytest.raises(Refused, match="“D001/张三”同时担任多个角色"):
        named("D001/张三")


def test_a_leader_of_the_province_acts_for_no_office(march: Acting) -> None:
    march.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": "张平"})
    with pytest.raises(Refused, match="没有找到“AGENCY/张平”"):
        named("AGENCY/张平")


@pytest.mark.parametrize("text", ["D002/张三", "D001/王五", "张三", "D001/", "/张三", ""])
def test_an_unknown_person_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="没有找到"):
        named(text)


@pytest.mark.parametrize(("day", "held"), [("2026-03-01", False), ("2026-03-02", True)])
def test_only_a_role_held_that_day_counts(day: str, held: bool) -> None:  # noqa: FBT001 - a column of the table
    if held:
        assert named("D001/张三", day).role is Role.OFFICE
        return
    with pytest.raises(Refused, match="当日在任"):
        named("D001/张三", day)


def test_a_representative_speaks_for_the_office_on_these_days_and_never_for_the_head(march: Acting) -> None:
    days = {"first_day": "2026-03-06", "last_day": "2026-03-10", "department": "D001"}
    for person, representative in (("张三", "钱七"), ("李四", "孙八"), ("孙八", "周九")):
        names = {"person": person, "representative": representative, "email": "a@example.org"}
        march.do("appoint_representative", **names, **days)
    known = named("D001/钱七", "2026-03-06")
    assert (known.name, known.role) == ("第001厅 钱七（代张三）", Role.OFFICE)
    for name in ("孙八", "周九"):
        with pytest.raises(Refused, match=f"“{name}”只是受“李四”委托代收通知，须本人办理的事不能代办"):
            named(f"D001/{name}", "2026-03-06")
    for day in ("2026-03-05", "2026-03-11"):
        with pytest.raises(Refused, match="没有找到"):
            named("D001/钱七", day)


REPORT = {"department": "D002", "period": "2026-03", "lines": [{"target": "T003", "progress": 50}]}
AUTHOR = "SELECT actor, role, known, entered_by FROM block ORDER BY height DESC LIMIT 1"


def test_an_act_of_an_office_names_who_does_it() -> None:
    with pytest.raises(Refused) as refusal:
        perform_act(ACTS["submit_report"], REPORT)
    assert refusal.value.message == (
        "“填报检查情况”是部门目标办的事，请写明由谁办理：--by 部门编码/姓名；"
        "目标办没有登记姓名的，--by 部门编码/目标办。"
    )


def test_what_is_entered_for_an_office_is_claimed_and_not_printed_as_its_own(
    sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUBIAO_OPERATOR", "王芳")
    read_settings.cache_clear()
    perform_act(ACTS["submit_report"], REPORT, on=date(2026, 3, 11), entry=Entry("D002/目标办"))
    read_settings.cache_clear()
    assert sql.rows(AUTHOR) == [("第002厅目标办", "office", "claimed", HAND)]
    assert sql.column("SELECT reported_by FROM report") == [f"第002厅目标办（王芳代录，本机账户 {account_name()}）"]


def test_an_act_of_the_agency_is_the_operators(sql: Sql) -> None:
    perform_act(ACTS["pause_cycle"], {"cycle": "monthly_check", "reason": "试点"}, on=date(2026, 3, 11))
    assert sql.rows(AUTHOR) == [("管理机构经办人", "agency", "operator", account_name())]


def test_the_agency_corrects_the_day_of_a_meeting_as_its_own_act(sql: Sql, tmp_path: Path) -> None:
    configure_store(tmp_path / "evidence", 50)
    (tmp_path / "会议记录.pdf").write_bytes(b"minutes")
    perform_act(ACTS["open_cycle"], {"cycle": "quarterly_meeting", "period": "2026Q1"}, on=date(2026, 4, 1))
    minutes = {"attendees": "李四", "completion": "过半", "problems": "用地", "measures": "落实"}
    of = {"department": "D001", "period": "2026Q1"}
    held = {**of, **minutes, "held_on": "2026-05-08"}
    perform_act(ACTS["record_meeting"], held, on=date(2026, 5, 11), entry=Entry("D001/张三"))
    right = {**of, "held_on": "2026-04-08", "reason": "月份录错", "evidence": str(tmp_path / "会议记录.pdf")}
    with pytest.raises(Refused, match="召开日期决定是否逾期，由管理机构更正"):
        perform_act(ACTS["correct_meeting"], right, on=date(2026, 5, 11), entry=Entry("D001/张三"))
    assert perform_act(ACTS["correct_meeting"], right, on=date(2026, 5, 11)).counts["corrected"] == 1
    assert sql.rows(AUTHOR) == [("管理机构经办人", "agency", "operator", account_name())]


def test_a_sheet_without_a_name_is_that_of_the_offices_in_it(sql: Sql, sheet: Sheet) -> None:
    row = {"部门编码": "D002", "期间": "2026-03", "目标编号": "T003", "进度": "50", "状态": "进行中", "说明": ""}
    perform_act(ACTS["import_reports"], read_reports(sheet("填报.csv", row)), on=date(2026, 3, 11))
    assert sql.rows(AUTHOR) == [("表中各部门目标办", "agency", "claimed", account_name())]


def test_what_a_body_approved_is_entered_for_it(sql: Sql, march: Acting) -> None:
    consulted_list(march)
    paper = submit(march)
    given = {
        "submission": paper,
        "number": "黔目标批〔2026〕1号",
        "dated": APPROVED,
        "evidence": [{"file": str(PAPER)}],
    }
    perform_act(ACTS["approve_drafts"], given, on=date.fromisoformat(APPROVED))
    assert sql.rows(AUTHOR) == [("审批单位", "agency", "claimed", account_name())]


def test_a_signed_page_is_kept(sql: Sql, tmp_path: Path, march: Acting) -> None:
    configure_store(tmp_path / "evidence", 50)
    (tmp_path / "签字页.jpg").write_bytes(b"\xff\xd8\xff page")
    march.report("D002", "2026-03", "T003")
    march.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "赵"})
    read = {"obligation": sql.value("SELECT obligation_id FROM report"), "read_on": "2026-03-11", "read_by": "赵"}
    page = PaperGiven(page=tmp_path / "签字页.jpg")
    perform_act(ACTS["record_read"], read, on=date(2026, 3, 11), entry=Entry("D002/目标办", paper=page))
    kept = sql.value("SELECT sha256 FROM evidence")
    assert sql.column("SELECT source FROM block ORDER BY height DESC LIMIT 1") == [{"page": kept}]
    with begin() as session:
        assert verify(session, Folder(tmp_path / "evidence"))[1] == []


def test_a_file_that_is_no_scan_and_no_photograph_is_no_signed_page(sql: Sql, tmp_path: Path, march: Acting) -> None:
    configure_store(tmp_path / "evidence", 50)
    (tmp_path / "签字页.jpg").write_bytes(b"root:x:0:0")
    march.report("D002", "2026-03", "T003")
    read = {"obligation": sql.value("SELECT obligation_id FROM report"), "read_on": "2026-03-11", "read_by": "赵"}
    page = PaperGiven(page=tmp_path / "签字页.jpg")
    with pytest.raises(Refused, match=r"^签字页“签字页\.jpg”不是图片、PDF或OFD，请附扫描件或照片"):
        perform_act(ACTS["record_read"], read, on=date(2026, 3, 11), entry=Entry("D002/目标办", paper=page))
    assert sql.value("SELECT count(*) FROM acknowledgement") == 0
