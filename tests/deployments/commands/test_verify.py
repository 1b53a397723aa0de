"""`mubiao verify`: records changed outside the ledger are named."""

from __future__ import annotations

import errno
import json
import stat
from typing import TYPE_CHECKING

import pytest

from models.rules.chain import grouped, shortened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql
    from tests.deployments.conftest import Mubiao
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from deployments.backup.archive import CHAIN, MANIFEST, TEXTS
from tests.deployments.backup.test_archive import altered
from tests.deployments.backup.test_keys import full, part_of, saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.deployments.conftest import Mubiao


def test_an_untouched_ledger_is_sound(line: Mubiao) -> None:
    found = line.json("verify")
    assert (found["ok"], found["violations"], found["records"] > 400) == (True, [], True)
    assert "台账核验无误" in line.done("verify")


# As a delivery run that is under way, or a person who writes past the ledger.
SEALED_NOW = """INSERT INTO seal (id, number, act_id, record, at, ids, digests)
    SELECT n, n, 900001, record, now(), ids, digests FROM seal, nextval('seal_id_seq') n
    ORDER BY seal.id DESC LIMIT 1"""


def test_what_is_not_sealed_yet_is_counted_and_no_violation(line: Mubiao, sql: Sql) -> None:
    assert (line.json("verify")["not_sealed_yet"], "尚未封存" in line.done("verify")) == (0, False)
    sql(SEALED_NOW)
    found = line.json("verify")
    assert (found["ok"], found["not_sealed_yet"]) == (True, 1)
    assert "注意：尚未封存1条：投递中的记录，还不属于台账任何一块" in line.done("verify")


def test_a_block_whose_two_instants_are_far_apart_is_named_and_no_violation(real_line: Mubiao) -> None:
    found = real_line.json("verify")
    assert (found["ok"], len(found["instants_apart"]) > 0) == (True, True)
    assert "注意：台账第1块（init）：记为2026-01-01 09:00开始，" in real_line.done("verify")


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("UPDATE target SET requirement = '120公里' WHERE code = 'T001'", "目标 "),
        ("UPDATE deadline SET due = due + 1", "期限 month_end"),
        ("DELETE FROM calendar_day WHERE date = '2026-04-06'", "工作日历 "),
        ("UPDATE obligation SET late = true WHERE id = 1", "应办事项 "),
        ("UPDATE block SET actor = '别人' WHERE height = 2", "台账第2块（"),
    ],
)
def test_tampering_is_refused_and_the_record_named(line: Mubiao, sql: Sql, tampering: str, named: str) -> None:
    assert sql(tampering)
    answer = line("verify", "--json")
    assert answer.code == 1
    found = json.loads(answer.out)
    assert not found["ok"]
    assert any(violation.startswith(named) for violation in found["violations"])
    assert named in line.refused("verify")


def test_the_whole_ledger_is_exported_with_the_verdict(line: Mubiao, tmp_path: Path, sql: Sql) -> None:
    place = tmp_path / "台账.jsonl"
    height = sql.value("SELECT height FROM chain_head")
    answer = line("verify", "--export", str(place))
    assert (answer.code, answer.err) == (0, f"【演练】已写出{height}块：{place}\n")
    assert "台账核验无误" in answer.out
    assert len(place.read_text(encoding="utf-8").split("\n")) == height + 2
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir() if "台账" in each.name] == ["台账.jsonl"]


def test_a_ledger_that_was_tampered_is_exported_as_it_is(line: Mubiao, tmp_path: Path, sql: Sql) -> None:
    sql("UPDATE block SET actor = '别人' WHERE height = 2")
    assert line("verify", "--export", str(tmp_path / "a.jsonl")).code == 1
    assert "别人" in (tmp_path / "a.jsonl").read_text(encoding="utf-8")


def test_an_unwritable_path_is_refused(line: Mubiao, tmp_path: Path) -> None:
    assert "无法写入" in line.refused("verify", "--export", str(tmp_path / "没有" / "a.jsonl"))
    assert "不是文件名" in line.refused("verify", "--export", str(tmp_path))
    assert "不是文件名" in line.refused("verify", "--export", "/")


def test_an_unfinished_export_leaves_no_file(line: Mubiao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    assert "磁盘空间" in line.refused("verify", "--export", str(tmp_path / "a.jsonl"))
    assert [each for each in tmp_path.iterdir() if "jsonl" in each.name] == []


def test_evidence_that_was_changed_on_disk_is_named(line: Mubiao) -> None:
    material = line.home / "材料.txt"
    line.home.mkdir()
    material.write_text("印证", encoding="utf-8")
    lines = json.dumps([{"target": code, "progress": 1} for code in ("T001", "T002")])
    of = ("--department", "D001", "--period", "2026-03", "--on", "2026-03-05")
    line.done("act", "submit_report", "--by", "D001/目标办", *of, "--lines", lines)
    line.done("act", "attach_evidence", "--by", "D001/目标办", *of, "--target", "T001", "--file", str(material))
    [stored] = [each for each in (line.home / "evidence").glob("*/*") if each.is_file()]
    stored.chmod(0o600)
    stored.write_text("改过", encoding="utf-8")
    assert "文件内容被更改" in line.refused("verify")


def head_of(sql: Sql) -> tuple[int, str]:
    [(height, code)] = sql.rows("SELECT height, hash FROM chain_head")
    return int(height), str(code)


def test_a_block_of_the_monthly_report_is_still_there(line: Mubiao, sql: Sql) -> None:
    height, code = head_of(sql)
    line.done("act", "report_head")
    line.done(
        "act", "appoint_liaison", "--by", "D001/目标办", "--department", "D001", "--name", "王五", "--on", "2026-03-05"
    )
    for written in (f"{height}:{code}", f"{height}:{shortened(code)}", f"第{height}块 {grouped(code)}"):
        assert f"台账第{height}块与台账月报一致" in line.done("verify", "--head", written)
    assert line.json("verify", "--head", f"{height}:{code}")["ok"]


def test_a_missing_or_different_block_is_refused(line: Mubiao, sql: Sql) -> None:
    height, code = head_of(sql)
    assert f"台账没有第{height + 1}块" in line.refused("verify", "--head", f"{height + 1}:{code}")
    assert "与所给的不同" in line.refused("verify", "--head", f"{height - 1}:{code}")
    answer = line("verify", "--head", f"{height + 1}:{code}", "--json")
    assert (answer.code, json.loads(answer.out)["ok"]) == (1, False)


def test_an_invalid_block_is_a_wrong_usage_with_an_example(line: Mubiao) -> None:
    text = line.refused("verify", "--head", "1286", code=2)
    assert "“1286”不是台账月报上的校验码" in text
    assert "如 1286:3f2a-9c41-77b0-1d2e" in text


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


@pytest.mark.parametrize(("version", "words"), [("0018", "本版本之前的数据不能升级"), ("9999", "请先升级程序再核验")])
def test_an_audit_copy_of_tables_that_are_not_known_is_refused(
    full: Mubiao, saved: Path, version: str, words: str
) -> None:
    altered(saved, {MANIFEST: json.dumps(part_of(saved, MANIFEST) | {"schema_version": version}).encode()})
    assert words in full.refused("verify", str(saved))


def test_a_backup_that_can_be_restored_is_no_audit_copy(full: Mubiao, tmp_path: Path) -> None:
    full.done("backup", str(tmp_path / "usual.mubiao"))
    text = full.refused("verify", str(tmp_path / "usual.mubiao"))
    assert "这是可以恢复的备份。请核对是否完好：mubiao restore --dry-run 备份文件。" in text
    assert "不用 --export" in full("verify", str(tmp_path / "usual.mubiao"), "--export", "x.jsonl").err
