"""公众评议公布: a quarter's opinions that were remedied are published together, by the tenth working day (6.2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

STATES = "SELECT year || '-' || number, state, published_on::text, published_in FROM opinion ORDER BY id"
DUTIES = """
SELECT kind, subject, state, counted_on::text, late FROM obligation
WHERE kind IN ('public_opinion', 'opinion_publication') ORDER BY kind DESC, subject
"""
SAID = {"content": "下午四点后没有班车", "channel": "公众评议问卷"}
DUE = "2026-10-20"


@pytest.fixture
@story
def october(march: Acting) -> Acting:
    """2026-1 of August and 2026-2 of September were fed back, 2026-3 was not; the third quarter's cycle is open."""
    for day, department in (("2026-08-20", "D001"), ("2026-09-01", "D002"), ("2026-09-02", "D001")):
        march.on(day).do("record_opinion", department=department, limit="2026-09-20", **SAID)
    for opinion, department in (("2026-1", "D001"), ("2026-2", "D002")):
        march.on("2026-09-10").office(department).do("feed_back_opinion", opinion=opinion, feedback="已增开两班")
    march.on("2026-10-08").open("public_opinion", "2026Q3")
    return march.on("2026-10-12")


def test_opinions_with_feedback_are_published_together_and_the_others_are_named(
    october: Acting, sql: Sql, violations: Violations
) -> None:
    done = october.do("publish_opinions", period="2026Q3", published_in="省政府门户网站")
    assert done.words == (
        "2026年第三季度公众意见整改情况已于2026-10-12在省政府门户网站公布2条。"
        "还有1条（2026-3）未反馈整改情况，反馈后逐条公布。"
    )
    assert done.counts == {"published": 2, "left": 1, "late": 0}
    assert sql.rows(STATES) == [
        ("2026-1", "published", "2026-10-12", "省政府门户网站"),
        ("2026-2", "published", "2026-10-12", "省政府门户网站"),
        ("2026-3", "remedying", None, ""),
    ]
    assert sql.rows(DUTIES) == [
        ("public_opinion", "", "discharged", "2026-10-12", False),
        ("opinion_publication", "2026-1", "discharged", "2026-10-12", False),
        ("opinion_publication", "2026-2", "discharged", "2026-10-12", False),
        ("opinion_publication", "2026-3", "open", None, None),
    ]
    assert violations() == []


def test_later_feedback_can_be_published_in_the_same_way_and_a_repeat_changes_nothing(
    october: Acting, sql: Sql
) -> None:
    fields = {"period": "2026Q3", "published_in": "省政府门户网站"}
    october.do("publish_opinions", **fields)
    october.office("D001").do("feed_back_opinion", opinion="2026-3", feedback="已公示")
    later = october.on("2026-10-26")
    assert later.do("publish_opinions", **fields).counts == {"published": 1, "left": 0, "late": 0}
    assert later.do("publish_opinions", **fields).counts == {"published": 0, "left": 0, "late": 0}
    assert sql.rows(DUTIES)[-1] == ("opinion_publication", "2026-3", "discharged", "2026-10-26", True)
    assert sql.rows(DUTIES)[0] == ("public_opinion", "", "discharged", "2026-10-12", False)


@pytest.mark.parametrize(("day", "late"), [(DUE, False), ("2026-10-21", True)])
def test_the_day_of_the_publication_decides_whether_it_was_late(
    october: Acting, sql: Sql, day: str, *, late: bool
) -> None:
    november = october.on("2026-11-02")
    done = november.do("publish_opinions", period="2026Q3", published_in="省政府门户网站", published_on=day)
    assert ("，逾期。" in done.words, done.counts["late"]) == (late, int(late))
    assert [row[4] for row in sql.rows(DUTIES)[:3]] == [late] * 3


def test_feedback_after_the_publication_is_not_part_of_it(october: Acting, sql: Sql) -> None:
    october.on("2026-10-14").office("D001").do("feed_back_opinion", opinion="2026-3", feedback="已公示")
    fields = {"published_in": "省政府门户网站", "published_on": "2026-10-13"}
    assert october.on("2026-10-15").do("publish_opinions", period="2026Q3", **fields).counts["left"] == 1
    assert sql.rows(STATES)[2][1] == "fed_back"


def test_a_quarter_without_opinions_has_its_publication_too(march: Acting) -> None:
    march.on("2026-07-01").open("public_opinion", "2026Q2")
    done = march.on("2026-07-10").do("publish_opinions", period="2026Q2", published_in="省政府门户网站")
    assert done.words == "2026年第二季度公众意见整改情况已于2026-07-10在省政府门户网站公布0条。"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"period": "2026Q2"}, "2026年第二季度的公众评议公布没有开启，请逐条公布（publish_opinion）。"),
        ({"period": "2026-09"}, "“公众评议”没有期间“2026-09”"),
        ({"period": "2026Q3", "published_on": "2026-09-30"}, "公布日期2026-09-30时2026年第三季度尚未结束"),
        ({"period": "2026Q3", "published_on": "2026-10-13"}, "公布日期2026-10-13在今天（2026-10-12）之后"),
    ],
)
def test_a_publication_that_cannot_be_changes_nothing(
    october: Acting, sql: Sql, fields: dict[str, str], refusal: str
) -> None:
    before = sql.rows(STATES), sql.rows(DUTIES)
    assert refusal in october.refused("publish_opinions", published_in="省政府门户网站", **fields)
    assert (sql.rows(STATES), sql.rows(DUTIES)) == before


def test_reminders_before_the_day_are_of_the_quarter_and_after_it_of_each_opinion(october: Acting, sql: Sql) -> None:
    rungs = (
        "SELECT DISTINCT split_part(subject, '|', 1), kind FROM notice WHERE kind IN ('reminder', 'overdue') ORDER BY 1"
    )
    for day in ("2026-10-15", DUE):
        october.on(day).system.do("remind")
    assert ("public_opinion", "reminder") in sql.rows(rungs)
    assert not [kind for kind, _ in sql.rows(rungs) if kind == "opinion_publication"]
    october.on("2026-10-21").system.do("remind")
    assert ("opinion_publication", "overdue") in sql.rows(rungs)
