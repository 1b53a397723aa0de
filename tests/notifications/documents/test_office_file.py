"""The bytes of a file depend on its content and its day alone."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from notifications.documents.office_file import CORE, TYPES, pack

DAY = date(2026, 9, 10)
ABOUT = '<cp:c><dcterms:created xsi:type="t">{}</dcterms:created><dcterms:modified>{}</dcterms:modified></cp:c>'


def made(*names: str, at: str = "2026-11-20T18:00:00Z") -> bytes:
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, ABOUT.format(at, at) if name == CORE else f"part {name}")
    return whole.getvalue()


def test_neither_the_order_nor_the_hour_of_the_making_matters() -> None:
    one = pack(made("b.xml", TYPES, CORE), DAY)
    assert pack(made(CORE, "b.xml", TYPES, at="2027-01-01T00:00:00Z"), DAY) == one
    assert pack(one, DAY) == one
    assert pack(one, date(2026, 9, 11)) != one


def test_the_parts_stand_in_order_with_the_day_of_the_paper_and_are_not_compressed() -> None:
    with ZipFile(BytesIO(pack(made("b.xml", CORE, TYPES), DAY))) as file:
        assert file.namelist() == [TYPES, "b.xml", CORE]
        assert {(part.date_time, part.compress_type) for part in file.infolist()} == {
            ((2026, 9, 10, 0, 0, 0), ZIP_STORED)
        }
        assert file.read("b.xml") == b"part b.xml"
        assert file.read(CORE).decode() == ABOUT.format("2026-09-10T00:00:00Z", "2026-09-10T00:00:00Z")
