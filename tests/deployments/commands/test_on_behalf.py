"""Entries on behalf of an office: by options, in a file or for a whole sheet; stored, shown, refused if invalid."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.deployments.conftest import HAND

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql
    from tests.deployments.conftest import Mubiao, Sheet

OFFICE = ("--by", "D002/目标办")
OF = ("--department", "D002", "--period", "2026-03")
LINES = json.dumps([{"target": "T003", "progress": 50}])
REPORT = ("act", "submit_report", *OFFICE, *OF, "--lines", LINES, "--on", "2026-04-01")
SOURCE = ("--source", "电话", "--source-note", "李明", "--received", "2026-03-31")
FILED = {"department": "D002", "period": "2026-03", "lines": json.loads(LINES)}
NEWEST = "SELECT source FROM block ORDER BY height DESC LIMIT 1"
KEPT = {"means": "phone", "note": "李明", "received": "2026-03-31"}


def test_the_source_given_by_options_is_stored_and_decides_lateness(line: Mubiao, sql: Sql) -> None:
    assert line.json(*REPORT, *SOURCE)["late"] == 0
    assert sql.value(NEWEST) == KEPT


def test_the_history_shows_the_operator_and_the_source(line: Mubiao) -> None:
    line.done(*REPORT, "--source", "电话", "--source-note", "李明")
    amended = ("act", "amend_report", *OFFICE, *OF, "--lines", LINES.replace("50", "60"), "--on", "2026-04-02")
    line.done(*amended, "--source", "纸质", "--source-note", "黔建函〔2026〕31号", "--received", "2026-04-01")
    text = line.done("why", "2", "--on", "2026-04-02")
    assert f"2026年4月1日 办结，以2026年4月1日认定（逾期）（填报检查情况，录入人{HAND}称由第002厅目标办办理（" in text
    assert "办理（经办人代录，电话：李明））" in text
    on_paper = "（经办人代录，纸质：黔建函〔2026〕31号，2026年4月1日收到）"
    assert f"2026年4月2日 修改填报（修改填报，录入人{HAND}称由第002厅目标办办理{on_paper}）" in text


@pytest.mark.parametrize("way", ["command", "sheet"])
def test_the_office_is_told_of_what_is_entered_in_its_name(line: Mubiao, sheet: Sheet, sql: Sql, way: str) -> None:
    row = {"部门编码": "D002", "期间": "2026-03", "目标编号": "T003", "进度": "50"}
    by_sheet = ("import", "reports", str(sheet("填报.csv", row)), "--on", "2026-04-01")
    line.done(*(REPORT if way == "command" else by_sheet), *SOURCE)
    told = "SELECT audience, payload #>> '{lines,0,received_on}' FROM notice WHERE kind = 'entered' ORDER BY audience"
    assert sql.rows(told) == [("head", "2026-03-31"), ("office", "2026-03-31")]


def test_an_entry_long_after_its_receipt_is_shown_by_every_command(line: Mubiao) -> None:
    entered = (*REPORT[:-1], "2026-04-09", *SOURCE)
    assert "收到后超过5个工作日才录入，按补录注明。" in line.done(*entered)
    assert "以2026年3月31日认定（补录）（填报检查情况" in line.done("why", "2", "--on", "2026-04-09")
    assert "已办结（补录）" in line.done("owed", "--department", "D002", "--on", "2026-04-09")
    assert line.json("owed", "--department", "D002", "--on", "2026-04-09")[0]["entered_late"] is True


def test_a_file_holds_the_same_fields_and_options_override_it(line: Mubiao, tmp_path: Path, sql: Sql) -> None:
    found = {"source": "电话", "source_note": "李明", "received": "2026-03-31"}
    (tmp_path / "a.json").write_text(json.dumps(FILED | found), encoding="utf-8")
    file = ("--file", str(tmp_path / "a.json"))
    line.done("act", "submit_report", *OFFICE, *file, "--source-note", "张三", "--on", "2026-04-01")
    assert sql.value(NEWEST) == KEPT | {"note": "张三"}


def test_a_whole_sheet_has_one_source(line: Mubiao, sheet: Sheet, sql: Sql) -> None:
    row = {"部门编码": "D002", "期间": "2026-03", "目标编号": "T003", "进度": "50"}
    line.done("import", "reports", str(sheet("填报.csv", row)), *SOURCE, "--on", "2026-04-01")
    assert sql.value(NEWEST) == KEPT


def test_without_a_source_none_is_stored(line: Mubiao, sql: Sql) -> None:
    line.done(*REPORT)
    assert sql.value(NEWEST) == {}


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((*REPORT, "--source-note", "李明"), "“来源”必填，请加 --source（"),
        ((*REPORT, "--received", "2026-03-31"), "“来源”必填，请加 --source（"),
        ((*REPORT, "--source", "电话", "--received", "2026-04-02"), "收到日期2026-04-02在今天（2026-04-01）之后"),
        (
            (*REPORT, "--source", "电话", "--received", "2026-03-31"),
            "来源须可以核对：请在来源说明（--source-note）中写明",
        ),
        (
            (*REPORT, "--source", "电话", "--source-note", "李明", "--received", "2026-02-28"),
            "早于该事项开始的日期2026-03-01",
        ),
        (("act", "waive", "--obligation", "1", "--reason", "x", "--source", "电话"), "不是代部门录入，请去掉来源"),
    ],
)
def test_a_source_that_does_not_fit_is_refused_and_nothing_is_entered(
    line: Mubiao, sql: Sql, words: tuple[str, ...], why: str
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    assert why in line.refused(*words)
    assert sql.value("SELECT height FROM chain_head") == before


@pytest.mark.parametrize(("key", "value"), [("source", "传真"), ("received", "三月"), ("source", 3)])
def test_an_invalid_source_in_a_file_is_refused(line: Mubiao, tmp_path: Path, key: str, value: object) -> None:
    (tmp_path / "a.json").write_text(json.dumps(FILED | {"source": "电话"} | {key: value}), encoding="utf-8")
    file = ("--file", str(tmp_path / "a.json"))
    assert "代录来源有误：" in line.refused("act", "submit_report", *OFFICE, *file)


def test_an_unknown_source_is_a_wrong_usage(mubiao: Mubiao) -> None:
    text = mubiao.refused(*REPORT, "--source", "传真", code=2)
    assert "--source 填写有误，应为以下之一：电话、纸质、当面、其他" in text


def test_a_sheet_of_the_agencys_own_has_no_source(line: Mubiao, sheet: Sheet) -> None:
    file = str(sheet("部门.csv", {"编码": "D009", "名称": "第九厅"}))
    assert "不是代部门录入，请去掉来源" in line.refused("import", "departments", file, "--source", "纸质")
