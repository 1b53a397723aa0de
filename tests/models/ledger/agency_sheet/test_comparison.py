"""What a row says against what the ledger has: the same in other words is no change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.intake.agency_sheet import SheetColumn
from models.ledger.agency_sheet.comparison import fixed_words, plain, without_same
from models.ledger.agency_sheet.kind import Listed, Written

WAS = Written(
    Listed("k", "名称", {"note": None, "files": ("一.pdf",), "day": date(2026, 3, 5), "yes": False}),
    {},
    "",
    marked=False,
)
COLUMNS = [SheetColumn(name, name) for name in ("note", "files", "day", "yes")]


@pytest.mark.parametrize(
    ("value", "compared"),
    [
        (None, ""),
        (False, ""),
        ("", ""),
        (Path("/材料/一.pdf"), "一.pdf"),
        ([Path("/材料/一.pdf"), "二"], ("一.pdf", "二")),
        (date(2026, 3, 5), date(2026, 3, 5)),
        (0, 0),
    ],
)
def test_empty_values_are_equal_and_a_file_is_its_name(value: Any, compared: Any) -> None:
    assert plain(value) == compared


@pytest.mark.parametrize(
    ("parsed", "changed"),
    [
        ({"files": [Path("/材料/一.pdf")], "day": date(2026, 3, 5)}, []),
        ({"files": [Path("/材料/一.pdf")], "day": date(2026, 3, 5), "note": "有", "yes": True}, ["note", "yes"]),
        ({"day": date(2026, 3, 6)}, ["files", "day"]),
    ],
)
def test_only_what_differs_once_parsed_is_changed(parsed: dict[str, Any], changed: list[str]) -> None:
    assert [column.field for column in without_same(parsed, COLUMNS, WAS)] == changed


@pytest.mark.parametrize(("was", "restored"), [("D001", "请改回“D001”"), ("", "请恢复为空"), (None, "请恢复为空")])
def test_a_changed_key_is_told_with_what_stood_there(was: Any, restored: str) -> None:
    assert fixed_words(was) == f"是台账里已有的，不能改动，{restored}；另一项请新增一行，核对码留空"
