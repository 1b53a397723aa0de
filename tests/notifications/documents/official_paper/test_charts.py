"""Native charts: their numbers stand in the chart, words are escaped, equal content gives equal bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from models.ledger.papers.signature import Signature
from notifications.documents.official_paper.charts import Bar, add_chart
from notifications.documents.official_paper.page import blank
from notifications.documents.official_paper.paper import Paper
from notifications.documents.official_paper.tables import TABLE_GAP
from tests.letterheads import letterhead

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Reading

BARS = [Bar("自查完成", "12"), Bar("<b>&\x00未完成", "0.5")]
SIGNED = Signature("省目标办", date(2026, 9, 10))


def written(title: str = "全部目标") -> bytes:
    paper = Paper("报告", SIGNED)
    for _ in range(2):
        paper.chart(title, BARS)
    return paper.finished()


def parts(file: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_chart_has_a_bar_for_each_label_and_no_workbook() -> None:
    found = parts(written())
    chart = ElementTree.fromstring(found["word/charts/chart1.xml"])  # noqa: S314 - made by us
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    assert [each.text for each in chart.iter(f"{space}v")] == ["图1 全部目标", "自查完成", "<b>&未完成", "12", "0.5"]
    assert [name for name in found if "embeddings" in name] == []
    assert b"drawingml.chart+xml" in found["[Content_Types].xml"]


def test_charts_are_numbered_and_have_a_caption_on_the_same_page(read: Reading) -> None:
    found = read(written())
    assert found.lines[1:] == ["图1 全部目标", "图2 全部目标"]
    [chart, *_] = [line for line in found.sheet.paragraphs if line._p.find(".//" + qn("w:drawing")) is not None]
    assert chart.paragraph_format.keep_with_next
    assert chart.paragraph_format.line_spacing == 1  # an exact pitch would cut the chart


def test_a_chart_is_no_wider_than_the_text(read: Reading) -> None:
    def width(signature: Signature) -> int:
        paper = Paper("报告", signature)
        paper.chart("项数", BARS)
        return int(next(read(paper.finished()).sheet.element.body.iter(qn("wp:extent"))).get("cx"))

    assert width(SIGNED) == pytest.approx(Mm(150))
    narrow = Mm(215.9 - 40 - 31.75)  # the width of the page and the margins of the file
    assert width(replace(SIGNED, own_file=letterhead())) == pytest.approx(narrow, abs=Pt(1))


def test_a_chart_under_a_table_leaves_a_gap(read: Reading) -> None:
    paper = Paper("报告", SIGNED)
    paper.table((("项", 50), ("数", 50)), [["甲", "1"]])
    paper.chart("项数", BARS)
    paper.chart("项数", BARS)
    lines = read(paper.finished()).sheet.paragraphs
    drawn = [line for line in lines if line._p.find(".//" + qn("w:drawing")) is not None]
    assert [line.paragraph_format.space_before for line in drawn] == [TABLE_GAP, None]


def test_a_chart_is_as_wide_as_the_type_area_allows_and_read_to_the_blind() -> None:
    sheet = blank()
    line = add_chart(sheet, 1, '图1 "甲"&乙', BARS)
    extent, about = (line._p.find(".//" + qn(name)) for name in ("wp:extent", "wp:docPr"))
    assert int(extent.get("cx")) <= 156 * 36_000
    assert about.get("descr") == '图1 "甲"&乙'


def test_equal_content_is_an_equal_file() -> None:
    assert written() == written() != written("部分目标")


@pytest.mark.parametrize(
    ("values", "step"),
    [
        (["0"], "1"),
        (["1", "2"], "1"),
        (["10", "3"], "1"),
        (["11"], "2"),
        (["21"], "5"),
        (["51"], "10"),
        (["101"], "20"),
        (["10000"], "1000"),
        (["10001", "7"], "2000"),
    ],
)
def test_the_axis_of_counts_has_whole_steps_and_at_most_ten(values: list[str], step: str) -> None:
    assert steps_of(values) == [step]


@pytest.mark.parametrize("values", [["0.5"], ["12", "0.5"], ["100.0"]])
def test_the_axis_of_other_values_is_left_to_the_program(values: list[str]) -> None:
    assert steps_of(values) == []


def steps_of(values: list[str]) -> list[str]:
    paper = Paper("报告", SIGNED)
    paper.chart("项数", [Bar("名", value) for value in values])
    chart = ElementTree.fromstring(parts(paper.finished())["word/charts/chart1.xml"])  # noqa: S314 - made by us
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    axis = chart.find(f".//{space}valAx")
    assert axis is not None
    names = [each.tag.removeprefix(space) for each in axis]
    assert names[names.index("crosses") :][1] == "crossBetween"  # the order that the format asks for
    return [str(each.get("val")) for each in axis.iter(f"{space}majorUnit")]
