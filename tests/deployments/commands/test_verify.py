"""`mubiao verify`: what was changed behind the ledger's back is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.conftest import Mubiao


def test_an_untouched_ledger_is_sound(line: Mubiao) -> None:
    found = line.json("verify")
    assert (found["ok"], found["violations"], found["records"] > 400) == (True, [], True)
    assert "台账核验无误" in line.done("verify")


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


def test_evidence_that_was_changed_on_disk_is_named(line: Mubiao) -> None:
    material = line.home / "材料.txt"
    line.home.mkdir()
    material.write_text("印证", encoding="utf-8")
    lines = json.dumps([{"target": code, "progress": 1} for code in ("T001", "T002")])
    of = ("--department", "D001", "--period", "2026-03", "--on", "2026-03-05")
    line.done("act", "submit_report", *of, "--lines", lines)
    line.done("act", "attach_evidence", *of, "--target", "T001", "--file", str(material))
    [kept] = [each for each in (line.home / "evidence").rglob("*") if each.is_file()]
    kept.chmod(0o600)
    kept.write_text("改过", encoding="utf-8")
    assert "文件内容被更改" in line.refused("verify")
