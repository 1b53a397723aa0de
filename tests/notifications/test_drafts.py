"""The bytes of drafts: made once for equal content, replaced by a smaller file if too many, left out on errors."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from notifications import drafts
from notifications.drafts import Draft, Files

if TYPE_CHECKING:
    import pytest


def draft(name: str, size: int, *, content: str = "", smaller: Draft | None = None) -> Draft:
    return Draft(name, content or f"{name}{size}", lambda: name.encode()[:1] * size, smaller=smaller)


def sizes(files: Files, *given: Draft) -> list[tuple[str, int]]:
    return [(each.name, len(content)) for each, content in files.fitting(given)]


def test_what_fits_is_attached_in_order() -> None:
    assert sizes(Files(10), draft("a", 4), draft("b", 6)) == [("a", 4), ("b", 6)]


def test_what_does_not_fit_is_replaced_by_its_smaller_file() -> None:
    assert sizes(Files(10), draft("a", 11, smaller=draft("a", 3))) == [("a", 3)]
    assert sizes(Files(10), draft("a", 10, smaller=draft("a", 3))) == [("a", 10)]


def test_the_limit_is_that_of_the_whole_mail() -> None:
    second = draft("b", 7, smaller=draft("b", 2))
    assert sizes(Files(10), draft("a", 4), second) == [("a", 4), ("b", 2)]


def test_a_file_without_a_smaller_one_is_attached_all_the_same() -> None:
    assert sizes(Files(10), draft("a", 11)) == [("a", 11)]


def test_drafts_of_equal_content_are_made_once() -> None:
    made: list[str] = []

    def make(name: str) -> bytes:
        made.append(name)
        return b"bytes"

    files = Files()
    for name in ("甲", "乙"):
        assert sizes(files, Draft(name, "same", partial(make, name))) == [(name, 5)]
    assert made == ["甲"]
    assert files.made == {"same": b"bytes"}


def test_a_file_that_cannot_be_made_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> bytes:
        raise ValueError

    with caplog.at_level(logging.ERROR, "mubiao.notifications"):
        assert sizes(Files(), Draft("坏", "坏", fail), draft("b", 2)) == [("b", 2)]
    assert "附件“坏”无法生成" in caplog.text


def test_many_bytes_are_forgotten_before_the_next_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "ROOM", 10)
    files = Files()
    files.fitting([draft("a", 10)])
    files.make_room()
    assert len(files.made) == 1
    files.fitting([draft("b", 1)])
    files.make_room()
    assert files.made == {}


def test_nothing_to_attach_is_nothing() -> None:
    assert Files().fitting([]) == []
