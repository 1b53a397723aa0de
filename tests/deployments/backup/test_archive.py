"""The backup file: complete or absent, private, and refused when a part does not match its manifest."""

from __future__ import annotations

import json
import stat
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deployments.backup.archive import (
    CHAIN,
    FORMAT,
    MANIFEST,
    RECORDS,
    SETTINGS,
    TEXTS,
    WITH_KEYS,
    Manifest,
    create_backup,
    digest_of,
    open_backup,
)
from models.intake.keyless_backup import LeftOut
from models.rules.errors import Refused

NAME = "ab" + "0" * 62
PARTS = {RECORDS: b"rows", SETTINGS: b"", f"evidence/ab/{NAME}": b"paper"}


def manifest(**more: object) -> Manifest:
    usual = {"jurisdiction": "贵州省", "made_at": datetime(2026, 11, 20, tzinfo=UTC), "schema_version": "0001"}
    return Manifest.model_validate({**usual, "height": 1, "head": "ff", "tables": {"target": (3, "aa")}, **more})


def made(path: Path, parts: dict[str, bytes] = PARTS, **more: object) -> Path:
    with create_backup(path) as writing:
        for name, content in parts.items():
            with writing.part(name) as into:
                into.write(content)
        writing.finish(manifest(**more))
    return path


def altered(path: Path, changes: dict[str, bytes | None]) -> Path:
    """The same backup with some parts changed, added, or (None) left out."""
    with zipfile.ZipFile(path) as old:
        parts: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in (parts | changes).items():
            if content is not None:
                new.writestr(name, content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused, open_backup(path):
        pass
    return refused.value.message


def test_a_written_backup_is_read_again(tmp_path: Path) -> None:
    with open_backup(made(tmp_path / "b.mubiao")) as (archive, text):
        assert {name: archive.read(name) for name in text.parts} == PARTS
        assert (text.jurisdiction, text.height, text.tables) == ("贵州省", 1, {"target": (3, "aa")})


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    assert stat.S_IMODE(made(tmp_path / "b.mubiao").stat().st_mode) == 0o600


def test_an_unfinished_backup_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), create_backup(tmp_path / "b.mubiao"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="已存在"):
        made(made(tmp_path / "b.mubiao"))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({RECORDS: b"other rows"}, f"已损坏：“{RECORDS}”"),
        ({SETTINGS: None}, "有缺少或多余的部分"),
        ({"evidence/ab/more": b""}, "有缺少或多余的部分"),
        ({MANIFEST: None}, "缺少可读的清单"),
        ({MANIFEST: b"{}"}, "缺少可读的清单"),
        ({MANIFEST: manifest(format=3).model_dump_json().encode()}, "请先升级程序"),
    ],
)
def test_a_part_that_differs_from_the_manifest_is_refused(
    tmp_path: Path, changes: dict[str, bytes | None], text: str
) -> None:
    assert text in refusal(altered(made(tmp_path / "b.mubiao"), changes))


@pytest.mark.parametrize("name", ["../../etc/passwd", "evidence/ab/../x", f"evidence/cd/{NAME}", "other"])
def test_a_part_with_an_unknown_name_is_refused(tmp_path: Path, name: str) -> None:
    assert f"不应出现的部分“{name}”" in refusal(made(tmp_path / "b.mubiao", {name: b""}))


def test_rows_and_texts_belong_only_to_an_audit_copy(tmp_path: Path) -> None:
    assert "不应出现的部分“rows/office.csv”" in refusal(made(tmp_path / "b.mubiao", {"rows/office.csv": b"1"}))
    parts = {CHAIN: b"", TEXTS: b"", "rows/office.csv": b"1"}
    with open_backup(audit_copy(tmp_path / "keyless.mubiao", parts)) as (_, text):
        assert (text.format, text.left_out) == (FORMAT, LeftOut(robots=("D001",)))


@pytest.mark.parametrize("name", ["rows/../office.csv", "rows/office.sql", "rows/Office.csv", "rows/.csv", RECORDS])
def test_an_audit_copy_has_rows_of_tables_and_no_dump(tmp_path: Path, name: str) -> None:
    assert f"不应出现的部分“{name}”" in refusal(audit_copy(tmp_path / "b.mubiao", {name: b"1"}))


def audit_copy(path: Path, parts: dict[str, bytes]) -> Path:
    return made(path, parts, format=FORMAT, left_out=LeftOut(robots=("D001",)))


def test_a_usual_backup_has_the_format_with_keys_and_leaves_nothing_out(tmp_path: Path) -> None:
    with open_backup(made(tmp_path / "b.mubiao")) as (_, text):
        assert (text.format, text.left_out) == (WITH_KEYS, None)


def test_a_file_with_one_changed_byte_is_refused_in_a_sentence(tmp_path: Path) -> None:
    made(tmp_path / "b.mubiao", {RECORDS: bytes(range(256)) * 40, SETTINGS: b""})
    whole = (tmp_path / "b.mubiao").read_bytes()
    where = range(0, len(whole), 7)
    for at in where:
        (tmp_path / "b.mubiao").write_bytes(whole[:at] + bytes([whole[at] ^ 0x9D]) + whole[at + 1 :])
        with suppress(Refused), open_backup(tmp_path / "b.mubiao") as (archive, _):
            assert archive.read(RECORDS) == bytes(range(256)) * 40  # a byte that nothing reads, like a time


@pytest.mark.parametrize(("offset", "value"), [(8, b"\1"), (10, b"\x63")])
def test_a_member_that_seems_encrypted_or_packed_in_an_unknown_way_is_refused(
    tmp_path: Path, offset: int, value: bytes
) -> None:
    whole = made(tmp_path / "b.mubiao").read_bytes()
    at = whole.rindex(b"PK\x01\x02") + offset
    (tmp_path / "b.mubiao").write_bytes(whole[:at] + value + whole[at + 1 :])
    assert "文件已损坏" in refusal(tmp_path / "b.mubiao")


@pytest.mark.parametrize("name", ["贵州省\n已恢复", "\x1b[31m贵州省", "贵州\u202e省", "贵州省\0"])
def test_a_name_that_would_forge_what_is_printed_is_refused(tmp_path: Path, name: str) -> None:
    forged = manifest().model_dump(mode="json") | {"jurisdiction": name}
    assert "缺少可读的清单" in refusal(altered(made(tmp_path / "b.mubiao"), {MANIFEST: json.dumps(forged).encode()}))


def test_an_error_of_what_is_done_with_a_whole_backup_is_not_said_to_be_the_files(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_backup(made(tmp_path / "b.mubiao")):
        raise FileNotFoundError


def test_another_file_or_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.mubiao").write_text("plain")
    assert "不是备份文件" in refusal(tmp_path / "b.mubiao")
    assert "没有文件" in refusal(tmp_path / "none")
    assert refusal(tmp_path) == f"“{tmp_path}”不是文件。"


def test_the_digest_depends_on_every_table_and_not_on_their_order() -> None:
    tables = {"a": (1, "x"), "b": (2, "y")}
    assert digest_of(tables) == digest_of(dict(reversed(tables.items())))
    assert len({digest_of(tables | change) for change in ({}, {"a": (1, "z")}, {"b": (3, "y")}, {"c": (0, "")})}) == 4
