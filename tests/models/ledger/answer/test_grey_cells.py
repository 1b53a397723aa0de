"""The grey cells of a row: what a target or leaf asks, and what was last reported of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from models.ledger.answer.grey_cells import leaf_cells, reported_cells, requirement_cells

ASKED = {"requirement": "建成100公里", "quantity": Decimal(100), "unit": "公里", "deadline": date(2026, 9, 30)}
LEAF = {"code": "T001", "name": "公路", "leaf": "1-1", "words": "新建公路", "direction": "not_more"}


def row(**values: Any) -> Any:
    return SimpleNamespace(**values)


def test_a_target_shows_what_it_asks_and_by_when() -> None:
    shown = ("T001", "公路", "建成100公里", "100公里", "2026年9月30日")
    assert requirement_cells("T001", "公路", row(**ASKED)) == shown


def test_without_a_quantity_and_a_deadline_it_is_the_end_of_the_year() -> None:
    bare = row(requirement="验收合格", quantity=None, unit="", deadline=None)
    assert requirement_cells("T001", "公路", bare)[2:] == ("验收合格", "", "年底（默认）")


@pytest.mark.parametrize(
    ("values", "amount"),
    [({}, "不多于100公里"), ({"direction": None}, "不少于100公里"), ({"quantity": None}, "")],
)
def test_a_leaf_shows_its_direction_and_its_quantity(values: dict[str, Any], amount: str) -> None:
    cells = leaf_cells(row(**ASKED | LEAF | values))
    assert (cells[1], cells[3]) == ("公路（指标1-1 新建公路）", amount)


@pytest.mark.parametrize(
    ("progress", "status", "cells"),
    [(Decimal("33.50"), "in_progress", ("33.5%", "进行中")), (None, None, ("", "")), (Decimal(0), "", ("0%", ""))],
)
def test_what_was_last_reported(progress: Decimal | None, status: str | None, cells: tuple[str, str]) -> None:
    assert reported_cells(row(progress=progress, status=status)) == cells
