"""Every notice about a duty: date with weekday, reason, clause, what to do, and the number, on each channel."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html import unescape
from typing import Any

import pytest

from models.intake.shipped import shipped_calendar
from models.rules.cycles import DUTY_OF, MONTHLY_CHECK, QUARTERLY_MEETING
from models.rules.negative_list import FEEDBACK, REMEDIATION
from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.parts import DEPARTMENT, ROAD, context_of, of_cycle, of_inspection, of_remediation
from notifications.wording import full_day, near_day

CASES = [(kind, number) for kind, samples in SAMPLES.items() for number in range(len(samples))]
ALL = [(kind, number) for kind, number in CASES if SAMPLES[kind][number].get("duty")]
# A result is already achieved; a recheck tells of a new limit, not of the old duty.
DATED = [each for each in ALL if each[0] not in {"result", "rechecked"}]
REASONED = [each for each in DATED if each[0] != "relimited"]
# A head is asked to see to it and a liaison to ask about it; the office or the agency does the work.
WORKING = {"office", "agency"}
TO_DO = [each for each in REASONED if SAMPLES[each[0]][each[1]]["audience"] in WORKING and each[0] != "returned"]
# The subject of a robot message about lateness gives the date only.
WITH_WEEKDAY = [each for each in DATED if each[0] != "overdue"]
PROVISIONAL = [each for each in ALL if SAMPLES[each[0]][each[1]]["duty"]["provisional"]]
FIRM = [each for each in ALL if each not in PROVISIONAL]
MONDAY_TO_SUNDAY = "一二三四五六日"


def kinds_in(cases: list[tuple[str, int]]) -> list[str]:
    return list(dict.fromkeys(kind for kind, _ in cases))


def numbers_in(cases: list[tuple[str, int]], kind: str) -> list[int]:
    return [number for each, number in cases if each == kind]


def duty_in(kind: str, number: int) -> dict[str, Any]:
    return dict(SAMPLES[kind][number]["duty"])


@cache
def render_sample(kind: str, number: int) -> Rendered:
    return render(kind, SAMPLES[kind][number])


def shown(html: str) -> str:
    """The words of a mail without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("kind", kinds_in(DATED))
def test_a_mail_gives_the_due_date_in_full_with_its_weekday(kind: str) -> None:
    for number in numbers_in(DATED, kind):
        due, makeup = duty_in(kind, number)["due"], duty_in(kind, number)["makeup"]
        rendered = render_sample(kind, number)
        assert f"{due.year}年{due.month}月{due.day}日（周{MONDAY_TO_SUNDAY[due.weekday()]}" in rendered.text
        assert full_day(due, makeup) in rendered.text
        assert full_day(due, makeup) in shown(rendered.html)


@pytest.mark.parametrize("kind", kinds_in(WITH_WEEKDAY))
def test_a_robot_gives_the_due_date_with_its_weekday(kind: str) -> None:
    for number in numbers_in(WITH_WEEKDAY, kind):
        duty, today = duty_in(kind, number), SAMPLES[kind][number]["today"]
        assert near_day(duty["due"], today, duty["makeup"]) in render_sample(kind, number).markdown


@pytest.mark.parametrize("kind", kinds_in(DATED))
def test_a_subject_names_the_month_and_the_day(kind: str) -> None:
    for number in numbers_in(DATED, kind):
        due = duty_in(kind, number)["due"]
        assert f"{due.month}月{due.day}日" in render_sample(kind, number).subject


@pytest.mark.parametrize("kind", kinds_in(REASONED))
def test_a_mail_says_why_the_date_is_the_date_and_by_which_clause(kind: str) -> None:
    for number in numbers_in(REASONED, kind):
        rendered, why = render_sample(kind, number), duty_in(kind, number)["why"]
        assert f"期限依据：{why}" in rendered.text.splitlines()
        assert why in shown(rendered.html)
        assert re.match(r"《(目标管控|总则)》\d\.\d", why)


@pytest.mark.parametrize("key", [key for key in DUTY_OF if key not in {"year_end_reverification"}])
def test_the_clause_of_a_duty_stands_in_the_reason_of_its_date(key: str) -> None:
    numbers = [each for each in ALL if duty_in(*each)["key"] == key and each[0] != "returned"]
    assert numbers
    clause = DUTY_OF[key].clause.partition("-")[2]
    assert {clause in duty_in(*each)["why"] for each in numbers} == {True}


@pytest.mark.parametrize("kind", kinds_in(TO_DO))
def test_those_who_do_the_work_read_what_to_do(kind: str) -> None:
    for number in numbers_in(TO_DO, kind):
        rendered, to_do = render_sample(kind, number), duty_in(kind, number)["to_do"]
        assert f"要做什么：{to_do}。" in rendered.text.splitlines()
        assert f"{to_do}。" in shown(rendered.html)


@pytest.mark.parametrize("kind", kinds_in(REASONED))
def test_the_number_for_the_answer_stands_at_the_end(kind: str) -> None:
    for number in numbers_in(REASONED, kind):
        rendered = render_sample(kind, number)
        assert rendered.text.splitlines()[-1] == "事项编号：1286"
        assert "事项编号1286" in shown(rendered.html).replace("\n", "")


@pytest.mark.parametrize("kind", kinds_in(DATED))
def test_mail_and_html_say_the_same_about_the_days_left(kind: str) -> None:
    for number in numbers_in(DATED, kind):
        rendered = render_sample(kind, number)
        found = re.findall(
            r"还有\d+个工作日|已逾期\d+个工作日|今日到期|今日为最后一个工作日|期限前已无工作日", rendered.text
        )
        assert [words for words in found if words not in shown(rendered.html)] == []


@pytest.mark.parametrize("kind", kinds_in(ALL))
def test_the_target_or_the_duty_is_named_in_every_rendering(kind: str) -> None:
    for number in numbers_in(ALL, kind):
        rendered, title = render_sample(kind, number), duty_in(kind, number)["title"]
        name = title.partition("“")[2].rpartition("”")[0] or re.findall(r"\d{4}-\d+|第.季度|\d+月|2026年", title)[0]
        for words in (rendered.subject, rendered.text, shown(rendered.html), rendered.markdown):
            assert name in words


@pytest.mark.parametrize("kind", kinds_in(PROVISIONAL))
def test_a_provisional_date_says_that_a_holiday_notice_may_move_it(kind: str) -> None:
    for number in numbers_in(PROVISIONAL, kind):
        rendered = render_sample(kind, number)
        assert duty_in(kind, number)["due"].year == 2027
        for words in (rendered.text, shown(rendered.html), rendered.markdown):
            assert "2027年放假安排尚未公布，公布后如有变化将另行通知" in words


@pytest.mark.parametrize("kind", kinds_in(FIRM))
def test_a_firm_date_never_says_so(kind: str) -> None:
    for number in numbers_in(FIRM, kind):
        assert "公布后如有变化" not in render_sample(kind, number).text + render_sample(kind, number).markdown


# The contexts themselves


@pytest.mark.parametrize("kind", kinds_in(ALL))
def test_the_working_day_to_aim_at_is_no_later_than_the_due_date(kind: str) -> None:
    for number in numbers_in(ALL, kind):
        duty, calendar = duty_in(kind, number), shipped_calendar()
        assert duty["target"] <= duty["due"]
        assert calendar.is_workday(duty["target"])
        assert duty["earliest"] <= duty["due"]


@pytest.mark.parametrize(
    ("audience", "person"), [("office", ""), ("agency", ""), ("liaison", "李明"), ("head", "王建国")]
)
def test_only_a_liaison_and_a_head_have_a_name(audience: str, person: str) -> None:
    context = context_of(audience, date(2026, 4, 1), why="汛期")
    assert (context["person"], context["department"]) == (person, DEPARTMENT)
    assert (context["duty"], context["payload"]) == (None, {"why": "汛期"})


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 4, 1), 14),
        (date(2026, 4, 3), 12),
        (date(2026, 4, 6), 12),
        (date(2026, 4, 21), 1),
        (date(2026, 4, 22), 0),
        (date(2026, 4, 23), -1),
        (date(2026, 4, 26), -2),
    ],
)
def test_days_left_skip_weekends_and_the_holiday_of_april(today: date, left: int) -> None:
    assert of_cycle(QUARTERLY_MEETING, "2026Q1", today)["days_left"] == left


def test_only_a_cycle_that_is_answered_line_by_line_counts_targets() -> None:
    month = of_cycle(MONTHLY_CHECK, "2026-04", date(2026, 4, 27), 19)
    meeting = of_cycle(QUARTERLY_MEETING, "2026Q1", date(2026, 4, 17), 19)
    assert (month["lines"], month["reported"]) == (27, 19)
    assert (meeting["lines"], meeting["reported"]) == (0, 0)


@pytest.mark.parametrize(
    ("duty", "anchor", "due", "makeup"),
    [
        (REMEDIATION, date(2026, 10, 20), date(2026, 10, 20), False),
        (FEEDBACK, date(2026, 9, 28), date(2026, 10, 10), True),
        (FEEDBACK, date(2026, 9, 30), date(2026, 10, 13), False),
        (FEEDBACK, date(2027, 1, 26), date(2027, 2, 2), False),
    ],
)
def test_a_limit_is_the_day_itself_and_feedback_five_working_days_later(
    duty: Any, anchor: date, due: date, *, makeup: bool
) -> None:
    context = of_remediation(duty, anchor, ROAD, date(2026, 9, 1))
    assert (context["due"], context["makeup"]) == (due, makeup)
    assert context["title"] == f"{duty.name}“{ROAD}”"


def test_a_notice_about_an_inspection_goes_to_the_agency_without_addressee() -> None:
    context = of_inspection(date(2026, 9, 30))
    assert (context["audience"], context["department"]) == ("agency", "省直目标绩效管理机构")
    assert render("reminder", context).text.startswith("核查2026-3期限为2026年9月30日（周三），今日到期。")
