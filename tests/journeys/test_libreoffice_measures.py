"""Each kind of paper printed by LibreOffice: measures of its first page within 1 mm, every glyph, every font inside."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from models.rules.letterhead import Letterhead
from models.rules.score.component import Deduction
from models.rules.score.result import Readers
from notifications.documents import appraisal, issued_list, negative_list, plan, remediation, submission, urging
from notifications.documents.official_paper.paper import Paper
from tests.libreoffice import PROGRAM, convert, has_chinese_font, why_no_writer
from tests.notifications.documents import (
    test_appraisal,
    test_documents,
    test_plan,
    test_remediation,
    test_submission,
)
from tests.printed import DRAWER, Page, draw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WHY = why_no_writer(PROGRAM) or ("" if DRAWER else "poppler is not installed: no pdftoppm on the PATH")
WHY = WHY or ("" if has_chinese_font() else "no font with Chinese characters is installed")
pytestmark = [pytest.mark.office, pytest.mark.skipif(WHY != "", reason=WHY)]
NUMBER = "黔目标办发〔2026〕1号"
KINDS: dict[str, Callable[[], bytes]] = {
    **test_documents.PAPERS,
    "plan": lambda: plan.document(test_plan.PLAN),
    "remediation": lambda: remediation.document(test_remediation.NOTICE),
    "submission": lambda: submission.document(test_submission.LIST),
    "appraisal": lambda: appraisal.document(test_appraisal.PAPER),
    "appraisal_approving": lambda: appraisal.document(test_appraisal.ASKED),
    **{
        f"appraisal_{each}": partial(appraisal.document, replace(test_appraisal.PAPER, audience=each))
        for each in (Readers.MEMBERS, Readers.PERSONNEL)
    },
    "appraisal_department": lambda: appraisal.document(test_appraisal.OWN),
}
each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDF of each kind, all made in one run of LibreOffice."""
    folder = tmp_path_factory.mktemp("printed")
    places = [folder / f"{kind}.docx" for kind in KINDS]
    for place in places:
        place.write_bytes(KINDS[place.stem]())
    return dict(zip(KINDS, convert(folder / "profile", "pdf", folder, *places), strict=True))


@pytest.fixture(scope="module")
def pages(printed: dict[str, Path]) -> dict[str, Page]:
    """The first page of each kind."""
    return {kind: draw(made) for kind, made in printed.items()}


def near(millimetres: float) -> Any:
    return pytest.approx(millimetres, abs=1)


@each_kind
def test_the_red_name_stands_35_mm_under_the_type_area_and_the_red_line_is_as_wide_as_it(
    pages: dict[str, Page], kind: str
) -> None:
    page = pages[kind]
    assert page.size == (near(210), near(297))
    red = page.red()
    line = page.red(red.bottom - 0.9)
    assert (line.left, line.right) == (near(28), near(28 + 156))
    mark = page.red(bottom=line.top - 3)
    assert mark.top == near(37 + 35)
    assert (mark.left + mark.right) / 2 == near(28 + 78)
    number = page.black(bottom=line.top)
    assert number.top > mark.bottom
    assert 3 <= line.top - number.bottom <= 6  # 4 mm under the line of the number, in which its characters stand


@each_kind
def test_the_text_of_the_first_page_stands_in_the_type_area(pages: dict[str, Page], kind: str) -> None:
    text = pages[kind].black(bottom=263)
    assert text.left >= 28 - 1
    assert text.right <= 28 + 156 + 156 / 28 / 2  # a comma at the end of a line hangs
    assert text.bottom <= 37 + 225 + 1


@each_kind
def test_the_number_of_the_first_page_is_7_mm_under_the_type_area_one_character_from_the_right(
    pages: dict[str, Page], kind: str
) -> None:
    number = pages[kind].black(top=264)
    assert (number.top + number.bottom) / 2 == near(37 + 225 + 7)
    assert number.right == near(28 + 156 - 156 / 28)


def test_every_character_of_every_kind_is_in_a_font() -> None:
    sheets = [Document(BytesIO(make())) for make in KINDS.values()]
    words = "".join(each.text or "" for sheet in sheets for each in sheet.element.body.iter(qn("w:t")))
    assert [each for each in sorted(set(words) - {" "}) if not has_glyph(each)] == []


def has_glyph(character: str) -> bool:
    line = ["fc-list", f":charset={ord(character):x}", "family"]
    return subprocess.run(line, check=True, capture_output=True).stdout != b""  # noqa: S603 - one character


@each_kind
def test_every_font_of_a_paper_is_in_its_file(printed: dict[str, Path], kind: str) -> None:
    file = printed[kind].read_bytes()
    assert len(re.findall(rb"/FontFile\d?\s", file)) == len(re.findall(rb"/Type/FontDescriptor", file)) > 0


def test_the_last_line_of_the_imprint_lies_on_the_lower_edge_of_the_type_area(tmp_path: Path) -> None:
    layout = Letterhead(copies="省委办公厅，省政府办公厅")
    signed = replace(test_documents.SIGNED, number=NUMBER, letterhead=layout)
    file = tmp_path / "letter.docx"
    file.write_bytes(urging.document(replace(test_documents.LETTER, signature=signed)))
    [made] = convert(tmp_path / "profile", "pdf", tmp_path, file)
    last = draw(made, len(re.findall(rb"/Type/Page/", made.read_bytes())))
    line = last.black(top=261, bottom=263)
    assert (line.left, line.right, line.bottom) == (near(28), near(28 + 156), near(37 + 225))


def test_a_turned_page_keeps_the_type_area(tmp_path: Path) -> None:
    file = tmp_path / "list.docx"
    file.write_bytes(issued_list.document(test_documents.ISSUED))
    [made] = convert(tmp_path / "profile", "pdf", tmp_path, file)
    page = draw(made, 2)
    assert page.size == (near(297), near(210))
    text = page.black(bottom=183)
    assert (text.left, text.right) == (near(35), near(35 + 225))
    assert text.top >= 28 - 1


def test_a_notice_of_results_has_its_signature_under_its_text_on_the_first_page(tmp_path: Path) -> None:
    signed = replace(test_appraisal.SIGNED, head="1234:0123456789abcdef")
    readers = [each for each in Readers if each is not Readers.APPROVING]
    papers = [replace(test_appraisal.PAPER, audience=each, signature=signed) for each in readers]
    papers[-1] = replace(test_appraisal.OWN, signature=signed)
    places = [tmp_path / f"{number}.docx" for number in range(len(papers))]
    for place, paper in zip(places, papers, strict=True):
        place.write_bytes(appraisal.document(paper))
    for made in convert(tmp_path / "profile", "pdf", tmp_path, *places):
        second = draw(made, 2)
        assert second.black(top=28).top < 45  # 附件, the first line of its page
        assert second.size == ((near(210), near(297)) if made.stem == str(len(papers) - 1) else (near(297), near(210)))


def test_a_row_taller_than_a_page_begins_under_the_title_of_its_appendix(tmp_path: Path) -> None:
    taken = tuple(Deduction(f"2026/T{number:03d}/1", Decimal("-0.5")) for number in range(70))
    line = replace(test_appraisal.LINES[0], deductions=taken)
    own = replace(test_appraisal.SCHOOLS, lines=(line, *test_appraisal.LINES[1:]))
    file = tmp_path / "sheet.docx"
    file.write_bytes(appraisal.document(replace(test_appraisal.OWN, results=(own,))))
    [made] = convert(tmp_path / "profile", "pdf", tmp_path, file)
    assert draw(made, 2).black(bottom=263).bottom > 250


def test_the_page_of_the_signature_has_some_of_the_text(tmp_path: Path) -> None:
    signed = replace(test_documents.SIGNED, number=NUMBER)
    file = tmp_path / "notice.docx"
    file.write_bytes(negative_list.document(replace(test_documents.LIST, signature=signed)))
    [made] = convert(tmp_path / "profile", "pdf", tmp_path, file)
    second = draw(made, 2)
    text = second.black(top=37, bottom=37 + 225 / 22)
    assert (text.left, text.right) == (near(28 + 2 * 156 / 28), near(28 + 156))  # the first line of a paragraph


@pytest.mark.parametrize("words", [2, 3, 4, 5, 6])
def test_the_page_of_the_signature_has_the_table_in_which_the_text_ends(tmp_path: Path, words: int) -> None:
    paper = Paper("通知", test_documents.SIGNED)
    paper.text("\n".join(["甲"] * words))
    paper.table((("号", 50), ("名", 50)), [["1", "乙"]])
    paper.signed()
    file = tmp_path / "notice.docx"
    file.write_bytes(paper.finished())
    [made] = convert(tmp_path / "profile", "pdf", tmp_path, file)
    if len(re.findall(rb"/Type/Page/", made.read_bytes())) > 1:
        assert draw(made, 2).black(top=28, bottom=37 + 225 / 22).left == near(28)  # the edge of the table
