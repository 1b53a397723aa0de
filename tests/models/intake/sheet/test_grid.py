"""Texts of cells: trimmed, without control characters, taken out of ="…"."""

import pytest

from models.intake.complaints import Content
from models.intake.sheet.grid import PENDING, pending_content, text_content


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (" 甲\u200b ", Content("甲")),
        ("\u3000", Content()),
        ("a\x0b", Content("a\x0b", "含有看不见的控制字符（U+000B），请删除后重新导入")),
        ('="0101"', Content("0101", unwrapped=True)),
        ('="甲" ', Content("甲", unwrapped=True)),
        ('="甲"&"乙"', Content('="甲"&"乙"')),
    ],
)
def test_a_text_is_its_content(text: str, content: Content) -> None:
    assert text_content(text) == content


@pytest.mark.parametrize(
    ("formula", "content"), [('"0101"', Content("0101", unwrapped=True)), ("A1", Content(None, PENDING))]
)
def test_a_formula_without_a_result_is_a_fault_unless_it_is_a_text(formula: str, content: Content) -> None:
    assert pending_content(formula) == content
