"""Which file of a mail stands for a name that no file has (A77)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from models.intake.answer import Enclosed, GivenCell, GivenRow, GivenSheet
from models.intake.placed_files import placed_files
from tests.mails import file, mail_from

if TYPE_CHECKING:
    from pathlib import Path

PROOF = "印证材料(附件名)"
HOUR = "2026-04-02 10:00"


def sheet(*named: str, title: str = PROOF) -> GivenSheet:
    """A sheet with a row for each of these cells."""
    none = GivenCell(None, "A1")
    rows = (GivenRow("第6行", GivenCell("X", "A6"), ("T001",), {title: GivenCell(each, "L6")}) for each in named)
    return GivenSheet("回复表.xlsx", "月度检查", none, {}, tuple(rows))


def picture(folder: Path, name: str, side: int = 300) -> Path:
    content = BytesIO()
    Image.new("RGB", (side, side)).save(content, "PNG")
    return file(folder, name, content.getvalue())


def placed(sheets: list[GivenSheet], *files: Path) -> dict[str, list[str]]:
    found = placed_files(sheets, mail_from("d001@example.org", HOUR, *files), Enclosed(files))
    return {name: [each.name for each in paths] for name, paths in found.items()}


@pytest.mark.parametrize(
    ("named", "came", "found"),
    [
        (["验收单.pdf"], ["IMG_1.jpg"], {"验收单.pdf": ["IMG_1.jpg"]}),
        (["验收单.pdf、现场.jpg"], ["现场.jpg", "IMG_1.jpg"], {"验收单.pdf": ["IMG_1.jpg"]}),
        (["验收单", "验收单"], ["扫描件.pdf"], {"验收单": ["扫描件.pdf"]}),
        (
            ["照片（第1张，共2张）.jpg、验收单.pdf"],
            ["照片（第1张，共2张）.jpg", "扫描件.pdf"],
            {"验收单.pdf": ["扫描件.pdf"]},
        ),
        (["验收单.pdf、现场.jpg"], ["IMG_1.jpg"], {}),
        (["验收单.pdf"], ["IMG_1.jpg", "IMG_2.jpg"], {}),
        (["验收单.pdf"], ["验收单.pdf", "IMG_1.jpg"], {}),
        (["验收单"], ["验收单.pdf", "验收单.jpg", "IMG_1.jpg"], {}),
        (["验收单.pdf"], ["关于报送情况的函.pdf"], {}),
        (["验收单.pdf"], ["关于三月进展情况的请示.pdf"], {}),
        (["验收单.pdf"], ["通知.docx", "情况说明.docx", "扫描件.pdf"], {"验收单.pdf": ["扫描件.pdf"]}),
        (["现场照片"], ["1.jpg", "2.PNG", "名单.pdf"], {"现场照片": ["1.jpg", "2.PNG"]}),
        (["现场照片、名单.pdf"], ["1.jpg", "扫描件.pdf"], {"现场照片": ["1.jpg"], "名单.pdf": ["扫描件.pdf"]}),
        (["现场照片"], ["整改说明，东区.jpg"], {"现场照片": ["整改说明，东区.jpg"]}),
        (["现场照片", "1.jpg"], ["1.jpg", "2.jpg"], {"现场照片": ["2.jpg"]}),
        (["现场照片"], ["现场照片.jpg", "2.jpg"], {}),
        (["现场照片"], ["名单.pdf"], {}),
    ],
)
def test_the_only_file_stands_for_the_only_name(
    tmp_path: Path, named: list[str], came: list[str], found: dict[str, list[str]]
) -> None:
    assert placed([sheet(*named)], *(file(tmp_path, name) for name in came)) == found


def test_of_several_sheets_that_ask_for_files_none_is_meant(tmp_path: Path) -> None:
    photo = file(tmp_path, "IMG_1.jpg")
    assert placed([sheet("验收单.pdf"), sheet("")], photo) == {}
    assert placed([sheet("验收单.pdf"), sheet("正常", title="存在问题")], photo) == {"验收单.pdf": ["IMG_1.jpg"]}
    assert placed([sheet("现场照片"), sheet("")], photo) == {"现场照片": ["IMG_1.jpg"]}
    assert placed([sheet("现场照片"), sheet("现场照片")], photo) == {}
    assert placed([], photo) == {}


def test_an_empty_file_and_a_small_picture_stand_for_nothing(tmp_path: Path) -> None:
    assert placed([sheet("验收单.pdf")], file(tmp_path, "空.pdf", b""), picture(tmp_path, "徽标.png", 120)) == {}
    assert placed([sheet("现场照片")], picture(tmp_path, "徽标.png", 120), picture(tmp_path, "1.png")) == {
        "现场照片": ["1.png"]
    }
