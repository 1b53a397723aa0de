"""What the sheet of an appeal says, and which mails and folders bring it (4.3 a, A14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.intake.answer_file import read_answer
from models.ledger.answer.contested import contested_sheets, key_of_notice
from models.ledger.answer.mailing import Told, books_to_mail, books_to_renew
from models.ledger.answer.matters import matter_named, matter_title
from models.ledger.answer.open_books import appeal_book, open_books
from models.ledger.answer_keys import key_of
from models.ledger.secrets import secrets_of
from models.rules.errors import Refused
from models.rules.matter_form import APPEAL, GAPS
from tests.answers import code_in, faults, fill_in, give_back
from tests.conftest import SEEN_THERE, counting
from tests.doubt import leave_doubtful
from tests.mails import ADDRESS, file, mail_from, receipted, take
from tests.models.ledger.answer.contests import APPEALS, EXHIBITS, GROUND, PROOF, asked_for, limited
from tests.models.ledger.reforming import reform

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.answer.content import AnswerSheet
    from tests.conftest import Acting, Sql, Violations


LACKING = "appeal|2026/T001/lacking/2026Q1/2026/T001"
FILED_GAPS = "appeal_gaps|2026|D001||0"
OFFICE = "SELECT id FROM department WHERE code = :code"


@pytest.mark.usefixtures("march")
def test_of_nothing_told_there_is_no_sheet() -> None:
    with begin() as session:
        assert contested_sheets(session, [], key_of(session)) == []


def sheet_of(acting: Acting, kind: str, key: str) -> AnswerSheet:
    with begin() as session:
        [sheet] = appeal_book(session, kind, key, acting.day).sheets
    return sheet


def mailed(acting: Acting, sql: Sql, *matters: str, code: str = "D001") -> list[str]:
    """The titles of the sheets that a mail about these matters brings."""
    told = Told(sql.value(OFFICE, code=code), frozenset(), matters=frozenset(matters))
    with begin() as session:
        books = books_to_mail(session, [told], acting.day)
    return [sheet.title for sheet in books[told].sheets] if told in books else []


def test_the_sheet_has_no_last_day_while_the_notice_is_doubtful(lacking: Acting, sql: Sql) -> None:
    limited(lacking, 10)
    leave_doubtful(sql, "D001", "concluded")
    sheet = sheet_of(lacking, "材料不足", "2026Q1/T001")
    assert (sheet.due, [title for title, _ in sheet.about]) == (None, ["编号", "认定"])
    assert sheet.why == "《目标管控》4.3，通知是否送达尚不明确，可以据实提出申诉，时限自确认告知之日起算。"


def test_the_sheet_says_what_was_found_under_which_number_and_until_when(lacking: Acting) -> None:
    limited(lacking, 10)
    sheet = sheet_of(lacking, "材料不足", "2026Q1/T001")
    assert sheet.title == "申诉：2026年第一季度在线复核对“目标T001”的材料不足结论"
    assert (str(sheet.due), sheet.obligation, sheet.department) == ("2026-05-07", None, "第001厅")
    assert sheet.about == (
        ("编号", "材料不足2026Q1/2026/T001"),
        ("认定", "验收报告未盖章"),
        ("告知日期", "2026年4月20日"),
        ("最迟提出日期", "2026年5月7日"),
    )
    assert sheet.why == (
        "《目标管控》4.3，2026年4月20日告知，10个工作日内可以据实提出申诉（管理机构设定），以收到日期为准。"
    )


def test_without_a_limit_it_says_so(evaluated: Acting) -> None:
    sheet = sheet_of(evaluated, "总体评价", "2026-1/D001")
    assert sheet.due is None
    assert sheet.why == "《目标管控》4.3，2026年8月20日告知，可以据实提出申诉，没有设定时限。"
    assert sheet.about[:2] == (("编号", "总体评价2026-1/D001"), ("认定", "完成情况一般。"))


def test_the_gaps_of_a_filing_are_rows_of_one_sheet(compared: Acting) -> None:
    sheet = sheet_of(compared, "年终复核缺项", "2026/D001/T001")
    assert sheet.title == "2026年年终复核缺项申诉"
    assert sheet.about == (("编号", "年终复核缺项2026/D001/目标编号"), ("告知日期", "2027年1月11日"))
    assert [row.shown[:2] for row in sheet.rows] == [
        ("T001", "目标T001（缺填报和印证材料）"),
        ("T002", "目标T002（缺填报和印证材料）"),
    ]


def test_a_gap_that_was_none_when_the_office_was_told_has_no_row(january: Acting) -> None:
    lines, evidence = [{"target": "T001", "progress": 100}], [{"file": str(SEEN_THERE), "target": "T001"}]
    january.do("file_year_end_check", department="D001", period="2026", lines=lines, evidence=evidence)
    january.system.do("compare_filings")
    assert [row.shown[0] for row in sheet_of(january, "年终复核缺项", "2026/D001").rows] == ["T002"]


def test_a_marked_target_stands_with_number_and_marking_only(lacking: Acting, sql: Sql, tmp_path: Path) -> None:
    sql("UPDATE target SET name = '某山洞工程' WHERE code = 'T001'")
    sql.sealed("UPDATE notice SET payload = payload || '{\"target\": \"某山洞工程\"}' WHERE kind = 'concluded'")
    lacking.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    sheet = sheet_of(lacking, "材料不足", "2026Q1/T001")
    assert sheet.marked
    assert sheet.about == (("目标", "目标T001（工作秘密）"),)
    assert "山洞" not in repr(sheet)
    page = load_workbook(asked_for(lacking, tmp_path / "回复表.xlsx", "材料不足", "2026Q1/T001")).worksheets[1]
    whites = [row[1] for row in page.iter_rows() if not row[1].protection.locked]
    assert whites == []


def test_a_marked_gap_is_a_grey_row(compared: Acting) -> None:
    compared.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉及工作秘密")
    rows = sheet_of(compared, "年终复核缺项", "2026/D001").rows
    assert [(row.shown[0], row.marked) for row in rows] == [("T001", True), ("T002", False)]


def test_it_may_come_back_blank_and_then_is_not_missed(evaluated: Acting, tmp_path: Path) -> None:
    [sheet] = read_answer(asked_for(evaluated, tmp_path / "回复表.xlsx", "总体评价", "2026-1/D001"))[0]
    assert (sheet.filled, sheet.may_stay_blank, sheet.is_missed) == (False, True, False)


def test_so_may_the_sheet_of_gaps(compared: Acting, tmp_path: Path) -> None:
    [sheet] = read_answer(asked_for(compared, tmp_path / "回复表.xlsx", "年终复核缺项", "2026/D001"))[0]
    assert (sheet.filled, sheet.may_stay_blank, sheet.is_missed) == (False, True, False)


@pytest.mark.parametrize(
    ("kind", "key", "why"),
    [
        ("负面清单条目", "T001", "对负面清单条目的申诉，填在整改的回复表中"),
        ("材料不足", "2026Q1/T002", "没有告知过部门编号为“2026Q1/T002”的材料不足，请写成：季度/目标编号"),
        ("年终复核缺项", "2026/D009/T001", "没有告知过部门编号为“2026/D009/T001”的年终复核缺项"),
        ("罚款", "2026", "“罚款”"),
    ],
)
def test_of_what_no_office_was_told_there_is_no_sheet(lacking: Acting, kind: str, key: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        sheet_of(lacking, kind, key)


def test_a_mail_brings_the_sheet_of_what_it_tells(lacking: Acting, sql: Sql) -> None:
    assert mailed(lacking, sql, LACKING) == ["申诉：2026年第一季度在线复核对“目标T001”的材料不足结论"]
    assert mailed(lacking, sql) == []


def test_only_the_office_that_answers_it_now_gets_it(lacking: Acting, sql: Sql) -> None:
    assert mailed(lacking, sql, LACKING, code="D002") == []


def test_gaps_come_with_the_list_of_missing_items(compared: Acting, sql: Sql) -> None:
    assert mailed(compared, sql, FILED_GAPS)[-1] == "2026年年终复核缺项申诉"


@pytest.mark.parametrize(
    ("kind", "subject", "key"),
    [
        ("concluded", "2026/T001/finding/2026-3/2026/T001", "appeal|2026/T001/finding/2026-3/2026/T001"),
        ("missing", "year_end_check|2026|D001||0", "appeal_gaps|2026|D001||0"),
        ("missing", "year_end_reverification|2026|D001||0", ""),
        ("reminder", "year_end_check|2026|D001||0", ""),
    ],
)
def test_a_notice_names_its_matter(kind: str, subject: str, key: str) -> None:
    assert key_of_notice(kind, subject) == key


@pytest.mark.usefixtures("lacking")
@pytest.mark.parametrize(
    ("key", "title"),
    [
        (LACKING, "申诉：2026年第一季度在线复核对“目标T001”的材料不足结论"),
        ("people||D001||0", "联络员变更和委托"),
        ("people||D009||0", ""),
        ("appeal|2026/T002/lacking/2026Q1/2026/T002", ""),
    ],
)
def test_a_matter_has_a_title(key: str, title: str) -> None:
    with begin() as session:
        assert matter_title(session, key, secrets_of(session)) == title


@pytest.mark.usefixtures("compared")
def test_gaps_are_found_by_their_key() -> None:
    with begin() as session:
        matter = matter_named(session, FILED_GAPS)
    assert (matter.kind, matter.office, matter.id) == (GAPS.key, "D001", None)


def test_a_newer_version_makes_the_sheet_outdated_and_the_newest_is_sent(
    lacking: Acting, sql: Sql, tmp_path: Path
) -> None:
    place = asked_for(lacking, tmp_path / "回复表.xlsx", "材料不足", "2026Q1/T001")
    sql.sealed("UPDATE notice SET occasion = '2' WHERE kind = 'concluded'")
    assert "已作废" in faults(lacking, fill_in(place, {GROUND: "已盖章"}))[0][1]
    told = Told(sql.value(OFFICE, code="D001"), frozenset(), matters=frozenset({LACKING, "people||D001||0"}))
    with begin() as session:
        [book] = books_to_renew(session, [told], lacking.day).values()
    assert [sheet.form.key for sheet in book.sheets] == ["people", APPEAL.key]
    assert book.sheets[1].code != code_in(place)


@pytest.mark.parametrize(("day", "there"), [("2026-04-22", True), ("2026-04-23", False)])
def test_the_books_of_all_offices_have_it_while_a_limit_runs(lacking: Acting, day: str, *, there: bool) -> None:
    assert "appeal" not in forms_of_all(lacking)  # no limit is set yet
    limited(lacking, 2)
    assert ("appeal" in forms_of_all(lacking.on(day))) is there


def forms_of_all(acting: Acting) -> set[str]:
    with begin() as session:
        return {sheet.form.key for book in open_books(session, acting.day).values() for sheet in book.sheets}


def test_the_statements_do_not_grow_with_the_matters(compared: Acting, sql: Sql) -> None:
    told = [
        Told(sql.value(OFFICE, code=code), frozenset(), matters=frozenset({f"appeal_gaps|2026|{code}||0"}))
        for code in ("D001", "D002")
    ]
    counts = []
    for mails in (told[:1], told[:1], told):  # the first may read the calendar, which is kept afterwards
        with begin() as session, counting() as counted:
            books_to_mail(session, mails, compared.day)
        counts.append(counted[0])
    assert counts[1] == counts[2]


KIND, KEY = "材料不足", "2026Q1/T001"
LODGED = ("lacking", "2026Q1/2026/T001", "报告第3页已盖章", "lodged", "2026-04-21", "D001")
CELLS = {GROUND: "报告第3页已盖章"}
ANSWERS = "SELECT outcome, matter, due_version, obligation_id FROM answer ORDER BY id"
MATTER = "appeal|2026/T001/lacking/2026Q1/2026/T001"


@pytest.fixture
def form(lacking: Acting, tmp_path: Path) -> Path:
    """The sheet about the lacking material of T001, with a ground."""
    return fill_in(asked_for(lacking, tmp_path / "回复表.xlsx", KIND, KEY), CELLS)


def test_lacking_material_is_contested_on_the_day_of_receipt(
    lacking: Acting, form: Path, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    page = file(tmp_path, "第3页.jpg")
    answer = give_back(lacking.on("2026-04-21"), fill_in(form, {PROOF: "第3页"}), page)
    assert answer.words == "已对2026年第一季度在线复核对“目标T001”的材料不足结论提出申诉，待管理机构受理。"
    assert answer.counts == {"lodged": 1, "notices": 1, "answers": 1}
    assert sql.rows(APPEALS) == [LODGED]
    assert sql.rows(EXHIBITS) == [("2026|T001|lacking|2026Q1/2026/T001|1", "第3页.jpg")]
    assert sql.rows(ANSWERS) == [("taken", MATTER, 1, None)]
    assert violations() == []


def test_a_finding_is_contested(unverified: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    place = asked_for(unverified, tmp_path / "回复表.xlsx", "核查结果", "2026-1/T001")
    give_back(unverified, fill_in(place, {GROUND: "资料齐全，可以核实"}))
    assert sql.rows(APPEALS) == [("finding", "2026-1/2026/T001", "资料齐全，可以核实", "lodged", "2026-09-16", "D001")]
    assert violations() == []


def test_an_evaluation_is_contested(evaluated: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    place = asked_for(evaluated, tmp_path / "回复表.xlsx", "总体评价", "2026-1/D001")
    give_back(evaluated, fill_in(place, {GROUND: "一项目标误计"}))
    assert sql.rows(APPEALS) == [("evaluation", "2026-1/D001", "一项目标误计", "lodged", "2026-08-20", "D001")]
    assert violations() == []


def test_each_gap_with_a_ground_is_an_appeal_of_its_own(
    compared: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    place = asked_for(compared, tmp_path / "回复表.xlsx", "年终复核缺项", "2026/D001/T001")
    paper = file(tmp_path, "并入文件.pdf", b"%PDF")
    rows = {"T001": {GROUND: "已并入T002", PROOF: "并入文件.pdf"}, "T002": {GROUND: "12月已交"}}
    answer = give_back(compared, fill_in(place, rows=rows), paper)
    assert answer.counts == {"lodged": 2, "notices": 2, "answers": 1}
    assert [row[:4] for row in sql.rows(APPEALS)] == [
        ("gap", "2026/D001/T001", "已并入T002", "lodged"),
        ("gap", "2026/D001/T002", "12月已交", "lodged"),
    ]
    assert sql.rows(EXHIBITS) == [("2026|T001|gap|2026/D001/T001|1", "并入文件.pdf")]
    assert sql.rows(ANSWERS) == [("taken", "appeal_gaps|2026|D001||0", 0, None)]
    assert violations() == []


def test_only_the_rows_with_a_ground_are_contested(compared: Acting, sql: Sql, tmp_path: Path) -> None:
    place = asked_for(compared, tmp_path / "回复表.xlsx", "年终复核缺项", "2026/D001")
    give_back(compared, fill_in(place, rows={"T002": {GROUND: "12月已交"}}))
    assert [row[1] for row in sql.rows(APPEALS)] == ["2026/D001/T002"]


def test_one_gap_that_cannot_be_contested_leaves_the_whole_sheet_out(
    compared: Acting, sql: Sql, tmp_path: Path
) -> None:
    limited(compared, 3)
    place = asked_for(compared, tmp_path / "回复表.xlsx", "年终复核缺项", "2026/D001")
    compared.office("D001").do("lodge_appeal", kind="年终复核缺项", key="2026/D001/T002", ground="另一理由")
    with pytest.raises(Refused, match="不能重复提出"):
        give_back(compared, fill_in(place, rows={"T001": {GROUND: "已并入"}, "T002": {GROUND: "12月已交"}}))
    assert [row[1] for row in sql.rows(APPEALS)] == ["2026/D001/T002"]


@pytest.mark.parametrize(("day", "taken"), [("2026-04-22", True), ("2026-04-23", False)])
def test_an_appeal_after_its_limit_is_refused_with_the_rule(
    lacking: Acting, form: Path, sql: Sql, day: str, *, taken: bool
) -> None:
    limited(lacking, 2)
    if taken:
        assert give_back(lacking.on(day), form).counts["lodged"] == 1
        return
    with pytest.raises(Refused) as refused:
        give_back(lacking.on(day), form)
    assert refused.value.message == (
        "申诉应于2026-04-22前提出（2026-04-20告知材料不足，2个工作日内），2026-04-23提出已超过时限，不能提出。"
    )
    assert sql.rows(APPEALS) == []


def test_the_same_sheet_again_changes_nothing(lacking: Acting, form: Path, sql: Sql, violations: Violations) -> None:
    give_back(lacking.on("2026-04-21"), form)
    transitions = sql.value("SELECT count(*) FROM transition")
    again = give_back(lacking.on("2026-04-22"), form)
    assert again.words == "申诉此前已提出（2026-04-21），未作改动。"
    assert sql.value("SELECT count(*) FROM transition") == transitions
    assert sql.rows(APPEALS) == [LODGED]
    assert violations() == []


def test_a_file_that_comes_later_with_the_same_ground_is_added(lacking: Acting, form: Path, tmp_path: Path) -> None:
    give_back(lacking.on("2026-04-21"), form)
    page = file(tmp_path, "第3页.jpg")
    words = give_back(lacking.on("2026-04-22"), fill_in(form, {PROOF: "第3页.jpg"}), page).words
    assert words == "申诉此前已提出（2026-04-21），补交印证材料1份。"


def test_files_without_a_ground_are_refused_with_the_cells(lacking: Acting, tmp_path: Path, sql: Sql) -> None:
    place = asked_for(lacking, tmp_path / "回复表.xlsx", KIND, KEY)
    found = faults(lacking, fill_in(place, {PROOF: "第3页.jpg"}))
    assert [words for _, words in found] == [
        "申诉理由不能为空",
        "申诉的印证材料（附件名）“第3页.jpg”没有随表交来，请把文件放在一起，文件名写全",
    ]
    assert sql.rows(APPEALS) == []


def test_the_sheet_of_another_office_lodges_nothing(lacking: Acting, form: Path, sql: Sql) -> None:
    with pytest.raises(Refused, match="您只能办理本部门的事项"):
        give_back(lacking, form, office="D002")
    assert sql.rows(APPEALS) == []


def test_a_result_that_was_concluded_otherwise_since_is_not_contested_by_the_old_sheet(
    lacking: Acting, form: Path, sql: Sql
) -> None:
    lacking.office("D001").do("lodge_appeal", kind=KIND, key=KEY, ground="有误")
    lacking.do("accept_appeal", kind=KIND, key=KEY)
    lacking.do(
        "rule_appeal", kind=KIND, key=KEY, ruling="变更", reason="已盖章", finding="材料齐全", evidence=str(SEEN_THERE)
    )
    with pytest.raises(Refused, match="此后已经更正，本表作废"):
        give_back(lacking, form)
    assert len(sql.rows(APPEALS)) == 1


def test_the_successor_contests_with_the_same_sheet(lacking: Acting, form: Path, sql: Sql) -> None:
    reform(lacking, "merge_department")
    give_back(lacking.on("2026-12-01"), form, office="D002")
    assert [row[-1] for row in sql.rows(APPEALS)] == ["D002"]


# By mail


def test_by_mail_it_is_taken_once_with_a_receipt(lacking: Acting, form: Path, sql: Sql, violations: Violations) -> None:
    assert lacking.day.month == 4
    mail = mail_from(ADDRESS, "2026-04-21 10:20", form)
    take(mail)
    take(mail)
    assert sql.rows(APPEALS) == [LODGED]
    [taken] = sql.value("SELECT payload -> 'taken' FROM notice WHERE kind = 'answer_receipt'")
    assert (taken["title"], taken["verdict"]) == (
        "申诉：2026年第一季度在线复核对“目标T001”的材料不足结论",
        "已登记",
    )
    assert sql.column("SELECT known FROM answer") == ["coded"]
    assert violations() == []


@pytest.mark.usefixtures("lacking")
def test_from_a_stranger_it_waits_and_the_office_is_told(form: Path, sql: Sql, lacking: Acting) -> None:
    take(mail_from("someone@example.com", "2026-04-21 10:20", form))
    assert sql.rows(ANSWERS) == [("waiting", MATTER, 1, None)]
    title = "SELECT payload ->> 'title' FROM notice WHERE kind = 'answer_waiting'"
    assert sql.column(title) == ["申诉：2026年第一季度在线复核对“目标T001”的材料不足结论"]
    assert sql.rows(APPEALS) == []
    lacking.on("2026-04-28").do("accept_answer", mail=1, reason="已电话核实")
    assert sql.rows(APPEALS) == [LODGED]  # on the day of receipt
    assert sql.rows(ANSWERS)[-1][0] == "taken"


@pytest.mark.usefixtures("lacking")
def test_a_late_one_goes_back_with_the_sentence(lacking: Acting, form: Path, sql: Sql, violations: Violations) -> None:
    limited(lacking, 2)
    take(mail_from(ADDRESS, "2026-04-23 00:00", form))
    [back] = sql.value("SELECT payload -> 'returned' FROM notice WHERE kind = 'answer_receipt'")
    assert back["title"] == "申诉：2026年第一季度在线复核对“目标T001”的材料不足结论"
    assert "申诉应于2026-04-22前提出" in back["faults"][0]
    assert sql.rows(ANSWERS) == [("returned", MATTER, 1, None)]
    assert violations() == []


def test_two_sheets_of_one_matter_in_a_mail_are_one_appeal(form: Path, sql: Sql, tmp_path: Path) -> None:
    other = tmp_path / "另一份.xlsx"
    other.write_bytes(form.read_bytes())
    take(mail_from(ADDRESS, "2026-04-21 10:20", form, fill_in(other, {GROUND: "另一理由"})))
    assert sql.rows(APPEALS) == [LODGED]
    assert sql.column("SELECT outcome FROM answer ORDER BY id") == ["taken", "returned"]


def test_a_missing_file_completes_the_sheet_that_went_back(
    form: Path, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    page = file(tmp_path, "第3页.jpg")
    take(mail_from(ADDRESS, "2026-04-21 10:20", fill_in(form, {PROOF: "第3页.jpg"})))
    assert sql.rows(APPEALS) == []
    reference = receipted(sql, tmp_path, "2026-04-21 10:40")
    take(mail_from(ADDRESS, "2026-04-22 09:00", page, answered=(reference,)))
    assert [row[4] for row in sql.rows(APPEALS)] == ["2026-04-22"]
    assert [row[1] for row in sql.rows(EXHIBITS)] == ["第3页.jpg"]
    assert sql.column("SELECT outcome FROM answer ORDER BY id") == ["returned", "taken"]
    assert violations() == []


# 4.7


def test_the_sheet_of_a_marked_target_takes_nothing(lacking: Acting, form: Path, sql: Sql) -> None:
    lacking.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    assert "该目标标有密级，不得在表中或邮件里填写" in faults(lacking, form)[0][1]
    assert sql.rows(APPEALS) == []


def test_the_row_of_a_marked_target_takes_nothing(compared: Acting, sql: Sql, tmp_path: Path) -> None:
    compared.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉及工作秘密")
    place = asked_for(compared, tmp_path / "回复表.xlsx", "年终复核缺项", "2026/D001")
    found = faults(compared, fill_in(place, rows={"T001": {GROUND: "已并入"}, "T002": {GROUND: "已交"}}))
    assert "标有密级" in found[0][1]
    assert sql.rows(APPEALS) == []
