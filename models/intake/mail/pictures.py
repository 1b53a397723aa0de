"""正文中的图片: which pictures that a text shows by `cid:` are the signature's or quoted, thus no material (A49)."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from urllib.parse import unquote

from models.intake.mail.body import HTML, LONGEST, PICTURE, is_body, own_lines, plain
from models.intake.mail.structure import Part, first, text_of
from models.rules.mail_words import is_signature

BY_CID = re.compile(r"\bcid:([^\"'\s>)]+)", re.IGNORECASE)
LEAST = 200  # pixels of a side of a picture that may be material


def shown_pictures(parts: Sequence[Part]) -> Mapping[str, bool]:
    """Return the Content-ID of each picture that the text shows, and whether it stands above a line of the sender.

    One below his last line, or in what he quotes, stands above none.
    """
    found: dict[str, bool] = {}
    for html in (text_of(part, LONGEST) for part in parts if is_body(part) and part.get_content_type() == HTML):
        lines = list(own_lines(plain(html, pictures=True)))
        words = [place for place, line in enumerate(lines) if line[0] != PICTURE and not is_signature(line)]
        above = {line[1:] for line in lines[: max(words, default=0)] if line[0] == PICTURE}
        found |= {each: each in above for each in map(unquote, BY_CID.findall(html))}
    return found


def content_id(part: Part) -> str:
    """Return the name that a text shows a part with; empty without one."""
    return first(part, "Content-ID").strip().strip("<>")


def is_small(data: bytes) -> bool:
    """Return whether a picture is smaller than 200 pixels on a side; one whose size is not known is not."""
    from PIL import Image  # noqa: PLC0415 - most mails show no picture

    try:
        with Image.open(BytesIO(data)) as picture:
            return min(picture.size) < LEAST
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
