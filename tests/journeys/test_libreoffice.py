"""Sheets that LibreOffice saved as .xlsx, .xls and .ods: answers are taken as filled in, exports change nothing.

WPS and Excel were not tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from tests.answers import duty_number, fill_in, give_back, sent
from tests.libreoffice import PROGRAM, convert
from tests.models.ledger.agency_sheet import sheets
from tests.models.ledger.agency_sheet.sheets import counts, fill, rows_in
from tests.models.ledger.agency_sheet.test_kinds import content, register
from tests.models.ledger.agency_sheet.test_registers import export as export_register
from tests.models.ledger.agency_sheet.test_registers import take as take_register

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

    class Saved(Protocol):
        """`saved("ods", place, …)`: what LibreOffice made of these workbooks, in their order."""

        def __call__(self, ending: str, *places: Path) -> list[Path]: ...


pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed: no soffice on the PATH"),
]
each_ending = pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
REGISTERED, SHEETS = ("departments", "contacts", "targets"), ("urgings", "limits", "third-parties", "policies")
HOSTILE = "=1+1，路基未完工"
CALLED = {2: {"通话结果": HOSTILE}, 3: {"通话结果": "电话没有人接", "改用方式": "发函"}}
PROGRESS, STATUS, NOTE = "进度（%）", "状态", "说明"
MONTH = {"T001": {PROGRESS: 95, STATUS: "进行中", NOTE: "已开工\n三处"}, "T002": {PROGRESS: 5.5, NOTE: "３－４标段"}}
MEETING = {
    "各项目标完成情况": "总体正常",
    "参加人员": "张三、李四",
    "存在问题": "+86资金到位慢",
    "改进措施": "按月调度",
}
LINES = """
SELECT t.code, l.progress::text, l.status, l.remark FROM report_line l JOIN target t ON t.id = l.target_id
    JOIN report r ON (r.obligation_id, r.version) = (l.obligation_id, l.version) ORDER BY t.code
"""
HELD = "SELECT held_on::text, completion, attendees, problems, measures FROM meeting"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """Save workbooks again with LibreOffice, which has a separate profile."""
    profile = tmp_path_factory.mktemp("profile")

    def save(ending: str, *places: Path) -> list[Path]:
        return convert(profile, ending, places[0].parent / f"saved-{ending}", *places)

    return save


@pytest.fixture
def april(march: Acting) -> Acting:
    """A ledger with overdue duties, entries, third parties, people, and texts that begin like formulas."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "a@b.cn", "生效日期": "2020-01-01"})
    march.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "手机": "13800000001"})
    march.lists("T001", HOSTILE)
    register(march)
    day = march.on("2026-04-01")
    day.system.do("propose_urgings")
    return day


@pytest.mark.exhaustive(1)
@each_ending
def test_an_answer_sheet_is_taken_as_it_was_filled_in(
    march: Acting, sql: Sql, tmp_path: Path, saved: Saved, violations: Violations, ending: str
) -> None:
    day = march.on("2026-04-01")
    day.open("quarterly_meeting", "2026Q1")
    duties = [("monthly_check", "2026-03"), ("quarterly_meeting", "2026Q1")]
    form = sent(day, tmp_path / "回复表.xlsx", *(duty_number(sql, *duty) for duty in duties))
    fill_in(form, rows=MONTH)
    fill_in(form, MEETING | {"召开日期": day.day}, page=2)
    [place] = saved(ending, form)
    for page, act in enumerate(("reports", "meetings")):
        assert give_back(day, place, page=page).counts[act] == 1
    assert sql.rows(LINES) == [
        ("T001", "95.00", "in_progress", "已开工\n三处"),
        ("T002", "5.50", None, "３－４标段"),
    ]
    assert sql.rows(HELD) == [("2026-04-01", *MEETING.values())]
    assert violations() == []


@pytest.mark.exhaustive(1)
@each_ending
def test_exported_sheets_are_imported_without_a_change(
    april: Acting, sql: Sql, tmp_path: Path, saved: Saved, violations: Violations, ending: str
) -> None:
    before = content(sql)
    exported = [export_register(april, kind, tmp_path) for kind in REGISTERED]
    exported += [sheets.export(april, kind, tmp_path) for kind in SHEETS]
    numbers = [len(rows_in(each)) for each in exported]
    assert min(numbers) > 0
    made = saved(ending, *exported)
    found = [counts(take_register(april, kind, made.pop(0))) for kind in REGISTERED]
    found += [counts(sheets.take(april, kind, made.pop(0))) for kind in SHEETS]
    assert found == [(0, 0, number) for number in numbers]
    assert content(sql) == before
    assert violations() == []


@pytest.mark.exhaustive(1)
@each_ending
def test_a_call_list_is_taken_as_it_was_filled_in(
    april: Acting, sql: Sql, tmp_path: Path, saved: Saved, violations: Violations, ending: str
) -> None:
    calls = fill(sheets.export(april, "urgings", tmp_path), CALLED)
    limits = fill(sheets.export(april, "limits", tmp_path), {2: {"整改时限": april.day.replace(month=6)}})
    made = saved(ending, calls, limits)
    assert counts(sheets.take(april, "urgings", made[0]))[:2] == (2, 0)
    assert counts(sheets.take(april, "limits", made[1]))[:2] == (1, 0)
    assert sql.rows("SELECT outcome, state FROM urging WHERE id IN (1, 2) ORDER BY id") == [
        (HOSTILE, "done"),
        ("电话没有人接", "replaced"),
    ]
    assert sql.column('SELECT "limit"::text FROM remediation') == ["2026-06-01"]
    assert violations() == []
