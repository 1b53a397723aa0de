"""公众测评结果: the sheet comes back as it was handed out, with every number, or not at all (1-2.14, 1-8.3, A43)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.intake.survey import read_survey_results
from models.ledger.acts import ACTS
from models.ledger.perform import perform
from models.ledger.survey.rates import survey_table
from models.rules.errors import Refused, Unavailable
from models.rules.survey import Dimension
from tests.surveys import commission, edited, filled_survey, give_back

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlmodel import Session

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations


CELLS = """
SELECT b.serial, i.code, i.respondents, c.dimension, c.asked, c.answered, c.dissatisfied
FROM survey_cell c JOIN survey_return b ON b.id = c.return_id JOIN survey_item i ON i.id = c.item_id
ORDER BY b.id, i.position, c.id
"""
RETURNS = "SELECT serial, returned_on::text, reason FROM survey_return ORDER BY id"
FILES = "SELECT record_key, file_name FROM exhibit WHERE record = 'survey_return' ORDER BY id"
NO_NUMBER = "不是人数，应为0或正整数，只填数字，不写单位"
LAST = 21  # the column of the check code


def refused(agency: Acting, path: Path) -> list[str]:
    """Return the complaints about a sheet by cell."""
    with pytest.raises(ImportRefused) as refusal:
        give_back(agency, path)
    return [f"{each.cell} {each.message}" for each in refusal.value.complaints]


def test_8_3_every_number_is_kept_with_the_sheet_as_evidence(
    handed_out: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    done = give_back(handed_out, filled_survey(tmp_path, rows={2: {"依法行政·不满意人数": 9}}))
    assert done.words == "公众测评表2026-1的结果已收回：共4行。"
    assert done.counts == {"rows": 4, "new": 4, "changed": 0, "same": 0, "evidence": 1}
    cells = sql.rows(CELLS)
    assert len(cells) == 4 * len(Dimension)
    assert {row[4:] for row in cells} == {(100, 80, 4), (100, 80, 9)}
    assert [row[1:4] for row in cells if row[6] == 9] == [("D001", "社会公众", "lawfulness")]
    assert sql.rows(RETURNS) == [(1, "2026-12-10", "")]
    assert sql.rows(FILES) == [("2026-1|1", "测评表.xlsx")]
    assert violations() == []


def test_the_same_sheet_twice_changes_nothing(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    done = give_back(handed_out.on("2026-12-11"), filled_survey(tmp_path))
    assert done.words == "公众测评表2026-1的结果此前已于2026-12-10收回，未作改动。"
    assert done.counts == {"rows": 4, "new": 0, "changed": 0, "same": 4}
    assert len(sql.rows(RETURNS)) == 1


def test_other_numbers_need_the_reason_of_a_correction_and_both_stay(
    handed_out: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    other = filled_survey(tmp_path, rows={1: {"执行能力·不满意人数": 5}}, name="更正.xlsx")
    with pytest.raises(Refused) as refusal:
        give_back(handed_out.on("2026-12-11"), other)
    assert refusal.value.message == (
        "公众测评表2026-1的结果已于2026-12-10收回，与这份不同；确需更正的，用 --correction 写明原因。"
    )
    done = give_back(handed_out.on("2026-12-11"), other, "录入错误")
    assert done.words == "公众测评表2026-1的结果已收回：共4行，更正1行。"
    assert (done.counts["changed"], done.counts["same"], done.counts["new"]) == (1, 3, 0)
    assert sql.rows(RETURNS) == [(1, "2026-12-10", ""), (2, "2026-12-11", "录入错误")]
    assert len(sql.rows(CELLS)) == 2 * 4 * len(Dimension)
    assert sql.rows(FILES) == [("2026-1|1", "测评表.xlsx"), ("2026-1|2", "更正.xlsx")]
    assert violations() == []


@pytest.mark.parametrize(
    ("title", "value", "complaint"),
    [
        ("执行能力·作答人数", 101, "G2 执行能力·作答人数“101”多于调查人数100，请核对"),
        ("执行能力·不满意人数", 81, "H2 执行能力·不满意人数“81”多于作答人数80，请核对"),
        ("服务态度·调查人数", None, "L2 服务态度·调查人数不能为空"),
        ("廉洁自律·作答人数", "80", "S2 廉洁自律·作答人数“80”是文本，不是数字，请把单元格改为数字格式后重新填写"),
        ("廉洁自律·作答人数", "八十", f"S2 廉洁自律·作答人数“八十”{NO_NUMBER}"),
        ("办事效率·不满意人数", -1, f"K2 办事效率·不满意人数“-1”{NO_NUMBER}"),
        ("办事效率·不满意人数", 2.5, f"K2 办事效率·不满意人数“2.5”{NO_NUMBER}"),
        ("办事效率·不满意人数", "5%", f"K2 办事效率·不满意人数“5%”{NO_NUMBER}"),
        ("办事效率·调查人数", 10_000_000, f"I2 办事效率·调查人数“10000000”{NO_NUMBER}"),
        ("办事效率·调查人数", date(2026, 1, 5), f"I2 办事效率·调查人数“2026-01-05”{NO_NUMBER}"),
    ],
)
def test_numbers_that_cannot_be_are_refused_with_their_cell(
    handed_out: Acting, tmp_path: Path, sql: Sql, title: str, value: object, complaint: str
) -> None:
    assert refused(handed_out, filled_survey(tmp_path, rows={1: {title: value}})) == [complaint]
    assert sql.rows(RETURNS) == sql.rows(FILES) == []


@pytest.mark.parametrize(("groups", "rows"), [("人大代表、社会公众", (1, 2, 3, 4)), ("社会公众", (2, 4))])
def test_a_sheet_that_no_one_of_a_group_answered_is_refused(
    handed_out: Acting, tmp_path: Path, sql: Sql, groups: str, rows: tuple[int, ...]
) -> None:
    empty = {f"{each.label}·{number}": 0 for each in Dimension for number in ("作答人数", "不满意人数")}
    with pytest.raises(Refused) as refusal:
        give_back(handed_out, filled_survey(tmp_path, rows=dict.fromkeys(rows, empty)))
    assert refusal.value.message == (
        f"公众测评表2026-1中{groups}对所有部门都无人作答（作答人数全是0），没有可用的测评结果："
        "请填写实际人数；确实无人作答的，补充调查以后再收回。"
    )
    assert sql.rows(RETURNS) == sql.rows(FILES) == []
    give_back(handed_out, filled_survey(tmp_path, rows={rows[0]: empty}))


def moved(sheet: Any) -> None:
    """Give the row of D001 the printed cells and the code of D002, as if its numbers were of that department."""
    for column in (3, 4):
        sheet.cell(2, column).value = sheet.cell(4, column).value


@pytest.mark.parametrize(
    ("edit", "complaints"),
    [
        (lambda sheet: sheet.cell(2, LAST, "aaaa-bbbb-cccc-dddd"), ["U2 校验码与下发时的不符，请用原表填写"]),
        (lambda sheet: sheet.cell(2, LAST, sheet.cell(3, LAST).value), ["U2 校验码与下发时的不符，请用原表填写"]),
        (moved, ["C2 部门编码“D002”与下发时的“D001”不同，请改回"]),
        (lambda sheet: sheet.cell(2, 5, "机关干部"), ["E2 群体“机关干部”与下发时的“人大代表”不同，请改回"]),
        (lambda sheet: sheet.cell(2, 1, "2025-1"), [
            "A2 测评编号“2025-1”不是已下发的公众测评表，请用原表填写"]),
        (lambda sheet: sheet.cell(3, 1, "2025-1"), ["A3 测评编号“2025-1”与前面的2026-1不同，一次只导入一份测评表"]),
        (lambda sheet: sheet.cell(3, 2, 1), ["B3 序号“1”重复：第2行与第3行，请只保留一行"]),
        (lambda sheet: sheet.cell(3, 2, 9), ["B3 序号“9”不在测评表中（共4行），请删去此行"]),
        (lambda sheet: sheet.delete_rows(3), ["“序号”列 测评表第2行被删去，请恢复后重新导入"]),
    ],
)  # fmt: skip
def test_a_changed_sheet_is_refused_as_a_whole(
    handed_out: Acting, tmp_path: Path, sql: Sql, edit: Callable[[Any], object], complaints: list[str]
) -> None:
    found = refused(handed_out, edited(filled_survey(tmp_path), edit))
    assert set(complaints) <= set(found)
    assert sql.rows(RETURNS) == []


ASKED = "核对无误的，导入时加 --match-rows"


def test_a_row_without_its_code_is_known_by_its_key_and_taken_once_its_numbers_were_confirmed(
    handed_out: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    path = edited(filled_survey(tmp_path), lambda sheet: sheet.cell(2, LAST).__setattr__("value", None))
    told = "；".join(f"{each.label}填为“调查100、作答80、不满意4”" for each in Dimension)
    [asked] = refused(handed_out, path)
    assert asked == f"U2 校验码是空的，按编号、名称认作“第001厅，人大代表”：{told}。{ASKED}"
    assert sql.rows(RETURNS) == []
    give_back(handed_out, path, match_rows=True)
    assert give_back(handed_out, path).counts["same"] == 4
    assert violations() == []


def test_of_a_corrected_row_without_its_code_the_changed_numbers_are_shown(handed_out: Acting, tmp_path: Path) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    path = edited(filled_survey(tmp_path, rows=FIVE), lambda sheet: sheet.delete_cols(LAST))
    with pytest.raises(ImportRefused) as refusal:
        give_back(handed_out, path, "录入错误")
    [asked] = refusal.value.complaints
    assert "：执行能力由“调查100、作答80、不满意4”改为“调查100、作答80、不满意5”。" in asked.message
    assert give_back(handed_out, path, "录入错误", match_rows=True).counts["changed"] == 1


def test_a_row_of_another_department_without_its_code_stays_refused(handed_out: Acting, tmp_path: Path) -> None:
    def unmarked(sheet: Any) -> None:
        moved(sheet)
        sheet.cell(2, LAST).value = None
        sheet.cell(3, LAST).value = "aaaa-bbbb-cccc-dddd"

    with pytest.raises(ImportRefused) as refusal:
        give_back(handed_out, edited(filled_survey(tmp_path), unmarked), match_rows=True)
    assert {each.cell for each in refusal.value.complaints} == {"C2", "D2", "U3"}


def test_a_sheet_after_a_newer_one_was_handed_out_is_refused(
    handed_out: Acting, contract: str, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    old = filled_survey(tmp_path)
    commission(handed_out, contract, reason="样本不足")
    with pytest.raises(Refused) as refusal:
        give_back(handed_out, old)
    assert refusal.value.message == ("公众测评表2026-1已由2026-12-10下发的2026-2取代，不再收回，请用2026-2的表填写。")
    assert sql.rows(RETURNS) == []
    give_back(handed_out, filled_survey(tmp_path, "2026-2"))
    assert sql.rows(FILES) == [("2026-2|1", "测评表.xlsx")]
    assert violations() == []


def test_rows_of_two_sheets_in_one_file_are_refused(handed_out: Acting, contract: str, tmp_path: Path) -> None:
    commission(handed_out, contract, reason="样本不足")
    path = edited(filled_survey(tmp_path, "2026-2"), lambda sheet: sheet.cell(3, 1, "2026-1"))
    assert "A3 测评编号“2026-1”与前面的2026-2不同，一次只导入一份测评表" in refused(handed_out, path)


def test_a_sheet_is_not_taken_more_than_a_year_later(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    give_back(handed_out.on("2027-12-31"), filled_survey(tmp_path))
    with pytest.raises(Refused, match="只能办理2027年或2028年的公众测评"):
        give_back(handed_out.on("2028-01-01"), filled_survey(tmp_path, rows={1: {"执行能力·不满意人数": 5}}), "更正")
    assert len(sql.rows(RETURNS)) == 1


def test_a_sheet_without_a_readable_row_says_why(handed_out: Acting, tmp_path: Path) -> None:
    empty = {number: {"执行能力·调查人数": None} for number in range(1, 5)}
    assert len(refused(handed_out, filled_survey(tmp_path, rows=empty))) == 4


def test_no_answer_is_a_number_too(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    unanswered = {f"执行能力·{title}": 0 for title in ("作答人数", "不满意人数")}
    give_back(handed_out, filled_survey(tmp_path, rows={1: unanswered}))
    assert [row[1:] for row in sql.rows(CELLS) if not row[5]] == [("D001", "人大代表", "execution", 100, 0, 0)]


@pytest.mark.parametrize("counts", ["(1, 2, 0)", "(3, 2, 3)", "(3, 2, -1)"])
def test_the_database_keeps_no_impossible_cell(handed_out: Acting, tmp_path: Path, sql: Sql, counts: str) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    with pytest.raises(Unavailable):
        sql(f"UPDATE survey_cell SET (asked, answered, dissatisfied) = {counts}")  # noqa: S608 - the three above


ALL = """
SELECT (SELECT count(*) FROM survey), (SELECT count(*) FROM survey_item), (SELECT count(*) FROM survey_return),
    (SELECT count(*) FROM survey_cell), (SELECT count(*) FROM exhibit), (SELECT count(*) FROM transition)
"""
FIVE: dict[int, dict[str, Any]] = {1: {"执行能力·不满意人数": 5}}
SIX: dict[int, dict[str, Any]] = {1: {"执行能力·不满意人数": 6}}


def returning(agency: Acting, session: Session, path: Path, reason: str = "") -> Summary:
    """Import a sheet within a transaction of its own."""
    checked = replace(read_survey_results(path), reason=reason)
    day = agency.context().day
    return perform(session, ACTS["return_survey_results"], checked, day, agency.actor)


@pytest.mark.parametrize("who", ["office", "head"])
def test_an_office_and_a_head_return_no_numbers(handed_out: Acting, tmp_path: Path, sql: Sql, who: str) -> None:
    path, before = filled_survey(tmp_path), sql.rows(ALL)
    with pytest.raises(Refused, match="不能执行“收回公众测评结果”"):
        give_back(getattr(handed_out, who)("D001"), path)
    assert sql.rows(ALL) == before


def test_a_refused_sheet_leaves_the_numbers_before_it(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    before = sql.rows(ALL)
    wrong = filled_survey(tmp_path, rows={3: {"廉洁自律·不满意人数": 81}})
    with pytest.raises(ImportRefused):
        give_back(handed_out, wrong, "更正")
    assert sql.rows(ALL) == before


def test_a_correction_of_a_correction_has_a_serial_and_the_last_counts(
    handed_out: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    give_back(handed_out.on("2026-12-11"), filled_survey(tmp_path, rows=FIVE), "录入错误")
    give_back(handed_out.on("2026-12-14"), filled_survey(tmp_path, rows=SIX), "复核")
    assert sql.rows(RETURNS) == [
        (1, "2026-12-10", ""),
        (2, "2026-12-11", "录入错误"),
        (3, "2026-12-14", "复核"),
    ]
    with begin() as session:
        first = next(iter(survey_table(session, 2026).departments.values()))
    assert first.numbers[Dimension.EXECUTION]["人大代表"].dissatisfied == 6
    assert violations() == []


def test_going_back_to_the_first_numbers_is_a_correction_too(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    give_back(handed_out.on("2026-12-11"), filled_survey(tmp_path, rows=FIVE), "录入错误")
    with pytest.raises(Refused, match="已于2026-12-11收回，与这份不同"):
        give_back(handed_out.on("2026-12-14"), filled_survey(tmp_path))
    done = give_back(handed_out.on("2026-12-14"), filled_survey(tmp_path), "更正有误")
    assert done.words == "公众测评表2026-1的结果已收回：共4行，更正1行。"
    assert len(sql.rows(RETURNS)) == 3


def test_the_same_numbers_with_a_reason_are_no_correction(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    before = sql.rows(RETURNS)
    assert give_back(handed_out.on("2026-12-11"), filled_survey(tmp_path), "更正").counts["changed"] == 0
    assert sql.rows(RETURNS) == before


def test_a_first_return_keeps_no_reason(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    assert "更正" not in give_back(handed_out, filled_survey(tmp_path), "误写").words
    assert sql.rows(RETURNS) == [(1, "2026-12-10", "")]


def test_rows_in_another_order_are_the_same_numbers(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    def turned(sheet: Any) -> None:
        first = [cell.value for cell in sheet[2]]
        last = [cell.value for cell in sheet[5]]
        for place, (one, other) in enumerate(zip(first, last, strict=True), 1):
            sheet.cell(2, place).value, sheet.cell(5, place).value = other, one

    give_back(handed_out, filled_survey(tmp_path, rows=FIVE))
    done = give_back(handed_out, edited(filled_survey(tmp_path, rows=FIVE), turned))
    assert done.counts == {"rows": 4, "new": 0, "changed": 0, "same": 4}
    assert len(sql.rows(RETURNS)) == 1


@pytest.mark.parametrize("name", ["第001厅 ", " 第 001 厅"])
def test_spaces_in_a_printed_name_are_no_change(handed_out: Acting, tmp_path: Path, sql: Sql, name: str) -> None:
    give_back(handed_out, edited(filled_survey(tmp_path), lambda sheet: sheet.cell(2, 4, name)))
    assert len(sql.rows(RETURNS)) == 1


@pytest.mark.parametrize("key", ["2026-01", "2026-99", "20261", "测评表2026-1"])
def test_another_spelling_of_the_number_of_the_sheet_is_refused(
    handed_out: Acting, tmp_path: Path, sql: Sql, key: str
) -> None:
    def renamed(sheet: Any) -> None:
        for row in range(2, 6):
            sheet.cell(row, 1, key)

    before = sql.rows(ALL)
    with pytest.raises(ImportRefused) as refusal:
        give_back(handed_out, edited(filled_survey(tmp_path), renamed))
    assert {each.cell for each in refusal.value.complaints} <= {"A2", "A3", "A4", "A5"}
    assert sql.rows(ALL) == before


def test_every_wrong_cell_of_a_sheet_is_named_at_once(handed_out: Acting, tmp_path: Path) -> None:
    rows: dict[int, dict[str, Any]] = {
        1: {"执行能力·作答人数": 101},
        2: {"服务态度·不满意人数": "无"},
        4: {"廉洁自律·不满意人数": 90},
    }
    with pytest.raises(ImportRefused) as refusal:
        give_back(handed_out, filled_survey(tmp_path, rows=rows))
    assert {each.cell for each in refusal.value.complaints} == {"G2", "N3", "T5"}


def test_of_two_first_returns_at_once_one_counts(
    handed_out: Acting, tmp_path: Path, sql: Sql, together: Together, violations: Violations
) -> None:
    one, other = filled_survey(tmp_path), filled_survey(tmp_path, rows=FIVE, name="另.xlsx")
    done = together(
        lambda session: returning(handed_out, session, one),
        lambda session: returning(handed_out, session, other),
    )
    assert sum(isinstance(each, Refused) for each in done) == 1
    assert len(sql.rows(RETURNS)) == 1
    assert violations() == []


def test_the_same_sheet_twice_at_once_is_one_return(
    handed_out: Acting, tmp_path: Path, sql: Sql, together: Together
) -> None:
    path = filled_survey(tmp_path)
    done = together(*[lambda session: returning(handed_out, session, path)] * 2)
    assert sorted(each.counts["new"] for each in done) == [0, 4]
    assert len(sql.rows(RETURNS)) == 1


def test_a_second_year_has_its_own_sheet_and_numbers(
    handed_out: Acting, contract: str, tmp_path: Path, violations: Violations
) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    later = handed_out.on("2027-10-15")
    paper: dict[str, Any] = {"year": 2027, "dated": "2027-10-12", "number": "合同2027-8", "evidence": contract}
    done = later.do("hand_out_survey", third_party="民意调查公司", **paper)
    assert done.data["survey"] == "2027-1"
    give_back(later.on("2027-12-10"), filled_survey(tmp_path, "2027-1", FIVE))
    with begin() as session:
        tables = [survey_table(session, year) for year in (2026, 2027)]
    found = [next(iter(each.departments.values())).numbers[Dimension.EXECUTION]["人大代表"] for each in tables]
    assert [each.dissatisfied for each in found] == [4, 5]
    assert violations() == []


def test_changing_a_number_past_the_ledger_is_found(
    handed_out: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    sql("UPDATE survey_cell SET dissatisfied = 0 WHERE id = (SELECT min(id) FROM survey_cell)")
    assert violations() != []


@pytest.mark.parametrize(
    "statement",
    [
        (
            "INSERT INTO survey_return (survey_id, serial, returned_on, reason) SELECT survey_id, 1, returned_on, ''"
            " FROM survey_return"
        ),
        "UPDATE survey_item SET position = 1",
        "UPDATE survey_item SET respondents = '社会公众'",
        "UPDATE survey SET number = 1",
        "UPDATE survey_cell SET dimension = 'honesty'",
        "UPDATE survey_cell SET dimension = 'probity'",
    ],
)
def test_the_database_keeps_every_row_once(
    handed_out: Acting, contract: str, tmp_path: Path, sql: Sql, statement: str
) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    commission(handed_out, contract, reason="样本不足")
    with pytest.raises(Unavailable):
        sql(statement)
