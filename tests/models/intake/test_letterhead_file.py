"""公文底版: what a file may not have, each refused by its name; a good one passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.intake.letterhead_file import LARGEST, check_letterhead
from models.rules.errors import Refused
from tests.letterheads import PLACE, letterhead, replaced, with_part

TYPES, RELS, TEXT = "[Content_Types].xml", "word/_rels/document.xml.rels", "word/document.xml"
OUTSIDE = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
    'Target="http://example.com/a.png" TargetMode="External"/></Relationships>'
)
FIELD = "<w:p><w:r><w:instrText>{}</w:instrText></w:r></w:p><w:sectPr"
BAD: dict[str, Callable[[], bytes]] = {  # made by the test that reads it
    "含有宏（word/vbaProject.bin）": lambda: with_part("word/vbaProject.bin", b"x"),
    "含有宏（[Content_Types].xml）": lambda: replaced(TYPES, "document.main+xml", "document.macroEnabled.main+xml"),
    "含有嵌入的对象（word/embeddings/oleObject1.bin）": lambda: with_part("word/embeddings/oleObject1.bin", b"x"),
    "含有嵌入的对象（word/activeX/activeX1.xml）": lambda: with_part("word/activeX/activeX1.xml", b"<a/>"),
    "含有外部链接（http://example.com/a.png）": lambda: replaced(RELS, "</Relationships>", OUTSIDE),
    "含有取用外部内容的域（INCLUDETEXT a.docx）": lambda: replaced(
        TEXT, "<w:sectPr", FIELD.format("INCLUDETEXT a.docx")
    ),
    "含有取用外部内容的域（DDEAUTO cmd）": lambda: replaced(TEXT, "<w:sectPr", FIELD.format(" DDEAUTO cmd ")),
    "不认识“{{局长}}”，可写：份号、密级和保密期限、成文日期、文号、机关、标题、正文、签发人、紧急程度": lambda: (
        letterhead(PLACE, "{{局长}}")
    ),
    "不认识“{{7*7}}”": lambda: letterhead(PLACE, head="{{7*7}}"),
    "双花括号写在不能替换的位置（/customXml/item1.xml）": lambda: with_part("customXml/item1.xml", b"<a>{{b}}</a>"),
    "应有且只有一段“{{正文}}”": lambda: letterhead("{{标题}}"),
    "应有且只有一段“{{正文}}”，单独": lambda: letterhead(PLACE, PLACE),
    "应有且只有一段“{{正文}}”，单独成段": lambda: letterhead(f"正文：{PLACE}"),
    "不是完好的.docx文件": lambda: b"%PDF-1.7",
    "不是完好的.docx文件，请用Word打开": lambda: with_part(TEXT, b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    "不是完好的.docx文件，请用Word打开并另存为.docx": lambda: with_part(TEXT, b"<w:document"),
    "超过10MB": lambda: b"x" * (LARGEST + 1),
    "解压后过大或内含文件过多": lambda: with_part("word/media/a.bin", bytes(20_000_000), packed=True),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_file_with_a_fault_is_refused_by_its_name(fault: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_letterhead("红头.docx", BAD[fault]())
    assert refusal.value.message.startswith(f"底版“红头.docx”未登记：{fault}")


def test_a_good_file_is_taken_with_each_known_name() -> None:
    check_letterhead("红头.docx", letterhead())
    check_letterhead("红头.docx", letterhead("{{标题}}", PLACE, "{{机关}}{{成文日期}}{{签发人}}", foot="{{文号}}"))


def test_a_name_that_is_torn_between_runs_is_read_whole() -> None:
    torn = replaced(TEXT, "{{标题}}", "{{局</w:t></w:r><w:r><w:t>长}}")
    with pytest.raises(Refused, match=r"不认识“\{\{局长\}\}”"):
        check_letterhead("红头.docx", torn)
