"""Files of comma-separated text: encodings, line ends, quotes, headings, and the place of each complaint."""

from __future__ import annotations

import csv
import io
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.intake.complaints import ReadColumn
from models.intake.sheet.grid import MAX_COLUMNS
from models.intake.sheet.meant import meant
from models.intake.sheet.reading import read_rows
from models.intake.values import control_in, trimmed
from models.rules.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Sheet

COLUMNS = (ReadColumn("编码", required=True), ReadColumn("名称", ("单位名称",)), ReadColumn("说明"))
RESAVE = "请另存为UTF-8（Excel中选“CSV UTF-8”）后重新导入"
WIDE = "超过50000行或200列，请删除多余的空行空列或拆分后重新导入"


def read(folder: Path, data: str | bytes, name: str = "部门.csv") -> Sheet:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_rows(path, COLUMNS)


def cells(sheet: Sheet) -> list[tuple[object, ...]]:
    return [tuple(row.cells.values()) for row in sheet.rows]


def refusal(folder: Path, data: str | bytes, name: str = "部门.csv") -> str:
    with pytest.raises(Refused) as caught:
        read(folder, data, name)
    return caught.value.message


def complaints(sheet: Sheet) -> list[str]:
    return [str(complaint) for complaint in sheet.complaints]


@pytest.mark.parametrize(
    ("encoding", "guessed"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ()),
        ("utf-32", ()),
        ("gbk", ("按GB18030（GBK）编码读取",)),
        ("gb18030", ("按GB18030（GBK）编码读取",)),
        ("utf-16-le", ("按UTF-16编码读取",)),
        ("utf-16-be", ("按UTF-16编码读取",)),
    ],
)
def test_every_encoding_is_read_and_stated_if_it_was_guessed(
    tmp_path: Path, encoding: str, guessed: tuple[str, ...]
) -> None:
    sheet = read(tmp_path, "编码,名称\nA01,教育室\n".encode(encoding))
    assert (cells(sheet), sheet.guessed) == ([("A01", "教育室", None)], guessed)


def test_words_outside_gbk_are_read_in_gb18030(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "编码,名称\nA01,㙍𠮷厅\n".encode("gb18030"))) == [("A01", "㙍𠮷厅", None)]


def test_an_encoding_with_null_characters_is_no_text(tmp_path: Path) -> None:
    data = "a,b\n1,2\n".encode("utf-32-be")
    assert refusal(tmp_path, data) == f"未导入：“部门.csv”含有空字符，不是文本文件，{RESAVE}。"


@pytest.mark.parametrize(
    "data",
    [
        "编码,名称\nA01,教育厅的名称很长很长\n".encode()[:-5] + b"\xff\n",
        b"\x81\xff,\xff\xff\n",
    ],
)
def test_damaged_text_is_not_read_in_another_encoding(tmp_path: Path, data: bytes) -> None:
    assert "不是UTF-8、UTF-16或GB18030编码，或已损坏" in refusal(tmp_path, data)


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf\xff\xff", b"\xff\xfea\x00\x00\xd8"])
def test_a_mark_that_lies_is_refused(tmp_path: Path, data: bytes) -> None:
    assert "已损坏：标明的编码是" in refusal(tmp_path, data)


@pytest.mark.parametrize(
    ("data", "guessed"),
    [
        ("编码\t名称\nA01\t甲\n", ("按制表符分列",)),
        ("编码;名称\nA01;甲\n", ("按分号分列",)),
        ("编码|名称\nA01|甲\n", ("按竖线分列",)),
        ("sep=;\n编码;名称\nA01;甲\n", ()),
        ("SEP=\t\r\n编码\t名称\r\nA01\t甲\r\n", ()),
        ('"sep=^"\n编码^名称\nA01^甲\n', ()),
    ],
)
def test_every_separator_is_read_and_stated_if_it_was_guessed(
    tmp_path: Path, data: str, guessed: tuple[str, ...]
) -> None:
    sheet = read(tmp_path, data)
    assert (cells(sheet), sheet.guessed) == ([("A01", "甲", None)], guessed)


def test_a_declared_separator_counts_as_a_line(tmp_path: Path) -> None:
    assert read(tmp_path, "sep=;\n编码;名称\nA01;甲\n").rows[0].address("名称") == "第3行“名称”列"


def test_a_list_in_one_cell_is_no_separator(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "编码,名称\nA01,甲;乙\n")) == [("A01", "甲;乙", None)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_every_line_end_is_read(tmp_path: Path, end: str, *, last: bool) -> None:
    data = end.join(["编码,名称", "A01,甲", "A02,乙"]) + end * last
    assert cells(read(tmp_path, data)) == [("A01", "甲", None), ("A02", "乙", None)]


@pytest.mark.parametrize("name", ["部门.csv", "部门.CSV", "部门.2026.csv", " .csv", "部门.txt", "部门.TSV"])
def test_the_kind_is_told_by_the_last_part_of_the_name(tmp_path: Path, name: str) -> None:
    sheet = read(tmp_path, "编码\nA01\n", name)
    assert (sheet.file, sheet.sheet, len(sheet.rows)) == (name, "", 1)


@pytest.mark.parametrize("name", ["部门.doc", "部门", "部门.csv.bak", ".csv", "部门.xlsb", "部门.et"])
def test_any_other_name_is_refused(tmp_path: Path, name: str) -> None:
    expected = f"未导入：“{name}”不是可导入的表格，只接受.xlsx、.xls、.ods和.csv（也可.txt、.tsv）。"
    assert refusal(tmp_path, "编码\nA01\n", name) == expected


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"甲,乙"', "甲,乙"),
        ('"甲""乙"""', '甲"乙"'),
        ('"第一行\r\n第二行"', "第一行\n第二行"),
        ('""', None),
        ("甲\u200b乙\ufeff", "甲乙"),
        ("甲\u200d乙", "甲\u200d乙"),
        ("\u3000\xa0甲 乙\t", "甲 乙"),
        ("=1+1", "=1+1"),
        ("'007", "'007"),
        ("007", "007"),
        ("#N/A", "#N/A"),
        ("１２％", "１２％"),
    ],
)
def test_a_cell_is_its_text_without_blanks_around_it(tmp_path: Path, written: str, value: object) -> None:
    sheet = read(tmp_path, f"编码,名称\nA01,{written}\n")
    assert (cells(sheet), complaints(sheet)) == ([("A01", value, None)], [])


@pytest.mark.parametrize("control", [*range(1, 9), 11, 12, *range(14, 32), 127, 0x85, 0x202A, 0x2069, 0xFFFE, 0xFFFF])
def test_each_control_character_is_named_at_its_cell(tmp_path: Path, control: int) -> None:
    sheet = read(tmp_path, f"编码,单位名称\nA01,甲\nA02,甲{chr(control)}乙\n")
    expected = f"部门.csv 第3行“单位名称”列：单位名称含有看不见的控制字符（U+{control:04X}），请删除后重新导入"
    assert complaints(sheet) == [expected]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("编码,名称\n,甲\n\n,乙\n", [2, 4]),
        ("编码,名称\nA,甲\n\n\n,乙\n", [5]),
        ('编码,名称\nA,"一\n二\n三"\n,乙\n', [5]),
        ('编码,名称\n,"一\n二"\n,乙\n', [2, 4]),
    ],
)
def test_a_complaint_names_the_line_that_an_editor_shows(tmp_path: Path, data: str, lines: list[int]) -> None:
    expected = [f"部门.csv 第{line}行“编码”列：编码不能为空" for line in lines]
    assert complaints(read(tmp_path, data)) == expected


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("A01,甲,乙", "比表头多出1格"),
        ("A01,甲,乙,丙,,丁", "比表头多出3格"),
        ("A01,甲,,,", ""),
    ],
)
def test_a_comma_too_many_is_named_with_the_number_of_cells(tmp_path: Path, row: str, words: str) -> None:
    expected = f"部门.csv 第2行：{words}，内容中的逗号请连同整格用英文引号括起"
    assert complaints(read(tmp_path, f"编码,名称\n{row}\n")) == [expected] * bool(words)


@pytest.mark.parametrize(
    ("heading", "ignored"),
    [
        ("名称,编码", ()),
        ("单位名称,编码*", ()),
        ("名 称,＊编码＊", ()),
        ("备注,编码", ("备注",)),
        (",编码,,备注,备注", ("备注", "备注")),
    ],
)
def test_columns_may_come_in_any_order_and_unknown_ones_are_listed(
    tmp_path: Path, heading: str, ignored: tuple[str, ...]
) -> None:
    assert read(tmp_path, f"{heading}\n甲,A01\n").ignored == ignored


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("编码,编码", "有几列表示同一内容（A1“编码”、B1“编码”），请只保留一列后重新导入"),
        ("编码,名称,单位名称", "有几列表示同一内容（B1“名称”、C1“单位名称”），请只保留一列后重新导入"),
        ("编码,名称,名 称,名称*", "有几列表示同一内容（B1“名称”、C1“名 称”、D1“名称”），请只保留一列后重新导入"),
        ("名称", "缺少列：编码；第1行现有：名称；请在表头中补齐后重新导入"),
        ("部门名单,,", "缺少列：编码；第1行现有：部门名单；请在表头中补齐后重新导入"),
        ("编码（必填）,编码", "有几列表示同一内容（A1“编码（必填）”、B1“编码”），请只保留一列后重新导入"),
        ("编\x07码", "缺少列：编码；第1行现有：编\ufffd码；请在表头中补齐后重新导入"),
        ("编" * 30, f"缺少列：编码；第1行现有：{'编' * 20}；请在表头中补齐后重新导入"),
        ("编码" + "," * MAX_COLUMNS + "备注", WIDE),
    ],
)
def test_a_wrong_heading_is_refused(tmp_path: Path, heading: str, words: str) -> None:
    assert refusal(tmp_path, f"{heading}\nA01,甲\n") == f"未导入：“部门.csv”{words}。"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ('编码,名称\nA01,"甲\nA02,乙\n', 2),
        ('编码,名称\nA01,甲\nA02,"乙"丙\n', 3),
        (f"编码\nA01\n{'甲' * 131_073}\n", 3),
    ],
)
def test_an_open_quote_or_an_endless_cell_is_refused_with_its_line(tmp_path: Path, data: str, line: int) -> None:
    expected = f"未导入：“部门.csv”从第{line}行起引号不成对或一格内容过长，请改正后重新导入。"
    assert refusal(tmp_path, data) == expected


@pytest.mark.parametrize("data", ["编码,名称\n", "编码,名称", "编码,名称\n,\n\n , \u3000\n", "编码,备注\n,有\n"])
def test_a_file_without_any_row_is_refused(tmp_path: Path, data: str) -> None:
    assert refusal(tmp_path, data) == "未导入：“部门.csv”只有表头，没有数据，请填写后重新导入。"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=settings().max_examples * 3 // 5,
)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5))
def test_what_a_program_has_written_is_read_with_blanks_removed(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    writer = csv.writer(stream := io.StringIO(newline=""), lineterminator="\r\n")
    writer.writerows([["编码", "名称", "说明"], ["首行", "", ""], *rows])
    sheet = read(tmp_path, stream.getvalue())
    expected = [tuple(meant(trimmed(part) or None) for part in row) for row in rows]
    listed = [row for row, parts in zip(expected, rows, strict=True) if any(row) or any(map(control_in, parts))]
    assert cells(sheet)[1:] == listed


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=settings().max_examples * 3 // 5,
)
@given(text=st.text(st.sampled_from('编码,名称"\n\r\t ＊*A1=\0\x07\u200b'), max_size=60))
def test_any_text_is_read_or_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    try:
        assert read(tmp_path, f"编码,名称\n{text}").rows
    except Refused as refused:
        assert refused.message.startswith("未导入：“部门.csv”")  # noqa: PT017 - both ends are right
        assert refused.message.endswith("。")  # noqa: PT017 - both ends are right


def test_a_line_of_very_many_cells_is_refused_at_once(tmp_path: Path) -> None:
    data = ("a," * 100_000 + "\n") * 20
    began = time.process_time()
    assert refusal(tmp_path, data) == f"未导入：“部门.csv”{WIDE}。"
    assert time.process_time() - began < 5  # measured 0.3 s; the rest is for a busy machine


def test_blank_cells_after_the_last_column_do_not_matter(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "编码,名称" + "," * 300 + "\nA01,甲" + ", " * 300 + "\n")) == [("A01", "甲", None)]


def test_a_file_with_wide_commas_is_read_and_says_so(tmp_path: Path) -> None:
    sheet = read(tmp_path, "编码，名称，说明\nD001，省教育厅，\nD002，省水利厅，新，设\n")
    assert cells(sheet)[0] == ("D001", "省教育厅", None)
    assert sheet.guessed == ("按全角逗号分列",)
    assert complaints(sheet) == ["部门.csv 第3行：比表头多出1格，内容中的逗号请连同整格用英文引号括起"]


def test_a_wide_comma_in_a_text_divides_nothing(tmp_path: Path) -> None:
    sheet = read(tmp_path, "编码,名称,说明\nD001,省教育厅,新，设\n")
    assert (cells(sheet), sheet.guessed) == ([("D001", "省教育厅", "新，设")], ())
