"""目标云 as a table: uploads, warnings and late ones (7.5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.cloud.table import list_uploads
from models.rules.periods import parse_period

if TYPE_CHECKING:
    from tests.conftest import Acting


def listed(day: str, month: str = "") -> list[dict[str, Any]]:
    with begin() as session:
        return list_uploads(session, date.fromisoformat(day), parse_period(month) if month else None)


def test_the_newest_upload_of_a_month_is_shown_with_its_warnings_and_pictures(warned: Acting, picture: str) -> None:
    warned.do("delegate_upload", target="K002")
    first, second = listed("2026-03-21")
    assert (first["target"], first["project"], first["department"], first["delegate"]) == (
        *("2026/K001", "农村公路", "第001厅"),
        "",
    )
    assert (first["number"], first["state"], first["progress"], first["late"]) == (1, "warned", 5, False)
    assert [each["warning"] for each in first["warnings"]] == ["behind"]
    assert [(each["file"], each["width"]) for each in first["media"]] == [("三月.jpg", 640)]
    assert (second["state"], second["warnings"], second["media"], second["delegate"]) == (None, [], [], "第001厅")
    warned.do("upload_progress", target="K001", period="2026-03", progress="30", media=picture)
    assert [(row["number"], row["state"]) for row in listed("2026-03-21")] == [(2, "fine"), (None, None)]


@pytest.mark.usefixtures("cloud")
@pytest.mark.parametrize(("day", "late"), [("2026-03-25", False), ("2026-03-26", True)])
def test_an_absent_upload_is_late_after_its_due_day(day: str, *, late: bool) -> None:
    assert [row["late"] for row in listed(day)] == [late, late]


def test_the_table_can_be_filtered_by_month(cloud: Acting) -> None:
    cloud.on("2026-04-01").open("cloud_monitoring", "2026-04")
    assert [row["period"] for row in listed("2026-04-01")] == ["2026-03"] * 2 + ["2026-04"] * 2
    assert [row["period"] for row in listed("2026-04-01", "2026-04")] == ["2026-04"] * 2
    assert listed("2026-04-01", "2026-05") == []


def test_after_a_merger_a_project_is_listed_with_the_successor(cloud: Acting) -> None:
    merge = {"effective_on": "2026-03-12", "basis": "黔机编〔2026〕12号"}
    cloud.on("2026-03-12").do("merge_department", department="D001", successor="D002", **merge)
    assert {row["department"] for row in listed("2026-03-12")} == {"第002厅"}
