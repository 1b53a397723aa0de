"""The reform of 2018: every published merger, transfer and renaming, then that of Guizhou by the command line.

`org_reform_2018.csv` holds the events as they were published, each with its source; the rows of one event have one day.
If only a year or a month is known, a day of it was chosen.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deployments.cli import run
from models.database import bind
from models.ledger.evidence.store import configure_store
from tasks.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Acting, Databases, Sql, Violations

EVENTS = Path(__file__).with_name("org_reform_2018.csv")
DAY, NEXT, MONTH = "2018-11-20", "2018-11-21", "2018-12-01"
BASIS = "机构改革方案"
CLOCKS = """
SELECT o.id, x.due, o.due_version FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.state = 'open' ORDER BY o.id
"""
OWED_BY_ENDED = """
SELECT o.id FROM obligation o JOIN department w ON w.id = o.owed_by WHERE o.state = 'open' AND w.valid_to IS NOT NULL
"""
NOTICES_TO_ENDED = """
SELECT n.kind FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.created_on >= :day AND d.valid_to IS NOT NULL
"""
LINES = """
SELECT d.code, count(*) FROM obligation o JOIN department d ON d.id = o.department_id
JOIN report_line l ON l.obligation_id = o.id AND l.version = 0 WHERE o.period = :period GROUP BY d.code
"""


@dataclass(frozen=True)
class Event:
    """One published event: its kind, the old and the new department, and the scope that moves."""

    kind: str
    old: str
    new: str
    scope: str
    abolished: bool


def published(jurisdiction: str) -> list[Event]:
    """Returns the events of one jurisdiction, transfers first: a merged department has no target left to transfer."""
    with EVENTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["jurisdiction"] == jurisdiction]
    events = [
        Event(row["event"], row["from_department"], row["to_department"], row["scope"], row["from_abolished"] == "yes")
        for row in rows
        if row["event"] in {"merge", "transfer", "rename"}
    ]
    return sorted(events, key=lambda event: ("transfer", "merge", "rename").index(event.kind))


def jurisdictions() -> list[str]:
    with EVENTS.open(encoding="utf-8", newline="") as file:
        return list(dict.fromkeys(row["jurisdiction"] for row in csv.DictReader(file)))


@pytest.fixture
def place(databases: Databases, anyone: Acting) -> Iterator[Acting]:
    """An installation live since 1 October 2018, on that day."""
    with databases.fresh("migrated"):
        anyone.do("init", name="贵州省", go_live="2018-10-01")
        yield anyone.on("2018-10-01")


def settle(acting: Acting, events: list[Event]) -> dict[str, str]:
    """Import all departments before and after the reform, and targets for those that transfer some; returns codes."""
    renamed = {event.new for event in events if event.kind == "rename"}
    names = dict.fromkeys(name for event in events for name in (event.old, event.new) if name not in renamed)
    codes = {name: f"D{number:02d}" for number, name in enumerate(names, 1)}
    acting.take(
        "departments", *({"编码": code, "名称": name, "联络员": f"{name}联络员"} for name, code in codes.items())
    )
    usual = {"年度": "2018", "下达日期": "2018-02-27"}
    givers = dict.fromkeys(event.old for event in events)
    acting.take(
        "targets",
        *(usual | {"编号": f"{codes[old]}-其他", "目标名称": "其他职责", "责任部门": old} for old in givers),
        *(
            usual | {"编号": f"{codes[event.old]}-{n}", "目标名称": event.scope, "责任部门": event.old}
            for n, event in enumerate(events)
            if event.kind == "transfer"
        ),
    )
    return codes


def reform(acting: Acting, events: list[Event], codes: dict[str, str]) -> None:
    form: dict[str, Any] = {"effective_on": DAY, "basis": BASIS}
    for number, event in enumerate(events):
        code = codes[event.old]
        if event.kind == "rename":
            acting.do("rename_department", department=event.old, name=event.new, **form)
        elif event.kind == "transfer":
            moved = {"department": code, "successor": event.new, "targets": f"{code}-{number}"}
            acting.do("transfer_targets", **moved, **form)
        elif event.abolished:
            acting.do("merge_department", department=code, successor=event.new, **form)
        else:  # the department stays and transfers its other target
            acting.do("transfer_targets", department=code, successor=event.new, targets=f"{code}-其他", **form)


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_after_every_published_reform_no_ended_department_owes_a_duty(
    place: Acting, sql: Sql, violations: Violations, jurisdiction: str
) -> None:
    events = published(jurisdiction)
    codes = settle(place, events)
    place.on("2018-11-01").system.do("reconcile")  # opens the checks of October and November
    before = sql.rows(CLOCKS)
    reform(place.on(DAY), events, codes)
    reform(place.on(NEXT), events, codes)  # a repetition changes nothing
    assert sql.rows(CLOCKS) == before
    gone = {event.old for event in events if event.kind == "merge" and event.abolished}
    assert sql.value("SELECT count(*) FROM department WHERE valid_to = '2018-11-19'") == len(gone)
    assert sql.column(OWED_BY_ENDED) == []
    for day in (NEXT, "2018-11-30", MONTH, "2018-12-03"):
        for act in ("reconcile", "remind", "propose_urgings", "watch_liaisons"):
            place.on(day).system.do(act)
    assert sql.column(NOTICES_TO_ENDED, day=NEXT) == []
    targets = sql.value("SELECT count(*) FROM target")
    assert sum(count for _, count in sql.rows(LINES, period="2018-12")) == targets
    assert {code for code, _ in sql.rows(LINES, period="2018-12")}.isdisjoint({codes[name] for name in gone})
    assert violations() == []


# Guizhou, from the command line

LAND, PLANNING, FOREST = "省国土资源厅", "省发展和改革委员会", "省林业厅"
NATURE, FORESTRY = "省自然资源厅", "省林业局"
AGENCY = "贵州省目标绩效管理机构"
REFORM = ("--effective-on", DAY, "--basis", "黔机编〔2018〕12号", "--on", DAY)


@dataclass
class Line:
    """`line("owed", "--on", DAY)`: the output of the command line, run in this process."""

    capsys: pytest.CaptureFixture[str]
    database: str

    def __call__(self, *words: str, code: int = 0) -> str:
        self.capsys.readouterr()
        read_settings.cache_clear()
        try:
            assert run(list(words)) == code
        finally:
            read_settings.cache_clear()
            bind(self.database)
        output = self.capsys.readouterr()
        return output.err if code else output.out

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json"))


@pytest.fixture
def guizhou(
    databases: Databases,
    anyone: Acting,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Line]:
    """November 2018: the land office remedies a target by 7 December; the forest office has reported for October."""
    with databases.fresh("migrated") as url:
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("MUBIAO_HOME", str(tmp_path))
        configure_store(tmp_path / "evidence", 1)
        people = (("D01", LAND), ("D02", PLANNING), ("D03", FOREST))
        usual = {"年度": "2018", "下达日期": "2018-02-27"}
        anyone.do("init", name="贵州省", go_live="2018-10-01", rehearsal=True)
        anyone.take("departments", *({"编码": c, "名称": n, "联络员": f"{n}联络员"} for c, n in people))
        anyone.take("departments", {"编码": "D04", "名称": NATURE, "生效日期": DAY, "联络员": "自然资源联络员"})
        anyone.take(
            "targets",
            usual | {"编号": "GT-1", "目标名称": "耕地保有量", "责任部门": LAND},
            usual | {"编号": "FG-1", "目标名称": "主体功能区规划", "责任部门": PLANNING, "配合部门": LAND},
            usual | {"编号": "FG-2", "目标名称": "重大项目投资", "责任部门": PLANNING},
            usual | {"编号": "LY-1", "目标名称": "森林覆盖率", "责任部门": FOREST},
        )
        anyone.on("2018-10-01").open("monthly_check", "2018-10")
        anyone.on("2018-10-12").report("D03", "2018-10", "LY-1")
        anyone.on("2018-11-01").open("monthly_check", "2018-11")
        anyone.on("2018-11-05").lists("GT-1", "占补平衡未到位", "2018-11-02")
        anyone.on("2018-11-05").do("set_limit", target="GT-1", limit="2018-12-07")
        yield Line(capsys, url)
        read_settings.cache_clear()


def reform_guizhou(line: Line) -> None:
    options = ("--department", PLANNING, "--successor", NATURE, "--targets", "FG-1")
    assert "1项目标自2018-11-20起划转“省自然资源厅”牵头" in line("act", "transfer_targets", *options, *REFORM)
    merged = line("act", "merge_department", "--department", "D01", "--successor", "D04", *REFORM)
    assert "由其承接未办结事项3项、目标2项，期限不变" in merged
    line("act", "rename_department", "--department", FOREST, "--name", FORESTRY, *REFORM)


def test_a_department_cannot_just_be_ended_while_something_is_open(
    guizhou: Line, tmp_path: Path, violations: Violations
) -> None:
    sheet = tmp_path / "部门.csv"
    sheet.write_text(f"编码,名称,失效日期\nD01,{LAND},2018-11-19\n", encoding="utf-8")
    message = guizhou("import", "departments", str(sheet), "--on", DAY, code=1)
    assert "第2行“失效日期”列" in message
    listed = (
        "2018年10月月度检查（期限2018-10-31）、2018年11月月度检查（期限2018-11-30）、整改“耕地保有量”（期限2018-12-07）"
    )
    assert listed in message
    assert "请先办理部门合并（merge_department）" in message
    reform_guizhou(guizhou)
    assert guizhou.json("import", "departments", str(sheet), "--on", DAY)["same"] == 1
    assert violations() == []


def test_the_lists_show_the_present_debtor_and_the_names_of_the_time(guizhou: Line) -> None:
    reform_guizhou(guizhou)
    rows = [
        (item["department"], item.get("taken_over_from"), item["subject"], item["due"], item["state"])
        for item in guizhou.json("owed", "--on", DAY)
        if item["department"] != AGENCY
    ]
    assert rows == [
        (NATURE, LAND, "2018年10月月度检查", "2018-10-31", "open"),
        (PLANNING, None, "2018年10月月度检查", "2018-10-31", "open"),
        (NATURE, LAND, "2018年11月月度检查", "2018-11-30", "open"),
        (PLANNING, None, "2018年11月月度检查", "2018-11-30", "open"),
        (FORESTRY, None, "2018年11月月度检查", "2018-11-30", "open"),
        (NATURE, LAND, "整改“耕地保有量”", "2018-12-07", "open"),
        (FOREST, None, "2018年10月月度检查", "2018-10-31", "discharged"),
    ]
    held = next(item["id"] for item in guizhou.json("owed", "--on", DAY) if item["state"] == "discharged")
    assert guizhou("why", str(held)).startswith(f"{FOREST}：2018年10月月度检查")
    assert {item["department"] for item in guizhou.json("owed", "--department", FOREST)} == {FOREST, FORESTRY}


def test_the_remediation_keeps_its_clock_and_the_next_month_is_one_check(
    guizhou: Line, anyone: Acting, sql: Sql, violations: Violations
) -> None:
    reform_guizhou(guizhou)
    nature = anyone.office("D04").on("2018-11-30")
    nature.report("D04", "2018-11", "GT-1")
    nature.do("declare_completion", target="GT-1", completed_on="2018-11-30", measures="已补建")
    due = "SELECT x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = 'feedback'"
    assert sql.column(due) == ["2018-12-07"]
    nature.on("2018-12-05").do("file_feedback", target="GT-1", feedback="已补足")
    assert "已补欠" in anyone.on("2018-12-06").rechecks("GT-1").words
    guizhou("run", "monthly_check", "--on", MONTH)
    guizhou("run", "daily_sweep", "--on", MONTH)
    assert dict(sql.rows(LINES, period="2018-12")) == {"D02": 1, "D03": 1, "D04": 2}
    assert sql.column(NOTICES_TO_ENDED, day=NEXT) == []
    assert guizhou.json("verify")["ok"]
    assert violations() == []


def test_bad_input_is_refused_with_a_message(guizhou: Line) -> None:
    form = ("--department", LAND, "--successor", NATURE)
    later = ("--effective-on", "2018-11-21", "--basis", "文", "--on", DAY)
    assert "请在生效当日或之后办理" in guizhou("act", "merge_department", *form, *later, code=1)
    assert "“依据文件”（--basis）必填" in guizhou(
        "act", "merge_department", *form, "--effective-on", DAY, "--on", DAY, code=1
    )
    assert "“目标编号”（--targets）不能为空" in guizhou(
        "act", "transfer_targets", *form, "--targets", "、", *REFORM, code=1
    )
    assert "应由省直目标绩效管理机构办理" in guizhou(
        "act", "merge_department", *form, *REFORM, "--by", f"D02/{PLANNING}联络员", code=1
    )
