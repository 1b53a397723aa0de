"""Checks of the rows of an imported file: each against its model, and codes that stand in several rows."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain

from pydantic import BaseModel, ValidationError

from models.intake.complaints import Checked, Complaint, Located, ReadColumn, Row, RowT, Sheet
from models.intake.values import shown
from models.rules.sheet_check import CHECK


def columns_of(model: type[BaseModel], *special: ReadColumn) -> tuple[ReadColumn, ...]:
    """Return the columns of the fields of a row, in their order; `special` are those that say more than their field.

    A special column that no field reads comes last.
    """
    columns = {
        str(field.validation_alias): ReadColumn(str(field.validation_alias), required=field.is_required())
        for field in model.model_fields.values()
    }
    return tuple((columns | {each.name: each for each in special}).values())


def check_rows(file: str, rows: Sequence[Row], model: type[RowT], repeats: Iterable[Complaint] = ()) -> Checked[RowT]:
    """Validate each row against its model; return complaints in the order of the sheet, at most one per cell."""
    read = [(row, *_parse(row, model)) for row in rows]
    complaints: dict[str, Complaint] = {}
    for complaint in chain(*(each for _, _, each in read), repeats):
        complaints.setdefault(complaint.cell, complaint)
    sound = tuple(Located(parsed, row) for row, parsed, _ in read if parsed is not None)
    unsound = tuple(row for row, parsed, _ in read if parsed is None)
    return Checked(file, sound, tuple(complaints.values()), unsound=unsound)


def check_sheet(sheet: Sheet, model: type[RowT], repeats: Iterable[Complaint] = ()) -> Checked[RowT]:
    """Validate each row of a sheet; ignored headings and what was guessed go with the result."""
    checked = check_rows(sheet.file, sheet.rows, model, repeats)
    return replace(checked, ignored=sheet.ignored, guessed=sheet.guessed)


def _parse(row: Row, model: type[RowT]) -> tuple[RowT | None, list[Complaint]]:
    complaints = row.complaints()
    unread = {CHECK} - {field.validation_alias for field in model.model_fields.values()}
    try:
        parsed = model.model_validate({name: cell for name, cell in row.cells.items() if name not in unread})
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_context=False, include_input=False)
        complaints += [row.complain(str(e["loc"][0]), e["msg"].removeprefix("Value error, ")) for e in errors]
        return None, complaints
    return (None if complaints else parsed), complaints


def repeated(rows: Iterable[Row], column: str, key: Callable[[Row], Hashable]) -> Iterator[Complaint]:
    """Yield a complaint, at the later row, for rows with the same key; a row is skipped if its key is unreadable."""
    seen: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        with suppress(ValueError):  # the cell has its own complaint
            seen[key(row)].append(row)
    for first, *later in seen.values():
        for row in later:
            where = f"第{first.number}行与第{row.number}行"
            yield row.complain(column, f"“{shown(row.cells[column])}”重复：{where}，请只保留一行")


def repeated_codes(rows: Sequence[Row], column: str, key: Callable[[Row], tuple[str, Hashable]]) -> Iterator[Complaint]:
    """Yield the complaints of `repeated` and of `apart_by_zeros`."""
    return chain(repeated(rows, column, key), apart_by_zeros(rows, column, key))


def apart_by_zeros(rows: Iterable[Row], column: str, key: Callable[[Row], tuple[str, Hashable]]) -> Iterator[Complaint]:
    """Yield a complaint, at the later row, for codes that differ only by leading zeros or by case.

    Both cells are named. `key` returns the code and what it must be unique in, as the year of a target. A row is
    skipped if it is unreadable.
    """
    seen: dict[tuple[str, Hashable], dict[str, Row]] = defaultdict(dict)
    for row in rows:
        try:
            code, within = key(row)
        except ValueError:  # the cell has its own complaint
            continue
        seen[code.lstrip("0").casefold(), within].setdefault(code, row)
    for same in seen.values():
        (first_code, first), *others = same.items()
        for code, row in others:
            what = "大小写" if code.casefold() == first_code.casefold() else "前导零"
            yield row.complain(
                column,
                f"“{code}”与{first.address(column)}的“{first_code}”只差{what}，是不是同一个？是的，两处写成同样的编码；"
                "不是的，分两张表导入",
            )
