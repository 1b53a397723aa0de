"""公众意见 as a list: every opinion of a period with its late marks (6.2.7)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.opinion.register import list_opinions
from models.rules.periods import parse_period
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting

SAID = {"department": "D001", "content": "没有班车", "channel": "问卷"}


@pytest.fixture
@story
def voiced(march: Acting) -> None:
    """2026-1 was published on time, 2026-2 is being remedied until 20 September, 2026-3 came in the fourth quarter."""
    august = march.on("2026-08-20")
    for _ in range(2):
        august.do("record_opinion", **SAID, limit="2026-09-20")
    august.do("feed_back_opinion", opinion="2026-1", feedback="已增开")
    august.do("publish_opinion", opinion="2026-1", published_in="门户网站")
    march.on("2026-10-09").do("record_opinion", **SAID)


def listed(day: str, period: str = "") -> list[dict[str, Any]]:
    with begin() as session:
        return list_opinions(session, date.fromisoformat(day), parse_period(period) if period else None)


@pytest.mark.usefixtures("voiced")
def test_the_opinions_of_a_quarter_are_those_received_in_it() -> None:
    numbers = {period: [row["opinion"] for row in listed("2026-10-10", period)] for period in ("2026Q3", "2026Q4", "")}
    assert numbers == {"2026Q3": ["2026-1", "2026-2"], "2026Q4": ["2026-3"], "": ["2026-1", "2026-2", "2026-3"]}


@pytest.mark.usefixtures("voiced")
@pytest.mark.parametrize(
    ("day", "late"),
    [
        ("2026-09-20", [(False, False), (False, False)]),
        ("2026-09-21", [(False, False), (True, False)]),
        ("2026-10-20", [(False, False), (True, False)]),
        ("2026-10-21", [(False, False), (True, True)]),
    ],
)
def test_an_opinion_without_feedback_or_publication_in_time_is_late(day: str, late: list[tuple[bool, bool]]) -> None:
    assert [(row["feedback_late"], row["publication_late"]) for row in listed(day, "2026Q3")] == late


@pytest.mark.usefixtures("voiced")
def test_a_stored_result_is_final_and_a_dismissed_opinion_is_never_late(march: Acting) -> None:
    march.on("2026-09-25").do("feed_back_opinion", opinion="2026-2", feedback="已增开")
    march.on("2026-10-10").do("dismiss_opinion", opinion="2026-3", reason="重复")
    rows = {row["opinion"]: row for row in listed("2027-03-01")}
    assert (rows["2026-2"]["feedback_late"], rows["2026-2"]["publication_late"]) == (True, True)
    assert (rows["2026-3"]["feedback_late"], rows["2026-3"]["publication_late"]) == (False, False)


@pytest.mark.usefixtures("march")
def test_without_opinions_the_list_is_empty() -> None:
    assert listed("2026-10-10") == []


@pytest.mark.usefixtures("voiced")
def test_after_a_merger_an_opinion_is_listed_with_the_successor(march: Acting) -> None:
    merge = {"effective_on": "2026-10-12", "basis": "黔机编〔2026〕12号"}
    march.on("2026-10-12").do("merge_department", department="D001", successor="D002", **merge)
    assert {row["department"] for row in listed("2026-10-12")} == {"第002厅"}
