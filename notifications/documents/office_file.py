"""Makes the bytes of an Office file depend on its content alone: equal content, equal digest, on any machine."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

TYPES, CORE = "[Content_Types].xml", "docProps/core.xml"
STAMP = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*")
UNIX, READABLE = 3, 0o644 << 16


def pack(file: bytes, day: date) -> bytes:
    """Returns the same parts in one fixed order, dated on the day of the document and stored uncompressed.

    Compressed bytes would depend on the machine's version of zlib.
    """
    with ZipFile(BytesIO(file)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[CORE] = STAMP.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode(), parts[CORE])
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as target:
        for name in sorted(parts, key=lambda part: (part != TYPES, part)):
            info = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            info.create_system, info.external_attr = UNIX, READABLE
            target.writestr(info, parts[name])
    return buffer.getvalue()


def packed(save: Callable[[BytesIO], object], day: date) -> bytes:
    """Returns what a library saves into a file, packed."""
    file = BytesIO()
    save(file)
    return pack(file.getvalue(), day)
