"""`mubiao act NAME --file F` with a list: all checked first, then one by one; the same file again goes on."""

from __future__ import annotations

import json
import signal
import subprocess
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from deployments.act_entry import Entry
from deployments.act_list import ListedAct, check_list, perform_list
from deployments.commands import act_file
from models.database import bind
from models.intake.act_items import columns_of, read_array
from models.ledger.acts import ACTS
from models.rules.errors import Refused, Unavailable
from models.rules.rehearsal import MARK
from tests.deployments.conftest import MUBIAO

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql
    from tests.deployments.conftest import Mubiao, Sheet

DAY = ("--on", "2026-03-10")
OPINIONS = ("act", "record_opinion", *DAY, "--file")
FIRST = {"department": "D001", "content": "路灯不亮", "channel": "来信"}
SECOND = {"department": "D002", "content": "道路积水", "channel": "来电", "received_on": "2026-03-09"}
THIRD = {"department": "D001", "content": "公厕少", "channel": "网上"}
UNKNOWN = {**THIRD, "department": "D077"}
MINUTES = {"attendees": "全体", "completion": "过半", "problems": "无", "measures": "调度"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "意见.json"


def write(file: Path, *items: Any) -> str:
    file.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
    return str(file)


def received(sql: Sql) -> list[str]:
    return sql.column("SELECT content FROM opinion ORDER BY id")


def test_each_act_of_a_list_is_its_own_block_and_has_its_own_line(line: Mubiao, sql: Sql, file: Path) -> None:
    before = sql.value("SELECT height FROM chain_head")
    said = line.done(*OPINIONS, write(file, FIRST, SECOND)).splitlines()
    assert [words.removeprefix(MARK).split("：")[0] for words in said[:2]] == ["第1项", "第2项"]
    assert said[2] == "共2项，全部已办理。"
    assert received(sql) == ["路灯不亮", "道路积水"]
    assert sql.value("SELECT height FROM chain_head") == before + 2


def test_a_list_as_json_answers_with_a_list(line: Mubiao, file: Path) -> None:
    found = line.json(*OPINIONS, write(file, FIRST, SECOND))
    assert [each["place"] for each in found] == ["第1项", "第2项"]
    assert all(each["words"] and "done_on" not in each for each in found)


def test_all_faults_are_named_with_their_places_before_anything_is_done(line: Mubiao, sql: Sql, file: Path) -> None:
    wrong = [FIRST, {"department": "D002", "limit": "2026-02-30"}, {**THIRD, "why": "x"}]
    text = line.refused(*OPINIONS, write(file, *wrong)).splitlines()
    assert text[0] == "未办理：共发现4处问题，未作任何改动。"
    assert text[1:4] == [
        "意见.json 第2项：“意见内容”必填。",
        "意见.json 第2项：“来源渠道”必填。",
        "意见.json 第2项：“整改时限”不是有效日期，应为2026-06-30这样的写法。",
    ]
    assert text[4].startswith("意见.json 第3项：“why”没有这个字段")
    assert received(sql) == []


def test_an_empty_list_and_an_item_that_is_no_object_are_refused(line: Mubiao, file: Path) -> None:
    assert "“意见.json”是空的清单" in line.refused(*OPINIONS, write(file))
    assert "意见.json 第2项：应为一个JSON对象" in line.refused(*OPINIONS, write(file, FIRST, 7))


def test_it_stops_at_the_first_refusal_and_says_how_many_were_done(line: Mubiao, sql: Sql, file: Path) -> None:
    answer = line(*OPINIONS, write(file, FIRST, UNKNOWN, SECOND))
    assert answer.code == 1
    assert answer.out.startswith("第1项：")
    assert "第2项没有办理：" in answer.err
    assert "D077" in answer.err
    ending = "前面1项已办理，后面1项没有办理。改正后再用这份清单办理，已办理的不会重复办理。\n"
    assert answer.err.endswith(ending)
    assert received(sql) == ["路灯不亮"]


def test_the_refused_act_stands_last_in_the_json(line: Mubiao, file: Path) -> None:
    answer = line(*OPINIONS, write(file, FIRST, UNKNOWN), "--json")
    done, refused = json.loads(answer.out)
    assert (answer.code, done["place"], refused["place"]) == (1, "第1项", "第2项")
    assert "D077" in refused["refused"]


def test_the_same_file_again_changes_nothing_and_says_so(line: Mubiao, sql: Sql, file: Path) -> None:
    first = line.json(*OPINIONS, write(file, FIRST, SECOND))
    head = sql.value("SELECT hash FROM chain_head")
    again = line.json(*OPINIONS, str(file))
    assert again == [{**each, "done_on": "2026-03-10"} for each in first]
    text = line.done(*OPINIONS, str(file))
    assert "第2项：已于2026-03-10办理，这次没有重复办理。\n" in text
    assert text.endswith("共2项，全部已办理，其中2项此前已办理；确要再办一次的，加 --request-id 编号。\n")
    assert sql.value("SELECT hash FROM chain_head") == head


def test_a_corrected_and_sorted_file_goes_on_where_it_stopped(line: Mubiao, sql: Sql, file: Path) -> None:
    line(*OPINIONS, write(file, FIRST, UNKNOWN, SECOND))
    found = line.json(*OPINIONS, write(file, SECOND, THIRD, FIRST))
    assert received(sql) == ["路灯不亮", "道路积水", "公厕少"]
    assert ["done_on" in each for each in found] == [False, False, True]


def test_a_list_goes_on_the_next_day(line: Mubiao, sql: Sql, file: Path) -> None:
    line(*OPINIONS, write(file, FIRST, UNKNOWN))
    line.done("act", "record_opinion", "--on", "2026-03-11", "--file", write(file, FIRST, SECOND))
    assert received(sql) == ["路灯不亮", "道路积水"]


def test_two_acts_that_say_the_same_are_both_done_and_no_third(line: Mubiao, sql: Sql, file: Path) -> None:
    line.done(*OPINIONS, write(file, FIRST, FIRST))
    line.done(*OPINIONS, write(file, FIRST, FIRST))
    assert received(sql) == ["路灯不亮"] * 2
    line.done(*OPINIONS, write(file, FIRST, FIRST, FIRST))
    assert received(sql) == ["路灯不亮"] * 3


def test_with_a_number_of_its_own_a_list_is_done_again(line: Mubiao, sql: Sql, file: Path) -> None:
    line.done(*OPINIONS, write(file, FIRST))
    for _ in range(2):
        line.done(*OPINIONS, str(file), "--request-id", "四月")
    assert received(sql) == ["路灯不亮"] * 2


def test_a_date_spelt_otherwise_is_the_same_act(line: Mubiao, sql: Sql, file: Path, sheet: Sheet) -> None:
    line.done(*OPINIONS, write(file, SECOND))
    row = {"责任部门": "D002", "意见内容": "道路积水", "来源渠道": "来电", "收到日期": "2026年3月9日", "整改时限": ""}
    line.done(*OPINIONS, str(sheet("意见.xlsx", row)))
    assert received(sql) == ["道路积水"]


def test_what_stands_on_the_command_line_applies_to_each_act(line: Mubiao, sql: Sql, file: Path) -> None:
    items = [{name: text for name, text in each.items() if name != "channel"} for each in (FIRST, SECOND)]
    line.done(*OPINIONS, write(file, *items), "--channel", "热线")
    assert sql.column("SELECT channel FROM opinion") == ["热线"] * 2


@pytest.fixture
def quarter(line: Mubiao) -> Mubiao:
    """The meetings of the first quarter are owed."""
    line.done("act", "open_cycle", "--cycle", "quarterly_meeting", "--period", "2026Q1", "--on", "2026-04-01")
    return line


MEETINGS = ("act", "record_meeting", "--on", "2026-04-10", "--file")


def held(code: str, **more: str) -> dict[str, str]:
    return {"department": code, "period": "2026Q1", "held_on": "2026-04-09", **MINUTES, "by": f"{code}/目标办", **more}


def test_each_act_names_who_does_it_and_how_it_was_received(quarter: Mubiao, sql: Sql, file: Path) -> None:
    came = {"source": "电话", "source_note": "李明", "received": "2026-04-09"}
    quarter.done(*MEETINGS, write(file, held("D001", **came), held("D002")))
    rows = sql.rows("SELECT actor, source FROM block ORDER BY height DESC LIMIT 2")
    assert rows[0] == ("第002厅目标办", {})
    assert rows[1] == ("第001厅目标办", {"means": "phone", "note": "李明", "received": "2026-04-09"})


def test_who_may_not_do_it_is_refused_before_anything_is_done(quarter: Mubiao, sql: Sql, file: Path) -> None:
    before = sql.value("SELECT height FROM chain_head")
    unnamed = {name: text for name, text in held("D001").items() if name != "by"}
    text = quarter.refused(*MEETINGS, write(file, held("D002"), held("D001", by="D009/目标办"), unnamed)).splitlines()
    assert text[0] == "未办理：共发现2处问题，未作任何改动。"
    assert text[1].startswith("意见.json 第2项：")
    assert text[2].startswith("意见.json 第3项：“登记分析会”是部门目标办的事，请写明由谁办理")
    assert sql.value("SELECT height FROM chain_head") == before


@pytest.mark.usefixtures("people")
def test_a_person_of_another_role_is_refused_before_anything_is_done(quarter: Mubiao, file: Path) -> None:
    text = quarter.refused(*MEETINGS, write(file, held("D001", by="D001/赵六")))
    assert "第1项：“D001/赵六”是主要领导，不能办理“登记分析会”。" in text


def test_an_incomplete_source_is_refused_with_its_place(quarter: Mubiao, file: Path) -> None:
    text = quarter.refused(*MEETINGS, write(file, held("D001"), held("D002", received="2026-04-09")))
    assert "意见.json 第2项：代录来源有误：“来源”必填，请加 --source（" in text


def test_a_sheet_has_the_titles_of_the_input_as_its_columns(quarter: Mubiao, sql: Sql, sheet: Sheet) -> None:
    form = ACTS["record_meeting"].form
    assert form
    titles = {name: info.title or name for name, info in form.model_fields.items()} | {"by": "由谁办理"}
    rows = [{titles[name]: text for name, text in held(code).items()} for code in ("D001", "D002")]
    quarter.done(*MEETINGS, str(sheet("会议.xlsx", *rows)))
    assert sql.column("SELECT problems FROM meeting ORDER BY id") == ["无", "无"]


def test_the_wrong_cells_of_a_sheet_are_all_named(quarter: Mubiao, sql: Sql, sheet: Sheet) -> None:
    row = {"部门": "D001", "季度": "2026Q1", "召开日期": "二月三十日", "参加人员": "全体"}
    rest = {"各项目标完成情况": "过半", "存在问题": "无", "改进措施": "调度", "由谁办理": "D001/目标办"}
    wrong = {**row, **rest, "召开日期": "2026-04-09", "存在问题": ""}
    text = quarter.refused(*MEETINGS, str(sheet("会议.xlsx", {**row, **rest}, wrong))).splitlines()
    assert text[0] == "未办理：共发现2处问题，未作任何改动。"
    assert "C2：召开日期“二月三十日”不是有效日期" in "\n".join(text)
    assert "F3：存在问题不能为空" in "\n".join(text)
    assert sql.column("SELECT problems FROM meeting") == []


def test_what_was_guessed_and_what_was_not_read_is_said(line: Mubiao, sheet: Sheet) -> None:
    rows = [
        {"责任部门": "D001", "意见内容": "路灯不亮", "来源渠道": "来信", "备忘": "x"},
        {"责任部门": "合计", "意见内容": "1", "来源渠道": "", "备忘": ""},
    ]
    answer = line(*OPINIONS, str(sheet("意见.csv", *rows)))
    assert answer.code == 0, answer.err
    assert "注意：第3行是合计，未导入。" in answer.err
    assert "未读：备忘。" in answer.err


def test_a_list_in_one_cell_is_written_as_on_the_command_line(line: Mubiao, sql: Sql, sheet: Sheet) -> None:
    lines = json.dumps([{"target": "T001", "progress": 50}, {"target": "T002", "progress": 60}])
    row = {"department": "D001", "period": "2026年3月", "lines": lines, "by": "D001/目标办"}
    line.done("act", "submit_report", *DAY, "--file", str(sheet("填报.xlsx", row)))
    assert sql.column("SELECT progress::int FROM report_line WHERE version = 1 ORDER BY 1") == [50, 60]


def test_a_cell_that_begins_as_a_list_and_is_none_is_refused(line: Mubiao, sheet: Sheet) -> None:
    row = {"department": "D001", "period": "2026-03", "lines": "[{", "by": "D001/目标办"}
    text = line.refused("act", "submit_report", *DAY, "--file", str(sheet("填报.csv", row)))
    assert "第2行“lines”列：" in text
    assert "不是有效的JSON" in text


def test_which_sheet_of_a_workbook_is_asked_and_told(line: Mubiao, sql: Sql, tmp_path: Path) -> None:
    book = Workbook()
    for name, content in (("一季", "路灯不亮"), ("二季", "道路积水")):
        page = book.create_sheet(name)
        page.append(["责任部门", "意见内容", "来源渠道"])
        page.append(["D001", content, "来信"])
    book.save(tmp_path / "意见.xlsx")
    assert "请用 --sheet 名称 写明用哪一个" in line.refused(*OPINIONS, str(tmp_path / "意见.xlsx"))
    line.done(*OPINIONS, str(tmp_path / "意见.xlsx"), "--sheet", "二季")
    assert received(sql) == ["道路积水"]


@pytest.mark.exhaustive
@pytest.mark.process
def test_a_list_that_was_killed_goes_on_when_it_is_given_again(line: Mubiao, sql: Sql, file: Path) -> None:
    items = [{**FIRST, "content": f"意见{number}"} for number in range(40)]
    words = [str(MUBIAO), *OPINIONS, write(file, *items)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603 - our own program
        assert running.stdout
        assert running.stdout.readline().startswith(f"{MARK}第1项：")
        running.send_signal(signal.SIGKILL)
    done = received(sql)
    assert 1 <= len(done) < len(items)
    found = line.json(*OPINIONS, str(file))
    assert sum("done_on" in each for each in found) == len(done)
    assert received(sql) == [each["content"] for each in items]


def test_a_list_for_an_act_that_has_a_command_of_its_own_points_to_it(line: Mubiao, file: Path) -> None:
    assert "mubiao import" in line.refused("act", "import_targets", "--file", write(file, FIRST))


def test_an_option_without_a_field_is_a_wrong_usage_before_the_file_is_read(line: Mubiao, file: Path) -> None:
    assert "没有选项 --limits" in line.refused(*OPINIONS, write(file, FIRST), "--limits", "2026-04-10", code=2)


def of_march(file: Path) -> dict[str, str]:
    return {"department": "D001", "period": "2026-03", "target": "T001", "file": str(file), "by": "D001/目标办"}


REPORT = json.dumps([{"target": "T001", "progress": 50}, {"target": "T002", "progress": 60}])
SUBMIT = ("act", "submit_report", *DAY, "--by", "D001/目标办", "--department", "D001", "--period", "2026-03")


def test_a_sheet_given_as_evidence_is_the_evidence(line: Mubiao, sheet: Sheet) -> None:
    line.done(*SUBMIT, "--lines", REPORT)
    given = str(sheet("台账.xlsx", {"部门": "D001"}))
    words = ("--department", "D001", "--period", "2026-03", "--target", "T001", "--by", "D001/目标办")
    assert line.done("act", "attach_evidence", *DAY, *words, "--file", given) == "已提交印证材料“台账.xlsx”。\n"


def test_several_files_of_evidence_are_listed_in_json(line: Mubiao, sql: Sql, file: Path) -> None:
    line.done(*SUBMIT, "--lines", REPORT)
    pages = [file.with_name(f"照片{number}.pdf") for number in (1, 2)]
    for page in pages:
        page.write_bytes(b"%PDF-1.7 " + page.name.encode())
    line.done("act", "attach_evidence", *DAY, "--file", write(file, *map(of_march, pages)))
    assert sql.value("SELECT count(*) FROM evidence") == len(pages)


@pytest.mark.usefixtures("people")
def test_each_act_has_its_own_signed_paper(line: Mubiao, sql: Sql, file: Path) -> None:
    line.done(*SUBMIT, "--lines", REPORT)
    number = sql.value(
        "SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id WHERE d.code = 'D001'"
    )
    read = {"obligation": number, "read_on": "2026-03-10", "read_by": "赵六", "by": "D001/目标办"}
    assert "须由主要领导本人签字" in line("act", "record_read", *DAY, "--file", write(file, read)).err
    half = {**read, "paper": "阅1号"}
    assert "第1项：签字文件有误：" in line.refused("act", "record_read", *DAY, "--file", write(file, half))
    line.done("act", "record_read", *DAY, "--file", write(file, {**half, "paper_date": "2026-03-10"}))
    paper = {"paper": "阅1号", "paper_date": "2026-03-10"}
    assert sql.value("SELECT source FROM block ORDER BY height DESC LIMIT 1") == paper


def test_a_database_that_is_gone_in_between_stops_the_list_and_is_tried_later(line: Mubiao, file: Path) -> None:
    act, day = ACTS["record_opinion"], date(2026, 3, 10)
    items = read_array(file.name, [FIRST, SECOND]).items
    outcomes = perform_list(act, check_list(act, [ListedAct(item, item.data, Entry()) for item in items], day), day)
    done = next(outcomes)
    bind("postgresql://127.0.0.1:1/nothing")
    try:
        lost = next(outcomes)
    finally:
        bind(line.database)
    stopped = act_file.stopped(lost.refusal or Refused(""), [done, lost], 2)
    assert isinstance(stopped, Unavailable)
    assert "前面1项已办理，后面0项没有办理。稍后再用这份清单办理" in stopped.message


def test_a_repeated_column_title_is_no_columns_of_two_fields() -> None:
    forms = [act.form for act in ACTS.values() if act.form]
    for form in forms:
        titles = [column.name for column in columns_of(form).values()]
        assert len(titles) == len(set(titles)), form
