"""The list of 催办: the office, its duty, and the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.duty.urgings_list import list_urgings

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def listed(**chosen: Any) -> list[dict[str, Any]]:
    with begin() as session:
        return list_urgings(session, **chosen)


def test_a_task_is_listed_with_its_duty_and_its_outcome(march: Acting, sql: Sql) -> None:
    march.report("D002", "2026-03", "T003")
    march.on("2026-04-01").system.do("propose_urgings")
    [row] = listed(running=True)
    assert (row["department"], row["duty"], row["method"]) == ("第001厅", "2026年3月月度检查", "phone")
    march.on("2026-04-02").do("register_urging", urging=sql.value("SELECT id FROM urging"), outcome="答应明日报送")
    assert (listed(running=True), listed(department="D002")) == ([], [])
    assert [(each["state"], each["outcome"]) for each in listed(department="D001")] == [("done", "答应明日报送")]
