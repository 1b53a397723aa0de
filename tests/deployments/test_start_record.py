"""The record of a start of `mubiao up`: it holds until the start ends, and three minutes at most."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from deployments.start_record import LONGEST, RECORD, end_start, is_starting, listener_of, record_listener, record_start

if TYPE_CHECKING:
    from pathlib import Path


def test_a_start_is_known_until_it_ends(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert not is_starting(home)
    record_start(home)
    assert is_starting(home)
    end_start(home)
    assert not is_starting(home)
    end_start(home)


@pytest.mark.parametrize(("ago", "starting"), [(LONGEST - 30, True), (LONGEST + 1, False), (-60, False)])
def test_a_start_that_was_killed_is_over_after_three_minutes(tmp_path: Path, ago: float, *, starting: bool) -> None:
    record_start(tmp_path)
    began = time.time() - ago
    os.utime(tmp_path / RECORD, (began, began))
    assert is_starting(tmp_path) is starting


def test_a_new_registration_begins_again(tmp_path: Path) -> None:
    record_start(tmp_path)
    os.utime(tmp_path / RECORD, (0, 0))
    record_start(tmp_path)
    assert is_starting(tmp_path)


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    record_start(tmp_path / "file")
    end_start(tmp_path / "file")
    assert not is_starting(tmp_path / "file")


def test_where_the_page_listens_is_known_after_its_start(tmp_path: Path) -> None:
    assert listener_of(tmp_path, "127.0.0.1:4280") == "127.0.0.1:4280"
    record_listener(tmp_path, "127.0.0.1:4283")
    assert listener_of(tmp_path, "127.0.0.1:4280") == "127.0.0.1:4283"
