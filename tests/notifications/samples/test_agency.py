"""Notices to the agency and rare notices to an office, word for word and at the ends of their lists."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.rules.holiday_notice import Pressing
from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.parts import DEPARTMENT

MOVED = {"title": "整改“第1标段”", "from": "2026-10-20", "to": "2026-10-21"}
DUTY = {"title": "2026年11月月度检查", "due": "2026-11-30"}
MEETING: dict[str, Any] = {"title": "2026年第四季度分析会", "due": "2027-01-22", "earliest": "2027-01-21", "number": 42}


def render_sample(kind: str, number: int = 0, /, today: date | None = None, **otherwise: Any) -> Rendered:
    """A sample, with other facts in its payload and on another day if given."""
    sample = SAMPLES[kind][number]
    payload = sample["payload"] | otherwise
    return render(kind, {**sample, "payload": payload, "today": today or sample["today"]})


# Duties of the agency


def test_the_agency_reads_what_it_owes_by_when_and_why() -> None:
    rendered = render_sample("opened_for_agency")
    assert rendered.subject == "【管理机构事项】2026年第一季度质量分析报告，请于5月15日（周五）前完成"
    assert rendered.text.splitlines() == [
        "请于2026年5月15日（周五）前完成2026年第一季度质量分析报告。",
        "期限依据：《目标管控》6.2.6，每季度撰写，季度结束后30个工作日内（日期标准未定，为本系统默认）；3月31日次日起算。",
        "要做什么：对照本季度的数据和负面清单，撰写目标完成质量分析报告。",
    ]
    assert rendered.markdown.startswith("**2026年第一季度质量分析报告**：请于5月15日（周五）前完成。")


@pytest.mark.parametrize(("projects", "words"), [(0, "完成"), (1, "完成1个重点项目"), (12, "完成12个重点项目")])
def test_a_duty_per_key_project_counts_the_projects(projects: int, words: str) -> None:
    assert render_sample("opened_for_agency", 1, projects=projects).subject.endswith(f"请于4月25日（周六）前{words}")


@pytest.mark.parametrize(
    ("today", "words"),
    [(date(2026, 12, 31), "请于2027年1月31日（周日）前"), (date(2027, 1, 11), "请于1月31日（周日）前")],
)
def test_the_year_of_a_date_is_left_out_only_in_that_year(today: date, words: str) -> None:
    rendered = render_sample("opened_year_end_reverification", today=today)
    assert rendered.subject == f"【年终复核】2026年，{words}完成42个部门"
    assert words in rendered.markdown
    assert "请于2027年1月31日（周日）前完成2026年年终复核，共42个部门。" in rendered.text


# Missing material


@pytest.mark.parametrize(
    ("today", "subject"),
    [
        (date(2027, 1, 11), "【年终材料】2026年缺2项，请于1月31日（周日）前补齐"),
        (date(2027, 1, 31), "【年终材料】2026年缺2项，请于1月31日（周日）前补齐"),
        (date(2027, 2, 1), "【年终材料】2026年缺2项，请尽快补齐"),
    ],
)
def test_missing_material_is_asked_for_by_the_last_day_and_then_as_soon_as_possible(today: date, subject: str) -> None:
    rendered = render_sample("missing", today=today)
    assert rendered.subject == subject
    assert "1. JT2026-01 新建农村公路120公里（缺印证材料）" in rendered.text.splitlines()
    assert (
        "要做什么：补填缺少的目标，补传缺少的印证材料；对缺项有异议的，填写随信的申诉表，回复本邮件（4.3）。"
        in rendered.text.splitlines()
    )


def test_an_item_beyond_the_comparison_comes_without_a_sheet_and_can_be_contested() -> None:
    rendered = render_sample("missing", 2)
    assert "1. JT2026-03验收单没有签字" in rendered.text.splitlines()
    assert "可以据实申诉（4.3）" in rendered.text
    assert "可以据实申诉（4.3）" in rendered.html
    assert "申诉表" not in rendered.text + rendered.html


@pytest.mark.parametrize(("gaps", "left"), [(1, 0), (5, 0), (6, 1), (40, 35)])
def test_a_robot_names_five_gaps_and_counts_the_rest(gaps: int, left: int) -> None:
    rendered = render_sample("missing", missing=[f"T{number:03d} 目标（缺填报）" for number in range(gaps)])
    assert rendered.markdown.count("（缺填报）") == gaps - left
    assert ("未列出" in rendered.markdown) == bool(left)
    assert not left or rendered.markdown.splitlines()[-1] == f"另有{left}项未列出。"
    assert rendered.text.count("（缺填报）") == rendered.html.count("（缺填报）") == gaps


@pytest.mark.parametrize(("offices", "left"), [(1, 0), (8, 0), (9, 1), (47, 39)])
def test_a_robot_names_eight_departments_and_counts_the_rest(offices: int, left: int) -> None:
    rendered = render_sample("missing_all", offices={f"第{number:02d}厅": 1 for number in range(offices)})
    assert rendered.subject == f"【年终材料】2026年，{offices}个部门共缺{offices}项"
    assert rendered.markdown.count("厅：1项") == offices - left
    assert (f"另有{left}个部门未列出。" in rendered.markdown) == bool(left)
    assert rendered.text.count("厅：1项") == offices


def test_the_agency_reads_which_departments_have_no_liaison() -> None:
    _, told, _ = SAMPLES["liaison_missing"]
    rendered = render("liaison_missing", told)
    assert rendered.subject == "【联络员】2个部门目前没有在任的目标管理联络员"
    assert "省教育厅" in rendered.text
    assert "省教育厅" in rendered.html


def test_an_office_without_an_address_is_not_said_to_be_told() -> None:
    _, told, untold = SAMPLES["liaison_missing"]
    rendered = render("liaison_missing", untold)
    lost = "1个部门没有收件地址，系统通知不到，请电话告知：省教育厅。"
    for words in (rendered.text, rendered.markdown):
        assert "另行通知其目标办" not in words
        assert "系统通知不到，请电话告知" in words
    assert lost in rendered.text
    assert "系统通知不到" in rendered.html
    assert "另行通知其目标办，请督促指派" in render("liaison_missing", told).text


# The holiday notice


@pytest.mark.parametrize("stage", Pressing)
def test_each_stage_of_a_missing_holiday_notice_has_its_advice_in_every_rendering(stage: Pressing) -> None:
    rendered = render_sample("calendar_missing", advice=stage.label)
    for words in (rendered.text, rendered.html, rendered.markdown):
        assert f"{stage.label}。" in words or f"{stage.label}</p>" in words


@pytest.mark.parametrize(
    ("deadlines", "fixed", "words"),
    [
        ([MEETING], 3, "另有3项的期限是固定日期"),
        ([], 3, "在办工作中有3项的期限是固定日期"),
        ([MEETING], 0, ""),
        ([], 0, ""),
    ],
)
def test_fixed_dates_are_counted_next_to_provisional_ones(deadlines: list[Any], fixed: int, words: str) -> None:
    rendered = render_sample("calendar_missing", deadlines=deadlines, fixed=fixed)
    assert words in rendered.text
    assert ("固定日期" in rendered.text) == bool(words)
    assert ("42项在办工作的期限为暂定" in rendered.subject) == bool(deadlines)


@pytest.mark.parametrize(
    ("earliest", "words"), [("2027-01-21", "，最早可能为2027年1月21日（周四）"), ("2027-01-22", "")]
)
def test_an_earliest_date_is_given_only_if_it_is_another_one(earliest: str, words: str) -> None:
    rendered = render_sample("calendar_missing", deadlines=[MEETING | {"earliest": earliest}], coming=[])
    line = f"1. 2026年第四季度分析会（42项）：2027年1月22日（周五）{words}"
    assert line in rendered.text.splitlines()


@pytest.mark.parametrize(("deadlines", "shown"), [(1, 1), (5, 5), (6, 5), (30, 5)])
def test_a_robot_lists_five_provisional_dates(deadlines: int, shown: int) -> None:
    rendered = render_sample("calendar_missing", deadlines=[MEETING] * deadlines, coming=[])
    assert rendered.markdown.count("（42项）：暂定2027年1月22日（周五）") == shown
    assert rendered.text.count("（42项）：2027年1月22日（周五）") == deadlines


@pytest.mark.parametrize(("coming", "shown"), [(0, 0), (3, 3), (4, 3)])
def test_a_robot_lists_three_coming_duties(coming: int, shown: int) -> None:
    rendered = render_sample("calendar_missing", coming=[MEETING] * coming)
    assert rendered.markdown.count("\n将开启：2026年第四季度分析会") == shown
    assert rendered.text.count("今后三个月将开启：2026年第四季度分析会") == coming


# Moved dates


@pytest.mark.parametrize(("moved", "left"), [(1, 0), (5, 0), (6, 1), (12, 7)])
def test_a_robot_lists_five_moved_dates_and_counts_the_rest(moved: int, left: int) -> None:
    rendered = render_sample("date_moved", moved=[MOVED] * moved)
    assert rendered.subject == f"【期限调整】{moved}项工作的期限因放假安排调整"
    assert rendered.markdown.count("整改“第1标段”") == moved - left
    assert (f"另有{left}项未列出。" in rendered.markdown) == bool(left)
    assert rendered.text.count("：由2026年10月20日（周二）调整为2026年10月21日（周三）") == moved


def test_a_moved_date_names_the_notice_that_moved_it_and_what_to_do() -> None:
    rendered = render_sample("date_moved", why="国办发明电〔2026〕9号")
    assert "调整依据：国办发明电〔2026〕9号。" in rendered.text.splitlines()
    assert "要做什么：请按调整后的期限办理，此前的提醒以本通知为准。" in rendered.text.splitlines()


# A reform


@pytest.mark.parametrize(
    ("kind", "duties", "targets", "asked"),
    [
        ("merge", 1, 2, "请承接省农办未办结的1项工作和牵头的2项目标"),
        ("merge", 3, 0, "请承接省农办未办结的3项工作"),
        ("merge", 0, 1, "请承接省农办牵头的1项目标"),
        ("merge", 0, 0, "请知悉：省农办没有需要承接的工作"),
        ("transfer", 0, 2, "请牵头办理省农办划转的2项目标"),
        ("transfer", 1, 2, "请牵头办理省农办划转的2项目标和随同划转的1项整改、反馈"),
    ],
)
def test_a_reform_says_what_is_taken_over(kind: str, duties: int, targets: int, asked: str) -> None:
    payload: dict[str, Any] = {
        "kind": kind,
        "department": "省农办",
        "duties": [DUTY] * duties,
        "targets": ["T001 耕地"] * targets,
    }
    rendered = render_sample("taken_over", **payload)
    assert rendered.subject == f"【机构改革】{asked}"
    assert rendered.text.splitlines()[1].startswith(f"{asked}。")
    assert rendered.markdown.startswith(f"**{asked}**。")
    assert asked in rendered.html


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("merge", "该部门自2026年11月20日（周五）起并入您单位。"),
        ("transfer", "上述目标自2026年11月20日（周五）起由您单位牵头。"),
    ],
)
def test_a_reform_says_since_when(kind: str, words: str) -> None:
    rendered = render_sample("taken_over", kind=kind)
    for rendering in (rendered.text, rendered.html, rendered.markdown):
        assert words in rendering


@pytest.mark.parametrize(
    ("duties", "targets", "words"),
    [
        (1, 1, "按原定期限办理承接的工作；自下一期起，将承接的目标与本单位原有目标一并填报。"),
        (1, 0, "按原定期限办理承接的工作。"),
        (0, 1, "自下一期起，将承接的目标与本单位原有目标一并填报。"),
        (0, 0, "无需办理。"),
    ],
)
def test_a_reform_says_what_to_do_with_it(duties: int, targets: int, words: str) -> None:
    rendered = render_sample("taken_over", duties=[DUTY] * duties, targets=["T001 耕地"] * targets)
    assert rendered.text.splitlines()[-1] == f"要做什么：{words}"
    assert rendered.markdown.endswith(f"。要做什么：{words}")


@pytest.mark.parametrize(("number", "in_mail", "by_robot"), [(5, 5, 5), (6, 6, 5), (30, 30, 5), (31, 30, 5)])
def test_a_mail_lists_thirty_duties_and_targets_and_a_robot_five(number: int, in_mail: int, by_robot: int) -> None:
    rendered = render_sample("taken_over", duties=[DUTY] * number, targets=["T001 耕地"] * number)
    assert rendered.text.count("月度检查") == rendered.html.count("月度检查") == in_mail
    assert rendered.text.count("T001 耕地") == rendered.html.count("T001 耕地") == in_mail
    assert rendered.markdown.count("月度检查") == by_robot
    assert rendered.text.count("另有1项未列出。") == rendered.html.count("另有1项未列出。") == 2 * (number - in_mail)


# The ledger, a liaison, a feedback


@pytest.mark.parametrize(("height", "moves"), [(1, 0), (1286, 21873), (10**7, 10**9)])
def test_the_monthly_head_counts_blocks_and_changes(height: int, moves: int) -> None:
    rendered = render_sample("ledger_head", height=height, moves=moves)
    assert f"台账共{height}块，记录变动{moves}条。" in rendered.text
    assert rendered.subject == f"【台账月报】2026年4月：第{height}块 3f2a-9c41-77b0-1d2e"
    assert f"mubiao verify --head {height}:3f2a-9c41-77b0-1d2e" in rendered.text


def test_an_office_without_a_liaison_is_asked_for_one_with_the_clause() -> None:
    rendered = render_sample("liaison_missing")
    assert rendered.text.splitlines()[1] == f"{DEPARTMENT}目前没有在任的目标管理联络员，请尽快指派并登记。"
    assert "《目标管控》6.1.6" in rendered.text
    assert rendered.markdown == f"**{DEPARTMENT}**目前没有在任的目标管理联络员，请尽快指派并登记。"


@pytest.mark.parametrize(("late", "words"), [(False, "已按时反馈"), (True, "已反馈")])
def test_feedback_is_said_to_be_in_time_or_late(words: str, *, late: bool) -> None:
    rendered = render_sample("fed_back", late=late)
    assert rendered.text.startswith(f"{DEPARTMENT}{words}“新建农村公路120公里”整改情况")
    assert rendered.markdown.startswith(f"**{DEPARTMENT}**{words}")
    assert ("（逾期）" in rendered.subject, "（逾期）" in rendered.text, "（逾期）" in rendered.markdown) == (late,) * 3


def test_the_agency_reads_that_fed_back_was_entered_long_after_its_receipt() -> None:
    rendered = render_sample("fed_back", late=False, entered_late=True)
    assert rendered.subject.endswith("（补录）")
    assert ("（补录）" in rendered.text, "（补录）" in rendered.html, "（补录）" in rendered.markdown) == (True,) * 3


@pytest.mark.parametrize("given", ["已完工", "已完工。", "已完工！", "  已完工  "])
def test_words_of_a_person_end_with_one_full_stop_or_their_own_mark(given: str) -> None:
    line = render_sample("fed_back", feedback=given).text.splitlines()[1]
    assert line == f"反馈内容：{given.strip().rstrip('。')}{'' if given.endswith('！') else '。'}"


def test_a_name_with_markup_is_words_in_every_list() -> None:
    hostile = "<b>厅</b>&"
    rendered = render_sample("missing_all", offices={hostile: 1})
    assert f"1. {hostile}：1项" in rendered.text.splitlines()
    assert "&lt;b&gt;厅&lt;/b&gt;&amp;" in rendered.html
    assert hostile not in rendered.html


# The agency's day


def test_the_day_ends_with_what_departments_lack_and_how_to_supply_it() -> None:
    rendered = render_sample("agency_day")
    assert rendered.text.splitlines()[-6:] == [
        "待补的部门信息1项，全部见 mubiao departments：",
        f"1. {DEPARTMENT}：没有联络员、主要领导",
        "依据：《目标管控》6.2.2，及时处理管控中的事项，对逾期的以电话询问、发函或到实地核查方式催办。",
        "催办后登记：mubiao act register_urging。",
        "电话告知后登记：mubiao act told_by_phone。",
        "部门信息补填后导入：mubiao import departments、mubiao import contacts。",
    ]
    assert "待补的部门信息1项" in rendered.subject
    assert "待补的部门信息1项" in rendered.markdown


def test_the_day_names_the_next_step_of_what_there_is_to_do_only() -> None:
    waiting = {"title": "待答复的沟通异议", "number": 1, "lines": ["省教育厅 N2"], "command": "mubiao drafts"}
    rendered = render_sample("agency_day", sections=[waiting])
    for text in (rendered.text, rendered.html):
        assert "看异议的理由和修改建议：mubiao why --target 编号；答复：mubiao act answer_objection。" in text
        assert "told_by_phone" not in text
        assert "register_urging" not in text


def test_a_day_on_which_departments_lack_nothing_does_not_say_how_to_supply_it() -> None:
    *others, _ = SAMPLES["agency_day"][0]["payload"]["sections"]
    rendered = render_sample("agency_day", sections=others)
    assert "import departments" not in rendered.text
    assert "import departments" not in rendered.html
