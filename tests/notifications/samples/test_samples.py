"""Notices about a project of 创新项目评选: each step says what became of it and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.adjustments import OBJECTION
from notifications.samples.appeals import CONTENT, FEEDBACK, RECEIVED, feedback_of, of_publication
from notifications.samples.appraisal import STEPS
from notifications.samples.parts import DEPARTMENT, ROAD, context_of
from notifications.samples.year_end import NUMBER, REQUIRED, opened_under_notice, year_end_notices


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_an_office_reads_what_became_of_its_project_and_why(number: int) -> None:
    _, result, why = STEPS[number]
    rendered = render("innovation_step", SAMPLES["innovation_step"][number])
    assert rendered.subject == f"【创新项目】2026-3“公路养护进度“一图通览””：{result}"
    assert f"您单位申报的创新项目2026-3“公路养护进度“一图通览””：{result}，请核对。" in rendered.text.splitlines()
    assert f"说明：{why}。" in rendered.text.splitlines()
    assert result in rendered.html
    assert result in rendered.markdown


DAY = date(2026, 11, 20)


def render_sample(kind: str, number: int = 0, /, **otherwise: Any) -> Rendered:
    """A sample as it is sent, with some of what it says changed."""
    sample = dict(SAMPLES[kind][number])
    return render(kind, sample | {"payload": sample["payload"] | otherwise} if otherwise else sample)


def rendered(**change: str) -> Any:
    usual: dict[str, Any] = {
        "project": "2026-3",
        "name": "一次办",
        "result": "入围",
        "why": "2026年11月18日专家初评，5人评审",
    }
    return render("innovation_step", context_of("office", DAY, **usual | change))


def test_a_name_in_marks_of_html_is_shown_and_not_obeyed() -> None:
    made = rendered(name="<script>alert(1)</script>", why="<b>属实</b>")
    assert "<script>" not in made.html
    assert "<b>属实" not in made.html
    assert "&lt;script&gt;" in made.html
    assert "<script>alert(1)</script>" in made.text


@pytest.mark.parametrize("name", ["一次办\n抄送：全体", "一次办\r\nBcc: x@example.org", "一次办\u2028第二行"])
def test_a_name_of_several_lines_stays_in_one(name: str) -> None:
    made = rendered(name=name)
    assert len(made.subject.splitlines()) == 1
    assert not any(line.startswith(("抄送", "Bcc", "第二行")) for line in made.text.splitlines())


def test_a_long_name_is_cut_and_the_result_is_still_read() -> None:
    made = rendered(name="办" * 200)
    assert "…" in made.subject
    assert "入围" in made.subject
    assert made.text.splitlines()[1].endswith("”：入围，请核对。")
    assert "办" * 61 not in made.text


@pytest.mark.parametrize(
    ("why", "line"), [("重复。", "说明：重复。"), ("重复", "说明：重复。"), ("重复！", "说明：重复！")]
)
def test_a_reason_ends_with_one_full_stop(why: str, line: str) -> None:
    assert line in rendered(why=why).text.splitlines()


def test_each_notice_says_what_to_do_and_by_which_rule() -> None:
    for context in SAMPLES["innovation_step"]:
        text = render("innovation_step", context).text
        assert "要做什么：属实的，不需要做什么；有误的，请立即告知管理机构。" in text.splitlines()
        assert "依据：《总则》2.16。" in text.splitlines()


def test_the_samples_show_every_end_of_a_project() -> None:
    assert [result for _, result, _ in STEPS] == ["已申报", "已撤回", "入围", "未入围", "一等奖", "未获奖"]
    assert all(date.fromisoformat(day).year == 2026 and why for day, _, why in STEPS)


def test_the_office_reads_what_is_due_and_how_to_answer() -> None:
    found = render_sample("opened_target_due")
    assert found.subject == "【目标到期】“新建农村公路120公里”，请于6月30日（周二）前填报已完成"
    assert "目标到期“新建农村公路120公里”期限为2026年6月30日（周二），还有10个工作日。" in found.text
    assert (
        "请填所附回复表（或在月度检查、季度自查中填报已完成），并附印证材料，以收到齐全的日期认定是否按时。"
        in found.text
    )
    assert "期限依据：《总则》2.7、2.9，目标或指标自定的完成时限" in found.text


def test_a_leaf_is_named() -> None:
    assert "目标到期“农村供水保障（指标1-2）”" in render_sample("opened_target_due", 1).text


def test_the_agency_reads_the_list_of_dates_that_had_passed() -> None:
    found = render_sample("target_dates_passed")
    assert found.subject == "【目标到期】23项目标的完成时限早已过去，没有开启到期事项，请核对"
    assert "1. 省交通运输厅：新建农村公路120公里，完成时限2026年1月31日" in found.text
    assert "其余21项见 mubiao targets。" in found.text


@pytest.mark.parametrize("kind", ["reminder", "overdue"])
def test_reminders_say_which_day_counts(kind: str) -> None:
    found = [render(kind, each) for each in SAMPLES[kind] if each["duty"]["key"] == "target_due"]
    assert found
    assert all("目标到期“" in each.text for each in found)
    if kind == "overdue":
        assert "以收到申报已完成和印证材料的日期认定是否按时。" in found[0].text


def test_an_office_reads_until_when_its_opinion_is_asked_for() -> None:
    found = render_sample("opened_consultation")
    assert found.subject.startswith("【目标沟通】2026年目标草案，请于3月5日")
    assert "逐项填同意，或者有异议的理由和修改建议" in found.text
    assert "到期没有反馈的，报审时注明未反馈" in found.text


@pytest.mark.parametrize(("number", "words"), [(0, "请于"), (1, "请督促目标办于")])
def test_office_and_head_read_the_paper_of_the_issue(number: int, words: str) -> None:
    found = render_sample("opened_receipt", number)
    assert found.subject.startswith(f"【目标下达】2026年目标（黔目标〔2026〕3号）已下达，{words}3月23日")
    assert "2026年目标已于2026年3月16日（周一）以黔目标〔2026〕3号下达" in found.text
    assert "签收只表示收到" in found.text


@pytest.mark.parametrize(("number", "words"), [(0, "已采纳"), (1, "未采纳")])
def test_an_office_reads_the_answer_to_its_objection(number: int, words: str) -> None:
    found = render_sample("objection_answered", number)
    assert found.subject.endswith(f"的异议{words}")
    assert f"提出的理由：{OBJECTION['reason']}。" in found.text.splitlines()
    assert f"修改建议：{OBJECTION['proposal']}。" in found.text.splitlines()
    assert OBJECTION["code"] in found.text


def test_a_list_that_is_issued_in_december_is_in_the_year_end_check() -> None:
    sample = dict(SAMPLES["opened_receipt"][0])
    december = render("opened_receipt", sample | {"payload": sample["payload"] | {"year_end": "2026"}})
    for text in (december.text, december.html):
        assert "列入2026年年终检查，不另按月填报。" in text
        assert "次月" not in text
    assert "自下达的次月起按月填报。" in render_sample("opened_receipt").text


@pytest.mark.parametrize(("number", "basis"), [(9, "《总则》2.22"), (0, "《目标管控》6.1")])
def test_a_receipt_cites_the_clause_of_what_was_answered(number: int, basis: str) -> None:
    found = render_sample("answer_receipt", number)
    assert f"办理依据：{basis}。" in found.text.splitlines()
    assert f"{basis}。" in found.html


MOVED, KEPT = year_end_notices()


@pytest.mark.parametrize(
    ("context", "due", "target"),
    [
        (MOVED, date(2026, 12, 31), date(2026, 12, 31)),
        (KEPT, date(2027, 1, 10), date(2027, 1, 8)),
        (opened_under_notice(), date(2027, 1, 5), date(2027, 1, 5)),
    ],
)
def test_the_date_is_that_of_the_notice_and_is_never_moved_to_a_working_day(
    context: Any, due: date, target: date
) -> None:
    assert (context["duty"]["due"], context["duty"]["target"]) == (due, target)
    assert NUMBER in context["duty"]["why"]


def test_the_samples_are_those_of_this_module() -> None:
    assert SAMPLES["year_end_notice"] == (MOVED, KEPT)
    assert SAMPLES["opened_year_end_check"][-1] == opened_under_notice()


@pytest.mark.parametrize(
    ("former", "words"),
    [
        ("2027-01-10", "期限由2027年1月10日（周日）调整为2026年12月31日（周四），此前的提醒以本通知为准。"),
        ("2026-12-25", "期限由2026年12月25日（周五）调整为2026年12月31日（周四），此前的提醒以本通知为准。"),
    ],
)
def test_a_moved_date_names_the_former_one(former: str, words: str) -> None:
    rendered = render_sample("year_end_notice", **{"from": former})
    assert words in rendered.text.splitlines()
    assert words.removeprefix("期限") in rendered.html


def test_a_kept_date_tells_of_no_change() -> None:
    rendered = render_sample("year_end_notice", **{"from": ""})
    assert "调整为" not in rendered.text + rendered.html + rendered.markdown


@pytest.mark.parametrize(("length", "shown"), [(299, 299), (300, 300), (301, 299), (3000, 299)])
def test_a_robot_cuts_the_requirements_at_three_hundred(length: int, shown: int) -> None:
    rendered = render_sample("year_end_notice", requirements="备" * length)
    assert rendered.markdown.count("备") == shown + 1  # and once in 备齐
    assert f"要求：{'备' * length}。" in rendered.text


def test_number_and_requirements_stand_in_mail_and_robot_message() -> None:
    rendered = render_sample("year_end_notice")
    assert f"现场复核通知（{NUMBER}）要求：{REQUIRED['requirements']}。" in rendered.text.splitlines()
    assert f"。复核要求：{REQUIRED['requirements']}。期限依据：" in rendered.markdown
    assert NUMBER in rendered.html


def test_an_office_reads_the_opinion_its_channel_and_the_day_of_the_feedback() -> None:
    rendered = render_sample("opinion_received")
    assert rendered.subject == "【公众意见】公众意见2026-3交办，请于9月20日（周日，调休上班）前反馈整改情况"
    assert rendered.text.splitlines()[1:5] == [
        "请于2026年9月20日（周日，调休上班）前反馈公众意见2026-3的整改情况，还有22个工作日。",
        f"意见内容：{CONTENT}。",
        "来源渠道：公众评议问卷，8月20日收到。",
        "整改情况将向社会公布。",
    ]
    assert CONTENT in rendered.html


@pytest.mark.parametrize("kind", ["opinion_received", "opinion_dismissed", "opinion_fed_back"])
def test_a_robot_never_repeats_what_a_citizen_wrote(kind: str) -> None:
    rendered = render_sample(kind, content="某某路12号张某反映", feedback="已告知张某")
    assert "张某" not in rendered.markdown + rendered.subject
    assert "张某" in rendered.text


@pytest.mark.parametrize(("late", "words"), [(False, "已按时反馈"), (True, "已反馈")])
def test_the_agency_reads_whether_the_feedback_was_in_time(words: str, *, late: bool) -> None:
    rendered = render_sample("opinion_fed_back", late=late)
    assert rendered.text.splitlines()[0].startswith(f"{DEPARTMENT}{words}公众意见2026-3的整改情况")
    assert f"反馈内容：{FEEDBACK}。" in rendered.text.splitlines()
    assert rendered.subject.endswith("（逾期）") == late


def test_the_agency_reads_that_opinion_fed_back_was_entered_long_after_its_receipt() -> None:
    rendered = render_sample("opinion_fed_back", late=False, entered_late=True)
    assert rendered.subject.endswith("（补录）")
    assert ("（补录）" in rendered.text, "（补录）" in rendered.html, "（补录）" in rendered.markdown) == (True,) * 3


def test_a_dismissed_opinion_needs_no_answer_and_says_why() -> None:
    rendered = render_sample("opinion_dismissed", reason="重复反映")
    assert rendered.subject == "【公众意见】公众意见2026-3不予办理，无需再反馈整改情况"
    assert "原因：重复反映。" in rendered.text.splitlines()
    assert rendered.markdown == "**公众意见2026-3不予办理**，无需再反馈整改情况。"


@pytest.mark.parametrize(
    ("today", "left"), [(RECEIVED, 22), (date(2026, 9, 18), 1), (date(2026, 9, 20), 0), (date(2026, 9, 21), -1)]
)
def test_a_make_up_sunday_counts_as_a_working_day_of_the_feedback(today: date, left: int) -> None:
    duty = feedback_of(today)
    assert (duty["due"], duty["makeup"], duty["days_left"]) == (date(2026, 9, 20), True, left)


def test_the_publication_is_due_ten_working_days_after_the_quarter_in_which_it_came() -> None:
    duty = of_publication(date(2026, 10, 20))["duty"]
    assert (duty["due"], duty["clause"]) == (date(2026, 10, 20), "3-6.2.7")


@pytest.mark.parametrize("kind", ["opinion_received", "opinion_dismissed"])
def test_markup_in_an_opinion_is_shown_as_words(kind: str) -> None:
    rendered = render_sample(kind, content="<a href='http://x'>点</a>\n第二行")
    assert "<a href" not in rendered.html
    assert "&lt;a href=" in rendered.html
    assert "<br>第二行" in rendered.html


@pytest.mark.parametrize("number", [0, 1])
def test_head_and_office_read_their_own_sheet_and_until_when_they_may_object(number: int) -> None:
    found = render_sample("opened_appraisal_objection", number)
    assert found.subject.startswith("【考评异议】2026年得分表，请于3月8日")
    for text in (found.text, found.html):
        assert "条目2026/GZ2026-02-1/1扣2.00分" in text
        assert "94.10分" in text
        assert "到期没有反馈的，按未提异议办理" in text


@pytest.mark.parametrize(("number", "words"), [(0, "已采纳"), (1, "未采纳")])
def test_an_office_reads_the_answer_to_its_objection_of_appraisal(number: int, words: str) -> None:
    found = render_sample("score_objection_answered", number)
    assert found.subject == f"【考评异议】对职能绩效目标的异议{words}"
    assert "提出的理由：该项目已于截止日以前补欠。" in found.text.splitlines()


def test_a_correction_says_its_paper_and_its_reason() -> None:
    found = render_sample("score_superseded")
    assert "按黔绩领〔2027〕4号更正" in found.text
    assert "更正原因：条目重复列入。" in found.text.splitlines()
    assert "合计：94.10分。" in found.text.splitlines()


@pytest.mark.parametrize("number", [0, 1])
def test_a_department_reads_its_results_its_place_and_until_when_it_receives_them(number: int) -> None:
    found = render_sample("opened_result_receipt", number)
    assert found.subject == "【考评结果】2026年考评结果，请于3月16日（周二）前签收"
    for text in (found.text, found.html):
        assert "条目2026/GZ2026-02-1/1扣2.00分" in text
        assert "在甲类24个部门中列第5位，等次二等奖" in text


def test_only_what_there_is_is_said_of_paper_and_of_what_was_left() -> None:
    whole, bare = (render_sample("opened_result_receipt", number).text for number in (0, 1))
    assert "（黔目标办发〔2027〕5号）" in whole
    assert "新年度目标须一并考虑的上年遗留：整改未完成1项（GZ2026-02-1）。" in whole
    assert "上年遗留" not in bare
    assert "〔2027〕" not in bare


def test_the_agency_reads_who_is_missing_and_is_to_be_phoned() -> None:
    late, early = (render_sample("results_use", number) for number in (0, 1))
    assert late.subject == "【结果运用】2026年考评结果：未反馈1个，待签收12个，逾期2个"
    assert "请电话告知并登记（tell_result）" in late.text
    assert "逾期未签收，请电话告知，王强 13900000001" in late.text
    assert "tell_result" not in early.text
    assert early.subject == "【结果运用】2026年考评结果：未反馈0个，待签收3个"


CLAUSE = "《目标管控》7.5"


def test_an_office_reads_for_which_project_it_uploads_by_when() -> None:
    rendered = render_sample("upload_opened")
    assert rendered.subject == f"【目标云】2026年4月目标云上传“{ROAD}”，请于4月25日（周六）前上传"
    assert "建议4月24日（周五）前办结。" in rendered.text
    assert "图片和视频应为当月拍摄。" in rendered.text


@pytest.mark.parametrize(
    ("number", "asked", "to_do"), [(0, "请认定", "核对后认定预警属实"), (1, "请补正", "按要求补欠完成")]
)
def test_a_warning_asks_the_agency_to_judge_and_an_office_to_mend(number: int, asked: str, to_do: str) -> None:
    rendered = render_sample("upload_warned", number)
    assert rendered.subject == f"【目标云预警】“{ROAD}”2026年4月预警2项，{asked}"
    assert rendered.text.splitlines()[-1].startswith(f"要做什么：{to_do}")
    assert rendered.markdown == f"**“{ROAD}”2026年4月预警2项**，{asked}。"
    for words in (rendered.text, rendered.html):
        assert to_do in words


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("warnings", [1, 2, 12])
def test_every_warning_is_numbered_in_the_mail_and_only_counted_by_the_robot(number: int, warnings: int) -> None:
    rendered = render_sample(
        "upload_warned", number, warnings=[f"第{each}张图片重复" for each in range(1, warnings + 1)]
    )
    assert rendered.text.count("张图片重复。") == rendered.html.count("张图片重复。") == warnings
    assert f"{warnings}. 第{warnings}张图片重复。" in rendered.text.splitlines()
    assert f"预警{warnings}项" in rendered.subject
    assert "图片" not in rendered.markdown


@pytest.mark.parametrize("progress", ["0", "12.5", "100"])
def test_the_declared_progress_is_given_in_percent(progress: str) -> None:
    rendered = render_sample("upload_warned", progress=progress)
    assert f"实施进度（{progress}%）" in rendered.text
    assert f"实施进度（{progress}%）" in rendered.html


def test_a_cleared_warning_names_the_warnings_and_the_reason() -> None:
    rendered = render_sample("upload_cleared", warnings=["图片重复"], reason="同一机位拍摄！")
    assert rendered.subject == f"【目标云】“{ROAD}”2026年4月预警已消除，无需补正"
    assert rendered.text.splitlines()[2:] == ["1. 图片重复。", "原因：同一机位拍摄！", f"依据：{CLAUSE}。"]


@pytest.mark.parametrize(("projects", "left"), [(1, 0), (8, 0), (9, 1), (60, 52)])
def test_a_robot_names_eight_missing_projects_and_counts_the_rest(projects: int, left: int) -> None:
    rendered = render_sample("uploads_missing", uploads=[f"第{number}标段" for number in range(projects)])
    assert rendered.subject == f"【目标云缺报】2026年4月，{projects}个重点项目未上传实施进度"
    assert rendered.markdown.count("标段") == projects - left
    assert (f"另有{left}项未列出。" in rendered.markdown) == bool(left)
    assert rendered.text.count("标段") == rendered.html.count("标段") == projects


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, f"请自2026年4月20日（周一）起每月上传“{ROAD}”的实施进度"),
        (1, f"“{ROAD}”的实施进度自2026年4月20日（周一）起不再由您单位上传"),
    ],
)
def test_a_delegation_and_its_end_say_since_when(number: int, words: str) -> None:
    rendered = render_sample("upload_delegated", number)
    assert rendered.subject == f"【目标云】{words}"
    assert rendered.markdown == f"**目标云**：{words}。"
    for rendering in (rendered.text, rendered.html):
        assert words in rendering


@pytest.mark.parametrize(("number", "work"), [(0, True), (1, False)])
def test_only_a_delegation_gives_work(number: int, *, work: bool) -> None:
    rendered = render_sample("upload_delegated", number)
    assert ("要做什么：每月25日前上传当月实施进度和当月拍摄的图片、视频。" in rendered.text) == work
    assert ("您单位无需办理。" in rendered.text) != work
    assert ("原因：项目已移交。" in rendered.text.splitlines()) != work


def test_one_project_of_three_months_is_one_project() -> None:
    rows = [f"2026年{month}月：{ROAD}" for month in (4, 5, 6)]
    rendered = render_sample("uploads_missing", periods="2026年4月、5月、6月", projects=1, uploads=rows)
    assert rendered.subject == "【目标云缺报】2026年4月、5月、6月，1个重点项目共3次未上传实施进度"
    for words in (rendered.text, rendered.html, rendered.markdown):
        assert "1个重点项目共3次未按时上传实施进度" in words
        assert all(row[:8] in words for row in rows)


@pytest.mark.parametrize("kind", ["upload_warned", "upload_cleared", "upload_delegated"])
def test_a_long_project_is_cut_in_the_subject_and_whole_in_the_mail(kind: str) -> None:
    project = "新建改建农村公路和桥梁隧道" * 4
    rendered = render_sample(kind, project=project)
    assert f"“{project[:23]}…”" in rendered.subject
    assert project in rendered.text
    assert project in rendered.html


@pytest.mark.parametrize("kind", ["upload_warned", "upload_cleared", "uploads_missing", "upload_opened"])
def test_every_notice_of_the_cloud_names_its_clause(kind: str) -> None:
    rendered = render_sample(kind)
    assert CLAUSE in rendered.text
    assert CLAUSE in rendered.html


def test_a_visit_is_dated_and_says_what_was_found_and_what_was_arranged() -> None:
    rendered = render_sample("field_visited")
    assert rendered.subject == f"【每季核查】8月19日（周三）现场核查了“{ROAD}”，请按核查情况抓好整改"
    assert rendered.text.splitlines()[1:5] == [
        f"2026年8月19日（周三）现场核查了“{ROAD}”，请按核查情况抓好整改。",
        "核查结果：有困难",
        "困难和问题：第3标段用地批复未下达，施工停滞。",
        "协助整改：当日协调自然资源部门，约定8月底前批复。",
    ]


@pytest.mark.parametrize("entries", [0, 1, 7])
def test_entries_that_are_not_made_good_are_numbered_in_the_mail_and_counted_by_the_robot(entries: int) -> None:
    rendered = render_sample("field_visited", pressed=[f"第{number}标段：进度滞后" for number in range(entries)])
    assert rendered.text.count("标段：进度滞后") == rendered.html.count("标段：进度滞后") == entries
    assert (f"负面清单中还有{entries}项尚未补欠。" in rendered.markdown) == bool(entries)
    assert "标段：进度滞后" not in rendered.markdown


@pytest.mark.parametrize("length", [199, 200, 201, 2000])
def test_a_robot_cuts_long_findings_at_two_hundred_and_a_mail_does_not(length: int) -> None:
    rendered = render_sample("field_visited", problems="停" * length)
    assert rendered.markdown.count("停") == (length if length <= 200 else 199)
    assert rendered.text.count("停") == length


def test_the_clause_stands_in_text_and_html() -> None:
    rendered = render_sample("field_visited")
    assert "《目标管控》7.3" in rendered.text
    assert "《目标管控》7.3" in rendered.html
