"""绩效指标 exported: unchanged it changes nothing, a draft's is changed in it, an issued one is not."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.intake.indicator import read_indicators
from models.ledger.agency_sheet.content import agency_sheet
from models.ledger.agency_sheet.registers import REGISTERS
from models.ledger.agency_sheet.settling import settle
from notifications.documents.agency_sheet import workbook
from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import counts, fill, rows_in
from tests.models.ledger.target.trees import DRAFT, leaf, tree

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Violations


def export(acting: Acting, folder: Path) -> Path:
    path = folder / "指标.xlsx"
    with begin() as session:
        path.write_bytes(workbook(agency_sheet(session, REGISTERS["indicators"][0], acting.day)))
    return path


def take(acting: Acting, path: Path) -> Summary:
    with begin() as session:
        data = settle(session, *REGISTERS["indicators"], read_indicators(path), (2, acting.day))
    return acting.given(data, "import_indicators")


@pytest.fixture
@story
def planted(march: Acting) -> Acting:
    """T001 and the draft N1 have a tree; a node of T001 was corrected."""
    march.take("drafts", DRAFT)
    march.take("indicators", *tree("N1"), *tree())
    march.take("indicators", leaf("2", 数量="7.60"), reason="录入有误")
    return march


def test_what_stands_in_the_ledger_imports_without_a_change(planted: Acting, sql: Sql, tmp_path: Path) -> None:
    before = sql.value("SELECT height FROM chain_head")
    sheet = export(planted, tmp_path)
    assert [(row["目标编号"], row["指标编号"], row["数量"]) for row in rows_in(sheet)] == [
        ("N1", "1", None),
        ("N1", "1-1", "100"),
        ("N1", "1-2", None),
        ("N1", "2", "7.50"),
        ("T001", "1", None),
        ("T001", "1-1", "100"),
        ("T001", "1-2", None),
        ("T001", "2", "7.60"),
    ]
    assert counts(take(planted, sheet)) == (0, 0, 8)
    assert sql.value("SELECT height FROM chain_head") == before


def test_a_draft_is_changed_in_its_sheet(planted: Acting, tmp_path: Path, violations: Violations) -> None:
    sheet = export(planted, tmp_path)
    assert counts(take(planted, fill(sheet, {5: {"数量": "8", "方向": "不多于"}}))) == (0, 1, 7)
    with pytest.raises(ImportRefused, match="“指标2”在表格导出以后已有改动，请重新导出后填写"):
        take(planted, fill(sheet, {5: {"数量": "9"}}))
    assert violations() == []


def test_a_marked_draft_shows_nothing_of_its_indicators(planted: Acting, sql: Sql, tmp_path: Path) -> None:
    planted.do("mark_secret", target="N1", marking="工作秘密", reason="涉及未公开规划")
    sheet = export(planted, tmp_path)
    shown = [[row[title] for title in ("指标名称", "数量", "标准", "完成时限")] for row in rows_in(sheet)[:4]]
    assert {text for row in shown for text in row if text} == {"内容不在此显示"}
    assert counts(take(planted, sheet)) == (0, 0, 8)
    assert sql.value("SELECT quantity FROM draft_indicator WHERE code = '2'") == Decimal("7.50")


def test_an_issued_indicator_is_not_changed_in_its_sheet(planted: Acting, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="I9：方向与已下达的指标不同（现为“不少于”）；目标下达后的调整须按"):
        take(planted, fill(export(planted, tmp_path), {9: {"方向": "不多于"}}))


def test_the_indicators_of_a_marked_target_show_no_content(planted: Acting, tmp_path: Path) -> None:
    planted.do("mark_secret", target="T001", marking="秘密", reason="已定密")
    sheet = export(planted, tmp_path)
    assert "7.60" not in str(rows_in(sheet))
    assert [row["标准"] for row in rows_in(sheet)][6] == "内容不在此显示"
    assert counts(take(planted, sheet)) == (0, 0, 8)
