"""目标审批 in a sheet: the body decides each draft in its row, a paper is decided as a whole (1-2.4, 1-2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.agency_sheet.approvals import APPROVALS
from models.ledger.agency_sheet.content import agency_sheet
from models.ledger.agency_sheet.result_receipts import of_body
from models.rules.errors import Refused
from notifications.documents.agency_sheet import workbook
from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take
from tests.models.ledger.draft.lists import BUILDING, agree, bodies, consult, draft, submit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

KIND = "approvals"
DECIDED = """
SELECT r.code, y.decided, y.returned_why FROM submission_line y JOIN target_draft r ON r.id = y.draft_id ORDER BY 1
"""
LATER = "2026-03-18"  # two days after the submission
PAPER: dict[str, Any] = {"批件文号": "黔目标批〔2026〕1号", "批件日期": "2026-03-17", "批件": "批件.pdf"}
APPROVED = PAPER | {"审批意见": "批准"}


@pytest.fixture
@story
def submitted(march: Acting, tmp_path: Path) -> Acting:
    """J1 and J2 were submitted in March; the approval is in the folder of the sheet."""
    bodies(march)
    for code in ("J1", "J2"):
        draft(march, code, **BUILDING)
    [number] = consult(march)
    agree(march, number, "J1", "J2")
    submit(march, "机关建设目标")
    (tmp_path / "批件.pdf").write_bytes(b"approved")
    return march.on(LATER)


def test_each_draft_that_waits_is_a_row_with_what_it_asks(submitted: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(submitted, KIND, tmp_path))
    assert [(row["报审编号"], row["目标编号"], row["责任部门"], row["审批意见"]) for row in rows] == [
        ("2026-1", "J1", "第001厅", None),
        ("2026-1", "J2", "第001厅", None),
    ]


def test_the_rows_of_a_paper_are_one_approval(
    submitted: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    back = PAPER | {"审批意见": "退回", "退回原因": "另行研究"}
    sheet = fill(export(submitted, KIND, tmp_path), {2: APPROVED, 3: back})
    assert counts(take(submitted, KIND, sheet)) == (2, 0, 0)
    assert sql.rows(DECIDED) == [("J1", "approved", ""), ("J2", "returned", "另行研究")]
    assert sql.rows("SELECT approval_number, approval_date::text FROM submission") == [
        ("黔目标批〔2026〕1号", "2026-03-17")
    ]
    assert sql.rows("SELECT file_name FROM exhibit WHERE record = 'submission'") == [("批件.pdf",)]
    assert rows_in(export(submitted, KIND, tmp_path)) == []
    assert violations() == []


def test_what_the_body_says_nothing_of_is_not_approved(submitted: Acting, sql: Sql, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="还有1项没有审批意见：J2"):
        take(submitted, KIND, fill(export(submitted, KIND, tmp_path), {2: APPROVED}))
    assert [row[1] for row in sql.rows(DECIDED)] == ["waiting", "waiting"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"审批意见": "同意"}, "审批意见"),
        ({"审批意见": "退回"}, "写明退回原因"),
        ({"退回原因": "重复"}, "写明退回原因"),
        ({"批件": "没有.pdf"}, "没有.pdf"),
        ({"批件日期": "2026-03-01"}, "早于报审日期"),
    ],
)
def test_a_wrong_row_is_refused_at_its_cell_and_nothing_is_decided(
    submitted: Acting, sql: Sql, tmp_path: Path, wrong: dict[str, Any], said: str
) -> None:
    both = dict.fromkeys((2, 3), APPROVED | wrong)
    with pytest.raises(ImportRefused, match=said):
        take(submitted, KIND, fill(export(submitted, KIND, tmp_path), both))
    assert [row[1] for row in sql.rows(DECIDED)] == ["waiting", "waiting"]


def test_different_reasons_stand_with_their_targets(submitted: Acting, sql: Sql, tmp_path: Path) -> None:
    back = {2: {"退回原因": "重复"}, 3: {"退回原因": "另行研究"}}
    rows = {number: PAPER | {"审批意见": "退回"} | why for number, why in back.items()}
    take(submitted, KIND, fill(export(submitted, KIND, tmp_path), rows))
    assert {row[2] for row in sql.rows(DECIDED)} == {"J1：重复；J2：另行研究"}


def test_a_body_gets_its_own_drafts_only(submitted: Acting, tmp_path: Path) -> None:
    [body] = {row["审批单位"] for row in rows_in(export(submitted, KIND, tmp_path))}
    with begin() as session:
        content = workbook(agency_sheet(session, of_body(APPROVALS, f" {body}"), submitted.day))
        with pytest.raises(Refused, match=f"“省审计厅”没有要填的目标审批。现在要填的参与单位：{body}。"):
            agency_sheet(session, of_body(APPROVALS, "省审计厅"), submitted.day)
    (tmp_path / "一个.xlsx").write_bytes(content)
    assert [row["目标编号"] for row in rows_in(tmp_path / "一个.xlsx")] == ["J1", "J2"]


def test_a_body_adds_no_row_for_the_paper_of_another(submitted: Acting, sql: Sql, tmp_path: Path) -> None:
    draft(submitted.on("2026-03-05"), "N1")
    [number] = consult(submitted.on("2026-03-05"))
    agree(submitted.on("2026-03-05"), number, "N1")
    submit(submitted)
    sheet = export(submitted, KIND, tmp_path)
    rows = rows_in(sheet)
    assert [row["报审编号"] for row in rows] == ["2026-1", "2026-1", "2026-2"]
    added = {"核对码": None, "审批意见": "批准"} | PAPER | {"批件文号": "黔目标批〔2026〕2号"}
    with pytest.raises(
        ImportRefused, match=r"核对码是空的，按编号、名称认作“.*”：审批意见填为“批准”；.*加 --match-rows"
    ):
        take(submitted, KIND, fill(sheet, {2: APPROVED, 3: APPROVED, 4: added}))
    assert {row[1] for row in sql.rows(DECIDED)} == {"waiting"}
