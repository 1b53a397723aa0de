"""One content written in every style reads as the same values: by example for each spelling, and for any content."""

from __future__ import annotations

import csv
import io
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from models.intake.target import COLUMNS, TargetRow, read_targets
from tests.models.intake.sheet.written import ods, ods_row, strict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.intake.complaints import Checked

TITLES = ["编号", "年度", "目标名称", "完成时限", "数量", "是否重点项目", "责任部门"]
Rows = list[list[Any]]


def workbook(rows: Rows, merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(stream := io.BytesIO())
    return stream.getvalue()


def texts(rows: Rows, separator: str = ",") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue()


def titled(rows: Rows) -> bytes:
    title: Rows = [["2026年度绩效目标"], [None, None, "填报单位：省教育厅"]]
    below: Rows = [["合计"], [], ["注：以上为全部目标"]]
    return workbook([*title, *rows, *below], ["A1:G1"])


def two_rows(rows: Rows) -> bytes:
    upper = [*rows[0][:3], "要求", None, *rows[0][5:]]
    lower = [None, None, None, *rows[0][3:5], None, None]
    return workbook([upper, lower, *rows[1:]], ["D1:E1", "A1:A2", "G1:G2"])


def remarked(rows: Rows) -> bytes:
    remarks = ["（必填）", "*", "\n", "（年/月/日）", "[个]", "(是/否)", "："]
    return workbook([[title + remark for title, remark in zip(rows[0], remarks, strict=True)], *rows[1:]])


STYLES: dict[str, tuple[str, Callable[[Rows], bytes]]] = {
    "xlsx": (".xlsx", workbook),
    "titles and total": (".xlsx", titled),
    "two rows": (".xlsx", two_rows),
    "remarks": (".xlsx", remarked),
    "strict": (".xlsx", lambda rows: strict(workbook(rows))),
    "ods": (".ods", lambda rows: ods(("目标", "".join(map(ods_row, rows))))),
    "csv": (".csv", lambda rows: texts(rows).encode()),
    "csv with mark": (".csv", lambda rows: texts(rows).encode("utf-8-sig")),
    "gb18030": (".csv", lambda rows: texts(rows).encode("gb18030")),
    "utf-16 with tabs": (".txt", lambda rows: texts(rows, "\t").encode("utf-16")),
    "tabs": (".tsv", lambda rows: texts(rows, "\t").encode()),
    "semicolons": (".csv", lambda rows: texts(rows, ";").encode()),
    "sep=": (".csv", lambda rows: b"sep=|\r\n" + texts(rows, "|").encode()),
}

WIDE = str.maketrans("0123456789-./", "０１２３４５６７８９－．／")
DAYS: list[Callable[[date], Any]] = [
    lambda day: day,
    date.isoformat,
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: int(f"{day:%Y%m%d}"),
    lambda day: day.isoformat().translate(WIDE),
    lambda day: f"{day:%Y-%m-%d} 00:00:00",
]
YEARS: list[Callable[[int], Any]] = [int, str, "{}年".format, "{}年度".format, lambda year: str(year).translate(WIDE)]
NUMBERS: list[Callable[[int], Any]] = [
    int,
    str,
    "{:,}".format,
    " {} ".format,
    lambda number: str(number).translate(WIDE),
]
ANSWERS: dict[bool, list[Any]] = {True: ["是", "√", "Y", "y", "Ｙ", "✓"], False: ["否", "×", "N", None]}
CODES: list[Callable[[str], str]] = [str, '="{}"'.format, lambda code: code.translate(WIDE), "\u3000{}\u200b".format]
NAMES: list[Callable[[str], str]] = [str, lambda name: f"{name[:2]}\n{name[2:]}", " {} ".format]


def read(folder: Path, style: str, rows: Rows) -> Checked[TargetRow]:
    suffix, write = STYLES[style]
    (folder / f"表{suffix}").write_bytes(write([TITLES, *rows]))
    return read_targets(folder / f"表{suffix}")


def values(checked: Checked[TargetRow]) -> list[tuple[object, ...]]:
    assert checked.complaints == ()
    names = ("code", "year", "name", "deadline", "quantity", "key_project", "lead")
    return [tuple(getattr(located.row, name) for name in names) for located in checked.rows]


PLAIN: Rows = [["0101", 2026, "学校建设", date(2026, 6, 30), 40, "是", "省教育厅"]]
EXPECTED = [("0101", 2026, "学校建设", date(2026, 6, 30), Decimal(40), True, "省教育厅")]


@pytest.mark.parametrize("style", STYLES)
def test_every_style_of_a_file_reads_as_the_same(tmp_path: Path, style: str) -> None:
    assert values(read(tmp_path, style, PLAIN)) == EXPECTED


@pytest.mark.parametrize("style", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize(
    ("place", "written"),
    [
        *[(0, write("0101")) for write in CODES],
        *[(1, write(2026)) for write in YEARS],
        *[(3, write(date(2026, 6, 30))) for write in DAYS],
        *[(4, write(40)) for write in NUMBERS],
        *[(5, tick) for tick in ANSWERS[True]],
        *[(6, write("省教育厅")) for write in NAMES],
    ],
)
def test_every_spelling_of_a_cell_reads_as_the_same(tmp_path: Path, style: str, place: int, written: object) -> None:
    rows = [[*PLAIN[0][:place], written, *PLAIN[0][place + 1 :]]]
    assert values(read(tmp_path, style, rows)) == EXPECTED


LETTERS = st.text(
    st.characters(codec="gb18030", categories=("L", "N", "P", "Zs"), exclude_characters="\u3000"), max_size=15
)
FREE = LETTERS.map(lambda text: f"目{text}标")


@st.composite
def contents(draw: st.DrawFn) -> tuple[Rows, list[tuple[object, ...]]]:
    """Returns rows in arbitrary spellings, and the values that they mean."""
    rows: Rows = []
    meant: list[tuple[object, ...]] = []
    for number in range(draw(st.integers(1, 4))):
        code, year = f"0{number}{draw(st.integers(10, 99))}", draw(st.integers(2013, 2100))
        day, amount = draw(st.dates(date(2013, 1, 1), date(2100, 12, 31))), draw(st.integers(0, 10**9))
        key, name = draw(st.booleans()), draw(FREE)
        spelled = [draw(st.sampled_from(CODES))(code), draw(st.sampled_from(YEARS))(year), name]
        spelled += [draw(st.sampled_from(DAYS))(day), draw(st.sampled_from(NUMBERS))(amount)]
        rows.append([*spelled, draw(st.sampled_from(ANSWERS[key])), draw(st.sampled_from(NAMES))("省教育厅")])
        meant.append((code, year, name, day, Decimal(amount), key, "省教育厅"))
    return rows, meant


@pytest.mark.parametrize("style", STYLES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(written=contents())
def test_any_content_in_any_style_reads_as_what_was_meant(
    tmp_path: Path, style: str, written: tuple[Rows, list[tuple[object, ...]]]
) -> None:
    rows, meant = written
    assert values(read(tmp_path, style, rows)) == meant


def test_a_large_sheet_is_read_in_seconds(tmp_path: Path) -> None:
    titles = [column.name for column in COLUMNS]
    by_name = dict(zip(TITLES, PLAIN[0], strict=True))
    rows = [[f"A{number:04d}", *(by_name.get(title, "") for title in titles[1:])] for number in range(2_000)]
    (tmp_path / "表.xlsx").write_bytes(workbook([titles, *rows]))
    began = time.process_time()
    assert len(read_targets(tmp_path / "表.xlsx").rows) == 2_000
    assert time.process_time() - began < 5  # measured 0.4 s; the rest is for a busy machine
