"""补交的文件: what an office sends later as a reply to a receipt belongs to its duties until those close."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from models.database import begin
from models.intake.inbox import files_of_no_sheet
from models.intake.mail.reading import read_mail
from models.intake.received_mail import MailFile
from models.ledger.answer.later_files import MARKED_FILES, closes_on
from models.ledger.answer.people import people_book
from models.ledger.answer.receipts import RECEIPT
from models.records import Obligation
from notifications.documents.answer_sheet import workbook
from tests.answers import duty_number, fill_down, fill_in, sent
from tests.databases import story
from tests.mails import ADDRESS, file, mail_from, moment, receipted, take
from tests.models.intake.mail.mails import mail
from tests.models.intake.sheet.pictured import pixels
from tests.models.ledger.report.leaf_reports import planted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Photograph, Sql, Violations


PROGRESS = "进度（%）"
ROWS: dict[str, dict[str, Any]] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}}
AT = "2026-03-05 10:20"
STATE = "SELECT state, sentence FROM received_mail ORDER BY id DESC LIMIT 1"
USES = """
SELECT o.kind, t.code, u.file_name, u.received_on::text FROM evidence_use u JOIN obligation o ON o.id = u.obligation_id
    LEFT JOIN target t ON t.id = u.target_id ORDER BY u.id
"""
PAYLOAD = "SELECT payload FROM notice WHERE kind = :kind ORDER BY id DESC LIMIT 1"


@pytest.fixture
@story
def offices(march: Acting) -> Acting:
    """D001 and D002 have mailboxes, and 李明 is the liaison of D001."""
    rows = ({"编码": f"D00{n}", "名称": f"第00{n}厅", "目标办邮箱": f"d00{n}@example.org"} for n in (1, 2))
    march.take("departments", *rows)
    march.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "邮箱": "liming@example.org"})
    return march


@pytest.fixture
@story
def form(offices: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The month of D001, filled in."""
    place = sent(offices, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    return fill_in(place, rows=ROWS)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A file without a sheet."""
    return file(tmp_path, "现场.jpg")


def told(sql: Sql) -> dict[str, Any]:
    found: dict[str, Any] = sql.value(PAYLOAD, kind=RECEIPT)
    return found


@pytest.fixture
@story
def reference(form: Path, sql: Sql, tmp_path: Path) -> str:
    """The month of D001 was taken on 5 March, and its receipt is sent."""
    take(mail_from(ADDRESS, AT, form))
    return receipted(sql, tmp_path)


def test_a_file_that_answers_the_receipt_is_evidence_of_its_duty(
    reference: str, photo: Path, sql: Sql, violations: Violations
) -> None:
    take(mail_from("liming@example.org", "2026-03-06 09:00", photo, answered=(reference,)))
    assert sql.rows(USES) == [("monthly_check", None, "现场.jpg", "2026-03-06")]
    assert sql.rows(STATE) == [("taken", "补交的文件已收入1项")]
    [taken] = told(sql)["taken"]
    assert taken == {
        "title": "2026年3月月度检查",
        "words": "补交印证材料现场.jpg。",
        "verdict": "按时",
        "replaced": "",
    }
    assert violations() == []


def test_the_transition_names_the_office_its_mail_and_the_day(reference: str, photo: Path, sql: Sql) -> None:
    take(mail_from("liming@example.org", "2026-03-06 09:00", photo, answered=(reference,)))
    [(detail,)] = sql.rows("SELECT detail -> 'row' FROM transition WHERE record = 'evidence_use'")
    assert (detail["actor"], detail["role"], detail["known"]) == ("第001厅目标办 李明", "office", "coded")
    assert detail["source"] == {"means": "answer", "note": "来信2", "received": "2026-03-06"}


def test_the_same_mail_again_adds_nothing_and_the_same_file_is_named_once(
    reference: str, photo: Path, sql: Sql
) -> None:
    mail = mail_from(ADDRESS, "2026-03-06 09:00", photo, answered=(reference,))
    take(mail)
    assert take(mail).counts == {"mails": 0}
    take(mail_from(ADDRESS, "2026-03-06 10:00", photo, answered=(reference,)))
    assert len(sql.rows(USES)) == 1
    assert told(sql)["taken"][0]["words"] == "现场.jpg此前已提交，没有再收取。"


def test_a_file_named_in_the_evidence_of_a_target_goes_to_that_target(
    reference: str, offices: Acting, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    month = {"department": "D001", "period": "2026-03"}
    offices.on("2026-03-05").do("attach_evidence", **month, target="T002", file=str(photo))
    (tmp_path / "新").mkdir()
    better = file(tmp_path / "新", "现场.jpg", b"a better picture")
    other = file(tmp_path / "新", "现场.png", b"in another format")
    whole = file(tmp_path / "新", "说明.pdf", b"of everything")
    take(mail_from(ADDRESS, "2026-03-06 09:00", better, other, whole, answered=(reference,)))
    assert [row[1:3] for row in sql.rows(USES)[1:]] == [
        ("T002", "现场.jpg"),
        ("T002", "现场.png"),
        (None, "说明.pdf"),
    ]


@pytest.mark.parametrize(("day", "state"), [("2026-04-30 23:59", "taken"), ("2026-05-01 00:00", "returned")])
def test_a_month_takes_files_until_it_closes(reference: str, photo: Path, sql: Sql, day: str, state: str) -> None:
    take(mail_from(ADDRESS, day, photo, answered=(reference,)))
    [(found, sentence)] = sql.rows(STATE)
    assert found == state
    if state == "returned":
        closed = "“2026年3月月度检查”已于2026年4月30日截止，补交的文件没有收取；确需补交的，请与管理机构联系"
        assert sentence == closed
        assert (told(sql)["taken"], told(sql)["missing"]) == ([], [closed])
        assert sql.rows(USES) == []


def test_a_receipt_of_later_files_can_be_answered_again(reference: str, photo: Path, sql: Sql, tmp_path: Path) -> None:
    take(mail_from(ADDRESS, "2026-03-06 09:00", photo, answered=(reference,)))
    again = receipted(sql, tmp_path, "2026-03-06 09:30")
    assert again != reference
    take(mail_from(ADDRESS, "2026-03-06 11:00", file(tmp_path, "报告.pdf", b"a report"), answered=(again,)))
    assert [row[2] for row in sql.rows(USES)] == ["现场.jpg", "报告.pdf"]


def test_two_duties_of_a_receipt_both_have_the_file_unless_one_names_it(
    offices: Acting, form: Path, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    offices.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    meeting = sent(offices.on("2026-04-01"), tmp_path / "会议.xlsx", duty_number(sql, "quarterly_meeting", "2026Q1"))
    minutes = {
        "召开日期": "2026-04-01",
        "参加人员": "全体",
        "各项目标完成情况": "按计划",
        "存在问题": "无",
        "改进措施": "无",
    }
    take(mail_from(ADDRESS, "2026-04-01 10:20", form, fill_in(meeting, minutes)))
    assert sql.rows(STATE) == [("taken", "收取2份")]
    reference = receipted(sql, tmp_path, "2026-04-01 10:40")
    take(mail_from(ADDRESS, "2026-04-02 09:00", photo, answered=(reference,)))
    assert [row[:3] for row in sql.rows(USES)] == [
        ("monthly_check", None, "现场.jpg"),
        ("quarterly_meeting", None, "现场.jpg"),
    ]
    offices.on("2026-04-02").do(
        "attach_evidence", department="D001", period="2026-03", target="T001", file=str(file(tmp_path, "路基.jpg"))
    )
    better = file(tmp_path, "路基.jpg", b"a better picture")
    take(mail_from(ADDRESS, "2026-04-02 10:00", better, answered=(reference,)))
    assert [row[:3] for row in sql.rows(USES)[3:]] == [("monthly_check", "T001", "路基.jpg")]
    take(mail_from(ADDRESS, "2026-04-28 09:00", file(tmp_path, "晚.jpg", b"late"), answered=(reference,)))
    [(state, sentence)] = sql.rows(STATE)
    assert (state, sentence[:12]) == ("partly", "补交的文件已收入1项；“")
    assert "“2026年第一季度分析会”已于2026年4月22日截止" in sentence


@pytest.mark.parametrize("state", ["waived", "void"])
def test_a_duty_that_is_no_longer_owed_takes_no_file(reference: str, photo: Path, sql: Sql, state: str) -> None:
    sql("UPDATE obligation SET state = :state WHERE id = 1", state=state)
    take(mail_from(ADDRESS, "2026-03-06 09:00", photo, answered=(reference,)))
    assert sql.rows(STATE)[0][0] == "returned"
    assert "，补交的文件没有收取；" in sql.rows(STATE)[0][1]
    assert sql.rows(USES) == []


def test_a_duty_that_another_office_owes_now_takes_no_file(reference: str, photo: Path, sql: Sql) -> None:
    sql("UPDATE obligation SET owed_by = (SELECT id FROM department WHERE code = 'D002') WHERE id = 1")
    take(mail_from(ADDRESS, "2026-03-06 09:00", photo, answered=(reference,)))
    words = "“2026年3月月度检查”现由其他部门办理，补交的文件没有收取；确需补交的，请与管理机构联系"
    assert sql.rows(STATE) == [("returned", words)]
    assert sql.rows(USES) == []


def test_after_a_merger_the_address_of_before_is_that_of_a_stranger(
    reference: str, offices: Acting, photo: Path, sql: Sql
) -> None:
    reform = {"effective_on": "2026-03-06", "basis": "黔机编〔2026〕1号"}
    offices.on("2026-03-06").do("merge_department", department="D001", successor="D002", **reform)
    take(mail_from(ADDRESS, "2026-03-06 09:00", photo, answered=(reference,)))
    assert sql.column("SELECT sender FROM unregistered_mail") == [ADDRESS]
    assert sql.rows(USES) == []


def test_a_file_of_another_office_or_a_stranger_is_left_to_the_agency(reference: str, photo: Path, sql: Sql) -> None:
    for address in ("d002@example.org", "x@other.org"):
        take(mail_from(address, "2026-03-06 09:00", photo, answered=(reference,)))
    assert sql.rows(STATE)[0][0] == "waiting"
    assert sql.column("SELECT sender FROM unregistered_mail") == ["x@other.org"]
    assert sql.rows(USES) == []


def test_a_file_that_answers_no_receipt_is_left_to_the_agency(reference: str, photo: Path, sql: Sql) -> None:
    opened = sql.value("SELECT reference FROM message WHERE reference <> :receipt LIMIT 1", receipt=reference)
    for answered in ((), ("unknown",), (opened,)):
        take(mail_from(ADDRESS, "2026-03-06 09:00", photo, answered=answered))
        assert sql.rows(STATE) == [("waiting", "来信里没有回复表")]
    assert sql.rows(USES) == []


def test_a_sheet_that_came_back_blank_is_no_evidence(reference: str, offices: Acting, sql: Sql, tmp_path: Path) -> None:
    blank = sent(offices, tmp_path / "空表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    take(mail_from(ADDRESS, "2026-03-06 09:00", blank, answered=(reference,)))
    assert sql.rows(STATE)[0][0] == "returned"
    assert sql.rows(USES) == []


def test_files_about_a_marked_target_are_left_to_the_agency(
    reference: str, offices: Acting, photo: Path, sql: Sql
) -> None:
    offices.on("2026-03-06").do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    take(mail_from(ADDRESS, "2026-03-06 09:00", photo, answered=(reference,)))
    assert sql.rows(STATE)[0][0] == "waiting"
    assert sql.rows(USES) == []


def test_after_ten_wrong_codes_files_wait_too(reference: str, photo: Path, sql: Sql) -> None:
    wrong = """
    INSERT INTO answer (jurisdiction_id, mail_id, matter, due_version, file, file_digest, sheet, known, received_on,
        outcome, sentence, complaints)
    SELECT 2, 1, '', 1, 'x', CAST(n AS text), 'x', 'coded', '2026-03-05', 'unknown', '', '[]'
    FROM generate_series(1, 10) n
    """
    sql(wrong)
    sql("UPDATE received_mail SET seen_at = '2026-03-06 08:30+08'")
    take(mail_from(ADDRESS, "2026-03-06 09:00", photo, answered=(reference,)))
    assert sql.rows(STATE)[0][0] == "waiting"


def test_what_did_not_come_with_the_files_is_told(reference: str, photo: Path, sql: Sql) -> None:
    missing = ("“视频.rar”没有打开，请改为.zip。",)
    take(mail_from(ADDRESS, "2026-03-06 09:00", photo, answered=(reference,), missing=missing))
    assert len(told(sql)["taken"]) == 1
    assert told(sql)["missing"] == ["“视频.rar”没有打开，请改为.zip。"]


def test_a_file_that_the_act_refuses_is_told_and_the_mail_is_concluded(
    reference: str, offices: Acting, photo: Path, sql: Sql
) -> None:
    offices.on("2026-03-09").do("return_report", department="D001", period="2026-03", reason="数据有误")
    take(mail_from(ADDRESS, "2026-03-06 09:00", photo, answered=(reference,)), at="2026-03-09 15:00")
    words = "“2026年3月月度检查”：收到日期2026-03-06早于该事项开始的日期2026-03-09，请核对"
    assert sql.rows(STATE) == [("returned", words)]
    assert sql.rows(USES) == []


def test_a_file_for_a_year_end_filing_says_what_the_filing_still_lacks(
    offices: Acting, photo: Path, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    day = offices.on("2027-01-04")
    day.open("year_end_check", "2026")
    form = sent(day, tmp_path / "年终.xlsx", duty_number(sql, "year_end_check", "2026"))
    proof = {"印证材料（附件名）": "验收.pdf"}
    rows: dict[str, dict[str, Any]] = {"T001": {PROGRESS: 100} | proof, "T002": {PROGRESS: 100}}
    take(mail_from(ADDRESS, "2027-01-04 10:20", fill_in(form, rows=rows), file(tmp_path, "验收.pdf", b"accepted")))
    reference = receipted(sql, tmp_path, "2027-01-04 10:40")
    take(mail_from(ADDRESS, "2027-01-05 09:00", photo, answered=(reference,)))
    [taken] = told(sql)["taken"]
    assert taken["words"].startswith("补交印证材料现场.jpg。已收到，还缺1项：")
    assert taken["verdict"] == "尚未办结"
    assert violations() == []


def test_a_file_named_in_the_evidence_of_a_leaf_goes_to_that_leaf(
    march: Acting, offices: Acting, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    planted(march)
    form = sent(offices.on("2026-04-02"), tmp_path / "四月.xlsx", duty_number(sql, "monthly_check", "2026-04"))
    take(mail_from(ADDRESS, "2026-04-02 10:20", fill_down(form, "I", *[60] * 4)))
    reference = receipted(sql, tmp_path, "2026-04-02 10:40")
    about = {"department": "D001", "period": "2026-04", "target": "T001", "indicator": "1-2"}
    offices.on("2026-04-03").do("attach_evidence", **about, file=str(photo))
    (tmp_path / "新").mkdir()
    take(mail_from(ADDRESS, "2026-04-07 09:00", file(tmp_path / "新", "现场.png", b"x"), answered=(reference,)))
    uses = "SELECT indicator, file_name FROM evidence_use ORDER BY id"
    assert sql.rows(uses) == [("1-2", "现场.jpg"), ("1-2", "现场.png")]


@pytest.mark.parametrize(
    ("kind", "period", "state", "closes"),
    [
        ("monthly_check", "2026-03", "open", "2026-04-30"),
        ("monthly_check", "2026-03", "discharged", "2026-04-30"),
        ("quarterly_meeting", "2026Q1", "open", None),
        ("quarterly_meeting", "2026Q1", "discharged", "2026-04-22"),
        ("self_check", "2026Q1", "open", None),
    ],
)
def test_a_month_closes_with_the_following_one_and_another_duty_at_its_due_date_once_it_is_done(
    offices: Acting, sql: Sql, kind: str, period: str, state: str, closes: str | None
) -> None:
    if kind != "monthly_check":
        offices.on("2026-04-01").open(kind, period)
    number = duty_number(sql, kind, period)
    sql("UPDATE obligation SET state = :state WHERE id = :number", state=state, number=number)
    with begin() as session:
        found = closes_on(session, session.get_one(Obligation, number))
    assert (found and found.isoformat()) == closes


@pytest.mark.parametrize("name", ["现场（新）.jpg", "a b.pdf", "统计表.xlsx", "无后缀"])
def test_a_file_of_any_name_keeps_it(reference: str, sql: Sql, tmp_path: Path, name: str) -> None:
    (tmp_path / "附件").mkdir()
    given = file(tmp_path / "附件", name, name.encode())
    bare = MailFile(name, given, sha256(name.encode()).hexdigest())
    take(mail_from(ADDRESS, "2026-03-06 09:00", answered=(reference,), files=(bare,)))
    assert sql.rows(USES) == [("monthly_check", None, name, "2026-03-06")]
    assert told(sql)["taken"][0]["words"] == f"补交印证材料{name}。"


PROGRESS_ENCLOSED, FILES = "进度（%）", "印证材料（附件名）"
ROWS_ENCLOSED: dict[str, dict[str, Any]] = {"T001": {PROGRESS_ENCLOSED: 40}, "T002": {PROGRESS_ENCLOSED: 60}}
MINUTES = {
    "召开日期": "2026-04-09",
    "参加人员": "全体",
    "各项目标完成情况": "按计划",
    "存在问题": "无",
    "改进措施": "无",
}


@pytest.fixture
def offices_enclosed(march: Acting) -> Acting:
    """D001 has a mailbox."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    return march


@pytest.fixture
@story
def month(offices_enclosed: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The month of D001, filled in."""
    place = sent(offices_enclosed, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    return fill_in(place, rows=ROWS_ENCLOSED)


def test_a_file_that_no_sheet_names_is_evidence_of_the_duty_as_a_whole(
    month: Path, photo: Path, sql: Sql, violations: Violations
) -> None:
    take(mail_from(ADDRESS, "2026-03-05 10:20", month, photo))
    assert sql.rows(USES) == [("monthly_check", None, "现场.jpg", "2026-03-05")]
    assert sql.rows(STATE) == [("taken", "收取1份，另有随信的文件收入1项")]
    [taken] = told(sql)["taken"]  # one thing was taken, not two
    assert taken["words"] == "“第001厅”2026年3月已填报2项。进度状态：绿2项。另附印证材料现场.jpg。"
    assert violations() == []


def test_a_picture_over_a_row_is_its_evidence_and_a_comment_its_remark(
    month: Path, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    book: Any = load_workbook(month)
    page = book.worksheets[1]
    page.add_image(Image(BytesIO(pixels("red"))), "K7")
    page["H7"].comment = Comment("已验收", "李明")
    book.save(month)
    (came := tmp_path / "来信").mkdir()
    take(read_mail(mail("见表", {"回复表.xlsx": month.read_bytes()}), moment("2026-03-05 10:20"), came))
    [(kind, target, name, _)] = sql.rows(USES)
    assert (kind, target, name[-4:]) == ("monthly_check", "T002", ".png")
    assert sql.value("SELECT remark FROM report_line WHERE version = 1 AND remark <> ''") == "批注（李明）：已验收"
    [taken] = told(sql)["taken"]
    assert taken["words"].endswith("L7：批注1条记入说明。M7：表中的图片1张收为本行的印证材料。进度状态：绿2项。")
    assert violations() == []


def test_the_author_and_the_day_are_those_of_the_mail(month: Path, photo: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, "2026-03-31 23:50", month, photo), at="2026-04-01 08:00")
    [(detail,)] = sql.rows("SELECT detail -> 'row' FROM transition WHERE record = 'evidence_use'")
    assert (detail["actor"], detail["known"]) == ("第001厅目标办", "coded")
    assert detail["source"]["received"] == "2026-03-31"


@pytest.mark.parametrize("cell", ["现场.jpg", "现场", "报告.pdf、现场"])
def test_a_file_that_a_sheet_names_is_not_attached_once_more(
    offices_enclosed: Acting, photo: Path, sql: Sql, tmp_path: Path, cell: str
) -> None:
    offices_enclosed.on("2026-04-01").open("self_check", "2026Q1")
    number = duty_number(sql, "self_check", "2026Q1")
    place = sent(offices_enclosed.on("2026-04-02"), tmp_path / "自查.xlsx", number)
    form = fill_in(place, rows={"T001": {PROGRESS_ENCLOSED: 40, FILES: cell}, "T002": {PROGRESS_ENCLOSED: 60}})
    mail = mail_from(ADDRESS, "2026-04-08 10:00", form, photo, file(tmp_path, "报告.pdf", b"of both"))
    assert len(files_of_no_sheet(mail)) == (0 if "报告" in cell else 1)
    take(mail)
    assert sql.value("SELECT count(*) FROM evidence_use") == 2
    assert ("self_check", "T001", "现场.jpg", "2026-04-08") in sql.rows(USES)


def test_photographs_with_a_remediation_are_its_evidence(
    offices_enclosed: Acting, sql: Sql, photograph: Photograph, tmp_path: Path, violations: Violations
) -> None:
    may = offices_enclosed.on("2026-05-11")
    may.lists("T002")
    may.do("set_limit", target="T002", limit="2026-06-30")
    fields = {"整改措施": "增加班组", "完成日期": "2026-06-25", "整改情况（反馈）": "全部完工"}
    place = sent(offices_enclosed.on("2026-05-12"), tmp_path / "整改.xlsx", duty_number(sql, "remediation", ""))
    pictures = photograph("整改前.jpg", 9), photograph("整改后.jpg", 10)
    take(mail_from(ADDRESS, "2026-06-26 10:00", fill_in(place, fields), *pictures))
    assert [row[::2] for row in sql.rows(USES)] == [("remediation", "整改前.jpg"), ("remediation", "整改后.jpg")]
    assert "另附印证材料整改前.jpg、整改后.jpg。" in told(sql)["taken"][0]["words"]
    assert violations() == []


def test_a_late_answer_has_its_files_too(offices_enclosed: Acting, photo: Path, sql: Sql, tmp_path: Path) -> None:
    offices_enclosed.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    place = sent(
        offices_enclosed.on("2026-04-02"), tmp_path / "会议.xlsx", duty_number(sql, "quarterly_meeting", "2026Q1")
    )
    take(mail_from(ADDRESS, "2026-04-28 09:00", fill_in(place, MINUTES), photo))
    assert sql.rows(USES) == [("quarterly_meeting", None, "现场.jpg", "2026-04-28")]
    assert sql.rows(STATE)[0][0] == "taken"


def test_while_a_sheet_goes_back_other_files_are_left_for_it(
    month: Path, photo: Path, sql: Sql, offices_enclosed: Acting, tmp_path: Path
) -> None:
    offices_enclosed.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    place = sent(
        offices_enclosed.on("2026-04-02"), tmp_path / "会议.xlsx", duty_number(sql, "quarterly_meeting", "2026Q1")
    )
    wrong = fill_in(place, MINUTES | {"召开日期": "2026-02-31"})
    take(mail_from(ADDRESS, "2026-04-08 10:00", month, wrong, photo))
    assert sql.rows(STATE) == [("partly", "收取1份，退回1份")]
    assert sql.rows(USES) == []


def test_about_a_marked_target_nothing_is_attached_and_the_receipt_says_so(
    offices_enclosed: Acting, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    offices_enclosed.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    place = sent(offices_enclosed, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    take(mail_from(ADDRESS, "2026-03-05 10:20", fill_in(place, rows={"T002": {PROGRESS_ENCLOSED: 60}}), photo))
    assert sql.rows(USES) == []
    assert sql.rows(STATE) == [("partly", f"收取1份，{MARKED_FILES}")]
    assert told(sql)["missing"] == [MARKED_FILES]


def test_the_file_may_come_again_with_the_receipt_and_is_known(
    month: Path, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    take(mail_from(ADDRESS, "2026-03-05 10:20", month, photo))
    reference = receipted(sql, tmp_path)
    take(mail_from(ADDRESS, "2026-03-06 09:00", photo, answered=(reference,)))
    assert len(sql.rows(USES)) == 1
    assert told(sql)["taken"][0]["words"] == "现场.jpg此前已提交，没有再收取。"


def test_a_sheet_about_people_has_no_duty_that_takes_a_file(
    offices_enclosed: Acting, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    offices_enclosed.take(
        "contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "邮箱": "liming@example.org"}
    )
    with begin() as session:
        content = workbook(people_book(session, "D001", date(2026, 3, 6)))
    (tmp_path / "人员.xlsx").write_bytes(content)
    form = fill_in(tmp_path / "人员.xlsx", {"新联络员姓名": "王芳", "新联络员邮箱": "wangfang@example.org"})
    take(mail_from(ADDRESS, "2026-03-06 10:00", form, photo))
    assert sql.rows(STATE) == [("taken", "收取1份")]
    assert sql.rows(USES) == []
