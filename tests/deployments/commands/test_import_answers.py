"""`mubiao import answers`: any number of sheets, each duty whole or not at all; refused ones come back in red."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from deployments.commands.import_answers import Receipt, TakenFile, take_files
from models.ledger.evidence.store import configure_store
from tests.answers import Cells, duty_number, fill_in
from tests.models.intake.mail.mails import mail, zipped

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

DAY = ("--on", "2026-03-05")
APRIL = ("--on", "2026-04-01")
PROGRESS, STATUS, FILES = "进度（%）", "状态", "印证材料（附件名）"
FIRST: dict[str, Cells] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}}
REPORTED = "SELECT count(*) FROM report"


@pytest.fixture
def folder(line: Mubiao, tmp_path: Path) -> Path:
    """The sheets of both offices for March, as they are written for all."""
    place = tmp_path / "回复"
    place.mkdir()
    line.done("document", "answer-sheet", "--all", str(place), *DAY)
    return place


def sheet_of(folder: Path, office: str) -> Path:
    return folder / f"{office}回复表.xlsx"


def test_a_folder_of_sheets_is_taken_and_each_says_what_was_done(line: Mubiao, folder: Path, sql: Sql) -> None:
    fill_in(sheet_of(folder, "D001"), rows=FIRST)
    fill_in(sheet_of(folder, "D002"), rows={"T003": {PROGRESS: 10}})
    answer = line.done("import", "answers", str(folder), *DAY)
    assert answer.splitlines() == [
        "收取2份，退回0个文件。",
        "D001回复表.xlsx 工作表“2026年3月月度检查”：“第001厅”2026-03已填报2项。",
        "D002回复表.xlsx 工作表“2026年3月月度检查”：“第002厅”2026-03已填报1项。",
    ]
    assert sql.rows("SELECT reported_by FROM report ORDER BY id LIMIT 1")[0][0].startswith("第001厅目标办（")


def test_a_second_import_of_the_same_files_changes_nothing(line: Mubiao, folder: Path, sql: Sql) -> None:
    fill_in(sheet_of(folder, "D001"), rows=FIRST)
    first = line.json("import", "answers", str(sheet_of(folder, "D001")), *DAY)
    head = sql.value("SELECT hash FROM chain_head")
    again = line.json("import", "answers", str(sheet_of(folder, "D001")), *DAY)
    place = first["taken"][0].partition("：")[0]
    assert (again["taken"], again["before"]) == ([], [f"{place}：此前已于2026-03-05收取，这次没有重复收取。"])
    assert sql.value("SELECT hash FROM chain_head") == head


def test_a_file_under_another_name_is_the_same_file(line: Mubiao, folder: Path, sql: Sql) -> None:
    fill_in(sheet := sheet_of(folder, "D001"), rows=FIRST)
    line.done("import", "answers", str(sheet), *DAY)
    head = sql.value("SELECT hash FROM chain_head")
    other = folder / "重" / "最终版.xlsx"
    other.parent.mkdir()
    other.write_bytes(sheet.read_bytes())
    again = line.json("import", "answers", str(other.parent), *DAY)
    assert [words.partition("：")[2] for words in again["before"]] == ["此前已于2026-03-05收取，这次没有重复收取。"]
    assert sql.value("SELECT hash FROM chain_head") == head


def test_a_second_sheet_of_one_office_says_that_it_changes_the_first(line: Mubiao, folder: Path) -> None:
    fill_in(sheet := sheet_of(folder, "D001"), rows=FIRST)
    other = folder / "另一份.xlsx"
    other.write_bytes(sheet.read_bytes())
    fill_in(other, rows={"T001": {PROGRESS: 77}})
    told = line.done("import", "answers", str(sheet), str(other), *DAY).splitlines()
    assert told[2].endswith("“第001厅”2026-03修改填报（第2版），改动1项：T001。")


def test_a_share_in_the_column_of_per_cent_is_asked_about(line: Mubiao, folder: Path) -> None:
    fill_in(sheet := sheet_of(folder, "D001"), rows=FIRST | {"T001": FIRST["T001"] | {PROGRESS: 0.8}})
    answer = line("import", "answers", str(sheet), *DAY)
    assert answer.code == 1
    assert "进度（%）“0.8”不到1%，完成八成的填80；确是不到1%的，在说明中写明" in answer.out


def test_a_file_that_was_taken_before_is_listed_after_the_new_ones(line: Mubiao, folder: Path) -> None:
    fill_in(sheet_of(folder, "D001"), rows=FIRST)
    line.done("import", "answers", str(sheet_of(folder, "D001")), *DAY)
    fill_in(sheet_of(folder, "D002"), rows={"T003": {PROGRESS: 10}})
    told = line.done("import", "answers", str(folder), *DAY).splitlines()
    assert told[0] == "收取1份，退回0个文件，此前已收取1份。"
    assert told[1].startswith("D002回复表.xlsx")
    assert told[2] == ("D001回复表.xlsx 工作表“2026年3月月度检查”：此前已于2026-03-05收取，这次没有重复收取。")


def test_a_dry_run_leaves_nothing_and_the_import_after_it_takes_it(line: Mubiao, folder: Path, sql: Sql) -> None:
    fill_in(sheet := sheet_of(folder, "D001"), rows=FIRST)
    head = sql.value("SELECT hash FROM chain_head")
    assert line.done("import", "answers", str(sheet), "--dry-run", *DAY).startswith("（仅核对，未收取）收取1份")
    assert (sql.value("SELECT hash FROM chain_head"), sql.value(REPORTED)) == (head, 0)
    line.done("import", "answers", str(sheet), *DAY)
    assert sql.value(REPORTED) == 1


def test_a_wrong_sheet_comes_back_in_red_and_the_others_are_taken(line: Mubiao, folder: Path, tmp_path: Path) -> None:
    fill_in(sheet_of(folder, "D001"), rows={"T001": {PROGRESS: 400}, "T002": {PROGRESS: 60}})
    fill_in(sheet_of(folder, "D002"), rows={"T003": {PROGRESS: 10}})
    (back := tmp_path / "退").mkdir()
    answer = line("import", "answers", str(folder), "--returned", str(back), *DAY)
    assert answer.code == 1
    assert "收取1份，退回1个文件。" in answer.out
    assert "D001回复表.xlsx 工作表“2026年3月月度检查” I6：进度（%）“400”应在0到100之间" in answer.out
    page: Any = load_workbook(back / "退回-D001回复表.xlsx").worksheets[1]
    assert page["I6"].comment.text.startswith("进度（%）“400”")


def test_a_progress_that_no_remark_explains_stands_at_its_cell(line: Mubiao, folder: Path, tmp_path: Path) -> None:
    fill_in(sheet_of(folder, "D001"), rows={"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60, STATUS: "已完成"}})
    (back := tmp_path / "退").mkdir()
    answer = line("import", "answers", str(sheet_of(folder, "D001")), "--returned", str(back), *DAY)
    assert "I7：进度（%）“60”不足100%而状态为“已完成”" in answer.out
    assert load_workbook(back / "退回-D001回复表.xlsx").worksheets[1]["I7"].comment


def test_a_complete_target_without_evidence_is_refused_at_its_row(
    line: Mubiao, anyone: Acting, folder: Path, tmp_path: Path, sql: Sql
) -> None:
    anyone.on("2026-04-01").open("self_check", "2026Q1")
    number = duty_number(sql, "self_check", "2026Q1")
    line.done("document", "answer-sheet", "--obligation", str(number), "-o", str(form := folder / "自查.xlsx"), *APRIL)
    fill_in(form, rows={"T001": {PROGRESS: 40}, "T002": {PROGRESS: 100, STATUS: "已完成"}})
    (back := tmp_path / "退").mkdir()
    answer = line("import", "answers", str(form), "--returned", str(back), *APRIL)
    assert "已完成的目标没有印证材料，请在这里写文件名" in answer.out
    page: Any = load_workbook(back / "退回-自查.xlsx").worksheets[1]
    [marked] = [cell for row in page.rows for cell in row if cell.comment]
    assert (page.cell(marked.row, 1).value, page.cell(6, marked.column).value) == ("T002", "印证材料（附件名）")


def test_the_day_of_receipt_needs_its_source(line: Mubiao, folder: Path, sql: Sql) -> None:
    fill_in(sheet := sheet_of(folder, "D001"), rows=FIRST)
    late = ("import", "answers", str(sheet), "--received", "2026-03-31", "--on", "2026-04-02")
    assert "同时写明依据（--source-note）" in line.refused(*late)
    line.done(*late, "--source-note", "3月31日来信")
    assert sql.rows("SELECT counted_on::text, late FROM obligation WHERE state = 'discharged'") == [
        ("2026-03-31", False)
    ]
    assert "（经办人代录，回复表：3月31日来信，D001回复表.xlsx，2026年3月31日收到）" in line.done("why", "1")
    assert "2026年3月31日收到，经办人代录，D001回复表.xlsx" in line.done("why", "1")


def test_files_in_the_same_folder_are_the_evidence(line: Mubiao, anyone: Acting, tmp_path: Path, sql: Sql) -> None:
    anyone.on("2026-04-01").open("self_check", "2026Q1")
    (folder := tmp_path / "自查").mkdir()
    sheet, day = folder / "表.xlsx", ("--on", "2026-04-01")
    number = str(duty_number(sql, "self_check", "2026Q1"))
    line.done("document", "answer-sheet", "--obligation", number, "-o", str(sheet), *day)
    (folder / "验收单.pdf").write_bytes(b"%PDF accepted")
    fill_in(sheet, rows={"T001": {PROGRESS: 100, FILES: "验收单.pdf"}, "T002": {PROGRESS: 60}})
    line.done("import", "answers", str(folder), *day)
    assert sql.column("SELECT file_name FROM evidence_use") == ["验收单.pdf"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("没有.xlsx", "没有文件或文件夹"), ("", "里没有回复表")],
)
def test_a_path_without_sheets_is_refused(line: Mubiao, tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "空").mkdir()
    assert sentence in line.refused("import", "answers", str(tmp_path / "空" / name), *DAY)


def test_another_file_is_named_and_the_rest_is_taken(line: Mubiao, folder: Path) -> None:
    sheet_of(folder, "D002").write_bytes(b"no workbook")
    fill_in(sheet_of(folder, "D001"), rows=FIRST)
    answer = line("import", "answers", str(folder), *DAY)
    assert (answer.code, "收取1份，退回1个文件。" in answer.out) == (1, True)
    assert "D002回复表.xlsx" in answer.out


def test_the_other_options_of_import_are_none_of_answers(line: Mubiao, folder: Path) -> None:
    assert "--correction" in line.refused("import", "answers", str(folder), "--correction", "笔误", code=2)
    assert "--returned" in line.done("import", "answers", "--help")


def test_sheets_for_all_and_for_one_are_asked_for_one_way(line: Mubiao, tmp_path: Path, folder: Path) -> None:
    assert "请写明事项和文件" in line.refused("document", "answer-sheet", *DAY, code=2)
    one = ("document", "answer-sheet", "--obligation", "1", "-o", str(tmp_path / "表.xlsx"), *DAY)
    assert line.json(*one)["title"] == "第001厅回复表"
    assert "已经存在" in line.refused("document", "answer-sheet", "--all", str(folder), *DAY)
    listed = line.json("document", "answer-sheet", "--all", str(folder), "--force", *DAY)
    assert [each["department"] for each in listed] == ["D001", "D002"]


def test_the_sheet_of_a_change_of_liaison_is_written_without_a_vacancy_and_taken(
    line: Mubiao, anyone: Acting, tmp_path: Path, sql: Sql
) -> None:
    anyone.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明"})
    place = tmp_path / "变更.xlsx"
    asked = ("document", "answer-sheet", "--liaison", "D001", "-o", str(place), *DAY)
    assert line.json(*asked)["title"] == "第001厅回复表"
    for more in (("--obligation", "1"), ("--all", str(tmp_path))):
        assert "请写明事项和文件" in line.refused(*asked, *more, "--force", code=2)
    assert "不在部门名单中" in line.refused("document", "answer-sheet", "--liaison", "D009", "-o", "b.xlsx", *DAY)
    fill_in(place, {"新联络员姓名": "王芳", "新联络员邮箱": "wangfang@example.org"})
    assert "任“第001厅”联络员" in line.done("import", "answers", str(place), *DAY)
    people = "SELECT name FROM contact WHERE role = 'liaison' AND valid_to IS NULL"
    assert sql.column(people) == ["王芳"]


def test_the_sheet_of_an_appeal_is_written_by_hand_and_taken(
    line: Mubiao, anyone: Acting, tmp_path: Path, sql: Sql
) -> None:
    anyone.on("2026-12-01").open("year_end_check", "2026")
    january = anyone.on("2027-01-11")
    january.open("year_end_reverification", "2026")
    january.system.do("compare_filings")
    place, day = tmp_path / "申诉.xlsx", ("--on", "2027-01-11")
    asked = ("document", "answer-sheet", "--appeal", "年终复核缺项")
    assert line.json(*asked, "2026/D001/T001", "-o", str(place), *day)["title"] == "第001厅回复表"
    for more in (("--obligation", "1"), ("--liaison", "D001"), ("--all", str(tmp_path))):
        assert "请写明事项和文件" in line.refused(*asked, "2026/D001", "-o", str(place), *more, *day, code=2)
    assert "没有告知过部门编号为“2026/D009”的年终复核缺项" in line.refused(*asked, "2026/D009", "-o", "b.xlsx", *day)
    fill_in(place, rows={"T001": {"申诉理由": "12月已交"}})
    assert "的缺项提出申诉，待管理机构受理" in line.done("import", "answers", str(place), *day)
    assert sql.column("SELECT subject_key FROM appeal") == ["2026/D001/T001"]


def test_folders_in_a_folder_are_searched_and_what_is_no_answer_is_left(line: Mubiao, folder: Path, sql: Sql) -> None:
    (inner := folder / "三月" / "教育").mkdir(parents=True)
    fill_in(sheet_of(folder, "D001"), rows=FIRST).rename(inner / "表.xlsx")
    sheet_of(folder, "D002").rename(folder / "退回-D002回复表.xlsx")
    (folder / "~$表.xlsx").write_bytes(b"a lock of Excel")
    (folder / "说明.docx").write_bytes(b"no sheet")
    assert line.done("import", "answers", str(folder), *DAY).startswith("收取1份，退回0个文件。")
    assert sql.value(REPORTED) == 1


def test_a_file_that_is_named_twice_is_taken_once(line: Mubiao, folder: Path) -> None:
    fill_in(sheet := sheet_of(folder, "D001"), rows=FIRST)
    found = line.json("import", "answers", str(sheet), str(folder / "D001回复表.xlsx"), *DAY)
    assert len(found["taken"]) == 1


def test_what_was_refused_is_data_too(line: Mubiao, folder: Path) -> None:
    fill_in(sheet := sheet_of(folder, "D001"), rows={"T001": {PROGRESS: 400}, "T002": {PROGRESS: 60}})
    answer = line("import", "answers", str(sheet), "--json", *DAY)
    (refused,) = json.loads(answer.out)["refused"]
    assert (answer.code, "I6：进度（%）“400”" in refused) == (1, True)


def test_the_sheets_of_a_rehearsal_are_not_those_of_the_installation(line: Mubiao, folder: Path, sql: Sql) -> None:
    fill_in(sheet := sheet_of(folder, "D001"), rows=FIRST)
    sql("TRUNCATE sealed_answer_key, answer_key")
    line.done("act", "renew_answer_key", "--reason", "另一套系统", *DAY)
    answer = line("import", "answers", str(sheet), *DAY)
    assert "不是本系统发出的，或者被改动过，请用原表填写" in answer.out
    assert (answer.code, sql.value(REPORTED)) == (1, 0)


def test_a_missing_folder_for_refused_sheets_is_refused_before_anything_is_taken(
    line: Mubiao, folder: Path, sql: Sql, tmp_path: Path
) -> None:
    fill_in(sheet := sheet_of(folder, "D001"), rows=FIRST)
    answer = line.refused("import", "answers", str(sheet), "--returned", str(tmp_path / "没有"), *DAY)
    assert "没有收取任何回复" in answer
    assert sql.value(REPORTED) == 0


def test_two_refused_files_of_one_name_are_both_returned(line: Mubiao, folder: Path, tmp_path: Path) -> None:
    for name, office, target in (("甲", "D001", "T001"), ("乙", "D002", "T003")):
        (folder / name).mkdir()
        fill_in(sheet_of(folder, office), rows={target: {PROGRESS: 400}})
        sheet_of(folder, office).rename(folder / name / "表.xlsx")
    (back := tmp_path / "退").mkdir()
    assert line("import", "answers", str(folder), "--returned", str(back), *DAY).code == 1
    assert sorted(each.name for each in back.iterdir()) == ["退回-表.xlsx", "退回-表（2）.xlsx"]


def test_sheets_in_an_archive_are_taken_with_their_evidence(
    line: Mubiao, anyone: Acting, tmp_path: Path, sql: Sql
) -> None:
    anyone.on("2026-04-01").open("self_check", "2026Q1")
    sheet, day = tmp_path / "表.xlsx", ("--on", "2026-04-01")
    number = str(duty_number(sql, "self_check", "2026Q1"))
    line.done("document", "answer-sheet", "--obligation", number, "-o", str(sheet), *day)
    fill_in(sheet, rows={"T001": {PROGRESS: 100, FILES: "验收单.pdf"}, "T002": {PROGRESS: 60}})
    archive = tmp_path / "自查.zip"
    archive.write_bytes(zipped({"自查/表.xlsx": sheet.read_bytes(), "自查/印证/验收单.pdf": b"%PDF accepted"}))
    assert line.done("import", "answers", str(archive), *day).startswith("收取1份，退回0个文件。")
    assert sql.column("SELECT file_name FROM evidence_use") == ["验收单.pdf"]


@pytest.mark.process
def test_a_saved_mail_is_taken_and_what_did_not_come_with_it_is_named(line: Mubiao, folder: Path, sql: Sql) -> None:
    fill_in(sheet := sheet_of(folder, "D001"), rows=FIRST)
    (saved := folder / "来信.eml").write_bytes(mail("附表", {"表.xlsx": sheet.read_bytes(), "照片.rar": b"Rar!"}))
    answer = line.json("import", "answers", str(saved), *DAY)
    assert answer["taken"] == ["表.xlsx 工作表“2026年3月月度检查”：“第001厅”2026-03已填报2项。"]
    (missing,) = answer["missing"]
    assert missing.startswith("邮件“来信.eml”：压缩包“照片.rar”没有打开，只接受.zip")
    assert sql.value(REPORTED) == 1


@pytest.mark.process
def test_the_same_sheet_by_mail_in_an_archive_and_alone_is_taken_once(line: Mubiao, folder: Path, sql: Sql) -> None:
    fill_in(sheet := sheet_of(folder, "D001"), rows=FIRST)
    sheet_of(folder, "D002").unlink()
    (folder / "来信.eml").write_bytes(mail("附表", {"表.xlsx": sheet.read_bytes()}))
    (folder / "包.zip").write_bytes(zipped({"来信.eml": (folder / "来信.eml").read_bytes()}))
    assert line.done("import", "answers", str(folder), *DAY).splitlines() == [
        "收取1份，退回0个文件。",
        "D001回复表.xlsx 工作表“2026年3月月度检查”：“第001厅”2026-03已填报2项。",
        "“表.xlsx”与“D001回复表.xlsx”完全相同，只收取一次。",
        "“表.xlsx”与“D001回复表.xlsx”完全相同，只收取一次。",
    ]
    assert sql.value(REPORTED) == 1


@pytest.mark.process
def test_a_wrong_sheet_in_a_mail_comes_back_in_red(line: Mubiao, folder: Path, tmp_path: Path) -> None:
    fill_in(sheet := sheet_of(folder, "D001"), rows={"T001": {PROGRESS: 400}, "T002": {PROGRESS: 60}})
    (saved := tmp_path / "来信.eml").write_bytes(mail("附表", {"表.xlsx": sheet.read_bytes()}))
    (back := tmp_path / "退").mkdir()
    assert line("import", "answers", str(saved), "--returned", str(back), *DAY).code == 1
    assert load_workbook(back / "退回-表.xlsx").worksheets[1]["I6"].comment


@pytest.mark.exhaustive(1)
@pytest.mark.process
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("弹.zip", zipped({"0.bin": b"\0" * 50_000_000}), "“弹.zip”解压后过大或文件过多，可能不安全"),
        ("空.zip", zipped({"说明.docx": b"x"}), "压缩包“空.zip”里没有回复表"),
        ("坏.zip", b"PK", "“坏.zip”已损坏"),
        ("信.eml", mail("收到"), "邮件“信.eml”里没有回复表"),
        ("空.eml", b"\n", "邮件“空.eml”：这封信没有内容"),
        ("宏.eml", mail("附表", {"表.xlsm": b"PK\x03\x04"}), "邮件“宏.eml”中的“表.xlsm”是带宏的工作簿"),
    ],
)
def test_an_archive_or_a_mail_that_holds_no_sheet_is_named_and_the_rest_is_taken(
    line: Mubiao, folder: Path, name: str, data: bytes, sentence: str
) -> None:
    fill_in(sheet_of(folder, "D001"), rows=FIRST)
    fill_in(sheet_of(folder, "D002"), rows={"T003": {PROGRESS: 10}})
    (folder / name).write_bytes(data)
    answer = line("import", "answers", str(folder), *DAY)
    assert (answer.code, "收取2份，退回1个文件。" in answer.out, sentence in answer.out) == (1, True, True)


FULL_DISK = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT count(*) FROM report) > 0 THEN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END IF;
    RETURN NEW; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON report FOR EACH ROW EXECUTE FUNCTION full_disk()
"""


def test_what_was_taken_before_the_database_failed_is_printed(line: Mubiao, folder: Path, sql: Sql) -> None:
    fill_in(sheet_of(folder, "D001"), rows=FIRST)
    fill_in(sheet_of(folder, "D002"), rows={"T003": {PROGRESS: 10}})
    sql(FULL_DISK)
    answer = line("import", "answers", str(folder), *DAY)
    assert answer.out.splitlines() == [
        "中断前收取1份，退回0个文件。",
        "D001回复表.xlsx 工作表“2026年3月月度检查”：“第001厅”2026-03已填报2项。",
    ]
    assert (answer.code, "磁盘已满" in answer.err, sql.value(REPORTED)) == (3, True, 1)
    sql("DROP TRIGGER full_disk ON report")
    assert line.done("import", "answers", str(folder), *DAY).startswith("收取1份，退回0个文件，此前已收取1份。")
    assert sql.value(REPORTED) == 2


def open_meeting(line: Mubiao, anyone: Acting, folder: Path) -> None:
    """The office owes the meeting of the quarter too; its workbook has two sheets."""
    anyone.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    line.done("document", "answer-sheet", "--all", str(folder), "--force", *APRIL)


def test_a_blank_sheet_of_a_workbook_is_left_out_and_said_once(
    line: Mubiao, anyone: Acting, folder: Path, sql: Sql
) -> None:
    open_meeting(line, anyone, folder)
    for office, rows in (("D001", FIRST), ("D002", {"T003": {PROGRESS: 10}})):
        names = load_workbook(sheet_of(folder, office)).sheetnames
        fill_in(sheet_of(folder, office), rows=rows, page=names.index("2026年3月月度检查"))
    answer = line.done("import", "answers", str(folder), *APRIL)
    assert answer.splitlines()[0] == "收取2份，退回0个文件。"
    assert answer.count("另有2张表未填写，未收取。") == answer.count("未填写") == 1
    assert sql.value(REPORTED) == 2


def test_a_workbook_in_which_nothing_stands_is_named_and_the_rest_is_taken(
    line: Mubiao, folder: Path, tmp_path: Path
) -> None:
    fill_in(sheet_of(folder, "D001"), rows=FIRST)
    (back := tmp_path / "退").mkdir()
    answer = line("import", "answers", str(folder), "--returned", str(back), *DAY)
    assert answer.code == 1
    assert "收取1份，退回1个文件。" in answer.out
    assert "“D002回复表.xlsx”没有填写任何内容。" in answer.out
    assert list(back.iterdir()) == []


def test_what_is_blank_is_data_too(line: Mubiao, anyone: Acting, folder: Path) -> None:
    open_meeting(line, anyone, folder)
    names = load_workbook(sheet_of(folder, "D001")).sheetnames
    fill_in(sheet_of(folder, "D001"), rows=FIRST, page=names.index("2026年3月月度检查"))
    told = line.json("import", "answers", str(sheet_of(folder, "D001")), *APRIL)
    assert (len(told["taken"]), told["refused"], told["missing"]) == (1, [], ["另有1张表未填写，未收取。"])


def test_the_sheet_of_before_a_new_due_date_names_the_command_for_the_newest(
    line: Mubiao, folder: Path, sql: Sql
) -> None:
    fill_in(sheet_of(folder, "D001"), rows=FIRST)
    number = sql.value("SELECT min(id) FROM obligation")
    sql("UPDATE obligation SET due_version = 5")
    answer = line("import", "answers", str(sheet_of(folder, "D001")), *DAY)
    assert answer.code == 1
    assert f"最新的回复表：mubiao document answer-sheet --obligation {number} -o 回复表.xlsx" in answer.out


def test_what_was_in_an_archive_lies_in_the_evidence_folder_and_is_removed(
    line: Mubiao, folder: Path, tmp_path: Path
) -> None:
    store = line.home / "evidence"
    configure_store(store, 50)
    archive = tmp_path / "三月.zip"
    archive.write_bytes(zipped({"表.xlsx": sheet_of(folder, "D001").read_bytes()}))
    results: list[TakenFile] = []
    take_files([archive], Receipt(day=date(2026, 3, 5)), None, results, keep=False)
    assert [each.file.is_relative_to(store) for each in results] == [True]
    assert list(store.glob("inbox-*")) == []
