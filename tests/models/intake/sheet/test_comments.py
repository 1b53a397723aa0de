"""Comments have their cell, their author and their words; those of the agency are left out."""

from __future__ import annotations

from models.intake.sheet.over_cells import over_cells
from tests.models.intake.sheet.pictured import (
    AGENCY,
    REL,
    book,
)
from tests.models.intake.sheet.written import package, parts_of


def test_comments_have_their_author_and_those_of_the_agency_are_left_out() -> None:
    assert over_cells("表.xlsx", book(comments={"A2": AGENCY, "B2": "李明"})).comments == [
        ("Sheet", "B2", "批注（李明）：见附件")
    ]


def test_a_thread_of_comments_is_read_instead_of_the_copy_for_old_programs() -> None:
    parts = parts_of(book(comments={"B2": "tc={1}"}))
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    thread = REL.format("t1", "threadedComment", "../threadedComments/threadedComment1.xml")
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{thread}</Relationships>".encode())
    parts["xl/threadedComments/threadedComment1.xml"] = (
        '<ThreadedComments><threadedComment ref="B2" personId="{P}"><text>已完工</text></threadedComment>'
        '<threadedComment ref="B2" personId="{Q}" parentId="x"><text>收到</text></threadedComment></ThreadedComments>'
    ).encode()
    parts["xl/persons/person.xml"] = '<personList><person displayName="王芳" id="{P}"/></personList>'.encode()
    words = [each.words for each in over_cells("表.xlsx", package(parts)).comments]
    assert words == ["批注（王芳）：已完工", "批注：收到"]
