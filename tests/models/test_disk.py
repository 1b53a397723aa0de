"""Free space on a disk: its amount, its limit, and the message when the limit is reached."""

import re
from pathlib import Path
from shutil import disk_usage

import pytest

from models import disk
from models.disk import data_folder, free, is_short, shortage


def test_the_room_of_a_folder_to_be_made_is_that_of_the_disk_where_it_would_be(tmp_path: Path) -> None:
    assert free(tmp_path / "not" / "yet") == pytest.approx(disk_usage(tmp_path).free, rel=0.1)


def test_a_disk_is_short_when_writing_would_take_from_the_reserve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "RESERVE", 0)
    assert not is_short(tmp_path)
    assert is_short(tmp_path, more=2**62)
    monkeypatch.setattr(disk, "RESERVE", 2**62)
    assert is_short(tmp_path)


def test_the_message_names_the_free_space_and_the_folder_and_that_no_restart_is_needed(tmp_path: Path) -> None:
    pattern = r"磁盘空间不足（剩余\d+MB，低于200MB），已暂停写入，查询不受影响。请清理“(.*)”所在磁盘，之后自动恢复。"
    match = re.fullmatch(pattern, shortage(tmp_path))
    assert match
    assert match[1] == str(tmp_path)


def test_only_a_server_with_its_socket_in_its_data_folder_has_a_known_data_folder(tmp_path: Path) -> None:
    assert data_folder(str(tmp_path)) is None
    (tmp_path / "PG_VERSION").write_text("18")
    assert data_folder(str(tmp_path)) == tmp_path


@pytest.mark.parametrize("host", [None, "", "db.example.gov.cn", "/nowhere", ("/a", "/b")])
def test_the_data_folder_of_another_server_is_unknown(host: object) -> None:
    assert data_folder(host) is None
