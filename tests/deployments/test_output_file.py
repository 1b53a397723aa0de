"""An output file is written atomically, and never over an existing one without force."""

from __future__ import annotations

import os
import resource
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deployments.output_file import check_path, write_file
from models.rules.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator


def refused(place: Path, *, force: bool = False) -> str:
    with pytest.raises(Refused) as refusal:
        check_path(place, (".docx", ".xlsx"), force=force)
    return refusal.value.message


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Limit the size of a file to this many bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_is_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    place = tmp_path / "核查方案.DOCX"
    check_path(place, (".docx",), force=False)
    write_file(place, b"one")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("核查方案.DOCX", b"one")]


@pytest.mark.parametrize(("public", "mode"), [(False, 0o600), (True, 0o644)])
def test_only_its_owner_reads_a_file_that_is_no_paper(tmp_path: Path, *, public: bool, mode: int) -> None:
    place = tmp_path / "来信.eml"
    place.write_bytes(b"older")
    place.chmod(0o666)
    before = os.umask(0o022)
    write_file(place, b"one", public=public)
    os.umask(before)
    assert stat.S_IMODE(place.stat().st_mode) == mode


def test_a_link_of_another_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "别人的"
    victim.write_bytes(b"kept")
    (tmp_path / ".来信.eml.part").symlink_to(victim)
    write_file(tmp_path / "来信.eml", b"one")
    assert (victim.read_bytes(), (tmp_path / "来信.eml").read_bytes()) == (b"kept", b"one")


def test_an_existing_file_is_overwritten_only_with_force(tmp_path: Path) -> None:
    place = tmp_path / "核查方案.docx"
    place.write_bytes(b"signed")
    assert refused(place) == f"“{place}”已经存在，没有改动；确需覆盖的，请加 --force。"
    check_path(place, (".docx",), force=True)
    write_file(place, b"new")
    assert place.read_bytes() == b"new"


@pytest.mark.parametrize("force", [False, True])
def test_an_unusable_path_is_refused(tmp_path: Path, *, force: bool) -> None:
    (tmp_path / "夹.docx").mkdir()
    assert refused(tmp_path / "夹.docx", force=force) == f"“{tmp_path / '夹.docx'}”是文件夹，请写明文件名。"
    missing = tmp_path / "没有" / "a.docx"
    assert refused(missing, force=force) == f"没有文件夹“{missing.parent}”，请先建立，或改写文件的位置。"
    assert refused(tmp_path / "a.pdf", force=force) == "“a.pdf”应以 .docx 或 .xlsx 结尾，如 a.docx。"
    assert refused(tmp_path / "a", force=force) == "“a”应以 .docx 或 .xlsx 结尾，如 a.docx。"


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    place = tmp_path / f"{'长' * 90}.docx"
    assert refused(place) == f"不能使用“{place}”这个位置，请检查文件名的长度和文件夹的权限。"


@pytest.mark.parametrize("place", [Path("/proc/核查方案.docx"), Path("/") / f"{'长' * 90}.docx"])
def test_an_unwritable_folder_is_refused(place: Path) -> None:
    with pytest.raises(Refused, match=r"无法写入“/.*”，请检查权限，以及文件是否正被打开。"):
        write_file(place, b"one")


def test_a_full_disk_leaves_the_existing_file(tmp_path: Path) -> None:
    place = tmp_path / "核查方案.docx"
    place.write_bytes(b"before")
    with room_for(100), pytest.raises(Unavailable, match="磁盘空间不足，没有写入"):
        write_file(place, b"x" * 1000)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("核查方案.docx", b"before")]


def test_a_mode_is_given_under_any_umask(tmp_path: Path) -> None:
    place = tmp_path / "总表.html"
    before = os.umask(0o077)
    write_file(place, b"one", mode=0o640)
    os.umask(before)
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
