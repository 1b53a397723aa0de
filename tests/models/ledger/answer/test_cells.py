"""The white cells of an answer sheet: what each takes, and the files that it names."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.answer import Enclosed, GivenCell
from models.ledger.answer.cells import read_cell, with_done_in
from models.rules.white_cells import Cell, White, unfitting

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Photograph

FILES = White("files", "印证材料", Cell.FILES, required=False, most=1)
CHOICE = White("opinion", "意见", Cell.CHOICE, choices=("同意", "有异议"))
REASON = White("reason", "异议理由", required=False, goes_with=("opinion", "有异议"))


def read(value: Any, white: White, *files: Path, fault: str = "") -> Any:
    return read_cell(GivenCell(value, "B2", fault), white, Enclosed(files))


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A file of one page."""
    (tmp_path / "页.txt").write_text("现场记录", encoding="utf-8")
    return tmp_path / "页.txt"


def test_a_choice_is_one_of_those_that_are_offered() -> None:
    assert read(" 同意 ", CHOICE) == "同意"
    with pytest.raises(ValueError, match="“弃权”不在可选范围内，可填：同意、有异议"):
        read("弃权", CHOICE)


def test_a_quantity_names_the_column_that_has_its_unit() -> None:
    done = White("quantity", "完成数量", Cell.QUANTITY)
    assert read("1,200", done) == 1200
    with pytest.raises(ValueError, match="“10所”不是数，请只填数字，单位按“数量”一栏的"):
        read("10所", done)
    cells = {"完成数量": GivenCell("1.5亿元", "H6")}
    assert with_done_in(cells, "亿元")["完成数量"].value == Decimal("1.5")


@pytest.mark.parametrize(
    ("written", "unit", "fault"),
    [
        ("1.2万亩", "户", "“1.2万亩”带有单位，“数量”一栏是“户”，请换算后只填数字"),
        ("1200户", "", "“1200户”带有单位，“数量”一栏没有单位，请只填数字"),
        ("1200", "", ""),
        ("约1200", "户", ""),
        (1200, "户", ""),
    ],
)
def test_a_quantity_in_another_unit_is_refused_with_both(written: Any, unit: str, fault: str) -> None:
    given = GivenCell(written, "H6")
    assert with_done_in({"完成数量": given}, unit) == {"完成数量": replace(given, fault=fault)}
    assert with_done_in({}, unit) == {}


def test_a_fault_of_the_cell_is_said() -> None:
    with pytest.raises(ValueError, match="是公式"):
        read(1, CHOICE, fault="是公式")


def test_files_are_found_by_name_once(page: Path) -> None:
    assert read("页.txt、页.txt", FILES, page) == (page,)
    assert read("、", FILES, page) == ()
    with pytest.raises(ValueError, match="没有文件名"):
        read("、", White("files", "印证材料", Cell.FILES), page)


def test_too_many_and_empty_files_are_refused(page: Path, tmp_path: Path) -> None:
    empty = tmp_path / "空.txt"
    empty.touch()
    with pytest.raises(ValueError, match="有2个文件，最多1个"):
        read("页.txt、空.txt", FILES, page, empty)
    with pytest.raises(ValueError, match=r"“空\.txt”是空文件"):
        read("空.txt", FILES, empty)


def test_a_page_is_no_picture(page: Path, photograph: Photograph) -> None:
    picture = photograph("图.jpg")
    assert read("图.jpg", White("media", "图片", Cell.MEDIA), picture) == (picture,)
    with pytest.raises(ValueError, match=r"页\.txt"):
        read("页.txt", White("media", "图片", Cell.MEDIA), page)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"opinion": "同意"}, []),
        ({"opinion": "有异议", "reason": "用地不足"}, []),
        ({"reason": "用地不足"}, []),
        ({"opinion": "有异议"}, ["不能为空，选“有异议”的须填写"]),
        ({"opinion": "同意", "reason": "用地不足"}, ["应为空，要填写的请选“有异议”"]),
    ],
)
def test_a_cell_goes_with_the_choice_of_another(values: dict[str, str], words: list[str]) -> None:
    assert [words for _, words in unfitting((CHOICE, REASON), values)] == words
