"""Eighteen forgeries and further ones, three ways each: the program names them, or its last line lists them (1-5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.block import canonical
from models.rules.chain import shortened
from tests.databases import story
from tests.deployments.data.check.forgeries import EIGHTEEN, FURTHER, LISTED
from tests.deployments.data.check.forging import Folder, check, forged, lines_of
from tests.deployments.data.check.year import approve, rated_year

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao
    from tests.samples import Some

pytestmark = [pytest.mark.process, pytest.mark.alone]
FILES_ALONE = {"rate", "line", "total", "cut-off", "rating mean"}  # of no record, so no block changes


@pytest.fixture
@story
def true(line: Mubiao, anyone: Acting, tmp_path: Path) -> Path:
    """The folder of an approved year."""
    approve(rated_year(anyone))
    folder = tmp_path / "证明"
    line.done("proof", "--year", "2026", "--on", "2027-04-01", "-o", str(folder))
    return folder


def known_of(folder: Path) -> str:
    """The head as a monthly report prints it."""
    head = Folder.read(folder).proof["head"]
    return f"{head['height']}:{shortened(head['hash'])}"


@pytest.mark.parametrize("table", [EIGHTEEN, FURTHER])
def test_a_forgery_is_named_as_an_edit_as_a_new_ledger_and_with_a_known_head(
    true: Path, tmp_path: Path, some: Some, table: dict[str, tuple[object, str, str]]
) -> None:
    known = known_of(true)
    for name, (forge, plain, rebuilt) in some(table.items(), 20):
        code, said = check(forged(true, tmp_path / f"{name} edited", forge, rebuilt=False))
        assert (code, plain in said) == (1, True), (name, said)
        place = forged(true, tmp_path / f"{name} new", forge, rebuilt=True)
        code, said = check(place)
        assert rebuilt in said, (name, said)
        assert code == (rebuilt != LISTED), name
        code, said = check(place, known)
        assert (code, "校验码与月报的" in said or name in FILES_ALONE) == (1, True), (name, said)


def test_the_last_line_asks_for_a_known_head_and_says_what_is_not_excluded(true: Path) -> None:
    code, said = check(true)
    last = said.splitlines()[-1]
    assert (code, last.startswith("没有给出台账月报上的校验码，须有一个才能排除整本台账被重写")) == (0, True)
    for each in (
        "经办人",
        "印证材料",
        "没有期限用到的放假和调休上班日",
        "省领导评价的打分",
        "一并改写的设定、类别",
        "因为能重写台账的人",
    ):
        assert each in last
    height, _, _ = known_of(true).partition(":")
    code, said = check(true, known_of(true))
    assert (code, said.splitlines()[-1].startswith(f"第{height}块及以前没有被改写、删去；登记时")) == (0, True)


def test_an_earlier_head_leaves_what_came_after_it(true: Path) -> None:
    block = Folder.read(true).blocks[9]
    code, said = check(true, f"10：{shortened(block['hash'])}")
    assert (code, "第10块及以前没有被改写、删去；其后" in said.splitlines()[-1]) == (0, True)


def test_a_fact_that_was_not_kept_with_the_approval_is_named(true: Path) -> None:
    lines = lines_of(true / "facts.jsonl")
    lines[1]["facts"][0]["rows"].pop()
    (true / "facts.jsonl").write_text("\n".join(map(canonical, lines)), encoding="utf-8")
    code, said = check(true)
    assert (code, f"{lines[1]['department']}：事实与审定的得分表所存的不同。" in said) == (1, True), said


def test_the_folder_of_one_department_says_what_it_cannot_check(line: Mubiao, true: Path, tmp_path: Path) -> None:
    assert true.exists()
    line.done("proof", "--year", "2026", "--on", "2027-04-01", "--department", "D001", "-o", str(tmp_path / "one"))
    code, said = check(tmp_path / "one")
    assert (code, "只含D001的，不能核对其他部门的得分和记录、位次和等次" in said) == (0, True)
