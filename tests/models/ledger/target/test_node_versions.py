"""Adjustments that name a leaf: it changes, its target has a new version, a return restores it (1-2.9, 6.1.7)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.target.trees import counts, leaf, tree

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

NODES = "SELECT code, quantity, deadline::text, version, correction FROM indicator WHERE code = '2' ORDER BY id"
EVENTS = "SELECT event, detail FROM transition WHERE record = 'indicator' AND event <> 'issued' ORDER BY id"
VERSIONS = "SELECT version, quantity, cause FROM target_version ORDER BY version, correction"


@pytest.fixture
def planted(april: Acting) -> Acting:
    """T009, 1000 km of road, has a tree; today is 2 April."""
    april.on("2026-03-05").take("indicators", *tree("T009"))
    return april


@pytest.fixture
def asks(policy: str) -> dict[str, Any]:
    """The input of an adjustment of the leaf 2."""
    return {"target": "T009", "indicator": "2", "ground": "重大政策", "reason": "任务调减", "evidence": policy}


@pytest.fixture
def filed(planted: Acting, asks: dict[str, Any]) -> Acting:
    """The leaf 2 asks 6.5 instead of 7.50 since 10 April; today is the 15th."""
    planted.office("D001").do("request_adjustment", **asks, quantity="6.5", deadline="2026-10-31")
    for who, day in (("head", "2026-04-03"), ("leader", "2026-04-07")):
        planted.on(day).office("D001").do(f"consent_{who}", target="T009", consented_on=day, number="1号")
    planted.on("2026-04-10").office("D001").do("file_adjustment", target="T009")
    return planted.on("2026-04-15")


def test_an_adjustment_names_its_leaf(planted: Acting, asks: dict[str, Any], sql: Sql, violations: Violations) -> None:
    summary = planted.office("D001").do("request_adjustment", **asks, quantity="6.5", requirement="通车")
    changes = "标准由无改为“通车”，数量由7.50改为6.5"
    assert summary.words.startswith(f"已申请“农村公路”指标2第1次调整：{changes}。请先后报")
    assert sql.rows("SELECT indicator, changes FROM adjustment") == [("2", {"quantity": "6.5", "requirement": "通车"})]
    assert violations() == []


def test_a_filed_adjustment_is_a_version_of_leaf_and_target(filed: Acting, sql: Sql, violations: Violations) -> None:
    assert sql.rows(NODES) == [
        ("2", Decimal("7.50"), "2026-09-30", 1, 0),
        ("2", Decimal("6.5"), "2026-10-31", 2, 0),
    ]
    assert sql.rows(VERSIONS) == [(1, 1000, "issued"), (2, 1000, "adjusted")]
    before, after = {"quantity": "7.50", "deadline": "2026-09-30"}, {"quantity": "6.5", "deadline": "2026-10-31"}
    assert sql.rows(EVENTS) == [("adjusted", {"from": before, "to": after, "adjustment": 1})]
    payload = sql.value("SELECT payload FROM notice WHERE kind = 'adjustment_filed' AND audience = 'agency'")
    assert payload["changes"] == [["指标2数量", "7.50", "6.5"], ["指标2完成时限", "2026-09-30", "2026-10-31"]]
    assert payload["deadline"] == {"from": "", "to": ""}
    assert counts(filed, leaf("2", target="T009", 数量="6.5", 完成时限="2026-10-31")) == (0, 0, 1)
    assert violations() == []


def test_a_returned_filing_restores_the_leaf(filed: Acting, sql: Sql, violations: Violations) -> None:
    words = filed.do("return_adjustment", target="T009", reason="缺签批件").words
    assert "“农村公路”指标2第1次调整已退回" in words
    assert "恢复原要求：数量由6.5改为7.50，完成时限由2026年10月31日改为2026年9月30日" in words
    assert sql.rows(NODES)[2] == ("2", Decimal("7.50"), "2026-09-30", 3, 0)
    assert [event for event, _ in sql.rows(EVENTS)] == ["adjusted", "restored"]
    assert violations() == []


def test_a_filing_is_returned_although_another_adjustment_was_withdrawn(
    filed: Acting, asks: dict[str, Any], sql: Sql
) -> None:
    filed.office("D001").do("request_adjustment", **asks | {"indicator": "1-1", "quantity": "90"})
    filed.office("D001").do("withdraw_adjustment", target="T009", reason="不再调整")
    filed.do("return_adjustment", target="T009", reason="缺签批件")
    assert sql.rows(NODES)[2][1] == Decimal("7.50")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"indicator": "9", "quantity": "1"}, "目标T009没有编号为“9”的最下一级指标"),
        ({"indicator": "1", "quantity": "1"}, "目标T009没有编号为“1”的最下一级指标"),
        ({"indicator": "", "quantity": "900", "note": "另计"}, "数量和单位在指标中，请写明调整哪一项指标（indicator）"),
        ({"quantity": "7.50"}, "新的数量与现行的相同（7.50），请只填写要调整的内容"),
        ({"unit": ""}, "指标2：单位未填写，有数量的指标须写明单位"),
        ({"deadline": ""}, "指标2：完成时限未填写"),
        ({"quantity": "9", "requirement": "养护8公里"}, "调整后的数量9公里与绩效要求中的“8公里”不一致"),
    ],
)
def test_what_no_leaf_can_ask_is_refused(
    planted: Acting, asks: dict[str, Any], more: dict[str, Any], words: str
) -> None:
    assert words in planted.office("D001").refused("request_adjustment", **asks | more)


def test_the_deadline_of_a_target_with_a_tree_is_adjusted_itself(planted: Acting, asks: dict[str, Any]) -> None:
    fields = asks | {"indicator": "", "deadline": "2026-12-20"}
    assert "完成时限由" in planted.office("D001").do("request_adjustment", **fields).words


def test_the_deadline_of_a_target_does_not_move_before_that_of_a_leaf(planted: Acting, asks: dict[str, Any]) -> None:
    fields = asks | {"indicator": "", "deadline": "2026-10-15"}
    assert planted.office("D001").refused("request_adjustment", **fields) == (
        "指标1-2完成时限2026年10月31日晚于目标的完成时限（2026年10月15日）。完成时限在指标中，请先逐项调整指标（indicator）。"
    )
