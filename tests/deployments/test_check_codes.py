"""The codes of `mubiao check` for a monitor: a fixed list, one for each item that the sources name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from deployments.addressees import WHO_IS_MISSING
from deployments.check_codes import CODES, code_of
from deployments.commands.check import CLOCK, THIS_YEAR

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operator" / "troubleshooting.md"
# A monitor asks for these: a code is never renamed, a new one is added here.
FIXED = """addresses agency alerts answer_key calendar calendar_this_year clock clock_trust
daily_sweep database database_clock database_version dingtalk disk ending_department environment evidence_files
evidence_store feishu first_sweep frozen_sheets heads inbox inbox_address ledger_protection left_out_periods
liaisons mail mail_domain mailboxes operator outbox page page_clerks paused_cycle prefect
scheduled_runs schedules stand_in telephone test_mail visitor_address wecom wecom_app"""


def named_items() -> set[str]:
    """The first words of each CheckResult in the sources, and of each channel that is checked."""
    found = {CLOCK, THIS_YEAR, *(item for item, *_ in WHO_IS_MISSING.values())}
    for file in (ROOT / "deployments").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if node.func.id in {"CheckResult", "check_channel"} and isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return found


def test_the_codes_are_these_and_unique() -> None:
    assert sorted(CODES.values()) == FIXED.split()
    assert len(set(CODES.values())) == len(CODES)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", each) for each in CODES.values())


def test_each_item_of_the_sources_has_a_code() -> None:
    assert {item for item in named_items() if item not in CODES} == set()


def test_the_name_of_a_department_has_no_part_in_the_code() -> None:
    assert code_of("部门终止：省教育厅") == "ending_department"


def test_the_page_names_each_code_with_its_item() -> None:
    rows = dict(re.findall(r"^\| \**([^|*]+?)\** \| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == CODES
