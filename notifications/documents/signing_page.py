"""阅签页: the page on which the head of a department signs what was reported to him (6.1.5)."""

from collections.abc import Sequence
from datetime import date

from notifications.documents.office_file import packed
from notifications.documents.official_paper import page
from notifications.documents.official_paper.tables import add_facts
from notifications.documents.words import plain

TITLE = "结果报告阅签页"
TO_FILL = (("阅签意见", "\n\n"), ("签字", "\n"), ("日期", "      年    月    日"))


def signing_page(title: str, reports: Sequence[tuple[str, str]], day: date) -> bytes:
    """Returns a .docx with each report by its title, and the place for opinion, signature and date."""
    sheet = page.blank()
    page.hint(sheet.add_paragraph(style=page.TITLE).add_run(title).font)
    add_facts(sheet, [(plain(name), plain(facts)) for name, facts in reports], page.CELL)
    sheet.add_paragraph()
    add_facts(sheet, TO_FILL, page.CELL)
    return packed(sheet.save, day)
