"""正文中的图片: what the text shows by `cid:` is a file only above a line of the sender, and only if it is large."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from models.intake.mail.pictures import is_small, shown_pictures
from models.intake.mail.reading import read_mail
from tests.models.intake.mail.mails import NOON, multipart, parts_of

if TYPE_CHECKING:
    from pathlib import Path

SHOW = '<img src="cid:p1@x">'


def picture(width: int = 400, height: int = 300, kind: str = "PNG") -> bytes:
    Image.new("RGB", (width, height)).save(stream := BytesIO(), kind)
    return stream.getvalue()


def showing(html: str, data: bytes, headers: bytes = b"Content-ID: <p1@x>") -> bytes:
    text = b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    return multipart(text, b'Content-Type: image/png; name="a.png"\r\n' + headers + b"\r\n\r\n" + data, kind="related")


@pytest.mark.parametrize(
    ("html", "above"),
    [
        (f"<p>现场如下</p>{SHOW}<p>请查收</p>", True),
        (f"{SHOW}<p>以上为现场照片</p><p>张三</p><p>2026年6月30日</p>", True),
        ('<p>一</p><IMG SRC="CID:p1%40x"/><p>二</p>', True),
        (f"<p>收到</p>{SHOW}", False),
        (f"<p>收到</p>{SHOW}<p>张三</p><p>电话：0851-85123456</p>", False),
        (f"<p>收到</p><p>--</p>{SHOW}<p>现场</p>", False),
        (f"<p>收到</p><blockquote>{SHOW}</blockquote><p>谢谢</p>", False),
        (f"<p>收到</p><p>发件人：目标办</p>{SHOW}<p>请填报</p>", False),
        (SHOW, False),
        ("<p>一</p><div style=\"background:url('cid:p1@x')\"></div><p>二</p>", False),
    ],
)
def test_a_picture_is_material_only_above_a_line_of_the_sender(html: str, above: bool, tmp_path: Path) -> None:  # noqa: FBT001
    data = showing(html, picture())
    assert shown_pictures(parts_of(data)[1]) == {"p1@x": above}
    found = read_mail(data, NOON, tmp_path)
    assert ([(each.name, each.shown) for each in found.files], found.pictures) == (
        ([("a.png", True)], 0) if above else ([], 1)
    )


@pytest.mark.parametrize(("width", "height", "small"), [(199, 900, True), (900, 199, True), (200, 200, False)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP"])
def test_a_picture_of_less_than_200_pixels_on_a_side_is_none(width: int, height: int, small: bool, kind: str) -> None:  # noqa: FBT001
    assert is_small(picture(width, height, kind)) is small


def test_a_small_picture_between_lines_is_left_out_and_an_unknown_one_is_taken(tmp_path: Path) -> None:
    html = f"<p>一</p>{SHOW}<p>二</p>"
    found = read_mail(showing(html, picture(80, 80)), NOON, tmp_path / "a")
    assert (found.files, found.pictures) == ((), 1)
    (tmp_path / "b").mkdir()
    assert [each.name for each in read_mail(showing(html, b"no picture"), NOON, tmp_path / "b").files] == ["a.png"]


def test_a_picture_that_no_text_shows_is_a_file_like_others(tmp_path: Path) -> None:
    found = read_mail(showing("<p>见附件</p>", picture()), NOON, tmp_path)
    assert ([(each.name, each.shown) for each in found.files], found.pictures) == ([("a.png", False)], 0)
