"""The leaves of targets in lists and in the history of a target."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.target.history import why_target
from models.ledger.target.register import Wanted, list_targets
from models.rules.target.amount import Direction
from tests.databases import story
from tests.models.ledger.report.leaf_reports import OTHER, line, submit
from tests.models.ledger.report.leaf_reports import planted as april_of
from tests.models.ledger.target.trees import leaf, tree

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

MARKED = {"marking": "工作秘密", "reason": "涉及未公开规划"}


def listed(code: str, **wanted: Any) -> dict[str, Any]:
    with begin() as session:
        rows = list_targets(session, date(2026, 4, 10), Wanted(**{"year": 2026} | wanted))
    return {row["code"]: row for row in rows}[code]


def explained(code: str) -> dict[str, Any]:
    with begin() as session:
        return why_target(session, code, 2026)


@pytest.fixture
@story
def planted(march: Acting) -> Acting:
    """T001 has a tree; one of its leaves was corrected."""
    march.take("indicators", *tree())
    march.take("indicators", leaf("2", 数量="7.60"), reason="录入有误")
    return march


@pytest.mark.usefixtures("planted")
def test_a_tree_shows_what_its_leaves_ask() -> None:
    first, second, third = listed("T001", tree="T001")["leaves"]
    assert first == {
        "code": "1-1",
        "words": "指标1-1",
        "quantity": 100,
        "unit": "公里",
        "direction": Direction.NOT_LESS,
        "about": False,
        "standard": "",
        "deadline": date(2026, 9, 30),
        "by_default": False,
        "progress": None,
        "status": None,
        "done": None,
        "pace": "grey",
    }
    assert (second["standard"], second["direction"], second["quantity"]) == ("竣工验收合格", None, None)
    assert (third["code"], third["quantity"]) == ("2", Decimal("7.60"))
    assert listed("T001")["leaves"] == []


@pytest.mark.usefixtures("planted")
def test_a_target_without_a_tree_is_its_own_leaf_until_the_end_of_the_year() -> None:
    [own] = listed("T002", tree="T002")["leaves"]
    assert (own["code"], own["deadline"], own["by_default"]) == ("", date(2026, 12, 31), True)


@pytest.mark.usefixtures("planted")
def test_a_list_shows_the_last_date_of_a_tree_and_lacks_no_deadline() -> None:
    first, second = listed("T001"), listed("T002")
    assert (first["deadline"], second["deadline"]) == (date(2026, 10, 31), None)
    assert "完成时限" not in "".join([*first["missing"], *second["missing"]])


@pytest.mark.usefixtures("planted")
def test_a_faulty_leaf_is_listed_as_incomplete(sql: Sql) -> None:
    assert listed("T001", incomplete=True)["missing"] == listed("T002", incomplete=True)["missing"]
    sql("UPDATE target SET deadline = '2026-09-30' WHERE code = 'T001'")
    fault = "指标1-2完成时限2026年10月31日晚于目标的完成时限（2026年9月30日）"
    assert listed("T001", incomplete=True)["missing"][-1] == fault


@pytest.mark.usefixtures("planted")
def test_the_history_of_a_target_has_every_version_of_its_indicators() -> None:
    found = explained("T001")
    assert [row["code"] for row in found["leaves"]] == ["1-1", "1-2", "2"]
    *_, issued, corrected = found["indicators"]
    assert (issued["event"], issued["quantity"], issued["evidence"]) == ("issued", Decimal("7.50"), [])
    assert (corrected["event"], corrected["reason"], corrected["correction"]) == ("corrected", "录入有误", 1)
    assert [page["file_name"] for page in corrected["evidence"]] == ["现场核查记录.txt"]
    assert (explained("T002")["leaves"], explained("T002")["indicators"]) == ([], [])


def test_4_7_the_leaves_of_a_marked_target_say_nothing(planted: Acting) -> None:
    planted.do("mark_secret", target="T001", **MARKED)
    for row in (*listed("T001", tree="T001")["leaves"], *explained("T001")["leaves"]):
        assert (row["quantity"], row["deadline"], row.get("pace")) == (None, None, None)
        assert "竣工验收合格" not in str(row)


def test_what_was_last_reported_of_each_leaf_stands_with_it(march: Acting) -> None:
    april = april_of(march)
    submit(april, line("1-1", 40, quantity=40), line("1-2", 90), line("2", 10), OTHER)
    found = listed("T001", tree="T001")
    assert [(each["progress"], each["done"]) for each in found["leaves"]] == [(40, 40), (90, None), (10, None)]
    assert (found["progress"], found["done"]) == (Decimal("46.66"), None)


def test_a22_each_leaf_of_a_tree_has_its_own_colour(march: Acting) -> None:
    submit(april_of(march), line("1-1", 60), line("1-2", 32), line("2", 4), OTHER)
    found = listed("T001", tree="T001")
    assert [each["pace"] for each in found["leaves"]] == ["green", "yellow", "red"]
    assert found["pace"] == "red"


@pytest.mark.parametrize(("second", "pace"), [(4, "red"), (32, "yellow"), (60, "green")])
def test_a22_the_pace_of_a_target_is_that_of_its_slowest_leaf(march: Acting, second: int, pace: str) -> None:
    submit(april_of(march), line("1-1", 60), line("1-2", 90), line("2", second), OTHER)
    assert listed("T001")["pace"] == pace


def test_a22_the_share_that_the_agency_set_holds_for_leaves(march: Acting) -> None:
    submit(april_of(march), line("1-1", 60), line("1-2", 90), line("2", 32), OTHER)
    march.do("set_policy", key="pace_yellow", value="99%", basis="5号")
    assert listed("T001")["pace"] == "red"


def test_a22_a_target_that_is_its_own_leaf_has_one_colour(march: Acting) -> None:
    submit(april_of(march), line("1-1", 60), line("1-2", 90), line("2", 60), OTHER)
    found = listed("T002", tree="T002")
    [own] = found["leaves"]
    assert (own["pace"], found["pace"]) == ("green", "green")
