"""回复表 judged: only white cells count, every fault has its cell, and a code is good for one duty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.intake.answer import Blank, blank_of
from models.intake.answer_file import read_answer
from models.ledger.answer.people import people_book
from models.ledger.answer_keys import key_of
from models.rules.answer_code import AnswerCode
from models.rules.answer_form import CODE
from models.rules.errors import Refused
from models.rules.matter_form import ALL_FORMS, WHITE_FIELDS
from notifications.documents.answer_sheet import workbook
from tests.answers import Cells, code_in, duty_number, faults, fill_in, give_back, sent
from tests.databases import story
from tests.mails import ADDRESS, mail_from, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations


PROGRESS, STATUS, QUANTITY = "进度（%）", "状态", "完成数量"
GOOD: dict[str, Cells] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 100, STATUS: "已完成"}}


@pytest.fixture
@story
def sheet(march: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The sheet of D001 for March, filled in well."""
    return fill_in(sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03")), rows=GOOD)


def change(place: Path, cell: str, value: Any) -> Path:
    book = load_workbook(place)
    book.worksheets[1][cell] = value
    book.save(place)
    return place


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({PROGRESS: 150}, ("I6", "进度（%）“150”应在0到100之间；超额完成的，须另填完成数量")),
        ({PROGRESS: 1500, QUANTITY: 15}, ("I6", "进度（%）“1500”超过1000%，请核对")),
        (
            {PROGRESS: 20, STATUS: "已完成"},
            ("I6", "进度（%）“20”不足100%而状态为“已完成”，请核对；确是如此的，在说明中写明原因"),
        ),
        (
            {PROGRESS: 100, STATUS: "未开展"},
            ("I6", "进度（%）“100”已达100%而状态为“未开展”，请核对；确是如此的，在说明中写明原因"),
        ),
        ({PROGRESS: 0.8}, ("I6", "进度（%）“0.8”不到1%，完成八成的填80；确是不到1%的，在说明中写明")),
        ({PROGRESS: "一半"}, ("I6", "进度（%）“一半”应在0到100之间，请填数字或百分数")),
        ({PROGRESS: None}, ("I6", "进度（%）（目标T001）不能为空")),
        ({STATUS: "快了"}, ("J6", "状态“快了”不在可选范围内，可填：已完成、进行中、未开展、受阻")),
    ],
)
def test_a_wrong_cell_is_named(march: Acting, sheet: Path, cells: Cells, fault: tuple[str, str]) -> None:
    assert faults(march, fill_in(sheet, rows={"T001": cells})) == [fault]


def test_a_remark_explains_what_is_unlikely(march: Acting, sheet: Path, sql: Sql) -> None:
    give_back(march, fill_in(sheet, rows={"T001": {PROGRESS: 20, STATUS: "已完成", "说明": "其余部分经批准不再实施"}}))
    assert sql.value("SELECT count(*) FROM report") == 1


def test_all_wrong_cells_are_named_at_once_and_nothing_is_taken(march: Acting, sheet: Path, sql: Sql) -> None:
    fill_in(sheet, rows={"T001": {PROGRESS: -1}, "T002": {PROGRESS: "x", STATUS: "y"}})
    assert [cell for cell, _ in faults(march, sheet)] == ["I6", "I7", "J7"]
    assert sql.value("SELECT count(*) FROM report") == 0


def test_a_changed_grey_cell_is_ignored_and_named(march: Acting, sheet: Path, sql: Sql) -> None:
    words = give_back(march, change(sheet, "C6", "改小的要求")).words
    assert words == "“第001厅”2026-03已填报2项。第6行（目标T001）的灰色单元格被改动，未采用。"
    assert sql.value("SELECT requirement FROM target WHERE code = 'T001'") != "改小的要求"


def test_what_was_made_of_signs_is_said(march: Acting, sheet: Path, sql: Sql) -> None:
    words = give_back(march, fill_in(sheet, rows={"T001": {QUANTITY: "nan", "说明": "⽔库已建"}})).words
    assert "“nan”读作空。" in words
    assert "“⽔”读作“水”。" in words
    assert sql.rows("SELECT quantity, remark FROM report_line WHERE remark <> ''") == [(None, "水库已建")]


def test_a_deleted_row_is_missing(march: Acting, sheet: Path) -> None:
    book = load_workbook(sheet)
    book.worksheets[1].delete_rows(7)
    book.save(sheet)
    assert faults(march, sheet) == [("B3", "缺少1行：T002 目标T002，请用原表填写")]


def test_a_row_added_without_code_or_with_a_copied_one_is_refused(march: Acting, sheet: Path) -> None:
    copied = load_workbook(sheet).worksheets[1]["N6"].value
    change(change(sheet, "A8", "T099"), "I8", 10)
    change(change(sheet, "N9", copied), "I9", 10)
    assert faults(march, sheet) == [
        ("N8", "第8行的核对码不是本表的，不能增加行或改动核对码，请用原表填写"),
        ("N9", "第9行与第6行的核对码相同，请用原表填写"),
    ]


def test_a_row_of_another_sheet_is_refused(march: Acting, sheet: Path, sql: Sql, tmp_path: Path) -> None:
    other = sent(march, tmp_path / "另一表.xlsx", duty_number(sql, "monthly_check", "2026-03", "D002"))
    change(sheet, "N6", load_workbook(other).worksheets[1]["N6"].value)
    assert [cell for cell, _ in faults(march, sheet)] == ["N6", "B3"]


def test_columns_in_another_order_are_read_by_their_titles(march: Acting, sheet: Path, sql: Sql) -> None:
    page: Any = (book := load_workbook(sheet)).worksheets[1]
    for row in page.iter_rows(min_row=4):
        row[7].value, row[9].value = row[9].value, row[7].value
    book.save(sheet)
    give_back(march, sheet)
    assert sql.column("SELECT progress::int FROM report_line WHERE version = 1 ORDER BY target_id") == [40, 100]


def test_a_removed_column_is_asked_for(march: Acting, sheet: Path) -> None:
    assert faults(march, change(sheet, "J4", "备注"))[0] == ("B3", "缺少“状态”，请用原表填写")


def test_a22_a_sheet_that_was_sent_before_it_had_the_pace_is_taken_without_a_remark(march: Acting, sheet: Path) -> None:
    book = load_workbook(sheet)
    book.worksheets[1].delete_cols(8)
    book.save(sheet)
    words = give_back(march, sheet).words
    assert "已填报2项" in words
    assert "灰色单元格" not in words


def test_a22_what_stands_in_the_cell_of_the_pace_is_not_read(march: Acting, sheet: Path) -> None:
    assert "灰色单元格" not in give_back(march, change(sheet, "H6", "绿")).words


def test_a_column_that_was_deleted_is_missed(march: Acting, sheet: Path) -> None:
    assert set(faults(march, change(sheet, "M4", None))) == {("B3", "缺少“印证材料（附件名）”，请用原表填写")}


@pytest.mark.parametrize("code", ["", "随便写的", "A" * 64])
def test_a_code_that_is_not_ours_is_refused(march: Acting, sheet: Path, code: str) -> None:
    assert faults(march, change(sheet, "B3", code)) == [
        ("B3", f"{CODE}不是本系统发出的，或者被改动过，请用原表填写"),
    ]


def test_a_changed_character_of_the_code_is_refused(march: Acting, sheet: Path) -> None:
    code = code_in(sheet)
    changed = ("B" if code[0] == "A" else "A") + code[1:]
    assert "不是本系统发出的" in faults(march, change(sheet, "B3", changed))[0][1]


def test_a_sheet_of_an_older_due_version_is_outdated(march: Acting, sheet: Path) -> None:
    give_back(march, sheet)
    march.do("return_report", department="D001", period="2026-03", reason="数据有误")
    assert faults(march, fill_in(sheet, rows={"T001": {PROGRESS: 41}})) == [
        ("B3", "回复码已作废（期限有变动或已另发新表），请用最新的回复表填写")
    ]


def test_a_renewed_key_makes_every_sheet_outdated(march: Acting, sheet: Path) -> None:
    march.do("renew_answer_key", reason="经办人离岗")
    assert faults(march, sheet) == [("B3", "回复码已作废（期限有变动或已另发新表），请用最新的回复表填写")]


def test_another_office_cannot_answer_with_it(march: Acting, sheet: Path) -> None:
    with pytest.raises(Refused, match="您只能办理本部门的事项"):
        give_back(march, sheet, office="D002")


def test_an_empty_sheet_names_every_cell_that_is_empty(march: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = sent(march, tmp_path / "空表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    assert faults(march, sheet) == [
        ("I6", "进度（%）（目标T001）不能为空"),
        ("I7", "进度（%）（目标T002）不能为空"),
    ]


def test_a_year_end_sheet_can_be_given_in_parts_but_not_empty(december: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = sent(december, tmp_path / "年终.xlsx", duty_number(sql, "year_end_check", "2026"))
    assert faults(december, sheet) == [("B5", "没有填写任何一行，请填写后再交回")]
    assert give_back(december, fill_in(sheet, rows={"T001": {PROGRESS: 90}})).counts["answers"] == 1


def test_a_sheet_sent_before_a_target_was_marked_is_outdated(march: Acting, sheet: Path) -> None:
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    assert faults(march, sheet) == [("B3", "回复码已作废（期限有变动或已另发新表），请用最新的回复表填写")]


def test_a_marked_target_takes_nothing(march: Acting, sql: Sql, tmp_path: Path) -> None:
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    sheet = sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    assert faults(march, fill_in(sheet, rows=GOOD)) == [
        ("I6", "该目标标有密级，不得在表中或邮件里填写，请按保密规定送纸质材料（4.7）")
    ]


MEETING: Cells = {
    "召开日期": "2026-04-09",
    "参加人员": "张三、李四",
    "各项目标完成情况": "按计划推进",
    "存在问题": "资金到位慢",
    "改进措施": "按月调度",
}
ROW_OF = dict(zip(MEETING, ("B4", "B5", "B6", "B7", "B8"), strict=True))
REVIEW: Cells = {
    "召开日期": "2026-07-09",
    "参加人员": "张三",
    "半年目标完成情况讲评": "按计划",
    "存在问题": "无",
    "统筹进度安排": "下半年补齐",
    "改进措施和方案": "按月调度",
}


@pytest.fixture
@story
def meeting(march: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The sheet of D001 for the analysis meeting of the first quarter, empty."""
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    number = duty_number(sql, "quarterly_meeting", "2026Q1")
    return sent(march.on("2026-04-01"), tmp_path / "分析会.xlsx", number)


@pytest.mark.parametrize("title", MEETING)
def test_every_part_of_a_meeting_is_required(march: Acting, meeting: Path, title: str) -> None:
    fill_in(meeting, {name: text for name, text in MEETING.items() if name != title})
    assert faults(march.on("2026-04-10"), meeting) == [(ROW_OF[title], f"{title}不能为空")]


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        ("三月底", "召开日期“三月底”不是有效日期，请写成2026-06-30这样的日期"),
        ("2026-02-30", "召开日期“2026-02-30”不是有效日期"),
        ("1949-10-01", "召开日期“1949-10-01”的年份应在2013到2100之间"),
    ],
)
def test_a_wrong_day_is_named(march: Acting, meeting: Path, day: Any, fault: str) -> None:
    assert faults(march.on("2026-04-10"), fill_in(meeting, {**MEETING, "召开日期": day})) == [("B4", fault)]


@pytest.mark.parametrize(
    "day",
    [
        "2026-04-09",
        "2026/4/9",
        "2026.4.9",
        "2026年4月9日",
        "２０２６－０４－０９",
        datetime(2026, 4, 9),  # noqa: DTZ001 - as a cell has it
        date(2026, 4, 9),
        46121,  # the number of that day, in a cell for dates
    ],
)
def test_a_day_is_read_as_people_write_it(march: Acting, meeting: Path, sql: Sql, day: Any) -> None:
    give_back(march.on("2026-04-10"), fill_in(meeting, {**MEETING, "召开日期": day}))
    assert sql.column("SELECT held_on::text FROM meeting") == ["2026-04-09"]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("4月9日", "B4：召开日期“4月9日”没有写年份，读作2026年4月9日。"),
        ("2026-04-09 14:30", "B4：召开日期带有时刻，只取日期2026年4月9日。"),
    ],
)
def test_what_was_made_of_a_day_is_said(march: Acting, meeting: Path, sql: Sql, cell: str, words: str) -> None:
    done = give_back(march.on("2026-04-10"), fill_in(meeting, {**MEETING, "召开日期": cell}))
    assert words in done.words
    assert sql.column("SELECT held_on::text FROM meeting") == ["2026-04-09"]


def test_what_the_act_refuses_is_said_without_a_cell(march: Acting, meeting: Path) -> None:
    fill_in(meeting, {**MEETING, "召开日期": "2026-04-30"})
    with pytest.raises(Refused, match="请在会议召开后登记"):
        give_back(march.on("2026-04-10"), meeting)


@pytest.mark.parametrize(("also", "meetings"), [("是", 2), ("否", 1), (None, 1), (" 是 ", 2)])
def test_a_choice_of_yes_or_no(march: Acting, sql: Sql, tmp_path: Path, also: str | None, meetings: int) -> None:
    july = march.on("2026-07-01")
    july.open("mid_year_review", "2026H1")
    july.open("quarterly_meeting", "2026Q2")
    sheet = sent(july, tmp_path / "讲评.xlsx", duty_number(sql, "mid_year_review", "2026H1"))
    answer = give_back(july.on("2026-07-10"), fill_in(sheet, {**REVIEW, "同时作为第二季度分析会": also}))
    assert answer.counts["meetings"] == meetings


def test_another_word_than_yes_or_no_is_named(march: Acting, sql: Sql, tmp_path: Path) -> None:
    july = march.on("2026-07-01")
    july.open("mid_year_review", "2026H1")
    sheet = sent(july, tmp_path / "讲评.xlsx", duty_number(sql, "mid_year_review", "2026H1"))
    fill_in(sheet, {**REVIEW, "同时作为第二季度分析会": "可以"})
    ((_, sentence),) = faults(july.on("2026-07-10"), sheet)
    assert sentence == "同时作为第二季度分析会“可以”不在可选范围内，可填：是、否"


@pytest.mark.parametrize("progress", [40, 40.0, "40", "40%", "４０", " 40 ", "40.00"])
def test_a_progress_is_read_as_people_write_it(march: Acting, sheet: Path, sql: Sql, progress: Any) -> None:
    give_back(march, fill_in(sheet, rows={"T001": {PROGRESS: progress}}))
    assert sql.value("SELECT progress::float FROM report_line WHERE version = 1 ORDER BY target_id LIMIT 1") == 40


def test_a_cell_shown_as_a_percentage_is_what_people_see(march: Acting, sheet: Path, sql: Sql) -> None:
    book = load_workbook(sheet)
    cell = book.worksheets[1]["I6"]
    cell.value, cell.number_format = 0.4, "0%"
    book.save(sheet)
    give_back(march, sheet)
    assert sql.value("SELECT progress::float FROM report_line WHERE version = 1 ORDER BY target_id LIMIT 1") == 40


@pytest.mark.parametrize(
    "names", ["一.pdf、二.pdf", "一.pdf;二.pdf", "一.pdf\n二.pdf", "一，二", " 一.pdf 、、二.pdf "]
)
def test_files_are_named_one_after_the_other(march: Acting, sql: Sql, tmp_path: Path, store: Path, names: str) -> None:
    assert not store.exists()
    april = march.on("2026-04-01")
    april.open("self_check", "2026Q1")
    files = [tmp_path / "一.pdf", tmp_path / "二.pdf"]
    for number, file in enumerate(files):
        file.write_bytes(f"PDF {number}".encode())
    check = sent(april, tmp_path / "自查.xlsx", duty_number(sql, "self_check", "2026Q1"))
    rows: dict[str, Cells] = {"T001": {PROGRESS: 100, "印证材料（附件名）": names}, "T002": {PROGRESS: 10}}
    give_back(april, fill_in(check, rows=rows), *files)
    assert sorted(sql.column("SELECT file_name FROM evidence_use")) == ["一.pdf", "二.pdf"]


def test_an_empty_file_counts_as_one_that_did_not_come_and_is_named_without_its_path(
    march: Acting, sql: Sql, tmp_path: Path
) -> None:
    april = march.on("2026-04-01")
    april.open("self_check", "2026Q1")
    (tmp_path / "一.pdf").touch()
    check = sent(april, tmp_path / "自查.xlsx", duty_number(sql, "self_check", "2026Q1"))
    rows: dict[str, Cells] = {"T001": {PROGRESS: 100, "印证材料（附件名）": "一.pdf"}, "T002": {PROGRESS: 10}}
    [(_, fault)] = faults(april, fill_in(check, rows=rows), tmp_path / "一.pdf")
    assert fault == "印证材料（附件名）“一.pdf”是空文件，视同没有随表交来，请重新发来"


def test_a_renamed_moved_or_hidden_sheet_is_read_unless_it_is_hidden(march: Acting, sheet: Path) -> None:
    book = load_workbook(sheet)
    page = book.worksheets[1]
    page.title = "我改的名字"
    book.move_sheet(page, -1)
    book.create_sheet("我加的表")["A1"] = "随便写"
    book.save(sheet)
    assert give_back(march, sheet).counts["answers"] == 1
    page.sheet_state = "hidden"
    book.save(sheet)
    with pytest.raises(Refused, match="没有回复码"):
        give_back(march, sheet)


def test_hidden_rows_and_rows_that_a_filter_hides_are_read(march: Acting, sheet: Path, sql: Sql) -> None:
    book = load_workbook(sheet)
    book.worksheets[1].row_dimensions[7].hidden = True
    book.save(sheet)
    give_back(march, sheet)
    assert sql.value("SELECT count(*) FROM report_line WHERE version = 1") == 2


def test_a_good_code_for_a_duty_that_does_not_exist_is_refused(march: Acting, sheet: Path) -> None:
    with begin() as session:
        key = key_of(session)
    code = AnswerCode(key.installation, "monthly_check|2026-07|D001||0", 1, "D001").sealed(key.secret)
    assert faults(march, change(sheet, "B3", code)) == [("B3", f"{CODE}所指的事项已不存在，或不由部门办理")]


def test_a_formula_without_a_result_is_named(march: Acting, sheet: Path) -> None:
    ((cell, sentence),) = faults(march, change(sheet, "I6", "=20+20"))
    assert (cell, "公式没有计算结果" in sentence) == ("I6", True)


PROGRESS_BLANK = "进度（%）"
ROWS: dict[str, Cells] = {"T001": {PROGRESS_BLANK: 40}, "T002": {PROGRESS_BLANK: 60}}
MEETING_BLANK: Cells = {"召开日期": "2026年4月8日", "参加人员": "全体", "各项目标完成情况": "正常"}
MEETING_BLANK |= {"存在问题": "没有", "改进措施": "继续推进"}
AT, STRANGER = "2026-04-09 10:20", "liming@example.com"
STATE = "SELECT state, sentence FROM received_mail ORDER BY id DESC LIMIT 1"
RECEIPT = "SELECT payload FROM notice WHERE kind = 'answer_receipt' ORDER BY id DESC LIMIT 1"
LEFT_OUT = "另有1张表未填写，未收取"


@pytest.fixture
@story
def book(march: Acting, sql: Sql, tmp_path: Path) -> Path:
    """One workbook with two sheets: the check of March and the meeting of the first quarter; nothing is filled in."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    april = march.on("2026-04-01")
    april.open("quarterly_meeting", "2026Q1")
    numbers = duty_number(sql, "monthly_check", "2026-03"), duty_number(sql, "quarterly_meeting", "2026Q1")
    return sent(april, tmp_path / "回复表.xlsx", *numbers)


def page_of(book: Path, title: str) -> int:
    """The page of the sheet whose name has this title."""
    return 1 + next(at for at, sheet in enumerate(read_answer(book)[0]) if title in sheet.name)


def month(book: Path, rows: dict[str, Cells] | None = None) -> Path:
    return fill_in(book, rows=rows or ROWS, page=page_of(book, "月度检查"))


def receipt(sql: Sql) -> dict[str, Any]:
    found: dict[str, Any] = sql.value(RECEIPT)
    return found


def test_a_sheet_as_it_was_sent_is_blank_although_its_grey_cells_and_example_have_texts(book: Path) -> None:
    sheets = read_answer(book)[0]
    assert len(sheets) == 2
    assert not any(sheet.filled for sheet in sheets)
    assert any(row.is_example for sheet in sheets for row in sheet.rows)
    assert blank_of(sheets) == Blank(files=("回复表.xlsx",))


@pytest.mark.parametrize("cells", [{PROGRESS_BLANK: 0}, {"状态": "进行中"}, {"说明": "正在办理"}])
def test_one_white_cell_of_a_row_fills_a_sheet(book: Path, cells: Cells) -> None:
    sheets = read_answer(month(book, {"T002": cells}))[0]
    assert sorted(sheet.filled for sheet in sheets) == [False, True]
    assert blank_of(sheets) == Blank(sheets=1)


def test_a_sheet_that_may_stay_blank_is_not_missed(book: Path, march: Acting, tmp_path: Path) -> None:
    place = tmp_path / "变更.xlsx"
    with begin() as session:
        place.write_bytes(workbook(people_book(session, "D001", march.day)))
    [people] = read_answer(place)[0]
    duty, other = read_answer(month(book))[0]
    assert (people.may_stay_blank, duty.may_stay_blank) == (True, False)
    assert blank_of([people]) == Blank(files=("变更.xlsx",))
    together = [replace(each, file="回复表.xlsx") for each in (duty, other, people)]
    assert blank_of(together) == Blank(sheets=1)


@pytest.mark.parametrize("title", list(MEETING_BLANK))
def test_one_white_field_fills_a_sheet(book: Path, title: str) -> None:
    sheets = read_answer(fill_in(book, {title: MEETING_BLANK[title]}, page=page_of(book, "分析会")))[0]
    assert [sheet.filled for sheet in sheets if "分析会" in sheet.name] == [True]


@pytest.mark.parametrize("title", ["目标名称", "最近进度", "绩效要求"])
def test_a_grey_cell_that_was_changed_fills_nothing(book: Path, title: str) -> None:
    sheets = read_answer(month(book, {"T001": {title: "改过"}}))[0]
    assert not any(sheet.filled for sheet in sheets)


@pytest.mark.parametrize("text", [" ", "\u3000", "\n"])
def test_blanks_fill_nothing(book: Path, text: str) -> None:
    assert not any(sheet.filled for sheet in read_answer(month(book, {"T001": {PROGRESS_BLANK: text}}))[0])


def test_the_white_fields_are_those_of_all_forms() -> None:
    assert {white.heading for form in ALL_FORMS.values() for white in form.fields} == WHITE_FIELDS
    assert "回复码" not in WHITE_FIELDS


def test_the_filled_sheet_is_taken_and_the_blank_one_is_said_once(book: Path, sql: Sql, violations: Violations) -> None:
    take(mail_from(ADDRESS, AT, month(book)))
    assert sql.rows(STATE) == [("taken", f"收取1份，{LEFT_OUT}")]
    assert sql.column("SELECT outcome FROM answer") == ["taken"]
    assert receipt(sql)["changes"] == [LEFT_OUT]
    assert (receipt(sql)["returned"], receipt(sql)["missing"]) == ([], [])
    assert violations() == []


def test_the_duty_of_a_blank_sheet_stays_open(book: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, month(book)))
    states = "SELECT kind, state FROM obligation o JOIN department d ON d.id = o.owed_by WHERE d.code = 'D001'"
    assert dict(sql.rows(states))["monthly_check"] == "discharged"
    assert dict(sql.rows(states))["quarterly_meeting"] == "open"


def test_the_other_sheet_follows_later_in_the_same_workbook(book: Path, sql: Sql, violations: Violations) -> None:
    take(mail_from(ADDRESS, AT, month(book)))
    take(mail_from(ADDRESS, "2026-04-09 11:20", fill_in(book, MEETING_BLANK, page=page_of(book, "分析会"))))
    assert sql.rows(STATE) == [("taken", "收取2份")]
    assert violations() == []


def test_a_wrong_sheet_is_returned_and_a_blank_one_is_not(book: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, month(book, {"T001": {PROGRESS_BLANK: 140}, "T002": {PROGRESS_BLANK: 60}})))
    assert sql.rows(STATE) == [("returned", f"退回1份，{LEFT_OUT}")]
    assert [each["title"] for each in receipt(sql)["returned"]] == ["2026年3月月度检查"]


def test_a_workbook_in_which_nothing_stands_is_answered_so(book: Path, sql: Sql, violations: Violations) -> None:
    take(mail_from(ADDRESS, AT, book))
    assert sql.rows(STATE) == [("returned", "没有收取：“回复表.xlsx”没有填写任何内容")]
    assert receipt(sql)["missing"] == ["“回复表.xlsx”没有填写任何内容"]
    assert sql.value("SELECT count(*) FROM answer") == 0
    assert violations() == []


def test_a_blank_workbook_next_to_a_filled_one_is_named(book: Path, sql: Sql, tmp_path: Path) -> None:
    (blank := tmp_path / "空表.xlsx").write_bytes(book.read_bytes())
    take(mail_from(ADDRESS, AT, month(book), blank))
    assert sql.rows(STATE) == [("taken", f"收取1份，“空表.xlsx”没有填写任何内容，{LEFT_OUT}")]
    assert receipt(sql)["missing"] == ["“空表.xlsx”没有填写任何内容"]


def test_a_blank_workbook_of_a_stranger_waits_as_before(book: Path, sql: Sql) -> None:
    take(mail_from(STRANGER, AT, book))
    assert sql.column("SELECT state FROM received_mail") == ["waiting"]
    assert sql.value("SELECT count(*) FROM notice WHERE kind LIKE 'answer%'") == 0


def test_the_agency_accepts_the_filled_sheet_of_a_mail_that_waits(
    book: Path, march: Acting, sql: Sql, violations: Violations
) -> None:
    take(mail_from(STRANGER, AT, month(book)))
    done = march.on("2026-04-09").do("accept_answer", mail=1, reason="已电话核实")
    assert done.counts["answers"] == 1
    assert sql.column("SELECT state FROM received_mail") == ["taken"]
    assert violations() == []


def test_the_agency_cannot_accept_a_workbook_in_which_nothing_stands(book: Path, march: Acting, sql: Sql) -> None:
    take(mail_from(STRANGER, AT, book))
    words = march.on("2026-04-09").refused("accept_answer", mail=1, reason="已电话核实")
    assert words == "来信1的回复表没有填写任何内容。"
    assert sql.column("SELECT state FROM received_mail") == ["waiting"]


def test_an_automatic_mail_with_a_blank_workbook_is_not_filled_in_and_has_no_receipt(book: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, book, automatic=True))
    assert sql.column("SELECT state FROM received_mail") == ["returned"]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'answer_receipt'") == 0


def test_the_words_of_what_is_blank() -> None:
    assert (Blank().words, Blank().faults) == ("", [])
    assert Blank(sheets=3).words == "另有3张表未填写，未收取"
    assert Blank(("甲.xlsx", "乙.xlsx")).faults == ["“甲.xlsx”没有填写任何内容", "“乙.xlsx”没有填写任何内容"]
