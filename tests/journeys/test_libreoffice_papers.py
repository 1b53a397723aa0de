"""Papers that LibreOffice Writer turned into PDF: 22 lines of 28 characters on a page, A4, no page too many."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from notifications.documents import issued_list
from notifications.documents.official_paper.page import TEXT, blank
from notifications.documents.official_paper.paper import Paper
from tests.letterheads import PLACE, letterhead
from tests.libreoffice import PROGRAM, convert, has_chinese_font, why_no_writer
from tests.notifications.documents import test_documents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

A4 = (595, 842)  # points
pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(why_no_writer(PROGRAM) != "", reason=why_no_writer(PROGRAM)),
]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile apart, which LibreOffice makes at its first start."""
    return tmp_path_factory.mktemp("profile")


@pytest.fixture
def pages(profile: Path, tmp_path: Path) -> Callable[..., list[list[tuple[int, int]]]]:
    """`pages(file, …)`: of each file the sizes of its pages in points, as LibreOffice prints them."""

    def turn(*files: bytes) -> list[list[tuple[int, int]]]:
        names = [tmp_path / f"{number}.docx" for number in range(len(files))]
        for place, file in zip(names, files, strict=True):
            place.write_bytes(file)
        return [_sizes(each.read_bytes()) for each in convert(profile, "pdf", tmp_path, *names)]

    return turn


def _sizes(pdf: bytes) -> list[tuple[int, int]]:
    """The sizes of the pages, which LibreOffice writes uncompressed."""
    boxes = re.findall(rb"/Type/Page/.*?/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]", pdf, re.DOTALL)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def text_of(count: int, folder: Path) -> bytes:
    sheet = blank()
    sheet.add_paragraph("国" * count, style=TEXT)
    place = folder / "text.docx"
    sheet.save(str(place))
    return place.read_bytes()


def test_a_page_holds_22_lines_of_28_characters_and_not_one_more(
    pages: Callable[..., list[list[tuple[int, int]]]], tmp_path: Path
) -> None:
    if not has_chinese_font():
        pytest.skip("no font with Chinese characters is installed: lines are not as long as they are printed")
    full = 22 * 28
    found = pages(*(text_of(count, tmp_path) for count in (full, full + 1, 3 * full, 3 * full + 1)))
    assert [len(each) for each in found] == [1, 2, 3, 4]


def test_every_kind_of_paper_is_printed_on_a4(pages: Callable[..., list[list[tuple[int, int]]]]) -> None:
    files = [make() for make in test_documents.PAPERS.values()]
    for sizes in pages(*files):
        assert sizes[0] == pytest.approx(A4, abs=1)
        assert {tuple(sorted(size)) for size in sizes} <= {A4, (A4[0], A4[1] - 1), (A4[0] + 1, A4[1])}


def test_a_short_notice_is_one_page_and_its_imprint_needs_no_other(
    pages: Callable[..., list[list[tuple[int, int]]]],
) -> None:
    signed = replace(test_documents.SIGNED, number="黔目标办发〔2026〕1号")
    paper = Paper("通知", signed)
    paper.addressee("各部门")
    paper.text("现予通知。")
    paper.signed()
    assert [len(sizes) for sizes in pages(paper.finished())] == [1]


@pytest.mark.parametrize(("targets", "sheets"), [(1, 1), (40, 6)])
def test_a_list_goes_over_as_many_turned_pages_as_it_needs_between_the_text_and_the_imprint(
    pages: Callable[..., list[list[tuple[int, int]]]], targets: int, sheets: int
) -> None:
    signed = replace(test_documents.SIGNED, number="黔目标办发〔2026〕1号", head="1234:0123456789abcdef")
    given = tuple(replace(test_documents.GIVEN, code=f"T{number:03}") for number in range(targets))
    [sizes] = pages(issued_list.document(replace(test_documents.ISSUED, targets=given, signature=signed)))
    upright = [width < height for width, height in sizes]
    assert upright == [True] + [False] * sheets + [True]


@pytest.mark.parametrize(("below", "upright"), [("印制", [True, False, True]), ("", [True, False])])
def test_a_list_in_a_file_of_the_agency_is_turned_and_what_the_file_has_below_is_not(
    pages: Callable[..., list[list[tuple[int, int]]]], below: str, upright: list[bool]
) -> None:
    signed = replace(test_documents.SIGNED, own_file=letterhead(PLACE, below))
    [sizes] = pages(issued_list.document(replace(test_documents.ISSUED, signature=signed)))
    assert [width < height for width, height in sizes] == upright
