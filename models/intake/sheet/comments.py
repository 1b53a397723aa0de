"""Comments (批注) of a worksheet, with their authors; of a thread each one."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zipfile import ZipFile

from models.intake.sheet.elements import elements_of
from models.intake.sheet.rich_values import attributes_in, texts_in
from models.intake.sheet.workbook import related, xml_part
from models.intake.values import one_line

PEOPLE = "xl/persons/person.xml"
REPEATED = "tc="  # the author of a comment that Excel adds to each thread


class Comment(NamedTuple):
    """A comment that another than the maker of the workbook wrote: its cell and its words with their author."""

    sheet: str
    cell: str
    words: str


def comments_of(archive: ZipFile, sheet: str, part: str, makers: Sequence[str]) -> Iterator[Comment]:
    """Yield the comments of a worksheet that others than the makers wrote, of a thread without Excel's copy of it."""
    threads = related(archive, part, "threadedComment")
    people = dict(zip(*(attributes_in(archive, PEOPLE, "person", name) for name in ("id", "displayName")), strict=True))
    for thread in threads:
        for cell, person, words in _said(xml_part(archive, thread), "threadedComment", "personId", "text"):
            yield comment_by(sheet, cell, people.get(person, ""), words)
    for legacy in related(archive, part, "comments"):
        authors = texts_in(archive, legacy, "author")
        for cell, number, words in _said(xml_part(archive, legacy), "comment", "authorId", "t"):
            author = next(iter(authors[int(number or 0) :][:1]), "")
            if author not in makers[:1] and not (threads and author.startswith(REPEATED)):
                yield comment_by(sheet, cell, author, words)


def comment_by(sheet: str, cell: str, author: str, words: str) -> Comment:
    """Return a comment with its author, who is not repeated in its words."""
    said = one_line(re.sub(rf"^{re.escape(author)}\s*[:：]", "", words)) if author else one_line(words)
    return Comment(sheet, cell, f"批注（{author}）：{said}" if author else f"批注：{said}")


def _said(xml: bytes, element: str, author: str, text: str) -> Iterator[tuple[str, str, str]]:
    """Yield cell, author and words of each comment of a part."""
    words = ""
    for name, attributes, found in elements_of(xml, element, text):
        if name == text:
            words += found
            continue
        if words.strip():
            yield attributes["ref"], attributes.get(author, ""), words
        words = ""
