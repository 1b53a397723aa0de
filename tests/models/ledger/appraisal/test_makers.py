"""Whose hands made a line of a sheet: everybody who entered, changed or listed what it rests on (1-8.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import by, objects

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

ABOUT: dict[str, Any] = {"department": "D001", "year": 2026}

pytestmark = pytest.mark.usefixtures("another")


def accepted(draft: Acting, sql: Sql, component: str, **more: str) -> Acting:
    """D001 objects to a line, and 赵敏 accepts it; it is 4 March."""
    objects(draft, sql, **{component: "有误"})
    today = draft.on("2027-03-04")
    by(today, "赵敏").do("answer_score_objection", **ABOUT, component=component, answer="属实", accepted="是", **more)
    return today


def refused(acting: Acting, name: str, account: str = "") -> str:
    hand = by(acting, name)
    hand = replace(hand, actor=replace(hand.actor, account=account))
    return hand.refused("recompute_sheet", **ABOUT, due="2027-03-11")


@pytest.mark.parametrize("component", ["innovation", "second_level", "leaders"])
def test_who_entered_a_result_made_its_line(draft: Acting, sql: Sql, component: str) -> None:
    assert "是王文经办的" in refused(accepted(draft, sql, component), "王文")


def test_who_corrected_a_result_made_its_line_too(draft: Acting, sql: Sql) -> None:
    today = accepted(draft, sql, "second_level")
    mark(today, "90")
    assert "是王文经办的" in refused(today, "王文")
    assert by(today, "孙立").do("recompute_sheet", **ABOUT, due="2027-03-11").counts["recomputed"] == 1


def test_who_recorded_the_finding_of_an_entry_made_its_line(draft: Acting, sql: Sql) -> None:
    today = accepted(draft, sql, "functional", left_out="2026/T001/1")
    assert "是王文经办的" in refused(today, "王文")


def test_who_has_the_account_of_the_maker_under_another_name_is_the_maker(draft: Acting, sql: Sql) -> None:
    words = refused(accepted(draft, sql, "second_level"), "李平", account="王文")
    assert "是王文经办的" in words
    assert "只有本机账户王文，分不清是不是同一人：请另一人用自己的操作系统账户重算" in words


def test_who_made_another_line_only_may_recompute(draft: Acting, sql: Sql) -> None:
    today = accepted(draft, sql, "second_level")
    mark(today, "90")
    assert by(today, "李明").do("recompute_sheet", **ABOUT, due="2027-03-11").counts["recomputed"] == 1
