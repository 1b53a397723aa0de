"""公文版式: the parts that the agency sets, read as people write them, and the layout that follows from them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from models.rules.letterhead import EXAMPLE, STANDARD, Imprint, Letterhead, letterhead_of
from models.rules.policy import LETTERHEAD, read_value, say_value, write_value

STORED = {"mark": "省目标绩效管理领导小组办公室文件", "code": "黔目标办发", "seal": "42"}


@pytest.mark.parametrize(
    "raw",
    [
        EXAMPLE,
        "印章直径: ４２毫米\n机关代字: 黔目标办发\n发文机关标志: 省目标绩效管理领导小组办公室文件",
        {"mark": "省目标绩效管理领导小组办公室文件", "机关代字": "黔目标办发", "印章直径": 42},
    ],
)
def test_the_layout_is_read_as_people_write_it(raw: Any) -> None:
    assert read_value(LETTERHEAD, raw) == STORED
    assert say_value(LETTERHEAD, STORED) == EXAMPLE
    assert read_value(LETTERHEAD, write_value(LETTERHEAD, STORED)) == STORED


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("页眉：省目标办", "“页眉”不是版式的一项"),
        ("", "“”不是版式的一项"),
        ({}, "没有写明内容"),
        ("印章直径：42；印章直径：40", "“印章直径”不是版式的一项，或写了两次"),
        ("印章直径：大", "印章直径“大”应为0到60的数"),
        ("标志上距：101", "标志上距“101”应为0到100的数"),
        ("红线上距：-1", "红线上距“-1”应为"),
        ("发文机关标志：", "发文机关标志应写明内容"),
        (f"抄送：{'省' * 101}", "抄送应写明内容，不超过100字"),
        ("机关代字：黔目标办〔2026〕", "机关代字“黔目标办〔2026〕”应为2至12个字"),
        ("底版：红头.docx", "底版应为其SHA-256，由登记底版（adopt_letterhead）写入"),
        ("版记：首页", "版记“首页”应为：末页、双数页、不印"),
        ("签发人字体：隶书", "签发人字体“隶书”应为：黑体 黑体加粗 楷体"),
        ("标题字体：黑体、楷体、仿宋", "标题字体“黑体、楷体、仿宋”应写4项，用、分开$"),
        ("标题字体：黑体、楷体、仿宋、", "标题字体“”应为：黑体"),
        ("标记次序：份号、份号、紧急程度", "标记次序“份号、份号、紧急程度”应写3项，用、分开，每项一次"),
        ("标记次序：份号、份号、密级和保密期限、紧急程度", "应写3项，用、分开，每项一次"),
        ("附件序号：一、", "附件序号“一、”应为：1. 1． 1、"),
        ("附注左空：11", "附注左空“11”应为0到10的数"),
    ],
)
def test_a_wrong_part_is_refused_by_name(raw: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_value(LETTERHEAD, raw)


def test_what_is_not_set_is_that_of_the_standard() -> None:
    assert letterhead_of(None) == letterhead_of({}) == STANDARD
    found = letterhead_of({"code": "黔目标办发", "imprint": "even", "mark_top": "20.5"})
    assert found == Letterhead(code="黔目标办发", imprint=Imprint.EVEN, mark_top=Decimal("20.5"))


def test_fonts_order_and_numbering_are_read_as_words() -> None:
    parts = (
        "签发人字体：仿宋",
        "标记次序：密级和保密期限、紧急程度、份号",
        "标题字体：黑体、楷体加粗、仿宋、仿宋",
        "附件序号：1、",
    )
    words = "；".join(parts)
    stored = read_value(LETTERHEAD, words.replace("密级和保密期限、", "密级和保密期限，"))
    assert say_value(LETTERHEAD, stored) == words
    assert letterhead_of(stored) == Letterhead(
        signer_font="仿宋",
        marks=("密级和保密期限", "紧急程度", "份号"),
        heading_fonts=("黑体", "楷体加粗", "仿宋", "仿宋"),
        numbering="1、",
    )


def test_a_contact_is_read_with_its_telephone_number() -> None:
    words = "联系人：李明 0851-86800000"
    stored = read_value(LETTERHEAD, words)
    assert letterhead_of(stored).contact == "李明 0851-86800000"
    assert say_value(LETTERHEAD, stored) == words


def test_the_page_of_the_imprint_is_said_in_words() -> None:
    assert say_value(LETTERHEAD, read_value(LETTERHEAD, "版记：双数页")) == "版记：双数页"
