"""`mubiao verify FILE` proves an audit copy without an installation, and names what differs in it."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from deployments.backup.archive import CHAIN, MANIFEST, TEXTS
from models.rules.chain import shortened
from tests.deployments.backup.test_archive import altered
from tests.deployments.backup.test_keys import full, part_of, saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.deployments.conftest import Mubiao

pytestmark = pytest.mark.process  # the code under test starts the programs of PostgreSQL

__all__ = ["full", "saved"]


def forge(saved: Path, name: str, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change the lines of a part, and the manifest with it."""
    lines = [json.loads(line) for line in part_of(saved, name).decode().splitlines()]
    change(lines)
    text = "".join(f"{json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(',', ':'))}\n" for line in lines)
    replace(saved, name, text.encode())


def replace(saved: Path, name: str, content: bytes) -> None:
    manifest = part_of(saved, MANIFEST)
    manifest["parts"][name] = sha256(content).hexdigest()
    altered(saved, {name: content, MANIFEST: json.dumps(manifest).encode()})


def place(lines: list[dict[str, Any]], noun: str) -> int:
    return next(i for i, line in enumerate(lines) if line["record"] == noun)


def test_a_copy_is_proved_where_there_is_no_installation(full: Mubiao, saved: Path, tmp_path: Path) -> None:
    there = full.set(MUBIAO_HOME=str(tmp_path / "nothing"), DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/x")
    manifest = part_of(saved, MANIFEST)
    text = there.done("verify", str(saved), "--head", f"{manifest['height']}:{shortened(manifest['head'])}")
    assert text.startswith("备份核验无误，共核对")
    assert f"台账第{manifest['height']}块，备份摘要" in text
    found = there.json("verify", str(saved))
    assert (found["ok"], found["height"], found["violations"]) == (True, manifest["height"], [])
    assert not (tmp_path / "nothing").exists()


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t[place(t, "target")].update(text="[]"), "目标 2026|T001：被更改，与台账不符。"),
        (lambda t: t[place(t, "department")].update(key="D009"), "部门 D009：被增加，与台账不符。"),
        (lambda t: t.pop(place(t, "target")), "目标 2026|T001：被删除，与台账不符。"),
        (lambda t: t[place(t, "reform")].update(text="[]"), "机构改革"),
        (lambda t: t[0].pop("text"), "备份中的记录不是本程序写的"),
    ],
)
def test_a_record_that_was_changed_in_the_copy_is_named(
    full: Mubiao, saved: Path, change: Callable[[list[dict[str, Any]]], object], words: str
) -> None:
    forge(saved, TEXTS, change)
    assert words in full.refused("verify", str(saved))


def test_a_row_without_its_key_is_proved_too(full: Mubiao, saved: Path) -> None:
    def change(lines: list[dict[str, Any]]) -> None:
        [line] = [each for each in lines if (each["record"], each["key"]) == ("department", "D001")]
        assert "d001@example.org" in line["text"]
        line["text"] = line["text"].replace("d001@example.org", "evil@example.org")

    forge(saved, TEXTS, change)
    assert "部门 D001：被更改，与台账不符。" in full.refused("verify", str(saved))


def test_a_changed_block_and_another_head_are_named(full: Mubiao, saved: Path) -> None:
    assert "校验码与月报的" in full.refused("verify", str(saved), "--head", f"2:{'ab' * 8}")
    forge(saved, CHAIN, lambda blocks: blocks[1]["header"].update(actor="别人"))
    assert "第2块（" in full.refused("verify", str(saved))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"height": 2}, "台账末块与备份清单所写的不符。"),
        ({"left_out": {"robots": ["D001", "D003"]}}, "略去的内容与备份时记入台账的不符"),
    ],
)
def test_a_manifest_that_says_something_else_is_named(
    full: Mubiao, saved: Path, change: dict[str, Any], words: str
) -> None:
    altered(saved, {MANIFEST: json.dumps(part_of(saved, MANIFEST) | change).encode()})
    assert words in full.refused("verify", str(saved))


def test_a_backup_that_can_be_restored_is_no_audit_copy(full: Mubiao, tmp_path: Path) -> None:
    full.done("backup", str(tmp_path / "usual.mubiao"))
    text = full.refused("verify", str(tmp_path / "usual.mubiao"))
    assert "这是可以恢复的备份。请核对是否完好：mubiao restore --dry-run 备份文件。" in text
    assert "不用 --export" in full("verify", str(tmp_path / "usual.mubiao"), "--export", "x.jsonl").err
