"""申诉 by its sheet: a finding, 材料不足, an evaluation and gaps of the year-end filing (4.3 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.rules.errors import Refused
from tests.answers import faults, fill_in, give_back
from tests.conftest import SEEN_THERE
from tests.mails import ADDRESS, file, mail_from, receipted, take
from tests.models.ledger.answer.contests import APPEALS, EXHIBITS, GROUND, PROOF, asked_for, limited
from tests.models.ledger.reforming import reform

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

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
