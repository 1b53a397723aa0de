"""`mubiao scores --export` and what it refuses: wrong names, wrong years, unknown departments (1-8.1)."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.appraisal.year import rows_of

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.conftest import Mubiao

ASKED = ("scores", "--year", "2026")


def test_an_export_has_a_department_a_line_and_their_number_at_its_end(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "得分.jsonl"
    answer = line(*ASKED, "--export", str(place))
    assert answer.err.endswith(f"已写出2个部门的得分依据：{place}\n")
    *sheets, last = [json.loads(row) for row in place.read_text(encoding="utf-8").splitlines()]
    assert ([each["code"] for each in sheets], last["sheets"]) == (["D001", "D002"], 2)
    assert len(answer.out.splitlines()) > 2  # the list is printed as well


def test_an_export_replaces_the_one_before(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "得分.jsonl"
    place.write_text("旧的\n", encoding="utf-8")
    line.done(*ASKED, "--export", str(place))
    assert "旧的" not in place.read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.glob(".*.part")] == []


def test_an_export_is_for_its_owner_only(line: Mubiao, tmp_path: Path) -> None:
    line.done(*ASKED, "--export", str(tmp_path / "得分.jsonl"))
    assert (tmp_path / "得分.jsonl").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["得分.json", "得分.xlsx", "得分"])
def test_a_file_of_another_kind_is_not_written(line: Mubiao, tmp_path: Path, name: str) -> None:
    words = line.refused(*ASKED, "--export", str(tmp_path / name))
    assert words.strip().endswith(f"“{name}”应以 .jsonl 结尾。")
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_missing_is_named(line: Mubiao, tmp_path: Path) -> None:
    words = line.refused(*ASKED, "--export", str(tmp_path / "没有" / "得分.jsonl"))
    assert "没有文件夹" in words


def test_an_export_changes_nothing_in_the_ledger(line: Mubiao, sql: Sql, tmp_path: Path) -> None:
    before = rows_of(sql)
    line.done(*ASKED, "--export", str(tmp_path / "得分.jsonl"))
    assert rows_of(sql) == before


@pytest.mark.parametrize("year", ["0", "9999", "今年"])
def test_a_year_that_is_none_is_refused(line: Mubiao, year: str) -> None:
    assert line.refused("scores", "--year", year, code=2)


@pytest.mark.parametrize("extra", [(), ("--json",)])
def test_an_unknown_department_is_refused(line: Mubiao, extra: tuple[str, ...]) -> None:
    words = line.refused(*ASKED, "--department", "D009", *extra)
    assert "部门“D009”不在部门名单中" in words


def test_the_agency_has_no_score(line: Mubiao) -> None:
    assert line.json(*ASKED, "--department", "AGENCY") == []
    assert line.done(*ASKED, "--department", "AGENCY") == "该部门在年末以前已撤销或并入，没有得分。\n"


def test_without_a_year_it_is_that_of_today(line: Mubiao) -> None:
    asked = line.done(*ASKED, "--on", "2026-03-05")
    hint = "这是2026年的试算；正在考评的是2025年：mubiao scores --year 2025。\n"
    assert line.done("scores", "--on", "2026-03-05") == asked + hint


def test_the_program_is_printed_whole_and_needs_nothing_but_python(line: Mubiao) -> None:
    text = line.done("scores", "--script")
    assert text == (Path("deployments") / "data" / "check_scores.py").read_text(encoding="utf-8")
    imported = {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    assert imported == {"__future__", "collections.abc", "fractions", "pathlib", "typing"}


def test_the_program_is_printed_without_an_installation(mubiao: Mubiao) -> None:
    assert mubiao.done("scores", "--script").startswith('"""Checks the scores of a year')
