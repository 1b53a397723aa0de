"""Every kind of notice for each audience as a mail, a robot message and a part of a digest."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from functools import cache
from html import unescape
from typing import Any

import pytest

from models.rules.notices import NOTICE_NAMES
from notifications.channels import Letter
from notifications.mail_format import compose
from notifications.printers import Rendered, addressee, body, inert, unaddressed
from notifications.relay import Relay
from notifications.render import OVERVIEW_LIMIT, SUBJECT_LIMIT, fitting, render, render_digest
from notifications.samples import SAMPLES
from notifications.wecom import MARKDOWN_LIMIT
from notifications.wording import (
    bare_day,
    brief,
    closing_day,
    fact,
    full_day,
    near_day,
    sentence,
    short_day,
    target_name,
    verified_by,
)

KINDS = [kind for kind in SAMPLES if kind != "digest"]
HOSTILE = "<b>厅</b>&\"'{{ today }}<@all>[厅](http://x)"
RELAY = Relay("127.0.0.1", 25, "mubiao@example.org", "目标办")
ROAD = "“新建农村公路120公里”"
TODAY, DUE = date(2026, 4, 17), date(2026, 4, 22)
# The first sample of each kind for each audience: its subject and the first line that a robot shows.
SUBJECTS = [
    ("opened_monthly_check", "office", "【月度检查】2026年4月，请于4月30日（周四）前填报27项目标"),
    ("opened_quarterly_meeting", "office", "【季度分析会】2026年第一季度，请于4月22日（周三）前召开"),
    (
        "opened_mid_year_review",
        "office",
        "【半年讲评】2026年上半年，请于7月21日（周二）前讲评并登记（第二季度分析会同期）",
    ),
    ("opened_self_check", "office", "【季度自查】2026年第一季度，请于4月15日（周三）前填报27项目标并附印证材料"),
    ("reminder", "agency", "【到期提醒】省交通运输厅：2026年年终复核，期限1月31日（周日），还有3个工作日"),
    ("overdue", "office", "【逾期提醒】2026年第一季度分析会已逾期1个工作日（期限4月22日）"),
    ("overdue", "liaison", "【逾期提醒】2026年第一季度分析会已逾期1个工作日（期限4月22日）"),
    ("overdue", "head", "【逾期情况】2026年第一季度分析会已逾期3个工作日（期限4月22日）"),
    ("result", "head", "【结果报告】2026年4月月度检查，请阅"),
    ("waived", "office", "【事项豁免】2026年4月月度检查已豁免"),
    ("waiver_withdrawn", "office", "【豁免撤回】2026年4月月度检查，请于4月30日（周四）前办理"),
    ("returned", "office", "【退回重报】2026年4月月度检查，请于5月11日（周一）前重报"),
    ("listed", "office", f"【负面清单】{ROAD}列入负面清单，整改时限10月20日（周二）"),
    ("listed_without_limit", "head", f"【负面清单】{ROAD}列入负面清单，整改时限待明确"),
    ("feedback_owed", "office", "【整改反馈】“农村供水保障”整改情况，请于10月13日（周二）前反馈"),
    ("liaison_missing", "office", "【联络员】目前没有在任的目标管理联络员，请尽快指派"),
    ("calendar_missing", "agency", "【放假安排】2027年通知尚未导入"),
    ("appeal_lodged", "agency", f"【申诉】省交通运输厅对{ROAD}的认定提出申诉"),
    ("fed_back", "agency", f"【整改反馈】省交通运输厅已反馈{ROAD}整改情况"),
]
ROBOTS = [
    ("overdue", "office", "**2026年第一季度分析会已逾期1个工作日**（期限4月22日）。"),
    ("overdue", "head", "**2026年第一季度分析会已逾期3个工作日**（期限4月22日）。"),
    ("result", "head", "**2026年4月月度检查**已有结果，报请主要领导审阅。"),
    ("waived", "office", "**2026年4月月度检查**已豁免，不用办理。"),
    ("waiver_withdrawn", "office", "**2026年4月月度检查**的豁免已撤回，请于4月30日（周四）前办理，还有13个工作日。"),
    ("returned", "office", "**2026年4月月度检查**已退回，请于5月11日（周一）前重报，还有3个工作日。"),
    ("listed", "office", f"**{ROAD}列入负面清单**，整改时限10月20日（周二），还有16个工作日。"),
    ("listed_without_limit", "head", f"**{ROAD}列入负面清单**，整改时限由管理机构另行明确。"),
    ("feedback_owed", "office", "**“农村供水保障”整改反馈**"),
    ("appeal_lodged", "agency", f"**省交通运输厅**对{ROAD}的认定提出申诉，请决定是否受理。"),
    (
        "negative_list",
        "office",
        "**2026年第三季度负面清单已形成**，您单位4项，其中2项尚未办结，请按整改时限办理，完成后5个工作日内反馈。",
    ),
    ("ledger_head", "agency", "**台账月报**：请保存，以后据此核对台账。"),
    ("rechecked", "head", f"**{ROAD}整改经复查通过**，已补欠。"),
]


@cache
def render_sample(kind: str, number: int) -> Rendered:
    return render(kind, SAMPLES[kind][number])


def every(kind: str) -> list[Rendered]:
    return [render_sample(kind, number) for number in range(len(SAMPLES[kind]))]


def first_for(kind: str, audience: str) -> Rendered:
    return next(
        render_sample(kind, number) for number, each in enumerate(SAMPLES[kind]) if each["audience"] == audience
    )


def mail_of(rendered: Rendered) -> Any:
    at = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
    letter = Letter(
        "a@example.org", rendered.subject, rendered.text, rendered.html, message_id="<1@example.org>", at=at
    )
    return message_from_bytes(compose(letter, RELAY), policy=policy.SMTP)


def item(subject: str, text: str = "", html: str = "") -> Rendered:
    return Rendered(subject, text or subject, html or f"<!-- 正文始 --><p>{subject}</p><!-- 正文止 -->", subject)


# Words


@pytest.mark.parametrize(("kind", "audience", "subject"), SUBJECTS)
def test_the_subject_says_what_and_by_when(kind: str, audience: str, subject: str) -> None:
    assert first_for(kind, audience).subject == subject


@pytest.mark.parametrize(("kind", "audience", "line"), ROBOTS)
def test_a_robot_says_the_same_first(kind: str, audience: str, line: str) -> None:
    assert first_for(kind, audience).markdown.startswith(line)


@pytest.mark.parametrize("kind", KINDS)
def test_a_subject_begins_with_its_sort_in_brackets_and_is_one_plain_line(kind: str) -> None:
    for rendered in every(kind):
        assert re.match(r"【[\u4e00-\u9fff]{2,6}】\S", rendered.subject)
        assert not re.search(r"[*<>`#\n\t]|  ", rendered.subject)
        assert 8 <= len(rendered.subject) <= SUBJECT_LIMIT


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_is_addressed_as_its_audience_wants(kind: str) -> None:
    for context, rendered in zip(SAMPLES[kind], every(kind), strict=True):
        wanted = addressee(context["audience"], context["department"], context["person"])
        assert (rendered.text.partition("\n")[0] == wanted) == (context["audience"] != "agency")
        assert (f'<p style="margin:0 0 8px 0">{wanted}</p>' in rendered.html) == bool(wanted)
        assert "目标办：" not in rendered.markdown.partition("\n")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_of_a_text_is_longer_than_three_hundred_characters(kind: str) -> None:
    lines = [line for rendered in every(kind) for line in f"{rendered.text}\n{rendered.markdown}".splitlines()]
    assert max(map(len, lines)) <= 300
    assert [line for line in lines if line != line.strip()] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_notice_names_a_clause_unless_it_rests_on_another_document(kind: str) -> None:
    for rendered in every(kind):
        named = re.search(r"《(目标管控|总则|全国年节及纪念日放假办法)》", rendered.text)
        assert bool(named) == (kind not in {"date_moved", "taken_over"})
        assert not named or named[0] in unescape(rendered.html)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_name_and_is_for_a_known_audience(kind: str) -> None:
    assert NOTICE_NAMES[kind]
    assert {each["audience"] for each in SAMPLES[kind]} <= {"office", "agency", "head", "liaison"}


# As a mail, and as a robot message


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_survives_the_way_through_seven_bits(kind: str) -> None:
    rendered = render_sample(kind, 0)
    message = mail_of(rendered)
    assert message["Subject"] == rendered.subject
    text, html = (message.get_body([part]).get_content() for part in ("plain", "html"))
    assert text.splitlines() == rendered.text.splitlines()
    assert html.splitlines() == rendered.html.splitlines()


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_of_a_composed_mail_is_short_and_ascii(kind: str) -> None:
    rendered = render_sample(kind, 0)
    content = compose(Letter("a@example.org", rendered.subject, rendered.text, rendered.html), RELAY)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("kind", KINDS)
def test_a_robot_message_fits_and_is_sent_whole(kind: str) -> None:
    for rendered in every(kind):
        assert len(rendered.markdown.encode()) <= MARKDOWN_LIMIT
        assert rendered.markdown.count("**") == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_name_of_a_department_stays_a_name(kind: str) -> None:
    for sample in SAMPLES[kind]:
        rendered = render(kind, dict(sample) | {"department": HOSTILE, "person": sample["person"] and HOSTILE})
        assert (HOSTILE in rendered.text) == (sample["audience"] != "agency")
        assert ("&lt;b&gt;厅&lt;/b&gt;&amp;" in rendered.html) == (sample["audience"] != "agency")
        assert "<b>" not in rendered.html
        assert "<@all>" not in rendered.markdown
        assert "](http" not in rendered.markdown


# Filters


@pytest.mark.parametrize(
    ("day", "makeup", "short", "full"),
    [
        ("2026-04-22", False, "4月22日（周三）", "2026年4月22日（周三）"),
        ("2026-10-10", True, "10月10日（周六，调休上班）", "2026年10月10日（周六，调休上班）"),
        ("2026-12-31", False, "12月31日（周四）", "2026年12月31日（周四）"),
        ("2028-02-29", False, "2月29日（周二）", "2028年2月29日（周二）"),
        ("2027-01-03", False, "1月3日（周日）", "2027年1月3日（周日）"),
    ],
)
def test_a_day_is_written_with_its_weekday(day: str, short: str, full: str, *, makeup: bool) -> None:
    assert (short_day(day, makeup), full_day(day, makeup)) == (short, full)
    assert short_day(date.fromisoformat(day), makeup) == short
    assert near_day(day, date(int(day[:4]), 7, 1), makeup) == short
    assert near_day(day, date(2000, 7, 1), makeup) == full
    assert bare_day(day, date(2000, 7, 1)) == full.partition("（")[0]


@pytest.mark.parametrize(
    ("text", "limit", "stored"),
    [
        ("", 5, ""),
        ("一二三", 3, "一二三"),
        ("一二三四", 3, "一二…"),
        ("“一二三四五”", 6, "“一二三…”"),
        ("“一二三四”", 6, "“一二三四”"),
        ("省交通运输厅整改“公路”", 8, "省交通运输厅整…"),
        ("一\n二\t\t三", 5, "一 二 三"),
        ("  一\x00二  ", 5, "一 二"),
    ],
)
def test_long_words_are_cut_to_one_line(text: str, limit: int, stored: str) -> None:
    assert brief(text, limit) == stored
    assert len(stored) <= limit


@pytest.mark.parametrize(
    ("text", "output"),
    [
        *((f"好{end}", f"好{end}") for end in "。！？；….!?;"),
        *((f"好{other}", f"好{other}。") for other in ("", "）", "”", "，")),
        (" 好 ", "好。"),
        (" ", ""),
    ],
)
def test_a_sentence_gets_a_full_stop_unless_it_has_an_end(text: str, output: str) -> None:
    assert sentence(text) == output


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("召开日期：2026-04-20", "召开日期：2026年4月20日（周一）。"),
        ("召开日期：2026-04-20。", "召开日期：2026年4月20日（周一）。"),
        ("2026-04-20召开", "2026-04-20召开。"),
        ("召开日期：2026-13-01", "召开日期：2026-13-01。"),
        ("编号2026-04", "编号2026-04。"),
    ],
)
def test_only_a_date_at_the_end_of_a_fact_is_written_in_full(text: str, output: str) -> None:
    assert fact(text) == output


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("整改“农村供水”", "农村供水"),
        ("整改“甲“乙”丙”", "甲“乙”丙"),
        ("月度检查", "月度检查"),
        ("整改“”", "整改“”"),
        ("“甲", "“甲"),
    ],
)
def test_the_name_of_a_target_is_inside_its_outer_quotation_marks(title: str, name: str) -> None:
    assert target_name(title) == name


@pytest.mark.parametrize(
    ("audience", "person", "text"),
    [
        ("office", "", "省教育厅目标办："),
        ("head", "王建国", "省教育厅主要领导："),
        ("liaison", "李明", "省教育厅联络员李明："),
        ("liaison", "省教育厅李明", "省教育厅李明："),
        ("agency", "", ""),
    ],
)
def test_each_audience_has_its_salutation(audience: str, person: str, text: str) -> None:
    assert addressee(audience, "省教育厅", person) == text
    assert addressee(audience, "省教育厅\n", f"{person}\x0b") == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [("甲：\n正文\n二", "正文\n二"), ("甲：", "甲："), ("甲：\n", "甲：\n"), ("正文\n甲：", "正文\n甲："), ("", "")],
)
def test_in_a_digest_a_text_loses_its_salutation_only(text: str, rest: str) -> None:
    assert unaddressed(text) == rest


def test_the_body_of_a_mail_is_what_stands_between_its_marks() -> None:
    assert body("<p>头</p><!-- 正文始 --><p>体</p><!-- 正文止 --><p>尾</p>") == "<p>体</p>"
    assert body("<p>没有标记</p>") == ""


@pytest.mark.parametrize(
    ("period", "last"),
    [("2026-01", date(2026, 2, 28)), ("2026-04", date(2026, 5, 31)), ("2026-12", date(2027, 1, 31))],
)
def test_a_month_closes_at_the_end_of_the_next_one(period: str, last: date) -> None:
    assert closing_day(period) == last


@pytest.mark.parametrize("year", [2025, 2026, 2030])
def test_a_year_is_verified_by_the_end_of_the_next_january(year: int) -> None:
    assert verified_by(str(year)) == date(year + 1, 1, 31)


@pytest.mark.parametrize(
    ("value", "text"),
    [("<@all>", "<\u200b@all>"), ("[点](http://x)", "[点]\u200b(http://x)"), ("平常", "平常")],
)
def test_nothing_in_a_robot_message_calls_a_person_or_becomes_a_link(value: str, text: str) -> None:
    assert inert(value) == text


# Digests


@pytest.mark.parametrize(
    ("earliest", "left", "words"),
    [
        (date(2026, 4, 22), 3, "期限4月22日，还有3个工作日"),
        (date(2026, 4, 17), 0, "今日到期"),
        (date(2026, 4, 16), -1, "期限4月16日，已逾期1个工作日"),
        (date(2026, 4, 16), 0, "期限4月16日，已逾期"),
        (date(2027, 1, 10), 180, "期限2027年1月10日，还有180个工作日"),
        (date(2026, 4, 19), 0, "期限4月19日，期限前再无其他工作日"),
    ],
)
def test_a_digest_is_headed_by_the_earliest_date(earliest: date, left: int, words: str) -> None:
    rendered = render_digest([item("甲"), item("乙")], today=TODAY, earliest=earliest, earliest_left=left)
    assert rendered.subject == f"目标管理工作2项（最早{words}）"
    assert rendered.markdown.startswith("**目标管理工作2项**，最早期限")


@pytest.mark.parametrize("count", [2, 3, 20, 200])
def test_a_digest_numbers_all_notices_in_a_mail(count: int) -> None:
    items = [item(f"第{number}项") for number in range(1, count + 1)]
    rendered = render_digest(items, today=TODAY, earliest=None, earliest_left=None)
    assert rendered.subject == f"目标管理工作{count}项"
    assert f"{count}. 第{count}项" in rendered.text.splitlines()
    assert f"（{count}）第{count}项" in rendered.text.splitlines()
    assert rendered.html.count("<tr>") == rendered.html.count("<hr ") == count


@pytest.mark.parametrize("length", [1, 10, 60])
@pytest.mark.parametrize("count", [2, 50, 400])
def test_a_robot_lists_as_many_as_fit_and_counts_the_rest(length: int, count: int) -> None:
    items = [item("很" * length)] * count
    shown = len(fitting(items))
    markdown = render_digest(items, today=TODAY, earliest=DUE, earliest_left=3).markdown
    assert len(markdown.encode()) <= MARKDOWN_LIMIT
    assert markdown.count("\n" + str(shown) + ". 很") == 1
    assert (f"另有{count - shown}项未列出。" in markdown) == (shown < count)


def test_the_room_of_a_digest_is_used_up_to_the_last_byte() -> None:
    exact = OVERVIEW_LIMIT // 2 - len("100. \n")
    assert len(fitting([item("x" * exact)] * 3)) == 2
    assert len(fitting([item("x" * (exact + 1))] * 3)) == 1
    assert fitting([item("x" * OVERVIEW_LIMIT)]) == []


@pytest.mark.parametrize("channel", ["mail", "wecom", ""])
def test_a_digest_fills_only_what_its_channel_uses(channel: str) -> None:
    rendered = render_digest([item("甲"), item("乙")], today=TODAY, earliest=DUE, earliest_left=3, channel=channel)
    assert bool(rendered.text) == bool(rendered.html) == (channel != "wecom")
    assert bool(rendered.markdown) == (channel != "mail")
    assert rendered.subject


@pytest.mark.parametrize("kinds", [("reminder", "overdue"), ("listed", "result", "returned"), ("missing", "fed_back")])
def test_a_digest_of_mails_keeps_the_facts_of_each(kinds: tuple[str, ...]) -> None:
    items = [render_sample(kind, 0) for kind in kinds]
    rendered = render_digest(items, today=TODAY, earliest=DUE, earliest_left=3)
    assert [each.subject for each in items if each.subject not in rendered.text] == []
    assert [each for each in items if unaddressed(each.text) not in rendered.text] == []
    assert [each for each in items if body(each.html).strip() not in rendered.html] == []
    assert rendered.html.count("<!DOCTYPE html>") == 1
