"""`mubiao import`: all rows or none, all complaints at once, no change on a second import."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.databases import story
from tests.deployments.commands.wrong_cells import CASES, DRAFT
from tests.models.ledger.draft.lists import (
    APPROVED,
    PAPER,
    SUBMITTED,
    approve,
    bodies,
    consult,
    draft,
    submit,
    whole_list,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao, Sheet


if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao, Sheet

    Untouched = Callable[[], bool]

TARGET = {"编号": "T009", "年度": "2026", "目标名称": "新建农村公路", "责任部门": "D001"}
DEPARTMENT = {"编码": "D009", "名称": "第九厅"}
REPORT = {"部门编码": "D001", "期间": "2026-03", "目标编号": "T001", "进度": "50"}
NOTICE = {"notice_title": "关于三月三放假的通知", "notice_number": "黔府办〔2026〕1号", "notice_date": "2026-03-01"}
THIRD = {"date": "2026-04-21", "kind": "holiday", "name": "三月三", **NOTICE}
DAY = ("--on", "2026-03-05")


@pytest.fixture
def line(line: Mubiao, sql: Sql) -> Mubiao:
    """The command line in the first month of an installation: new targets come by a sheet."""
    sql("UPDATE jurisdiction SET go_live = '2026-03-01' WHERE go_live IS NOT NULL")
    return line


@pytest.fixture
def untouched(line: Mubiao, sql: Sql) -> Untouched:
    """Whether the chain is as long as it was before."""
    assert line.database
    before = sql.value("SELECT height FROM chain_head")
    return lambda: bool(sql.value("SELECT height FROM chain_head") == before)


def test_an_import_says_how_many_rows_are_new(line: Mubiao, sheet: Sheet) -> None:
    found = line.json("import", "departments", str(sheet("部门.csv", DEPARTMENT)), *DAY)
    assert found == {"rows": 1, "new": 1, "changed": 0, "same": 0, "complaints": []}


def test_a_second_import_changes_nothing(line: Mubiao, sheet: Sheet, sql: Sql) -> None:
    file = str(sheet("目标.xlsx", TARGET))
    assert line.json("import", "targets", file, *DAY)["new"] == 1
    before = sql.value("SELECT hash FROM chain_head")
    assert line.json("import", "targets", file, *DAY) == {
        "rows": 1,
        "new": 0,
        "changed": 0,
        "same": 1,
        "complaints": [],
    }
    assert sql.value("SELECT hash FROM chain_head") == before


def test_a_dry_run_counts_and_leaves_nothing(line: Mubiao, sheet: Sheet, untouched: Untouched) -> None:
    file = str(sheet("目标.csv", TARGET))
    assert line.json("import", "targets", file, "--dry-run", *DAY)["new"] == 1
    assert line.done("import", "targets", file, "--dry-run", *DAY).startswith("（仅核对，未导入）")
    assert untouched()
    assert line.json("import", "targets", file, *DAY)["new"] == 1


def test_headings_may_come_in_any_order_and_by_another_name(line: Mubiao, sheet: Sheet) -> None:
    row = {"牵头单位": "第001厅", "目标名称": "甲", "编号": "T010", "年度": 2026}
    assert line.json("import", "targets", str(sheet("目标.xlsx", row)), *DAY)["new"] == 1


def test_an_unknown_column_is_named_and_the_rest_is_imported(line: Mubiao, sheet: Sheet) -> None:
    answer = line("import", "departments", str(sheet("部门.csv", DEPARTMENT | {"楼层": "3", "备注": "东楼"})), *DAY)
    assert answer.err == "注意：以下列无法识别，未导入：楼层、备注。\n"
    assert answer.out.startswith("部门共1行：新增1，")


def test_contacts_and_reports_are_imported_too(line: Mubiao, sheet: Sheet) -> None:
    contact = {"部门编码": "D001", "角色": "联络员", "姓名": "张三"}
    assert line.json("import", "contacts", str(sheet("联系人.csv", contact)))["new"] == 1
    reports = sheet("填报.csv", REPORT, REPORT | {"目标编号": "T002"})
    assert line.json("import", "reports", str(reports), *DAY)["new"] == 1


def test_a_sheet_of_contacts_stands_on_a_paper_and_no_other_one_does(line: Mubiao, sheet: Sheet, sql: Sql) -> None:
    row = {"部门编码": "D001", "角色": "主要领导", "姓名": "赵六"}
    paper = ("--paper", "黔人任〔2026〕3号", "--paper-date", "2026-03-04")
    line.done("import", "contacts", str(sheet("联系人.csv", row)), *paper, *DAY)
    assert sql.value("SELECT source ->> 'paper' FROM block ORDER BY height DESC LIMIT 1") == "黔人任〔2026〕3号"
    assert "只用于 departments、contacts" in line("import", "reports", str(sheet("报.csv", REPORT)), *paper, *DAY).err


def test_a_local_holiday_moves_the_dates_computed_without_the_database(line: Mubiao, sheet: Sheet) -> None:
    file = str(sheet("三月三.csv", THIRD))
    line.done("import", "local-calendar", file, "--dry-run", *DAY)
    assert line.json("workday", "2026-03-31", "--plus", "15")["due"] == "2026-04-22"
    line.done("import", "local-calendar", file, *DAY)
    assert line.json("workday", "2026-03-31", "--plus", "15")["due"] == "2026-04-23"


@pytest.mark.exhaustive(4)
@pytest.mark.parametrize(
    ("kind", "rows", "cell", "why"),
    [
        ("targets", [TARGET | {"责任部门": "第01厅"}], "第2行“责任部门”列", "是否为“第001厅”"),
        ("targets", [TARGET | {"责任部门": "海关"}], "第2行“责任部门”列", "“海关”不在部门名单中"),
        ("targets", [TARGET, TARGET], "第3行“编号”列", "重复：第2行与第3行"),
        ("targets", [TARGET | {"完成时限": "2026年2月30日"}], "第2行“完成时限”列", "不是有效日期"),
        ("targets", [TARGET | {"编号": ""}], "第2行“编号”列", "不能为空"),
        ("departments", [DEPARTMENT, DEPARTMENT], "第3行“编码”列", "重复"),
        ("departments", [DEPARTMENT | {"编码": "D010", "名称": "第001厅"}], "第2行“名称”列", "名称不能重复"),
        ("contacts", [{"部门编码": "D077", "角色": "联络员", "姓名": "张三"}], "第2行“部门编码”列", "不在部门名单中"),
        ("reports", [REPORT | {"进度": "101"}, REPORT | {"目标编号": "T002"}], "第2行“进度”列", "0到100"),
        ("reports", [REPORT | {"进度": "-1"}, REPORT | {"目标编号": "T002"}], "第2行“进度”列", "0到100"),
        ("reports", [REPORT | {"目标编号": "T003"}], "第2行", "不能填报其他部门的目标"),
        ("reports", [REPORT | {"期间": "2026-13"}], "第2行“期间”列", "2026-13"),
        ("calendar", [THIRD | {"notice_title": ""}], "第2行“notice_title”列", "不能为空"),
        ("calendar", [THIRD | {"kind": "makeup_workday"}], "第2行“date”列", "本来就是工作日"),
        ("calendar", [THIRD, THIRD], "第3行“date”列", "重复"),
        ("calendar", [THIRD | {"date": "2026-02-30"}], "第2行“date”列", "不是有效日期"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_imported(
    line: Mubiao,
    sheet: Sheet,
    untouched: Untouched,
    kind: str,
    rows: list[dict[str, Any]],
    cell: str,
    why: str,
) -> None:
    answer = line("import", kind, str(sheet("表.csv", *rows)), *DAY, "--json")
    assert answer.code == 1
    found = json.loads(answer.out)
    assert {name: found[name] for name in ("rows", "new", "changed", "same")} == {
        "rows": 0, "new": 0, "changed": 0, "same": 0
    }  # fmt: skip
    assert any(each["cell"] == cell and why in each["message"] for each in found["complaints"]), found
    assert {tuple(each) for each in found["complaints"]} == {("sheet", "cell", "value", "message")}
    assert "未作任何改动" in answer.err
    assert untouched()


def test_a_workbook_is_complained_about_by_sheet_and_cell(line: Mubiao, sheet: Sheet) -> None:
    file = sheet("目标.xlsx", TARGET, TARGET | {"编号": "T010", "责任部门": "第01厅"})
    [complaint] = json.loads(line("import", "targets", str(file), "--json", *DAY).out)["complaints"]
    assert (complaint["sheet"], complaint["cell"], complaint["value"]) == ("Sheet", "D3", "第01厅")


def test_all_complaints_come_at_once(line: Mubiao, sheet: Sheet) -> None:
    rows = [
        TARGET | {"责任部门": "海关"},
        TARGET | {"编号": "T010", "年度": "二〇二六"},
        TARGET | {"编号": "", "数量": "多"},
    ]
    text = line.refused("import", "targets", str(sheet("目标.csv", *rows)), *DAY)
    assert "共发现4处问题" in text


def test_a_report_of_a_closed_month_is_refused(line: Mubiao, sheet: Sheet, untouched: Untouched) -> None:
    file = sheet("填报.csv", REPORT, REPORT | {"目标编号": "T002"})
    assert "截止" in line.refused("import", "reports", str(file), "--on", "2026-05-06")
    assert untouched()


def test_a_typing_error_is_corrected_with_its_reason(line: Mubiao, sheet: Sheet, sql: Sql, tmp_path: Path) -> None:
    (page := tmp_path / "任务书.pdf").write_bytes(b"the source page")
    line.done("import", "targets", str(sheet("目标.csv", TARGET | {"数量": "1000"})), *DAY)
    wrong = str(sheet("更正.csv", TARGET | {"数量": "100"}))
    assert "确系录入错误的，用 --correction 写明原因更正" in line.refused("import", "targets", wrong, *DAY)
    assert "--evidence 文件" in line.refused("import", "targets", wrong, "--correction", "多写一个零", *DAY)
    text = line.done("import", "targets", wrong, "--correction", " 多写一个零 ", "--evidence", str(page), *DAY)
    assert text == (
        "目标共1行：新增0，更改1，未变0。其中更正1项，原因：多写一个零。\n更正：T009 数量由“1000”改为“100”。\n"
    )
    detail = "SELECT detail FROM transition WHERE event = 'corrected' AND record = 'target'"
    assert sql.value(detail) == {"from": {"quantity": "1000"}, "to": {"quantity": "100"}, "reason": "多写一个零"}


@pytest.mark.parametrize("trial", [("--dry-run",), ()])
def test_targets_of_a_late_start_say_beforehand_how_much_is_overdue_at_once(
    founded_line: Mubiao, anyone: Acting, sheet: Sheet, trial: tuple[str, ...]
) -> None:
    anyone.on("2026-02-27").take("departments", {"编码": "D001", "名称": "第001厅"})
    november = founded_line.set(MUBIAO_CLOCK="2026-11-23T09:00:00+08:00")
    file = str(sheet("目标.csv", TARGET | {"下达日期": "2026-02-27"}))
    trial = (*trial, "--taken-over", "黔目标〔2026〕3号", "2026-02-27")
    warned = november("import", "targets", file, *trial).err
    [opened, late] = re.findall(r"将开启(\d+)项应办事项，其中(\d+)项期限已过", warned)[0]
    assert int(opened) > int(late) > 20
    assert "启用日期以前开始的期间一律不开启" in warned
    november.done("run", "monthly_check")
    assert "首次巡检" not in november("import", "targets", file, *trial).err


def test_a_dry_run_with_a_source_page_leaves_no_file(line: Mubiao, sheet: Sheet, sql: Sql, tmp_path: Path) -> None:
    (page := tmp_path / "任务书.pdf").write_bytes(b"the source page")
    line.done("import", "targets", str(sheet("目标.csv", TARGET | {"数量": "1000"})), *DAY)
    wrong = str(sheet("更正.csv", TARGET | {"数量": "100"}))
    given = ("--correction", "多写一个零", "--evidence", str(page), *DAY)
    before = sorted(line.home.rglob("*"))
    assert "其中更正1项" in line.done("import", "targets", wrong, *given, "--dry-run")
    assert sorted(line.home.rglob("*")) == before
    assert sql.value("SELECT count(*) FROM evidence") == 0
    missing = ("--correction", "多写一个零", "--evidence", str(tmp_path / "无.pdf"), *DAY)
    assert "文件不存在" in line.refused("import", "targets", wrong, *missing, "--dry-run")
    line.done("import", "targets", wrong, *given)
    assert sql.value("SELECT count(*) FROM evidence") == 1


def test_a_correction_is_tried_first(line: Mubiao, sheet: Sheet, untouched: Untouched) -> None:
    file = str(sheet("部门.csv", {"编码": "D001", "名称": "第一厅"}))
    assert "更名须办理部门更名" in line.refused("import", "departments", file, "--reason", "录入有误", *DAY)
    assert "其中更正1项" in line.done("import", "departments", file, "--correction", "录入有误", "--dry-run", *DAY)
    assert untouched()


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("targets", "目标.csv", "--correction", " "), 1, "--correction 须写明更正的原因"),
        (
            ("contacts", "联系人.csv", "--correction", "笔误"),
            2,
            "--correction 只用于 covert-results、departments、indicators、survey-results、targets。",
        ),
        (
            ("reports", "填报.csv", "--correction", "笔误"),
            2,
            "--correction 只用于 covert-results、departments、indicators、survey-results、targets。",
        ),
    ],
)
def test_a_correction_without_a_reason_or_of_something_else_is_refused(
    line: Mubiao, sheet: Sheet, words: tuple[str, ...], code: int, why: str
) -> None:
    row = {"contacts": {"部门编码": "D001", "角色": "联络员", "姓名": "张三"}, "reports": REPORT}.get(words[0], TARGET)
    assert why in line.refused("import", words[0], str(sheet(words[1], row)), *words[2:], *DAY, code=code)


def test_a_missing_column_is_named(line: Mubiao, sheet: Sheet) -> None:
    assert "缺少列：编号、责任部门" in line.refused(
        "import", "targets", str(sheet("目标.csv", {"年度": 1, "目标名称": 2}))
    )


@pytest.mark.parametrize("name", ["部门.csv", "部门.xlsx"])
def test_a_sheet_without_rows_is_refused(line: Mubiao, sheet: Sheet, name: str) -> None:
    file = sheet(name, {"编码": "", "名称": ""})
    assert "只有表头，没有数据" in line.refused("import", "departments", str(file))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("空.csv", b"", "是空文件"),
        ("空.xlsx", b"", "是空文件"),
        ("假.xlsx", "编码,名称\n".encode(), "不是Excel工作簿"),
        ("假.csv", b"PK\x03\x04....", "其实是Excel工作簿或压缩包"),
        ("假.csv", b"%PDF-1.7", "其实是PDF文件"),
        ("坏.xlsx", b"PK\x03\x04....", "已损坏"),
        ("旧.xls", b"PK\x03\x04....", "其实是Excel工作簿或压缩包，与扩展名.xls不符"),
        ("旧.et", b"\xd0\xcf\x11\xe0", "不是可导入的表格"),
        ("坏.csv", b"\xff\xfe\xd8", "已损坏：标明的编码是UTF-16"),
        ("说明.doc", b"x", "不是可导入的表格"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    mubiao: Mubiao, tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert why in mubiao.refused("import", "departments", str(tmp_path / name))


@pytest.mark.parametrize(("name", "why"), [("没有.csv", "不存在"), (".", "不是文件")])
def test_a_file_that_is_not_there_is_refused_before_any_database_is_started(
    mubiao: Mubiao, name: str, why: str
) -> None:
    assert why in mubiao.refused("import", "departments", name)
    assert not mubiao.home.exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "缺少 种类"),
        (("departments",), "缺少 文件"),
        (
            ("人员", "a.csv"),
            "种类 填写有误，应为以下之一：departments、contacts、targets、drafts、indicators、reports、reviews",
        ),
        (("departments", "a.csv", "b.csv"), "多出的参数：b.csv"),
        (("departments", "a.csv", "--on", "2026-02-29"), "“2026-02-29”不是有效日期"),
    ],
)
def test_a_wrong_call_is_a_wrong_usage(mubiao: Mubiao, words: tuple[str, ...], why: str) -> None:
    assert why in mubiao.refused("import", *words, code=2)


def test_the_results_of_a_covert_visit_are_checked_imported_and_corrected(
    line: Mubiao, anyone: Acting, tmp_path: Path
) -> None:
    standing = {"credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "独立"}
    august = anyone.on("2026-08-10")
    august.do("register_third_party", name="中鼎", **standing)
    august.do("hand_out_covert_list", period="2026Q3", third_party="中鼎", targets="T001、T003")
    book, place = tmp_path / "清单.xlsx", ("--on", "2026-08-20")
    line.done("document", "covert-list", "--list", "2026Q3-1", "-o", str(book))
    answer = json.loads(line("import", "covert-results", str(book), *place, "--json").out)
    assert {each["message"] for each in answer["complaints"]} == {
        f"{title}不能为空" for title in ("暗访日期", "是否达到要求", "完成情况", "所见情况", "核查人员代号")
    }
    sheet = load_workbook(book)
    for row in (2, 3):
        for column, value in enumerate(("2026-08-18", "否", "未开工", "围挡", "A1"), 10):
            sheet["暗访清单"].cell(row, column).value = value
    sheet.save(book)
    tried = line.done("import", "covert-results", str(book), *place, "--dry-run")
    assert tried.startswith("（仅核对，未导入）暗访清单2026Q3-1的结果已收回：共2项，未达要求2项，新拟列入负面清单2项")
    assert line.json("import", "covert-results", str(book), *place)["proposed"] == 2
    sheet["暗访清单"].cell(3, 11).value = "是"
    sheet.save(book)
    assert "确需更正的，用 --correction 写明原因" in line.refused("import", "covert-results", str(book), *place)
    found = line.json("import", "covert-results", str(book), "--correction", "填错", *place)
    assert (found["changed"], found["dismissed"]) == (1, 1)


def test_codes_are_assigned_when_asked_for_and_named_by_the_dry_run(
    line: Mubiao, sheet: Sheet, untouched: Untouched
) -> None:
    file = str(sheet("部门.csv", {"名称": "教育厅"}))
    assert "编码" in line.refused("import", "departments", file, *DAY)
    words = line.done("import", "departments", file, "--assign-codes", "--dry-run", *DAY)
    assert words.startswith("（仅核对，未导入）部门共1行：新增1，更改0，未变0。新编码1个：D003（教育厅）。")
    assert words.strip().endswith("收不到通知：教育厅。")
    assert untouched()
    assert "新编码1个：D003（教育厅）。" in line.done("import", "departments", file, "--assign-codes", *DAY)
    again = line.done("import", "departments", file, "--assign-codes", *DAY)
    assert again.startswith("部门共1行：新增0，更改0，未变1。")


def test_codes_are_assigned_to_departments_only(line: Mubiao, sheet: Sheet) -> None:
    text = line.refused("import", "targets", str(sheet("目标.csv", TARGET)), "--assign-codes", code=2)
    assert "--assign-codes 只用于 departments。" in text


def test_what_was_guessed_is_printed(line: Mubiao, tmp_path: Path) -> None:
    file = tmp_path / "部门.csv"
    rows = ["2026年部门名单", "编码（必填）,名称,楼层", "0101,第一局,3", "102,第二局,4", "合计,2"]
    file.write_bytes("\n".join(rows).encode("gb18030"))
    answer = line("import", "departments", str(file), *DAY)
    assert answer.err.split("\n") == [
        "注意：按GB18030（GBK）编码读取。",
        "注意：表头在第2行，其上的第1行未导入。",
        "注意：“编码（必填）”列读作“编码”。",
        "注意：第5行是合计，未导入。",
        "注意：编码丢了前导零，已补：第4行“编码（必填）”列读作“0102”。",
        "注意：以下列无法识别，未导入：楼层。",
        "",
    ]
    assert (answer.code, "新增2" in answer.out) == (0, True)


def test_the_sheet_is_asked_for_and_named(line: Mubiao, tmp_path: Path) -> None:
    book = Workbook()
    for title, code in (("直管", "D010"), ("委托", "D011")):
        for row in (["编码", "名称"], [code, f"{title}局"]):
            (book[title] if title in book.sheetnames else book.create_sheet(title)).append(row)
    book.save(tmp_path / "部门.xlsx")
    file = str(tmp_path / "部门.xlsx")
    assert "请用 --sheet 名称 写明用哪一个" in line.refused("import", "departments", file, *DAY)
    assert line.json("import", "departments", file, "--sheet", "委托", *DAY)["new"] == 1
    assert line.json("import", "departments", file, "--sheet", "直管", "--assign-codes", *DAY)["new"] == 1


def test_after_the_first_month_a_paper_is_named_and_shown(line: Mubiao, sheet: Sheet) -> None:
    file, april = str(sheet("目标.csv", TARGET)), ("--on", "2026-04-01")
    assert "--taken-over 文号 日期" in line.refused("import", "targets", file, *april)
    assert "不是有效日期" in line("import", "targets", file, *april, "--taken-over", "黔目标〔2026〕3号", "四月").err
    answer = line.done("import", "targets", file, *april, "--taken-over", "黔目标〔2026〕3号", "2026-03-30")
    assert "其中1项由黔目标〔2026〕3号（2026-03-30）下达，未经系统审批下达；第001厅2026年：缺脱贫攻坚目标1项" in answer
    assert "新建农村公路（未经系统审" in line.done("targets", "--year", "2026", *april)
    assert [row["taken_over"] for row in line.json("targets", "--year", "2026", *april)] == [False, False, False, True]
    why = line.done("why", "--target", "T009", "--year", "2026")
    assert "下达文号：黔目标〔2026〕3号，2026年3月30日（未经系统审批下达）" in why


def test_a_department_is_found_by_its_name_with_the_other_brackets(line: Mubiao, sheet: Sheet) -> None:
    department = {"编码": "D010", "名称": "省政府办公厅（参事室）"}
    assert line.json("import", "departments", str(sheet("部门.csv", department)), *DAY)["new"] == 1
    target = TARGET | {"责任部门": "省政府办公厅\n(参事室)"}
    assert line.json("import", "targets", str(sheet("目标.csv", target)), *DAY)["new"] == 1


def test_a_sheet_of_another_kind_is_named_as_such(line: Mubiao, sheet: Sheet) -> None:
    place = sheet("目标.csv", TARGET)
    text = line.refused("import", "departments", str(place), *DAY)
    assert "缺少列：" in text
    assert text.endswith("如果是另一种表：目标（mubiao import targets）。\n")
    alien = sheet("菜单.csv", {"菜名": "豆花面", "价格": "12"})
    assert "另一种表" not in line.refused("import", "departments", str(alien), *DAY)


def test_the_day_of_issue_is_stated_for_a_whole_sheet_of_targets_only(line: Mubiao, sheet: Sheet, sql: Sql) -> None:
    file = str(sheet("目标.xlsx", TARGET))
    assert line.json("import", "targets", file, "--issued-on", "2026-02-09", *DAY)["new"] == 1
    assert sql.value("SELECT max(issued_on)::text FROM target WHERE code = :code", code=TARGET["编号"]) == "2026-02-09"
    words = "--issued-on、--taken-over 只用于 targets。"
    assert words in line("import", "departments", file, "--issued-on", "2026-02-09").err
    assert words in line("import", "departments", file, "--taken-over", "黔目标〔2026〕3号", "2026-02-09").err
    assert "--match-rows 只用于导出的工作表。" in line("import", "departments", file, "--match-rows").err


TODAY = "2026-03-05"
HEAD = "SELECT hash FROM chain_head"


@pytest.fixture
@story
def drafted(line: Mubiao, anyone: Acting, sql: Sql) -> Acting:
    """N1 of D001 is drafted, due on 30 November; it is 5 March."""
    assert line.database
    agency = anyone.on(TODAY)
    draft(agency, "N1", 完成时限="2026-11-30")
    assert sql.value(HEAD)
    return agency


@pytest.mark.exhaustive(5)
@pytest.mark.usefixtures("drafted")
@pytest.mark.parametrize(("kind", "rows", "words"), CASES.values(), ids=CASES)
def test_a_wrong_cell_of_a_workbook_is_refused_with_its_place(
    line: Mubiao, sheet: Sheet, sql: Sql, kind: str, rows: tuple[dict[str, Any], ...], words: str
) -> None:
    before, file = sql.value(HEAD), sheet("表.xlsx", *rows)
    refusal = line.refused("import", kind, str(file), "--on", TODAY)
    assert "未作任何改动" in refusal
    assert f"表.xlsx 工作表“Sheet” {words}" in refusal
    assert sql.value(HEAD) == before


def refused(line: Mubiao, sql: Sql, *words: str, on: str = TODAY) -> str:
    """The sentence with which an act is refused; nothing has changed."""
    before = sql.value(HEAD)
    sentence = line.refused("act", *words, "--on", on)
    assert sql.value(HEAD) == before
    return sentence.rstrip("\n")


SUBMIT = ("submit_drafts", "--category", "职能绩效目标")


def paper_of(name: str, number: str, dated: str, key: str = "2026-1") -> tuple[str, ...]:
    """The words of an act about a paper with this number and date."""
    proof = ("--evidence", str(PAPER)) if name == "approve_drafts" else ()
    return name, "--submission", key, "--number", number, "--dated", dated, *proof


def test_a_body_that_is_not_registered_approves_nothing(line: Mubiao, drafted: Acting, sql: Sql) -> None:
    consult(drafted)
    assert refused(line, sql, *SUBMIT, on=SUBMITTED) == (
        "职能绩效目标由领导小组办公室审批，尚未登记。登记：mubiao act register_body --kind 领导小组办公室 --name 名称。"
    )


def test_an_approval_before_the_submission_is_refused(line: Mubiao, drafted: Acting, sql: Sql) -> None:
    bodies(drafted)
    consult(drafted)
    unknown = "没有编号为“2026-1”的报审，编号如2027-1。查看：mubiao submissions。"
    assert refused(line, sql, *paper_of("approve_drafts", "批〔2026〕1号", TODAY)) == unknown
    submit(drafted)
    early = paper_of("approve_drafts", "批〔2026〕1号", "2026-03-13")
    assert refused(line, sql, *early, on=APPROVED) == "批件日期2026-03-13早于报审日期2026-03-16，请核对。"
    unapproved = paper_of("issue_targets", "黔目标〔2026〕3号", APPROVED)
    assert refused(line, sql, *unapproved, on=APPROVED) == "报审2026-1尚未审批（approve_drafts），不能下达。"


def test_a_second_paper_of_one_number_names_the_first(line: Mubiao, drafted: Acting) -> None:
    bodies(drafted)
    consult(drafted)
    number = "黔目标批〔2026〕1号"
    approve(drafted, submit(drafted), number)
    draft(drafted, "N2")
    consult(drafted)
    second = paper_of("approve_drafts", number, APPROVED, submit(drafted))
    words = line.done("act", *second, "--on", APPROVED)
    assert f"同一文件（{number}）另用于批件（2026-1，{APPROVED}），请核对。" in words


def test_a_dynamic_target_without_its_document_is_refused_at_its_cells(
    line: Mubiao, drafted: Acting, sheet: Sheet, sql: Sql
) -> None:
    assert drafted.day.year == 2026
    urgent = DRAFT | {"管理方式": "动态目标", "来源文件": "", "来源文件日期": ""}
    before = sql.value(HEAD)
    sentence = line.refused("import", "drafts", str(sheet("急.xlsx", urgent)), "--on", TODAY)
    assert sql.value(HEAD) == before
    assert "H2：来源文件未填写，动态目标须写明来源文件和它的日期" in sentence
    assert "O2：来源文件日期未填写" in sentence


def test_a_dynamic_target_before_its_document_is_refused(line: Mubiao, drafted: Acting, sql: Sql) -> None:
    bodies(drafted)
    urgent = {"管理方式": "动态目标", "来源文件": "黔府发〔2026〕3号", "来源文件日期": "2026-03-17"}
    draft(drafted, "N2", **urgent)
    submission = (*SUBMIT, "--targets", "N2", "--unconsulted-reason", "紧急")
    assert "N2”：来源文件日期2026-03-17在今天（2026-03-16）之后" in refused(
        line, sql, *submission, on=SUBMITTED
    ).replace("N2“农村公路N2", "N2")


def test_a_unit_that_is_unknown_is_refused_where_it_is_to_be_added(
    line: Mubiao, drafted: Acting, sheet: Sheet, sql: Sql
) -> None:
    assert drafted.day.year == 2026
    part = DRAFT | {"绩效要求": "建成500筐", "数量": "500", "单位": "筐", "上级目标编号": "N1", "可加": "是"}
    before = sql.value(HEAD)
    sentence = line.refused("import", "drafts", str(sheet("分解.xlsx", part)), "--on", TODAY)
    assert sql.value(HEAD) == before
    assert "N2：可加填“是”，单位“筐”不能换算为“公里”，请改正单位或者留空" in sentence


def test_weights_of_49_5_are_refused_when_the_list_is_issued(line: Mubiao, drafted: Acting, sql: Sql) -> None:
    drafted.do("withdraw_draft", target="N1", reason="重复")
    bodies(drafted)
    codes = whole_list(drafted, "D001", first=2, 权重="7")
    draft(drafted, codes[1], 权重="7.5")
    consult(drafted)
    approve(drafted, submit(drafted))
    issue = paper_of("issue_targets", "黔目标〔2026〕3号", APPROVED)
    sentence = refused(line, sql, *issue, on=APPROVED)
    assert "第001厅：职能绩效目标的权重合计49.5，应为50。请补齐，或逐项豁免" in sentence


@pytest.mark.usefixtures("drafted")
def test_weights_of_the_party_items_of_49_5_are_refused(line: Mubiao, sheet: Sheet, sql: Sql) -> None:
    weights = "思想建设16.5、组织建设9、党风廉政建设8、队伍建设8、同步小康驻村8"
    words = ("set_policy", "--key", "party_item_weights", "--basis", "1号", "--value", weights)
    assert "合计49.5，应为41" in refused(line, sql, *words)
    before = sql.value(HEAD)
    row_of = {"设定": "党建项目权重", "内容": weights, "依据": "1号"}
    assert "合计49.5，应为41" in line.refused("import", "policies", str(sheet("设定.xlsx", row_of)), "--on", TODAY)
    assert sql.value(HEAD) == before


def test_a_draft_is_not_marked_after_its_consultation(line: Mubiao, drafted: Acting, sql: Sql) -> None:
    consult(drafted)
    assert refused(line, sql, "mark_secret", "--target", "N1", "--marking", "工作秘密", "--reason", "涉密") == (
        "该目标草案已发部门征求意见，此后不能再标注密级；请撤回，按保密规定用另一编号重新拟定。"
    )
