"""Sheets of the agency that LibreOffice saved once, as .xlsx, .xls and .ods: imported, they change nothing.

They were exported from the ledger of `registered` on 5 March 2026 and saved by LibreOffice 7.4. Where it is installed,
tests/journeys/test_libreoffice.py saves them again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet import sheets
from tests.models.ledger.agency_sheet.sheets import counts
from tests.models.ledger.agency_sheet.test_kinds import content
from tests.models.ledger.agency_sheet.test_registers import take as take_register

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

SAVED = Path(__file__).parents[3] / "data" / "sheets"
BRIDGE = {
    "编号": "0012",
    "年度": "2026",
    "目标名称": "@桥",
    "责任部门": "D001",
    "下达日期": "2026-02-27",
    "数量": "95.5",
    "单位": "公里",
    "完成时限": "2026-12-31",
    "绩效要求": "建成95.5公里",
}
PARTY = {"qualification": "工程咨询甲级", "independence": "无\n隶属关系", "valid_to": "2026-12-31"}
each_ending = pytest.mark.parametrize(
    "ending", ["xlsx", pytest.param("xls", marks=pytest.mark.process), "ods"]
)  # an .xls is read in another process


def register(march: Acting) -> None:
    """Enter a target and two third parties with texts that a program may take for a number or a formula."""
    march.take("targets", BRIDGE)
    for number, name in enumerate(("中鼎评估公司", "-0101")):
        march.do("register_third_party", name=name, credit_code=f"91520100MA6DL000{number}X", **PARTY)


@pytest.fixture
def registered(march: Acting) -> Acting:
    """A ledger with targets and third parties."""
    register(march)
    return march


@pytest.mark.exhaustive(1)
@pytest.mark.process
@each_ending
def test_third_parties_that_libreoffice_saved_change_nothing(
    registered: Acting, sql: Sql, violations: Violations, ending: str
) -> None:
    before = content(sql)
    assert counts(sheets.take(registered, "third-parties", SAVED / f"third-parties.{ending}")) == (0, 0, 2)
    assert content(sql) == before
    assert violations() == []


@pytest.mark.exhaustive(1)
@pytest.mark.process
@each_ending
def test_targets_that_libreoffice_saved_change_nothing(registered: Acting, sql: Sql, ending: str) -> None:
    before = content(sql)
    assert counts(take_register(registered, "targets", SAVED / f"targets-exported.{ending}")) == (0, 0, 4)
    assert content(sql) == before


@pytest.mark.exhaustive(1)
@pytest.mark.process
@each_ending
def test_third_parties_that_changed_since_are_refused_by_name(registered: Acting, sql: Sql, ending: str) -> None:
    registered.do("register_third_party", name="-0101", credit_code="91520100MA6DL0009X", **PARTY)
    before = content(sql)
    with pytest.raises(ImportRefused, match="“-0101”在表格导出以后已有改动"):
        sheets.take(registered, "third-parties", SAVED / f"third-parties.{ending}")
    assert content(sql) == before
