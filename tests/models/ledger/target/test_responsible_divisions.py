"""内设机构: a target or a draft names one that is registered for its leading department (1-2.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.draft.register import DraftsWanted, list_drafts
from models.ledger.registry.bodies import register_division
from models.ledger.target.history import why_target
from models.ledger.target.register import Wanted, list_targets
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

ROW = {"编号": "T010", "年度": "2026", "目标名称": "农村公路", "责任部门": "D001"}
ISSUED = ROW | {"下达日期": "2026-02-27", "内设机构": "建设处"}
DIVISION = register_division.name
TRANSFER: dict[str, Any] = {
    "department": "D001",
    "successor": "D002",
    "targets": ["T010"],
    "effective_on": "2026-03-05",
}


@pytest.fixture
@story
def divided(march: Acting) -> Acting:
    """`march`, where D001 has 建设处, 养护处 from April on, and 计划处 until February."""
    march.do(DIVISION, department="D001", name="建设处")
    march.do(DIVISION, department="D001", name="养护处", valid_from="2026-04-01")
    march.do(DIVISION, department="D001", name="计划处", valid_to="2026-02-28")
    march.do(DIVISION, department="D002", name="信息处")
    return march


def shown() -> tuple[str, str]:
    """Return 内设机构 of T010 in the list and in its history."""
    with begin() as session:
        listed = {row["code"]: row["division"] for row in list_targets(session, date(2026, 3, 10), Wanted(2026))}
        return listed["T010"], why_target(session, "T010", 2026)["target"]["division"]


def test_a_target_names_a_part_of_its_leading_department(divided: Acting, sql: Sql, violations: Violations) -> None:
    divided.take("targets", ISSUED)
    assert sql.column("SELECT division FROM target ORDER BY code DESC LIMIT 1") == ["建设处"]
    assert shown() == ("建设处", "建设处")
    assert divided.take("targets", ISSUED).counts["same"] == 1
    assert violations() == []


def test_a_draft_names_it_too(divided: Acting, violations: Violations) -> None:
    divided.take("drafts", ROW | {"内设机构": "建设处"})
    with begin() as session:
        assert [row["division"] for row in list_drafts(session, DraftsWanted(2026))] == ["建设处"]
    assert divided.take("drafts", ROW).counts["same"] == 1
    assert violations() == []


@pytest.mark.parametrize("name", ["人事处", "信息处", "养护处", "计划处"])
@pytest.mark.parametrize("kind", ["targets", "drafts"])
def test_another_name_is_refused_with_its_cell(divided: Acting, sql: Sql, kind: str, name: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        divided.take(kind, (ISSUED if kind == "targets" else ROW) | {"内设机构": name})
    words = f"内设机构“{name}”不是“D001”已登记的内设机构，请先登记（mubiao import divisions）"
    assert [str(each) for each in refusal.value.complaints] == [f"表.csv 第2行“内设机构”列：{words}"]
    assert sql.value("SELECT count(*) FROM target WHERE code = 'T010'") == 0


def test_the_part_of_an_issued_target_may_change_and_stays_without_the_column(divided: Acting, sql: Sql) -> None:
    divided.take("targets", ISSUED)
    divided.do(DIVISION, department="D001", name="规划处")
    assert divided.take("targets", ISSUED | {"内设机构": "规划处"}).counts["changed"] == 1
    assert divided.take("targets", ROW | {"下达日期": "2026-02-27"}).counts["same"] == 1
    assert shown() == ("规划处", "规划处")
    assert sql.value("SELECT version FROM target WHERE code = 'T010'") == 1


def test_that_of_a_former_lead_is_not_shown_and_its_row_changes_nothing(
    divided: Acting, violations: Violations
) -> None:
    divided.take("targets", ISSUED)
    divided.on("2026-03-05").do("transfer_targets", **TRANSFER, basis="黔机编〔2026〕12号")
    assert shown() == ("", "")
    assert divided.take("targets", ISSUED | {"责任部门": "D002"}).counts["same"] == 1
    assert divided.take("targets", ISSUED | {"责任部门": "D002", "内设机构": "信息处"}).counts["changed"] == 1
    assert shown() == ("信息处", "信息处")
    assert violations() == []


def test_a_target_without_it_shows_none(march: Acting, sql: Sql, violations: Violations) -> None:
    march.take("targets", ROW | {"下达日期": "2026-02-27"})
    assert sql.value("SELECT division FROM target WHERE code = 'T010'") == ""
    assert shown() == ("", "")
    assert violations() == []
