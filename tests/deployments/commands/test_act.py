"""`mubiao act`: any act of the ledger, by options or from a file, for a person, and its refusals."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from deployments.commands.act import with_options
from models.ledger.acts import ACTS, find_act
from tasks import clock_check
from tasks.clock import current_instant
from tests.conftest import FINDERS, SEEN_THERE
from tests.databases import story
from tests.deployments.conftest import HAND

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

OFFICE = ("--by", "D001/目标办")
T001 = ("--target", "T001")
TAKEN = ("--measures", "已补建")
MARCH = ("--department", "D001", "--period", "2026-03")
LINES = json.dumps([{"target": "T001", "progress": 50}, {"target": "T002", "progress": "60.5", "status": "受阻"}])
REPORT = ("act", "submit_report", *OFFICE, *MARCH, "--lines", LINES)
DAY = ("--on", "2026-03-05")
FOUND = ("--finding", "未达目标要求", "--found-on", "2026-03-09")
PROPOSE = ("act", "propose_entry", "--target", "T001", "--way", "暗访", *FOUND)
LIMIT = ("act", "set_limit", "--target", "T001", "--limit")
HELD = ("--attendees", "全体", "--completion", "按计划", "--problems", "无", "--measures", "调度")
MEETING = ("act", "record_meeting", *OFFICE, "--department", "D001", "--period", "2026Q1", *HELD, "--held-on")


def height(sql: Sql) -> int:
    return int(sql.value("SELECT height FROM chain_head"))


def one_line(target: str, progress: Any) -> tuple[str, ...]:
    return ("act", "submit_report", *OFFICE, *MARCH, "--lines", json.dumps([{"target": target, "progress": progress}]))


@pytest.fixture
@story
def listed(line: Mubiao, anyone: Acting) -> Mubiao:
    """T001 was found wanting on 9 March and listed on the 10th."""
    anyone.on("2026-03-10").lists("T001", "未达目标要求", "2026-03-09")
    return line


BY_TWO = ("--rechecked-by", "、".join(FINDERS), "--signed-by", FINDERS[0], "--evidence", str(SEEN_THERE))
SIGNED = ("--paper", "复查1号", "--paper-date", "2026-03-12")


@pytest.fixture
def remedying(listed: Mubiao) -> Mubiao:
    """It is to be remedied by 20 April."""
    listed.done(*LIMIT, "2026-04-20", "--on", "2026-03-10")
    return listed


def test_an_act_by_flags_says_what_it_did(line: Mubiao, sql: Sql) -> None:
    assert line.done(*REPORT, *DAY) == "“第001厅”2026-03已填报2项。\n"
    assert sql.column("SELECT progress::float FROM report_line WHERE version = 1 ORDER BY 1") == [50, 60.5]


def test_in_a_rehearsal_each_answer_begins_with_its_mark(line: Mubiao, tmp_path: Path) -> None:
    listed, paper, sheet = tmp_path / "清单.json", tmp_path / "函.docx", tmp_path / "部门.csv"
    listed.write_text(json.dumps([{"target": "T001"}]), encoding="utf-8")
    sheet.write_text("编码,名称\nD003,第003厅\n", encoding="utf-8")
    found = ("--way", "暗访", *FOUND, "--on", "2026-03-10")
    answers = [
        REPORT + DAY,
        ("act", "propose_entry", "--file", str(listed), *found),
        ("import", "departments", str(sheet), "--dry-run", *DAY),
        ("run", "monthly_check", "--on", "2026-04-01"),
        ("document", "answer-sheet", "--liaison", "D001", "-o", str(paper.with_suffix(".xlsx"))),
    ]
    for words in answers:
        line.done(*words)
        assert (words, line.marked) == (words, True)


def test_the_mark_of_a_rehearsal_stands_before_place_and_trial(line: Mubiao, tmp_path: Path) -> None:
    listed, sheet = tmp_path / "清单.json", tmp_path / "部门.csv"
    listed.write_text(json.dumps([{"target": "T001"}]), encoding="utf-8")
    sheet.write_text("编码,名称\nD003,第003厅\n", encoding="utf-8")
    found = ("--way", "暗访", *FOUND, "--on", "2026-03-10")
    assert line.done("act", "propose_entry", "--file", str(listed), *found).startswith("第1项：")
    assert line.marked
    assert line.done("import", "departments", str(sheet), "--dry-run", *DAY).startswith("（仅核对，未导入）")
    assert line.marked


def test_elsewhere_than_in_a_rehearsal_no_day_and_no_clock_is_chosen(real_line: Mubiao, sql: Sql) -> None:
    before = height(sql)
    assert "不能另写2026-03-05" in real_line.refused(*REPORT, *DAY)
    for words in (REPORT, ("owed",), ("verify",)):
        text = real_line.set(MUBIAO_CLOCK="2026-03-05T09:00:00+08:00").refused(*words)
        assert text.startswith("设置了虚拟时刻 MUBIAO_CLOCK，而本系统不是演练。")
    assert height(sql) == before


def test_json_tells_what_it_moved(line: Mubiao) -> None:
    found = line.json(*REPORT, *DAY)
    assert (found["reports"], found["lines"], found["late"]) == (1, 2, 0)


def test_an_act_may_be_read_from_a_file_and_completed_by_flags(line: Mubiao, tmp_path: Path) -> None:
    file = tmp_path / "填报.json"
    found = {"department": "D002", "period": "2026-03", "lines": json.loads(LINES)}
    file.write_text(json.dumps(found), encoding="utf-8-sig")
    assert line.json("act", "submit_report", *OFFICE, "--file", str(file), "--department=D001", *DAY)["lines"] == 2


def test_evidence_is_passed_as_the_file_itself(line: Mubiao, tmp_path: Path) -> None:
    line.done(*REPORT, *DAY)
    (tmp_path / "照片.pdf").write_bytes(b"%PDF-1.7")
    text = line.done(
        "act", "attach_evidence", *OFFICE, *MARCH, "--target", "T001", "--file", str(tmp_path / "照片.pdf"), *DAY
    )
    assert text == "已提交印证材料“照片.pdf”。\n"
    assert len([each for each in (line.home / "evidence").glob("*/*") if each.is_file()]) == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "“填报.json”不是有效的JSON（第1行第2列）"),
        (b"[1]", "应为一个JSON对象"),
        ("部门".encode("gb18030"), "应为UTF-8编码的JSON文件"),
        (None, "填报.json”，请检查路径和文件名。"),
    ],
)
def test_a_file_that_is_no_json_object_is_refused(
    line: Mubiao, tmp_path: Path, content: bytes | None, why: str
) -> None:
    file = tmp_path / "填报.json"
    if content is not None:
        file.write_bytes(content)
    assert why in line.refused("act", "submit_report", *OFFICE, "--file", str(file))


def test_a_folder_given_as_the_file_is_refused(line: Mubiao, tmp_path: Path) -> None:
    text = line.refused("act", "submit_report", *OFFICE, "--file", str(tmp_path))
    assert text == f"无法读取“{tmp_path}”，请检查路径和读取权限。\n"


@pytest.mark.usefixtures("people")
def test_an_office_acts_for_its_own_department(line: Mubiao, sql: Sql) -> None:
    line.done(*REPORT, "--by", "D001/王五", *DAY)
    actor = sql.rows("SELECT actor, role FROM block ORDER BY height DESC LIMIT 1")
    assert actor == [("第001厅 王五", "office")]


def test_without_a_name_only_the_agencys_own_acts_are_done(line: Mubiao, sql: Sql) -> None:
    text = line.refused("act", "submit_report", *MARCH, "--lines", LINES, *DAY)
    assert text.startswith("“填报检查情况”是部门目标办的事，请写明由谁办理")
    line.done(*PROPOSE, "--on", "2026-03-10")
    author = "SELECT role, known, entered_by FROM block ORDER BY height DESC LIMIT 1"
    assert sql.rows(author) == [("agency", "operator", HAND)]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("by", "why"),
    [
        ("D001/赵六", "“主要领导”不能执行“填报检查情况”"),
        ("D002/孙八", "“分管省领导”不能执行"),
        ("D002/钱七", "同时担任多个角色"),
        (
            "D001/离任",
            "“部门编码/姓名”，且该人当日在任。查看：mubiao contacts --department D001。",
        ),
        ("D001/无名", "应为“部门编码/姓名”"),
        ("D009/王五", "没有找到“D009/王五”：应为“部门编码/姓名”，且该人当日在任。查看：mubiao departments。"),
        ("王五", "没有找到"),
    ],
)
def test_a_person_without_the_right_role_is_refused(line: Mubiao, sql: Sql, by: str, why: str) -> None:
    before = height(sql)
    assert why in line.refused(*REPORT, "--by", by, *DAY)
    assert height(sql) == before


@pytest.mark.usefixtures("people")
def test_an_office_is_refused_for_another_department(line: Mubiao) -> None:
    text = ("act", "submit_report", *OFFICE, "--department", "D002", "--period", "2026-03")
    lines = ("--lines", '[{"target": "T003", "progress": 1}]')
    assert "第002厅" in line.refused(*text, *lines, "--by", "D001/王五", *DAY)


@pytest.mark.usefixtures("people")
def test_a_head_records_an_acknowledgement(line: Mubiao, sql: Sql) -> None:
    line.done(*REPORT, *DAY)
    number = sql.value(
        "SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id WHERE d.code = 'D001'"
    )
    read = ("act", "record_read", "--obligation", str(number), "--by", "D001/赵六", *DAY)
    assert "须由主要领导本人签字" in line.refused(*read)
    assert line(*read, "--paper", "阅1号", "--paper-date", "2026-03-05").code == 0


def test_a_repeated_request_returns_the_first_result(line: Mubiao, sql: Sql) -> None:
    first = line.json(*REPORT, *DAY, "--request-id", "一号")
    before = height(sql)
    assert line.json(*REPORT, *DAY, "--request-id", "一号") == first
    assert height(sql) == before


def test_a_request_id_with_another_content_is_refused_and_writes_nothing(line: Mubiao, sql: Sql) -> None:
    line.done(*REPORT, *DAY, "--request-id", "一号")
    before = height(sql)
    text = line.refused(*one_line("T001", 99), *DAY, "--request-id", "一号")
    assert text == "请求编号“一号”已用过，内容与这次不同，没有办理。重复提交须内容相同；另办一项请换一个编号。\n"
    assert height(sql) == before


def test_a_request_id_with_another_source_is_refused(line: Mubiao, sql: Sql) -> None:
    source = ("--source", "电话", "--source-note", "李明", "--received")
    line.done(*REPORT, *DAY, *source, "2026-03-03", "--request-id", "一号")
    before = height(sql)
    assert "内容与这次不同" in line.refused(*REPORT, *DAY, *source, "2026-03-02", "--request-id", "一号")
    assert height(sql) == before


def test_an_unknown_field_is_a_wrong_usage_that_lists_the_fields(line: Mubiao) -> None:
    text = line.refused("act", "set_limit", "--targett", "T001", code=2)
    assert "没有选项 --targett" in text
    assert "--target 目标编号*" in text


@pytest.mark.parametrize("words", [("--target",), ("T001",), ("--target", "T001", "--limit")])
def test_a_field_without_its_content_is_a_wrong_usage(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    assert "用法有误" in mubiao.refused("act", "set_limit", *words, code=2)


def test_an_unknown_field_of_a_file_is_refused(line: Mubiao, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"target": "T001", "limit": "2026-04-20", "why": "x"}', encoding="utf-8")
    assert "“why”没有这个字段" in line.refused("act", "set_limit", "--file", str(tmp_path / "a.json"))


def test_every_missing_field_is_named_at_once(line: Mubiao) -> None:
    assert "“目标编号”（--target）必填；“整改时限”（--limit）必填。" in line.refused("act", "set_limit")


@pytest.mark.parametrize(
    ("act", "said", "shown"),
    [
        ("waive_gap", "请写明文号（number）和日期（dated）。", "请写明文号（--number）和日期（--dated）。"),
        ("submit_drafts", "请写明原因（short_reason）。", "请写明原因（--short-reason）。"),
        ("waive_gap", "先撤回草案（withdraw_draft）。", "先撤回草案（withdraw_draft）。"),
    ],
)
def test_a_refusal_names_fields_as_options(act: str, said: str, shown: str) -> None:
    assert with_options(said, find_act(act)) == shown


@pytest.mark.parametrize("words", [("act",), ("act", "--list")])
def test_all_acts_are_listed_with_clause_and_role(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    lines = [line.split() for line in mubiao.done(*words).splitlines()]
    assert ["set_limit", "明确整改时限", "3-6.2.4", "管理机构"] in lines
    assert not mubiao.home.exists()


@pytest.mark.parametrize("words", [("set_limit", "--help"), ("--help", "set_limit")])
def test_the_help_of_an_act_shows_its_fields(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    text = mubiao.done("act", *words)
    assert "  --limit  整改时限（必填）：日期，如2026-06-30\n" in text
    assert not mubiao.home.exists()


def test_the_help_without_an_act_is_that_of_the_command(mubiao: Mubiao) -> None:
    assert "--request-id" in mubiao.done("act", "--help")


def test_the_list_ends_with_what_every_act_may_be_given(mubiao: Mubiao) -> None:
    ending = " ".join(mubiao.done("act", "--list").splitlines()[-4:])
    options = ("--file", "--by", "--on", "--source", "--source-note", "--received", "--paper", "--paper-date", "--page")
    assert [option for option in options if f"{option} " not in ending] == []


def test_the_list_as_json_has_fixed_fields(mubiao: Mubiao) -> None:
    acts = mubiao.json("act", "--list")
    assert {tuple(each) for each in acts} == {("name", "title", "clause", "fields")}
    assert {each["name"] for each in acts} <= set(ACTS)
    [limit] = [each for each in acts if each["name"] == "set_limit"]
    assert limit["fields"] == {"target": "目标编号*", "year": "年度", "limit": "整改时限*"}


def test_a_field_is_given_by_the_name_that_is_listed(mubiao: Mubiao) -> None:
    [pause] = [each for each in mubiao.json("act", "--list") if each["name"] == "pause_cycle"]
    assert pause["fields"] == {"cycle": "周期*", "reason": "原因*", "from": "起始日期"}


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("set_limt", "，是否为“set_limit”（明确整改时限）"),
        ("明确时限", "，是否为“set_limit”（明确整改时限）"),
        ("xyz", ""),
    ],
)
@pytest.mark.parametrize("more", [(), ("--help",), ("--target", "T001")])
def test_a_misspelt_act_is_a_wrong_usage_that_suggests_the_nearest(
    mubiao: Mubiao, name: str, hint: str, more: tuple[str, ...]
) -> None:
    text = mubiao.refused("act", name, *more, code=2)
    assert f"没有名为“{name}”的操作{hint}。" in text


def test_an_act_that_takes_a_sheet_points_to_import(line: Mubiao) -> None:
    assert "mubiao import" in line.refused("act", "import_targets")


@pytest.mark.parametrize(
    ("words", "day", "why"),
    [
        (REPORT, "2026-05-01", "2026年3月的填报已于2026-04-30截止"),
        (one_line("T003", 50), "2026-03-05", "不能填报其他部门的目标"),
        (one_line("T001", 50), "2026-03-05", "还缺1项：T002"),
        (one_line("T001", 100.01), "2026-03-05", "应在0到100之间；超额完成的，须另填完成数量"),
        (one_line("T001", -1), "2026-03-05", "不能小于0"),
        (one_line("T001", "一半"), "2026-03-05", "不是数字"),
        (("act", "submit_report", *OFFICE, *MARCH, "--lines", "[{"), "2026-03-05", "“--lines”不是有效的JSON"),
        ((*MEETING, "2026-04-03"), "2026-04-02", "召开日期2026-04-03在今天（2026-04-02）之后"),
        ((*MEETING, "2026-03-31"), "2026-04-02", "应在期末之后召开"),
        ((*MEETING, "2026-02-30"), "2026-04-02", "“召开日期”（--held-on）不是有效日期"),
        ((*MEETING, "四月二日"), "2026-04-02", "“召开日期”（--held-on）不是有效日期"),
        ((*PROPOSE[:-1], "2026-03-11"), "2026-03-10", "核查日期2026-03-11在今天"),
        (("act", "file_feedback", *OFFICE, "--target", "T001", "--feedback", "好了"), "2026-03-10", "没有列入负面清单"),
        ((*LIMIT, "2026-04-20"), "2026-03-10", "没有列入负面清单"),
        (("act", "propose_entry", "--target", "T077", *PROPOSE[4:]), "2026-03-10", "T077"),
        (("act", "waive", "--obligation", "999", "--reason", "撤并"), "2026-03-10", "999"),
        (("act", "open_cycle", "--cycle", "monthly_check", "--period", "2026Q1"), "2026-03-10", "没有期间“2026Q1”"),
    ],
)
def test_a_broken_rule_is_refused_with_a_sentence_and_changes_nothing(
    line: Mubiao, sql: Sql, words: tuple[str, ...], day: str, why: str
) -> None:
    before = height(sql)
    assert why in line.refused(*words, "--on", day)
    assert height(sql) == before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((*LIMIT, "2026-03-08"), "整改时限2026-03-08不能早于"),
        (
            ("act", "declare_completion", *OFFICE, *T001, *TAKEN, "--completed-on", "2026-03-12"),
            "尚未明确整改时限",
        ),
        (PROPOSE, "不能重复列入"),
    ],
)
def test_a_limit_lies_after_the_finding_and_comes_before_completion(
    listed: Mubiao, sql: Sql, words: tuple[str, ...], why: str
) -> None:
    before = height(sql)
    assert why in listed.refused(*words, "--on", "2026-03-12")
    assert height(sql) == before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("declare_completion", *TAKEN, "--completed-on", "2026-03-09"), "早于列入负面清单的日期2026-03-10"),
        (("declare_completion", *TAKEN, "--completed-on", "2026-03-13"), "在今天（2026-03-12）之后"),
        (("file_feedback", "--feedback", "已整改"), "反馈"),
        (("withdraw_completion", "--reason", "误报"), ""),
        (
            ("recheck", "--passed", "true", "--found", "通过", "--new-limit", "2026-05-01", *BY_TWO, *SIGNED),
            "通过则不填",
        ),
    ],
)
def test_completion_follows_the_listing_and_feedback_the_completion(
    remedying: Mubiao, sql: Sql, words: tuple[str, ...], why: str
) -> None:
    before = height(sql)
    by = () if words[0] == "recheck" else OFFICE
    assert why in remedying.refused("act", words[0], "--target", "T001", *words[1:], *by, "--on", "2026-03-12")
    assert height(sql) == before


def test_a_finding_is_limited_remedied_fed_back_and_made_good(remedying: Mubiao) -> None:
    done = remedying.json(
        "act", "declare_completion", *OFFICE, *T001, *TAKEN, "--completed-on", "2026-03-31", "--on", "2026-04-01"
    )
    assert done["feedback_due"] == "2026-04-08"
    remedying.done("act", "file_feedback", *OFFICE, "--target", "T001", "--feedback", "已完成", "--on", "2026-04-08")
    text = remedying.done(
        "act", "recheck", "--target", "T001", "--passed", "true", "--found", "达标", *BY_TWO, "--paper", "复查1号",
        "--paper-date", "2026-04-09", "--on", "2026-04-09",
    )  # fmt: skip
    assert "复查通过" in text


def test_a_sentence_about_several_fields_names_their_options(founded_line: Mubiao) -> None:
    text = founded_line.refused("act", "register_urging", "--outcome", "已电话")
    assert "两者只写一种（--urging、--department、--duty）。" in text


@pytest.mark.parametrize("number", ["mail:ab12:3:1", "answer:ab12:3:1", "清单/ab12/1"])
def test_a_request_id_that_the_system_gives_is_not_for_operators(line: Mubiao, sql: Sql, number: str) -> None:
    text = line.refused(*REPORT, *DAY, "--request-id", number)
    assert text == f"请求编号“{number}”的开头留给系统（收取回复、成批办理），请换一个编号。\n"
    assert sql.value("SELECT count(*) FROM report") == 0


def test_a_list_has_no_request_id_that_the_system_gives(line: Mubiao, sql: Sql, tmp_path: Path) -> None:
    place = tmp_path / "催办.json"
    place.write_text(json.dumps([{"cycle": "monthly_check", "reason": "试点"}]), encoding="utf-8")
    text = line.refused("act", "pause_cycle", "--file", str(place), "--request-id", "mail:ab12", *DAY)
    assert "请求编号“mail:ab12”的开头留给系统" in text
    assert sql.value("SELECT count(*) FROM block WHERE act = 'pause_cycle'") == 0


def test_an_act_under_another_clock_than_the_databases_is_refused(
    real_line: Mubiao, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = sql.value("SELECT hash FROM chain_head")
    monkeypatch.setattr(clock_check, "current_instant", lambda: current_instant() - timedelta(days=4))
    words = real_line.refused("act", "register_inspector", "--name", "王文")
    assert "不一致，没有办理。请先校准本机和数据库所在机器的时间，见 mubiao check。" in words
    assert "不一致，没有办理" in real_line.refused("act", "confirm_clock", "--today", "2026-03-01")
    assert sql.value("SELECT hash FROM chain_head") == head


@pytest.mark.parametrize("limit", ["2026年4月20日", "２０２６－０４－２０", "2026/4/20"])
def test_a_day_is_typed_as_in_a_sheet(listed: Mubiao, sql: Sql, limit: str) -> None:
    listed.done(*LIMIT, limit, "--on", "2026年3月10日")
    assert str(sql.value('SELECT "limit" FROM remediation')) == "2026-04-20"


def test_a_whole_command_in_wide_characters_is_done(line: Mubiao) -> None:
    report = ("act", "submit_report", "－－by", "D001／目标办", "——department＝D001", "--period", "2026年3月")
    lines = '[{"target"："T001"，"progress"：50}，{"target":"T002","progress":"60.5"，"status":"受阻"}]'
    assert "已填报2项" in line.done(*report, "--lines", lines, "--on", "2026年3月5日")
