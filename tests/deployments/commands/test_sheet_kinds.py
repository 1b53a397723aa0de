"""Kinds of sheets by their Chinese titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest

from deployments.commands.sheet_kinds import SheetKindType, find_key, keys_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployments.conftest import Mubiao

TITLES = {"departments": "部门", "reports": "填报"}
INSTEAD = {"reports": "填报没有空白表。"}


@pytest.mark.parametrize("name", ["departments", "部门", "部门表"])
def test_a_kind_is_named_by_key_or_title(name: str) -> None:
    assert SheetKindType(TITLES).convert(name, None, None) == "departments"


@pytest.mark.parametrize("name", ["reports", "填报", "填报表"])
def test_a_kind_without_such_a_sheet_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(click.UsageError, match=r"^填报没有空白表。$"):
        SheetKindType(TITLES, INSTEAD).convert(name, None, None)


def test_an_unknown_kind_fails() -> None:
    with pytest.raises(click.BadParameter):
        SheetKindType(TITLES).convert("科室", None, None)


def test_a_name_that_is_no_title_stays() -> None:
    assert find_key(keys_of(TITLES), "表") == "表"


def test_a_sheet_is_made_exported_and_imported_by_its_title(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "部门.xlsx"
    assert "mubiao import departments" in line.done("template", "部门", str(place))
    line.done("export", "部门", str(place), "--force")
    assert line.json("import", "部门", str(place), "--dry-run")["same"] == 3


def test_answers_are_imported_by_title(line: Mubiao, tmp_path: Path) -> None:
    assert "没有.xlsx" in line.refused("import", "部门的回复表", str(tmp_path / "没有.xlsx"))


@pytest.mark.parametrize(("kind", "way"), [("reports", "answer-sheet"), ("在线复核", "reviews --xlsx")])
def test_a_template_that_does_not_exist_names_what_to_write(line: Mubiao, tmp_path: Path, kind: str, way: str) -> None:
    assert way in line.refused("template", kind, str(tmp_path / "空白.xlsx"), code=2)
