"""An answer sheet has a row for each leaf of a target: what it asks, and what was last reported of it (1-2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.ledger.answer.asked_lines import changes_since, lines_by_duty
from models.ledger.answer.content import BY_NUMBER, AnswerBook, answer_book
from models.statements import run
from tests.answers import duty_number, faults, fill_down, give_back, sent
from tests.conftest import PAGE
from tests.mails import file, in_transaction
from tests.models.ledger.report.leaf_reports import LEAVES, OTHER, line, planted, submit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations
from typing import TYPE_CHECKING

from models.rules.errors import Refused
from tests.answers import Cells, fill_in
from tests.mails import ADDRESS, mail_from, take
from tests.models.ledger.draft.lists import agree, bodies, consult, draft, issued_list
from tests.models.ledger.target.trees import TOLD, tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations


@pytest.fixture
def april(march: Acting) -> Acting:
    return planted(march)


@pytest.fixture
def number(april: Acting, sql: Sql) -> int:
    assert april.day.month == 4
    return duty_number(sql, "monthly_check", "2026-04")


def book_of(acting: Acting, number: int) -> AnswerBook:
    with begin() as session:
        return answer_book(session, [number], acting.day)


def test_each_leaf_has_a_row_with_what_it_asks(april: Acting, number: int) -> None:
    rows = [row.shown for row in book_of(april, number).sheets[0].rows]
    assert rows == [
        ("T001", "目标T001（指标1-1 指标1-1）", "", "不少于100公里", "2026年9月30日", "", ""),
        ("T001", "目标T001（指标1-2 指标1-2）", "竣工验收合格", "", "2026年10月31日", "", ""),
        ("T001", "目标T001（指标2 指标2）", "", "不少于7.50公里", "2026年9月30日", "", ""),
        ("T002", "目标T002", "", "", "年底（默认）", "", ""),
    ]


def test_the_last_report_of_each_leaf_stands_in_the_next_sheet(april: Acting, sql: Sql) -> None:
    submit(april, line("1-1", 40), line("1-2", 100, status="已完成"), line("2", 10), OTHER)
    may = april.on("2026-05-01")
    may.open("monthly_check", "2026-05")
    rows = book_of(may, duty_number(sql, "monthly_check", "2026-05")).sheets[0].rows
    assert [row.shown[5:] for row in rows] == [("40%", ""), ("100%", "已完成"), ("10%", ""), ("60%", "")]
    assert [row.pace for row in rows] == ["黄", "绿", "红", "绿"]


def test_the_leaves_are_taken_from_their_rows(
    april: Acting, number: int, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    form = fill_down(fill_down(sent(april, tmp_path / "表.xlsx", number), "I", 40, 100, 10, 60), "K", 90)
    assert give_back(april, form).words == (
        "“第001厅”2026-04已填报2项。目标T001指标1-1的进度40%与数量不符：完成90公里，要求100公里，应为90%。"
    )
    assert [row[:2] for row in sql.rows(LEAVES, version=1)] == [("1-1", 40), ("1-2", 100), ("2", 10)]
    assert violations() == []


def test_an_empty_or_deleted_row_of_a_leaf_is_named(april: Acting, number: int, tmp_path: Path) -> None:
    form = fill_down(sent(april, tmp_path / "表.xlsx", number), "I", 40, None, 10, 60)
    assert faults(april, form) == [("I7", "进度（%）（目标T001指标1-2）不能为空")]
    book = load_workbook(form)
    book.worksheets[1].delete_rows(7)
    book.save(form)
    assert faults(april, form) == [("B3", "缺少1行：T001指标1-2 目标T001，请用原表填写")]


def test_a_copied_row_of_another_leaf_is_refused(april: Acting, number: int, tmp_path: Path) -> None:
    form = fill_down(sent(april, tmp_path / "表.xlsx", number), "I", 40, 100, 10, 60)
    first = load_workbook(form).worksheets[1]["N6"].value
    fill_down(form, "N", first, first)
    cells = [cell for cell, _ in faults(april, form)]
    assert cells == ["N7", "B3"]


def test_the_rows_of_a_marked_target_take_nothing_and_show_no_leaf(april: Acting, number: int, tmp_path: Path) -> None:
    april.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    rows = book_of(april, number).sheets[0].rows
    assert [(row.marked, row.shown[2:], row.pace) for row in rows[:3]] == [(True, ("",) * 5, "")] * 3
    assert "指标" not in rows[0].shown[1]
    form = fill_down(sent(april, tmp_path / "表.xlsx", number), "I", 40, None, None, 60)
    assert [cell for cell, _ in faults(april, form)] == ["I6"]


def test_a_file_named_in_the_row_of_a_leaf_is_evidence_of_that_leaf(april: Acting, sql: Sql, tmp_path: Path) -> None:
    april.open("self_check", "2026Q1")
    form = sent(april, tmp_path / "自查.xlsx", duty_number(sql, "self_check", "2026Q1"))
    fill_down(fill_down(form, "I", 40, 100, 10, 60, first=8), "M", None, "验收单.pdf", first=8)
    assert give_back(april, form, file(tmp_path, "验收单.pdf")).counts["evidence"] == 1
    assert sql.rows("SELECT indicator, file_name FROM evidence_use") == [("1-2", "验收单.pdf")]


def shown(*numbers: int) -> dict[int, list[tuple[Any, ...]]]:
    with begin() as session:
        duties = run(session, BY_NUMBER, obligations=list(numbers)).all()
        found = lines_by_duty(session, duties)
        return {number: [(row.progress, row.status) for row in found.get(number, ())] for number in numbers}


def test_the_newest_report_of_a_target_counts(march: Acting, sql: Sql) -> None:
    number = duty_number(sql, "monthly_check", "2026-03", "D002")
    assert shown(number) == {number: [(None, None)]}
    for day, act, progress in (("2026-03-20", "submit_report", 20), ("2026-03-24", "amend_report", 35)):
        given = [{"target": "T003", "progress": progress}]
        march.on(day).office("D002").do(act, department="D002", period="2026-03", lines=given)
    assert shown(number) == {number: [(35, None)]}


def test_a_duty_that_was_reported_has_what_it_said_and_the_next_one_the_newest(march: Acting, sql: Sql) -> None:
    april = march.on("2026-04-01")
    april.open("monthly_check", "2026-04")
    numbers = [duty_number(sql, "monthly_check", period, "D002") for period in ("2026-03", "2026-04")]
    for day, period, progress in (("2026-04-02", "2026-04", 50), ("2026-04-03", "2026-03", 20)):
        given = [{"target": "T003", "progress": progress}]
        april.on(day).office("D002").do("submit_report", department="D002", period=period, lines=given)
    april.on("2026-05-01").open("monthly_check", "2026-05")
    numbers.append(duty_number(sql, "monthly_check", "2026-05", "D002"))
    assert [shown(number)[number] for number in numbers] == [[(20, None)], [(50, None)], [(50, None)]]
    assert shown(*numbers) == dict(zip(numbers, ([(20, None)], [(50, None)], [(50, None)]), strict=True))


def test_a_duty_about_one_target_has_what_was_last_reported_of_it(march: Acting, sql: Sql) -> None:
    given = [{"target": "T003", "progress": 35}]
    march.on("2026-03-20").office("D002").do("submit_report", department="D002", period="2026-03", lines=given)
    later = march.on("2026-09-10")
    for code in ("T001", "T003"):
        later.lists(code)
        later.do("set_limit", target=code, limit="2026-10-20")
    first, second = (duty_number(sql, "remediation", "", office) for office in ("D001", "D002"))
    assert shown(first, second) == {first: [], second: [(35, None)]}


@pytest.mark.usefixtures("march")
def test_without_duties_there_are_no_lines() -> None:
    assert shown() == {}


NEW = {"编号": "T010", "年度": "2026", "目标名称": "新建桥梁", "责任部门": "D001", "下达日期": "2026-03-10"}


@pytest.mark.usefixtures("march")
def test_without_changes_there_is_nothing_to_say() -> None:
    assert in_transaction(changes_since, [1]) == []
    assert in_transaction(changes_since, []) == []


def test_a_target_that_was_issued_since_is_named(march: Acting) -> None:
    march.on("2026-03-10").take("targets", NEW)
    assert in_transaction(changes_since, [1]) == ["目标T010“新建桥梁”在发表后下达，不在本表中"]


def test_a_target_that_was_withdrawn_since_is_named(march: Acting) -> None:
    march.do("withdraw_target", target="T002", reason="误导入", evidence=[str(page) for page in PAGE])
    [words] = in_transaction(changes_since, [1])
    assert words.startswith("目标T002“")
    assert words.endswith("已撤回，本表中的这一行不再需要")


AGREED: Cells = {"意见": "同意"}
OBJECTED: Cells = {"意见": "有异议", "异议理由": "用地不足", "修改建议": "改为900公里"}
LINES = "SELECT r.code, l.opinion, l.reason, l.proposal FROM draft_line l JOIN target_draft r ON r.id = l.draft_id"


def asked(march: Acting, folder: Path) -> Path:
    """The sheet in which D001 is asked about N1 and N2."""
    bodies(march)
    draft(march, "N1")
    draft(march, "N2")
    return sent(march, folder / "回复表.xlsx", *consult(march))


def test_opinions_come_by_the_sheet(march: Acting, tmp_path: Path, sql: Sql, violations: Violations) -> None:
    place = fill_in(asked(march, tmp_path), rows={"N1": AGREED, "N2": OBJECTED})
    done = give_back(march, place)
    assert done.words == "2026年目标沟通：同意1项，有异议1项（N2），管理机构将逐项答复。"
    assert sql.rows(f"{LINES} ORDER BY r.code") == [
        ("N1", "agreed", "", ""),
        ("N2", "objected", "用地不足", "改为900公里"),
    ]
    assert violations() == []


def test_the_office_sees_the_weight_of_each_draft(march: Acting, tmp_path: Path) -> None:
    bodies(march)
    draft(march, "N1", 权重="8.50")
    draft(march, "N2")
    place = sent(march, tmp_path / "回复表.xlsx", *consult(march))
    said = [str(cell.value) for row in load_workbook(place).worksheets[1].iter_rows() for cell in row]
    assert [words for words in said if words.startswith("建成1000公里")] == ["建成1000公里（权重8.5）", "建成1000公里"]


def test_the_office_sees_the_indicators_and_until_when(march: Acting, tmp_path: Path) -> None:
    bodies(march)
    for code in ("N1", "N2"):
        draft(march, code, 完成时限="", 数量="", 单位="")
    march.take("indicators", *tree("N1"))
    place = sent(march, tmp_path / "回复表.xlsx", *consult(march))
    rows = [[cell.value for cell in row[:5]] for row in load_workbook(place).worksheets[1].iter_rows()]
    first, second = (next(row for row in rows if row[0] == code) for code in ("N1", "N2"))
    assert (first[2], first[4]) == ("；".join(["建成1000公里", *TOLD]), "2026年10月31日")
    assert (second[2], second[4]) == ("建成1000公里", "年底（默认）")


def test_a_wrong_cell_is_named_and_nothing_is_taken(march: Acting, tmp_path: Path, sql: Sql) -> None:
    wrong: Cells = {"意见": "有异议", "异议理由": "用地不足"}
    place = fill_in(asked(march, tmp_path), rows={"N1": AGREED | {"修改建议": "减半"}, "N2": wrong})
    messages = [message for _, message in faults(march, place)]
    assert messages == [
        "修改建议（目标N1）应为空，要填写的请选“有异议”",
        "修改建议（目标N2）不能为空，选“有异议”的须填写",
    ]
    assert sql.value("SELECT count(*) FROM draft_line WHERE answered_on IS NOT NULL") == 0


def test_an_unknown_opinion_and_an_empty_row_are_refused(march: Acting, tmp_path: Path) -> None:
    place = fill_in(asked(march, tmp_path), rows={"N1": {"意见": "弃权"}})
    messages = [message for _, message in faults(march, place)]
    assert messages == ["意见“弃权”不在可选范围内，可填：同意、有异议", "意见（目标N2）不能为空"]


def test_the_sheet_of_a_list_that_is_void_is_refused(march: Acting, tmp_path: Path) -> None:
    place = fill_in(asked(march, tmp_path), rows={"N1": AGREED, "N2": AGREED})
    for code in ("N1", "N2"):
        draft(march, code, 单位="里")
    with pytest.raises(Refused, match="已作废（草案已修改的，将另行征求意见），不再收取"):
        give_back(march, place)


def test_a_sheet_changes_opinions_that_were_given_before(march: Acting, tmp_path: Path, sql: Sql) -> None:
    place = asked(march, tmp_path)
    agree(march, duty_number(sql, "consultation", "2026"), "N1", "N2")
    give_back(march, fill_in(place, rows={"N1": OBJECTED, "N2": AGREED}))
    assert sql.column("SELECT opinion FROM draft_line ORDER BY draft_id") == ["objected", "agreed"]


def test_an_issued_list_is_received_by_the_sheet(
    march: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    issued_list(march)
    later = march.on("2026-03-20")
    place = sent(later, tmp_path / "回复表.xlsx", duty_number(sql, "receipt", "2026"))
    fill_in(place, {"清单签收": "已签收"}, {"N2": {"疑问": "起点在哪里"}})
    assert give_back(later, place).words == "已签收2026年目标清单，共7项。有疑问1项（N2），已转管理机构。"
    assert sql.column("SELECT state FROM obligation WHERE kind = 'receipt'") == ["discharged"]
    assert violations() == []


def test_a_receipt_without_its_cell_is_refused(march: Acting, tmp_path: Path, sql: Sql) -> None:
    issued_list(march)
    later = march.on("2026-03-20")
    place = sent(later, tmp_path / "回复表.xlsx", duty_number(sql, "receipt", "2026"))
    assert faults(later, fill_in(place, {"清单签收": "未收到"})) == [
        ("B5", "清单签收“未收到”不在可选范围内，可填：已签收")
    ]
    assert [message for _, message in faults(later, fill_in(place, {"清单签收": None}))] == ["清单签收不能为空"]


def test_the_receipt_of_opinions_cites_their_clause_and_says_the_title_once(
    march: Acting, tmp_path: Path, sql: Sql
) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    place = fill_in(asked(march, tmp_path), rows={"N1": AGREED, "N2": OBJECTED})
    take(mail_from(ADDRESS, "2026-03-05 10:20", place))
    told = sql.value("SELECT payload FROM notice WHERE kind = 'answer_receipt'")
    assert told["basis"] == "《总则》2.22"
    [taken] = told["taken"]
    assert (taken["title"], taken["verdict"]) == ("2026年目标沟通", "按时")
    assert taken["words"] == "同意1项，有异议1项（N2），管理机构将逐项答复。"
