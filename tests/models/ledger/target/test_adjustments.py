"""The list of adjustments: what is asked, who consented, and nothing of a marked target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.target.adjustments import list_adjustments

if TYPE_CHECKING:
    from tests.conftest import Acting


def listed(**chosen: Any) -> list[dict[str, Any]]:
    with begin() as session:
        return list_adjustments(session, **chosen)


def test_an_adjustment_is_listed_with_its_consents_until_it_is_filed(consented: Acting) -> None:
    [row] = listed(running=True, department="D001")
    assert (row["target"], row["number"], row["state"]) == ("T009", 1, "leader_consented")
    assert [f"{row[day]}" for day in ("head_on", "leader_on", "filed_on")] == ["2026-04-03", "2026-04-07", "None"]
    assert (listed(department="D002"), listed(year=2025)) == ([], [])
    consented.office("D001").do("file_adjustment", target="T009")
    assert listed(running=True) == []
    assert [(each["state"], f"{each['filed_on']}") for each in listed(year=2026)] == [("filed", "2026-04-10")]


def test_that_of_a_marked_target_shows_no_reason(consented: Acting) -> None:
    [open_one] = listed()
    consented.do("mark_secret", target="T009", marking="工作秘密", reason="未公开")
    [row] = listed()
    assert row["reason"] == "内容不在此显示"
    assert open_one["name"] not in str(row)
