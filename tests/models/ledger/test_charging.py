"""What the agency owes because of an act: opened for whom it is, found by what it is about, met while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
    from tests.models.ledger.conftest import Conform

OWED = "SELECT subject, state, late FROM obligation WHERE kind = 'inspection' ORDER BY id"


def test_each_inspection_ends_its_own_duty_alone(
    issued: Acting, plan: dict[str, str], conform: Conform, sql: Sql
) -> None:
    issued.do("draft_inspection", kind="专项核查", title="专项核查", **plan)
    issued.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    issued.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    conform(issued, "2026-2", "T001", "郑玲", "韩丽")
    issued.on("2026-10-08").do("conclude_inspection", inspection="2026-2")
    assert sql.rows(OWED) == [("2026-1", "open", None), ("2026-2", "discharged", True)]


def test_what_was_waived_is_neither_met_nor_late(issued: Acting, conform: Conform, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'inspection'")
    issued.do("waive", obligation=number, reason="并入年度核查")
    conform(issued, "2026-1", "T001")
    issued.on("2026-10-08").do("conclude_inspection", inspection="2026-1")
    assert sql.rows(OWED) == [("2026-1", "waived", None)]
