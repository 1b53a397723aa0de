"""Every font that a setting may name is one of those with substitutes; 加粗 makes it bold."""

from __future__ import annotations

from typing import Any

import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from models.rules.letterhead import BOLD, FONTS
from notifications.documents.official_paper.fonts import set_named_font
from notifications.documents.official_paper.page import FONTS as SUBSTITUTES
from notifications.documents.official_paper.page import blank


@pytest.mark.parametrize("name", FONTS)
def test_a_font_that_a_setting_names_has_substitutes(name: str) -> None:
    run = blank().add_paragraph().add_run("字")
    set_named_font(run.font, name, Pt(16))
    found: Any = run._element.find(".//" + qn("w:rFonts"))
    assert found.get(qn("w:eastAsia")) in SUBSTITUTES
    assert (bool(run.font.bold), run.font.size) == (name.endswith(BOLD), Pt(16))
