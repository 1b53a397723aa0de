"""Notices about the negative list: the list of a quarter, a listing, an appeal, a new limit."""

from __future__ import annotations

import re
from typing import Any

import pytest

from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.appeals import OUTCOMES
from notifications.samples.parts import DEPARTMENT, ROAD

LINE: dict[str, Any] = {
    "target": "农村公路",
    "finding": "完成86公里",
    "before": "listed",
    "state": "remedying",
    "limit": "2026-10-20",
}
ADDRESSED = {"office": f"{DEPARTMENT}目标办：", "head": f"{DEPARTMENT}主要领导："}


def render_sample(kind: str, number: int = 0, /, audience: str = "", **otherwise: Any) -> Rendered:
    """A sample, to another audience and with other facts in its payload if given."""
    sample = SAMPLES[kind][number]
    return render(
        kind, dict(sample) | {"audience": audience or sample["audience"], "payload": sample["payload"] | otherwise}
    )


# The list of a quarter


@pytest.mark.parametrize(
    ("otherwise", "stands"),
    [
        ({}, "整改时限2026年10月20日（周二）"),
        ({"before": ""}, "整改时限2026年10月20日（周二）（本季新列入）"),
        ({"before": "", "new": False}, "整改时限2026年10月20日（周二）"),
        ({"before": "", "new": True}, "整改时限2026年10月20日（周二）（本季新列入）"),
        ({"standing": "overdue"}, "整改时限2026年10月20日（周二），已逾期"),
        ({"standing": "awaiting_feedback"}, "整改时限2026年10月20日（周二），已申报完成，待反馈"),
        ({"standing": "suspended", "points": "-2"}, "整改时限2026年10月20日（周二），申诉期间中止，记分-2"),
        ({"limit": ""}, "整改时限另行明确"),
        ({"limit": "", "before": ""}, "整改时限另行明确（本季新列入）"),
        ({"points": "-2"}, "整改时限2026年10月20日（周二），记分-2"),
        ({"points": ""}, "整改时限2026年10月20日（周二）"),
        ({"state": "made_good"}, "已补欠"),
        ({"state": "made_good", "points": "0"}, "已补欠，记分0"),
        ({"state": "made_good", "before": ""}, "已补欠"),
        ({"state": "withdrawn"}, "经申诉裁定撤销"),
        ({"state": "withdrawn", "before": ""}, "经申诉裁定撤销"),
        ({"state": "corrected"}, "经更正撤销"),
        ({"state": "corrected", "before": "", "new": True}, "经更正撤销"),
    ],
)
def test_an_entry_says_how_it_stands(otherwise: dict[str, str], stands: str) -> None:
    rendered = render_sample("negative_list", lines=[LINE | otherwise])
    assert rendered.text.splitlines()[2] == f"1. 农村公路：{stands}。完成86公里。"
    assert stands in rendered.html


@pytest.mark.parametrize(("entries", "left"), [(1, 0), (30, 0), (31, 1), (100, 70)])
def test_a_mail_names_thirty_entries_and_counts_the_rest(entries: int, left: int) -> None:
    rendered = render_sample("negative_list", lines=[LINE] * entries)
    assert rendered.subject == f"【负面清单】2026年第三季度负面清单，您单位{entries}项"
    assert rendered.text.count("完成86公里。") == rendered.html.count("完成86公里。") == entries - left
    assert (f"另有{left}项未列出。" in rendered.text, f"另有{left}项未列出。" in rendered.html) == (
        bool(left),
        bool(left),
    )
    assert f"您单位{entries}项" in rendered.markdown


@pytest.mark.parametrize(
    ("audience", "words"), [("office", "要做什么：在整改时限内完成整改"), ("head", "提请关注整改落实。")]
)
def test_a_head_is_asked_to_see_to_it_and_an_office_to_do_it(audience: str, words: str) -> None:
    lines = render_sample("negative_list", audience=audience).text.splitlines()
    assert lines[0] == ADDRESSED[audience]
    assert lines[-1].startswith(words)
    assert lines[-1].endswith("对认定有异议的，可以据实申诉。")


@pytest.mark.parametrize("audience", ["office", "head"])
def test_the_list_asks_only_for_what_is_still_open(audience: str) -> None:
    ended = [LINE | {"state": state} for state in ("made_good", "withdrawn", "corrected")]
    none = render_sample("negative_list", audience=audience, lines=ended)
    some = render_sample("negative_list", audience=audience, lines=[*ended, LINE])
    for words in (none.text, none.html, none.markdown):
        assert "3项，均已补欠或撤销，不需再办理" in words
        assert "5个工作日" not in words
    for words in (some.text, some.html, some.markdown):
        assert "4项，其中1项尚未办结，请按整改时限办理" in words


@pytest.mark.parametrize("state", ["remedying", "listed", "made_good", "withdrawn"])
def test_a_robot_tells_nothing_of_a_finding(state: str) -> None:
    rendered = render_sample("negative_list", lines=[LINE | {"state": state}])
    assert "86" not in rendered.markdown
    assert "农村公路" not in rendered.markdown


# A listing and a recheck


@pytest.mark.parametrize("number", range(3))
def test_a_listing_names_the_finding_and_the_last_day_of_feedback(number: int) -> None:
    payload = SAMPLES["listed"][number]["payload"]
    rendered = render_sample("listed", number)
    assert payload["finding"].rstrip("。") + "。" in rendered.text
    assert rendered.text.count("整改反馈：整改完成后5个工作日内反馈，最迟") == 1
    assert payload["finding"] not in rendered.markdown


@pytest.mark.parametrize(("number", "asked"), [(0, False), (1, True), (2, False)])
def test_only_the_office_is_asked_to_remedy(number: int, *, asked: bool) -> None:
    rendered = render_sample("listed", number)
    assert bool(re.search("^请于.*整改", rendered.text, re.MULTILINE)) == asked
    assert ("提请关注整改落实。" in rendered.text) != asked


@pytest.mark.parametrize("audience", ["office", "head"])
@pytest.mark.parametrize(
    ("passed", "limit", "subject"),
    [
        (True, "", "复查通过，已补欠"),
        (False, "2026-11-20", "复查未通过，新的整改时限11月20日（周五）"),
        (False, "2027-01-15", "复查未通过，新的整改时限2027年1月15日（周五）"),
    ],
)
def test_a_recheck_says_whether_it_is_made_good(audience: str, limit: str, subject: str, *, passed: bool) -> None:
    rendered = render_sample("rechecked", audience=audience, passed=passed, limit=limit)
    assert rendered.subject == f"【复查结果】“{ROAD}”{subject}"
    assert rendered.text.splitlines()[0] == ADDRESSED[audience]
    assert ("本项整改已办结。" in rendered.text) == passed


@pytest.mark.parametrize("audience", ["office", "head"])
def test_a_new_limit_gives_both_dates_and_the_reason(audience: str) -> None:
    rendered = render_sample("relimited", audience=audience)
    assert f"“{ROAD}”整改时限由2026年10月20日（周二）改为2026年11月10日（周二）。" in rendered.text.splitlines()
    assert "原因：汛期影响施工。" in rendered.text.splitlines()
    assert "原为10月20日（周二）" in rendered.markdown
    assert ("要做什么：按新的时限完成整改并申报完成" in rendered.text) == (audience == "office")


# Appeals


def test_the_agency_reads_who_appeals_and_why() -> None:
    rendered = render_sample("appeal_lodged", ground="附验收单！")
    assert rendered.text.splitlines()[:2] == [
        f"{DEPARTMENT}对“{ROAD}”列入负面清单的认定提出申诉，请决定是否受理。",
        "申诉理由：附验收单！",
    ]
    assert "受理至裁定期间，整改和反馈期限中止计算。" in rendered.text
    assert "附验收单" not in rendered.markdown


@pytest.mark.parametrize("number", range(2 * len(OUTCOMES)))
def test_an_answer_names_its_outcome_and_reason_to_both(number: int) -> None:
    outcome, audience = OUTCOMES[number // 2], ("office", "head")[number % 2]
    rendered = render_sample("appeal_answered", number)
    assert rendered.subject == f"【申诉】对“{ROAD}”的申诉{outcome.answer}"
    assert rendered.text.splitlines()[:2] == [
        ADDRESSED[audience],
        f"对“{ROAD}”列入负面清单的申诉{outcome.answer}。",
    ]
    assert (f"理由：{outcome.reason}。" in rendered.text.splitlines()) == bool(outcome.reason)


@pytest.mark.parametrize(
    ("outcome", "days", "follows"),
    [
        ("accepted", [], "复核裁定前，整改和反馈期限中止计算，不再提醒。"),
        ("accepted", [("remediation", "2026-10-30")], "复核裁定前，整改和反馈期限中止计算，不再提醒。"),
        ("withdrawn", [], "该条目已从负面清单撤销，不需要整改和反馈。"),
        ("refused", [], "整改时限和反馈期限不变。"),
        ("upheld", [("remediation", "2026-10-30")], "整改时限为2026年10月30日（周五）。"),
        ("changed", [("feedback", "2026-11-05")], "反馈期限为2026年11月5日（周四）。"),
        (
            "taken_back",
            [("remediation", "2026-10-30"), ("feedback", "2026-11-05")],
            "整改时限为2026年10月30日（周五）；反馈期限为2026年11月5日（周四）。",
        ),
    ],
)
def test_an_answer_says_what_follows_for_the_dates(outcome: str, days: list[tuple[str, str]], follows: str) -> None:
    rendered = render_sample(
        "appeal_answered", outcome=outcome, days=[{"kind": kind, "due": due} for kind, due in days]
    )
    assert follows in rendered.text.splitlines()
    assert follows in rendered.html
    assert rendered.markdown.endswith(f"**：{follows}")


@pytest.mark.parametrize("kind", ["negative_list", "appeal_lodged", "appeal_answered", "relimited", "listed"])
def test_a_hostile_target_is_escaped_in_html_and_literal_in_text(kind: str) -> None:
    hostile = '<img src=x onerror="1">'
    sample = SAMPLES[kind][0]
    duty = sample["duty"] and sample["duty"] | {"title": f"整改“{hostile}”"}
    payload = sample["payload"] | {"target": hostile, "lines": [LINE | {"target": hostile}]}
    rendered = render(kind, dict(sample) | {"duty": duty, "payload": payload})
    assert hostile in rendered.text
    assert "<img" not in rendered.html
    assert "&lt;img src=x onerror=" in rendered.html
