"""申诉办理 in a sheet: every open appeal is a row, and takes its answer, its re-inspection and its ruling (4.3 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

KIND = "appeals"
STATES = "SELECT state, ruling, reason FROM appeal ORDER BY id"


def test_every_open_appeal_is_a_row_with_its_day(contested: Acting, tmp_path: Path) -> None:
    contested.do("set_policy", key="appeal_ruling_days", value="20", basis="5号")
    contested.do("accept_appeal", target="T001")
    [row] = rows_in(export(contested, KIND, tmp_path))
    assert (row["责任部门"], row["申诉事项"], row["目标编号"], row["年度"]) == ("第001厅", "负面清单条目", "T001", 2026)
    assert (row["申诉理由"], row["答复"], row["裁定"]) == ("另有34公里已完工", "受理", None)
    assert str(row["期限"])[:10] == "2026-10-27"


def test_appeals_are_answered_and_ruled_on_by_rows(
    reinspected: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = export(reinspected, KIND, tmp_path)
    assert rows_in(sheet)[0]["复核的核查编号"] == "2026-2"
    fill(sheet, {2: {"裁定": "维持", "理由": "复核情况与原认定一致"}})
    assert counts(take(reinspected, KIND, sheet)) == (1, 0, 0)
    assert sql.rows(STATES) == [("ruled", "upheld", "复核情况与原认定一致")]
    assert rows_in(export(reinspected, KIND, tmp_path)) == []
    assert violations() == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"答复": "不予受理"}, "须写明理由"),
        ({"裁定": "维持", "理由": "一致"}, "尚未受理"),
        ({"答复": "受理", "复核的核查编号": "2026-1"}, "在受理申诉以前，不能作为复核"),
        ({"答复": "同意"}, "答复“同意”不在可选范围内"),
    ],
)
def test_what_the_single_acts_refuse_a_row_refuses_too(
    contested: Acting, sql: Sql, tmp_path: Path, given: dict[str, str], words: str
) -> None:
    with pytest.raises(ImportRefused, match=words):
        take(contested, KIND, fill(export(contested, KIND, tmp_path), {2: given}))
    assert sql.rows(STATES) == [("lodged", None, "")]


def test_an_appeal_against_an_evaluation_is_ruled_on_evidence(mid_term: Acting, sql: Sql, tmp_path: Path) -> None:
    mid_term.do("evaluate_department", inspection="2026-1", department="D001", overall="完成情况一般。")
    mid_term.do("lodge_appeal", kind="总体评价", key="2026-1/D001", ground="有误")
    mid_term.do("accept_appeal", kind="总体评价", key="2026-1/D001")
    sheet = export(mid_term, KIND, tmp_path)
    [row] = rows_in(sheet)
    assert (row["申诉事项"], row["申诉事项编号"], row["目标编号"]) == ("总体评价", "2026-1/D001", None)
    (tmp_path / "复核记录.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    fill(sheet, {2: {"裁定": "维持", "理由": "评价属实", "印证材料": "复核记录.pdf"}})
    assert counts(take(mid_term, KIND, sheet)) == (1, 0, 0)
    assert sql.rows(STATES) == [("ruled", "upheld", "评价属实")]


def test_a_row_of_a_template_names_its_appeal(contested: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(template(contested, KIND, tmp_path), {2: {"目标编号": "T001", "答复": "受理"}})
    assert counts(take(contested, KIND, sheet)) == (1, 0, 0)
    assert sql.column("SELECT state FROM appeal") == ["accepted"]


def test_a_marked_appeal_shows_no_content_and_takes_nothing(contested: Acting, tmp_path: Path) -> None:
    contested.do("mark_secret", target="T001", marking="秘密", reason="已定密")
    sheet = export(contested, KIND, tmp_path)
    assert "34公里" not in str(rows_in(sheet))
    assert counts(take(contested, KIND, sheet)) == (0, 0, 1)
    with pytest.raises(ImportRefused, match="标有密级，不得在表中填写"):
        take(contested, KIND, fill(sheet, {2: {"答复": "受理"}}))
