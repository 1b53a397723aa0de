"""整改时限 in a sheet: every listed entry without a limit is a row, and takes its limit from it (6.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

LIMITS = """
SELECT t.code, r."limit"::text FROM remediation r JOIN negative_entry e ON e.id = r.entry_id
JOIN target t ON t.id = e.target_id ORDER BY t.code
"""


@pytest.fixture
def listed(march: Acting) -> Acting:
    """T001 and T003 are listed, without a limit."""
    march.lists("T001", "=1+1，路基未完工")
    march.lists("T003")
    return march


def test_every_entry_without_a_limit_is_a_row(listed: Acting, tmp_path: Path) -> None:
    first, second = rows_in(export(listed, "limits", tmp_path))
    assert (first["目标编号"], first["责任部门"], first["核查情况"]) == ("T001", "第001厅", "=1+1，路基未完工")
    assert (second["目标编号"], second["年度"], second["整改时限"]) == ("T003", 2026, None)


def test_the_filled_limits_are_set(listed: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    sheet = fill(export(listed, "limits", tmp_path), {2: {"整改时限": "2026年3月20日"}})
    assert counts(take(listed, "limits", sheet)) == (1, 0, 1)
    assert sql.rows(LIMITS) == [("T001", "2026-03-20")]
    assert counts(take(listed, "limits", sheet)) == (0, 0, 2)
    assert [row["目标编号"] for row in rows_in(export(listed, "limits", tmp_path))] == ["T003"]
    assert violations() == []


def test_the_refusals_of_the_act_stand_at_their_cells_and_nothing_is_set(
    listed: Acting, sql: Sql, tmp_path: Path
) -> None:
    wrong = {2: {"整改时限": "2026-03-20"}, 3: {"整改时限": "2026-03-01"}}
    with pytest.raises(ImportRefused, match="整改时限2026-03-01不能早于列入日期") as refusal:
        take(listed, "limits", fill(export(listed, "limits", tmp_path), wrong))
    assert [each.cell for each in refusal.value.complaints] == ["H3"]
    assert sql.rows(LIMITS) == []


def test_a_limit_that_was_set_elsewhere_is_not_overwritten(listed: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(listed, "limits", tmp_path), {2: {"整改时限": "2026-03-20"}})
    listed.do("set_limit", target="T001", limit="2026-03-25")
    with pytest.raises(ImportRefused, match="第001厅‘目标T001’的整改时限”在表格导出以后已有改动"):
        take(listed, "limits", sheet)
    assert sql.rows(LIMITS) == [("T001", "2026-03-25")]


def test_a_row_of_a_template_names_its_target(listed: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(template(listed, "limits", tmp_path), {2: {"目标编号": "Ｔ003", "整改时限": "2026.3.20"}})
    assert counts(take(listed, "limits", sheet)) == (1, 0, 0)
    assert sql.rows(LIMITS) == [("T003", "2026-03-20")]


def test_a_marked_entry_shows_no_content_and_takes_nothing(listed: Acting, tmp_path: Path) -> None:
    listed.do("mark_secret", target="T001", marking="秘密", reason="已定密")
    sheet = export(listed, "limits", tmp_path)
    row = rows_in(sheet)[0]
    assert "路基" not in str(row)
    assert row["目标名称"] == "目标T001（秘密）"
    assert counts(take(listed, "limits", sheet)) == (0, 0, 2)
    with pytest.raises(ImportRefused, match="标有密级，不得在表中填写"):
        take(listed, "limits", fill(sheet, {2: {"整改时限": "2026-03-20"}}))
