"""The white cells of an answer sheet: what each takes, with the files that it names."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from models.intake.addresses import email, mobile
from models.intake.answer import NOT_SENT, Enclosed, GivenCell
from models.intake.days import with_year
from models.intake.media import read_medium
from models.intake.report import progress
from models.intake.values import day, folded, name, percent, quantity, text
from models.rules.answer_form import BY_PLACE, DONE_SO_FAR, PHOTOS, PROGRESS, REMARK, STATUS
from models.rules.errors import Refused
from models.rules.kinds import LineStatus
from models.rules.points import in_words
from models.rules.target.amount import in_unit
from models.rules.target.progress import FULL, UNFOUNDED, is_done, is_unfounded, unlikely
from models.rules.white_cells import Cell, White

WITH_UNIT = re.compile(r"[\d.,]+\s*[%A-Za-z\u4e00-\u9fff].*")
PARSERS: Mapping[Cell, Callable[[Any], Any]] = {
    Cell.DAY: day,
    Cell.PERCENT: percent,
    Cell.PROGRESS: progress,
    Cell.QUANTITY: partial(quantity, where="单位按“数量”一栏的"),
    Cell.CHOICE: folded,
    Cell.TEXT: text,
    Cell.LINE: name,
    Cell.EMAIL: email,
    Cell.MOBILE: mobile,
}


def read_cell(cell: GivenCell, white: White, files: Enclosed, year: int = 0) -> Any:  # noqa: ANN401 - as the field takes it
    """Return the value of a filled cell. Raises ValueError with what is wrong, in words that follow its title.

    `year` is that of the sheet's period: a day without a year is taken in it.
    """
    if cell.fault:
        raise ValueError(cell.fault)
    if white.cell in (Cell.FILES, Cell.MEDIA):
        return _find_files(cell, white, files)
    if white.cell is Cell.CHOICE and folded(cell.value) not in white.choices:
        raise ValueError(f"“{folded(cell.value)}”不在可选范围内，可填：{'、'.join(white.choices)}")
    return PARSERS[white.cell](with_year(cell.value, year) if year and white.cell is Cell.DAY else cell.value)


def with_done_in(cells: Mapping[str, GivenCell], unit: str) -> Mapping[str, GivenCell]:
    """Return the cells of a row; a quantity that is shown with a unit is the number in the unit of its target.

    One that cannot be converted is a fault that names both units.
    """
    cell = cells.get(DONE_SO_FAR.heading)
    if cell is None or not isinstance(cell.value, str):
        return cells
    written = folded(cell.value)
    if (done := in_unit(written, unit)) is not None:
        return {**cells, DONE_SO_FAR.heading: replace(cell, value=done)}
    asked = f"是“{unit}”，请换算后只填数字" if unit else "没有单位，请只填数字"
    fault = f"“{written}”带有单位，“数量”一栏{asked}"
    return {**cells, DONE_SO_FAR.heading: replace(cell, fault=fault)} if WITH_UNIT.fullmatch(written) else cells


def files_in_place(
    kind: str, white: White, said: Mapping[str, Any], placed: Mapping[str, Sequence[Path]]
) -> Mapping[str, Sequence[Path]]:
    """Return which `placed` files a cell takes: none in a row that is declared complete; `said` are its other cells.

    A report takes any, an upload only what it calls 现场照片.
    """
    if white.cell not in (Cell.FILES, Cell.MEDIA) or is_done(said.get(PROGRESS.name, FULL), _status(said)):
        return {}
    if kind in BY_PLACE:
        return placed
    return {name: files for name, files in placed.items() if name == PHOTOS and white.cell is Cell.MEDIA}


def _status(said: Mapping[str, Any]) -> LineStatus | None:
    return LineStatus.from_label(said[STATUS.name]) if STATUS.name in said else None


def _find_files(cell: GivenCell, white: White, enclosed: Enclosed) -> tuple[Path, ...]:
    """Return the files that a cell names; raises ValueError for one that did not come, and for a bad picture."""
    files = tuple(enclosed.named(text(cell.value)))
    if white.required and not files:
        raise ValueError("没有文件名")
    if white.most and len(files) > white.most:
        raise ValueError(f"有{len(files)}个文件，最多{white.most}个")
    (_check_media if white.cell is Cell.MEDIA else _check_filled)(files)
    return files


def _check_filled(files: Sequence[Path]) -> None:
    """Raise ValueError, with its name as it was sent, for the first file in which there is nothing."""
    if empty := [file.name for file in files if not file.stat().st_size]:
        raise ValueError(f"“{empty[0]}”是空文件，视同{NOT_SENT}，请重新发来")


def _check_media(files: Sequence[Path]) -> None:
    """Raise ValueError with the sentence of the first file that is no sound picture or video (7.5)."""
    for file in files:
        try:
            read_medium(file)
        except Refused as refusal:
            raise ValueError(refusal.message.replace(str(file), file.name).removesuffix("。")) from refusal


def unlikely_cells(whites: Sequence[White], values: Mapping[str, Any]) -> Iterator[tuple[White, str]]:
    """Yield the cell of a progress above 100 without a quantity, or that no remark explains (1-2.9)."""
    explained = REMARK.name in values or STATUS not in whites
    for white in whites:
        stated = values.get(white.name) if white.cell is Cell.PROGRESS else None
        if stated is not None:
            for words in _faults(stated, values.get(DONE_SO_FAR.name), _status(values), explained=explained):
                yield white, f"“{in_words(stated)}”{words}"


def _faults(stated: Decimal, done: Decimal | None, status: LineStatus | None, *, explained: bool) -> Iterator[str]:
    if is_unfounded(stated, done):
        yield UNFOUNDED
    if not explained:
        yield from unlikely(stated, status)
