"""The pace of what a quarter's self-checks declare: of each target, by leaf if it has leaves, on the last day (A22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.review.lines import Reviewable, lines_of, without_secrets
from models.ledger.review.paces import with_paces
from models.rules.periods import parse_period
from tests.models.ledger.report.leaf_reports import OTHER, line
from tests.models.ledger.target.trees import tree

if TYPE_CHECKING:
    from tests.conftest import Acting


def shown(period: str = "2026Q1") -> list[Reviewable]:
    quarter = parse_period(period)
    with begin() as session:
        return without_secrets(session, with_paces(session, quarter, lines_of(session, 2, quarter)))


def paces(period: str = "2026Q1") -> dict[str, str]:
    return {each.row.code: each.pace for each in shown(period)}


@pytest.mark.usefixtures("surveyed")
def test_a22_the_declaration_of_each_target_has_its_colour_and_silence_is_grey() -> None:
    assert paces() == {"T001": "绿", "T002": "绿", "T003": "灰"}


@pytest.mark.parametrize(("progress", "pace"), [(25, "绿"), (24, "黄"), (19, "红")])
def test_a22_the_day_is_the_last_of_the_quarter_and_not_that_of_the_list(
    surveyed: Acting, progress: int, pace: str
) -> None:
    lines = [{"target": code, "progress": progress} for code in ("T001", "T002")]
    surveyed.on("2026-04-30").office("D001").do("file_self_check", department="D001", period="2026Q1", lines=lines)
    assert paces() == {"T001": pace, "T002": pace, "T003": "灰"}


def test_a22_a_later_month_leaves_the_colour_of_the_quarter(surveyed: Acting) -> None:
    surveyed.on("2026-04-01").open("monthly_check", "2026-04")
    lines = [{"target": code, "progress": 1} for code in ("T001", "T002")]
    surveyed.on("2026-04-20").office("D001").do("submit_report", department="D001", period="2026-04", lines=lines)
    assert paces() == {"T001": "绿", "T002": "绿", "T003": "灰"}


def test_a22_the_yellow_is_that_of_the_agency_on_that_day(surveyed: Acting) -> None:
    surveyed.on("2026-03-02").do("set_policy", key="pace_yellow", value="99%", basis="5号")
    lines = [{"target": code, "progress": 24} for code in ("T001", "T002")]
    surveyed.office("D001").do("file_self_check", department="D001", period="2026Q1", lines=lines)
    assert paces()["T001"] == "红"


def test_a22_a_target_with_leaves_has_the_colour_of_its_slowest(march: Acting) -> None:
    march.take("indicators", *tree())
    july = march.on("2026-07-01")
    july.open("self_check", "2026Q2")
    assert paces("2026Q2")["T001"] == "灰"
    leaves = (line("1-1", 85, quantity=80, status="进行中"), line("1-2", 30, quantity=3), line("2", 90))
    july.do("file_self_check", department="D001", period="2026Q2", lines=[*leaves, OTHER])
    assert paces("2026Q2")["T001"] == "红"
    better = (line("1-1", 80, quantity=80), line("1-2", 60), line("2", 90))
    july.do("file_self_check", department="D001", period="2026Q2", lines=[*better, OTHER])
    assert paces("2026Q2")["T001"] == "绿"


def test_4_7_a_marked_target_has_no_colour(surveyed: Acting) -> None:
    surveyed.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    [secret] = [each for each in shown() if each.secret]
    assert (secret.pace, secret.as_json()["pace"]) == ("", None)
    assert paces()["T002"] == "绿"


@pytest.mark.usefixtures("surveyed")
def test_a_line_without_paces_has_none_in_its_json() -> None:
    with begin() as session:
        [first, *_] = lines_of(session, 2, parse_period("2026Q1"))
    assert first.as_json()["pace"] is None
    assert shown()[0].as_json()["pace"] == "绿"
