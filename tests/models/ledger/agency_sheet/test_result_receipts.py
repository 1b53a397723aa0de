"""结果签收 and 结果运用 in sheets: a body signs for its results, and states their use later (1-9.1, 1-9.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.agency_sheet.content import agency_sheet
from models.ledger.agency_sheet.result_receipts import RESULT_RECEIPTS, of_body
from models.rules.errors import Refused
from notifications.documents.agency_sheet import workbook
from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import as_csv, counts, export, fill, rows_in, take, template
from tests.models.ledger.results_use.results import (
    CIVIL,
    CORRECTION,
    MEMBER,
    PERSONNEL,
    approved_year,
    deliver,
    number_papers,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

RECEIPTS, USES = "result-receipts", "result-uses"
TENTH = "2027-03-10"
SIGNED: dict[str, Any] = {"签收人": "王强", "签收日期": TENTH, "签收单": "签收单.pdf"}
USED: dict[str, Any] = {"结果用于": "选人用人", "运用情况": "作为领导班子调整的依据", "运用文件": "回函.pdf"}
KEPT = """
SELECT b.name, r.state, r.receiver, r.received_on::text, jsonb_array_length(CAST(r.uses AS jsonb))
FROM result_delivery r JOIN body b ON b.id = r.body_id WHERE r.state <> 'replaced' ORDER BY b.name COLLATE "C"
"""
FILES = "SELECT file_name FROM exhibit WHERE record = 'result_delivery' ORDER BY id"
PLACES = {CIVIL: 2, PERSONNEL: 3, MEMBER: 4}  # the row of each body, by its name


@pytest.fixture
@story
def march_2027(march: Acting, sql: Sql, tmp_path: Path) -> Acting:
    """The results were delivered on 9 March 2027 to three bodies; today is the tenth, the files lie with the sheet."""
    approved = approved_year(march, sql)
    number_papers(approved)
    deliver(approved)
    for name in ("签收单.pdf", "回函.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.4\n%%EOF\n" + name.encode())
    return approved.on(TENTH)


def kept(sql: Sql) -> dict[str, tuple[Any, ...]]:
    """State, receiver, day and number of uses of each body."""
    return {str(row[0]): tuple(row[1:]) for row in sql.rows(KEPT)}


def signed(acting: Acting, folder: Path, *names: str) -> None:
    """Each of these bodies signs, by the sheet."""
    rows = {PLACES[name]: SIGNED for name in names}
    take(acting, RECEIPTS, fill(export(acting, RECEIPTS, folder), rows))


def refusal(acting: Acting, kind: str, sheet: Path) -> list[tuple[str, str]]:
    """Return cell and message of each complaint about a sheet."""
    with pytest.raises(ImportRefused) as refused:
        take(acting, kind, sheet)
    return [(each.cell, each.message) for each in refused.value.complaints]


def test_each_body_has_a_row_with_its_paper_and_a_sheet_of_its_own(march_2027: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(march_2027, RECEIPTS, tmp_path))
    assert [(row["年度"], row["参与单位"], row["反馈对象"], row["反馈文号"], row["签收人"]) for row in rows] == [
        (2026, CIVIL, "组织部和公务员管理部门", "黔目标办发〔2027〕4号", None),
        (2026, PERSONNEL, "组织部和公务员管理部门", "黔目标办发〔2027〕4号", None),
        (2026, MEMBER, "成员单位", "黔目标办发〔2027〕3号", None),
    ]
    with begin() as session:
        content = workbook(agency_sheet(session, of_body(RESULT_RECEIPTS, f" {MEMBER}"), march_2027.day))
    (tmp_path / "一个.xlsx").write_bytes(content)
    assert [row["参与单位"] for row in rows_in(tmp_path / "一个.xlsx")] == [MEMBER]


def test_a_body_that_has_nothing_to_sign_gets_no_sheet(march_2027: Acting) -> None:
    with begin() as session, pytest.raises(Refused) as refused:
        agency_sheet(session, of_body(RESULT_RECEIPTS, "省审计厅"), march_2027.day)
    assert refused.value.message == (
        f"“省审计厅”没有要填的结果签收。现在要填的参与单位：{CIVIL}、{PERSONNEL}、{MEMBER}。"
    )


def test_a_body_signs_in_its_sheet_and_states_the_use_later(march_2027: Acting, sql: Sql, tmp_path: Path) -> None:
    assert rows_in(export(march_2027, USES, tmp_path)) == []
    signed(march_2027, tmp_path, PERSONNEL)
    assert kept(sql)[PERSONNEL] == ("received", "王强", TENTH, 0)
    assert {row["参与单位"] for row in rows_in(export(march_2027, RECEIPTS, tmp_path))} == {CIVIL, MEMBER}
    april = march_2027.on("2027-04-20")
    sheet = fill(export(april, USES, tmp_path), {2: USED})
    assert counts(take(april, USES, sheet)) == (1, 0, 0)
    assert kept(sql)[PERSONNEL] == ("used", "王强", TENTH, 1)
    assert sql.column(FILES) == ["签收单.pdf", "回函.pdf"]
    assert rows_in(export(april, USES, tmp_path)) == []


def test_a_sheet_that_comes_twice_changes_nothing(
    march_2027: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = fill(export(march_2027, RECEIPTS, tmp_path), {3: SIGNED})
    assert counts(take(march_2027, RECEIPTS, sheet)) == (1, 0, 2)
    assert counts(take(march_2027, RECEIPTS, sheet)) == (0, 0, 3)
    use = fill(export(march_2027, USES, tmp_path), {2: USED})
    assert counts(take(march_2027, USES, use)) == (1, 0, 0)
    assert counts(take(march_2027, USES, as_csv(use))) == (0, 0, 1)
    assert kept(sql)[PERSONNEL] == ("used", "王强", TENTH, 1)
    assert [each for each in violations() if not each.startswith("目标 2026|T00")] == []


def test_another_signature_does_not_replace_the_first(march_2027: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = export(march_2027, RECEIPTS, tmp_path)
    signed(march_2027, tmp_path, PERSONNEL)
    other = tmp_path / "另一份.xlsx"
    other.write_bytes(sheet.read_bytes())
    fill(other, {3: {"签收人": "李明"}})
    [(cell, words)] = refusal(march_2027, RECEIPTS, other)
    assert (cell, "已有改动" in words) == ("I3", True)
    assert kept(sql)[PERSONNEL] == ("received", "王强", TENTH, 0)


def test_a_use_for_more_than_one_thing_is_a_row_for_each(march_2027: Acting, sql: Sql, tmp_path: Path) -> None:
    signed(march_2027, tmp_path, PERSONNEL)
    key = {"年度": 2026, "参与单位": PERSONNEL, "反馈对象": "组织部和公务员管理部门"}
    more = key | USED | {"结果用于": "评优评先", "运用情况": "作为评选先进的条件"}
    assert counts(take(march_2027, USES, fill(export(march_2027, USES, tmp_path), {2: USED, 3: more})))[0] == 2
    assert kept(sql)[PERSONNEL][3] == 2


@pytest.mark.parametrize(
    ("title", "other", "was", "cell"),
    [("年度", 2025, 2026, "B3"), ("参与单位", CIVIL, PERSONNEL, "C3"), ("反馈对象", "成员单位", None, "D3")],
)
def test_a_sheet_of_another_year_or_body_is_refused_at_its_cell(
    march_2027: Acting, sql: Sql, tmp_path: Path, title: str, other: Any, was: Any, cell: str
) -> None:
    sheet = fill(export(march_2027, RECEIPTS, tmp_path), {3: SIGNED | {title: other}})
    [(place, words)] = refusal(march_2027, RECEIPTS, sheet)
    assert place == cell
    assert f"请改回“{was or '组织部和公务员管理部门'}”" in words
    assert kept(sql)[PERSONNEL] == ("delivered", "", None, 0)


@pytest.mark.parametrize(
    ("cells", "cell", "said"),
    [
        ({"签收日期": "2027-03-08"}, "H3", "早于反馈日期2027-03-09"),
        ({"签收日期": "2027-03-11"}, "H3", "在今天（2027-03-10）之后"),
        ({"签收人": None}, "I3", "签收人"),
        ({"签收单": None}, "J3", "签收单"),
        ({"签收单": "没有.pdf"}, "J3", "“没有.pdf”不在表格所在的文件夹里"),
    ],
)
def test_what_the_act_refuses_is_refused_at_its_cell_and_no_row_is_kept(
    march_2027: Acting, sql: Sql, tmp_path: Path, cells: dict[str, Any], cell: str, said: str
) -> None:
    sheet = fill(export(march_2027, RECEIPTS, tmp_path), {2: SIGNED, 3: SIGNED | cells})
    [(place, words)] = refusal(march_2027, RECEIPTS, sheet)
    assert (place, said in words) == (cell, True)
    assert {row[0] for row in kept(sql).values()} == {"delivered"}


def test_no_use_without_a_receipt_and_none_by_an_older_paper(march_2027: Acting, sql: Sql, tmp_path: Path) -> None:
    key = {"年度": 2026, "参与单位": MEMBER, "反馈对象": "成员单位"}
    [(_, words)] = refusal(march_2027, USES, fill(template(march_2027, USES, tmp_path), {2: key | USED}))
    assert "签收" in words
    signed(march_2027, tmp_path, MEMBER)
    paper = {"文号": "黔财绩〔2027〕1号", "文件日期": "2027-03-01"}
    [(_, words)] = refusal(march_2027, USES, fill(export(march_2027, USES, tmp_path), {2: USED | paper}))
    assert "早于考评结果反馈的日期2027-03-09" in words
    assert kept(sql)[MEMBER][3] == 0


def test_a_sheet_of_results_that_were_corrected_since_is_refused(march_2027: Acting, sql: Sql, tmp_path: Path) -> None:
    old = tmp_path / "更正以前.xlsx"
    old.write_bytes(fill(export(march_2027, RECEIPTS, tmp_path), {3: SIGNED}).read_bytes())
    later = march_2027.on("2027-03-12")
    later.do("supersede_sheet", **CORRECTION)
    assert rows_in(export(later, RECEIPTS, tmp_path)) == []
    [(_, words)] = refusal(later, RECEIPTS, old)
    assert "已经更正" in words
    deliver(later)
    [(_, words)] = refusal(later, RECEIPTS, old)
    assert words == f"“{PERSONNEL}2026年考评结果的签收”在表格导出以后已有改动，请重新导出后填写"
    assert len(rows_in(export(later, RECEIPTS, tmp_path))) == 3
    assert kept(sql)[PERSONNEL][0] == "delivered"


def test_who_was_told_by_phone_still_signs_in_the_sheet_of_before(march_2027: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(march_2027, RECEIPTS, tmp_path), {3: SIGNED})
    later = march_2027.on("2027-03-18")
    told = {"person": "李平", "told_on": "2027-03-18", "told_by": "赵敏"}
    later.do("tell_result", year=2026, body=PERSONNEL, **told)
    assert counts(take(later, RECEIPTS, sheet)) == (1, 0, 2)
    assert kept(sql)[PERSONNEL][:2] == ("received", "王强")


def test_a_row_without_its_code_is_known_by_its_key_and_done_once_its_difference_was_confirmed(
    march_2027: Acting, sql: Sql, tmp_path: Path
) -> None:
    sheet = export(march_2027, RECEIPTS, tmp_path)
    fill(sheet, {PLACES[CIVIL]: SIGNED, PLACES[MEMBER]: SIGNED | {"核对码": None}})
    with pytest.raises(
        ImportRefused, match=r"核对码是空的，按编号、名称认作“.*”：.*签收人填为“王强”.*加 --match-rows"
    ) as asked:
        take(march_2027, RECEIPTS, sheet)
    assert len(asked.value.complaints) == 1
    assert {row[0] for row in kept(sql).values()} == {"delivered"}
    assert counts(take(march_2027, RECEIPTS, sheet, match_rows=True))[0] == 2


def test_a_sheet_whose_column_of_codes_is_gone_is_asked_about_too(march_2027: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(march_2027, RECEIPTS, tmp_path), {PLACES[MEMBER]: SIGNED})
    book = load_workbook(sheet)
    titles = [cell.value for cell in book.worksheets[0][1]]
    book.worksheets[0].delete_cols(titles.index("核对码") + 1)
    book.save(sheet)
    with pytest.raises(ImportRefused, match="--match-rows"):
        take(march_2027, RECEIPTS, sheet)
    assert {row[0] for row in kept(sql).values()} == {"delivered"}


def test_a_row_typed_by_hand_that_names_no_record_is_refused(march_2027: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = export(march_2027, RECEIPTS, tmp_path)
    fill(sheet, {PLACES[MEMBER]: SIGNED | {"核对码": None, "参与单位": "没有的单位"}})
    with pytest.raises(ImportRefused, match="按编号、名称也认不出是哪一行：这张表送外单位填写，不能新增行"):
        take(march_2027, RECEIPTS, sheet, match_rows=True)
    assert {row[0] for row in kept(sql).values()} == {"delivered"}
