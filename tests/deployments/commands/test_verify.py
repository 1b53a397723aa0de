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
