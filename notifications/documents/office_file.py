"""The bytes of an Office file follow from its content alone: equal content, equal digest, on any machine and day."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

TYPES, CORE = "[Content_Types].xml", "docProps/core.xml"
STAMP = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*")
UNIX, READABLE = 3, 0o644 << 16


def packed(file: bytes, day: date) -> bytes:
    """The same parts in one order, dated on the day of the paper, and stored as they are.

    Compressed they would depend on which zlib a machine has.
    """
    with ZipFile(BytesIO(file)) as given:
        parts = {name: given.read(name) for name in given.namelist()}
    parts[CORE] = STAMP.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode(), parts[CORE])
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_STORED) as made:
        for name in sorted(parts, key=lambda each: (each != TYPES, each)):
            place = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            place.create_system, place.external_attr = UNIX, READABLE
            made.writestr(place, parts[name])
    return whole.getvalue()
