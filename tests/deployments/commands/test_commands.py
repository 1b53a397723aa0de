"""The words and cells that commands print, made from values: no installation is needed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from deployments.commands import cycles, error_rate, why
from deployments.commands.answers import DATE, read_json
from deployments.commands.history import format_notice
from deployments.listings import messages, owed, reviews
from deployments.listings.listing import ListedRows
from models.intake.shipped import shipped_calendar
from models.ledger.duty.register import ObligationView
from models.ledger.review.reviewable import OTHERS, Reviewable
from models.records.notice import MessageState
from models.rules.chinese_dates import in_full
from models.rules.cycles import CYCLES, find_cycle
from models.rules.duties import Audience
from models.rules.error_rate import Tally, overall_rate
from models.rules.errors import Refused
from models.rules.notices import NOTICE_NAMES
from models.rules.periods import parse_period
from models.rules.reminders import Colour
from models.rules.states import EntryState, ObligationState

if TYPE_CHECKING:
    from pathlib import Path

QUARTER = parse_period("2026Q3")
AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
HEAD = "stratum,population,sample,declared,failing"


# Obligations, messages, notices


def owed_cells(**otherwise: Any) -> dict[str, Any]:
    row = {"id": 7, "due": date(2026, 3, 31), "provisional": False, "state": "open", "late": False}
    row |= {"short_name": "教育厅", "liaison": "李明", "first_late": None, "entered_late": False, "urgings": None}
    row |= {"urging_methods": None}
    days, colour = otherwise.pop("days_left", 3), otherwise.pop("colour", Colour.GREEN)
    view = ObligationView(SimpleNamespace(**row | otherwise), "2026年3月月度检查", days, colour)
    return dict(zip(owed.LISTING.titles, *owed.LISTING.cells([view]), strict=True))


@pytest.mark.parametrize(
    ("otherwise", "column", "shown"),
    [
        ({}, "期限", "2026-03-31"),
        ({"provisional": True}, "期限", "2026-03-31（暂定）"),
        ({}, "还剩", "3个工作日"),
        ({"days_left": -2, "colour": Colour.RED}, "还剩", "逾期2个工作日"),
        ({"days_left": 0, "colour": Colour.RED}, "还剩", "逾期"),
        *(({"state": each.value}, "还剩", "") for each in ObligationState if each is not ObligationState.OPEN),
        *(({"state": each.value}, "状态", each.label) for each in ObligationState),
        ({"late": True}, "状态", f"{ObligationState.OPEN.label}（逾期）"),
        ({"liaison": None}, "联络员", ""),
    ],
)
def test_a_cell_of_the_list_of_obligations(otherwise: dict[str, Any], column: str, shown: object) -> None:
    assert owed_cells(**otherwise)[column] == shown


@pytest.mark.parametrize("state", MessageState)
@pytest.mark.parametrize(("twice", "mark"), [(False, ""), (True, "（可能重复）")])
def test_a_message_shows_its_state_and_whether_it_may_have_come_twice(
    state: MessageState, mark: str, *, twice: bool
) -> None:
    row: dict[str, Any] = {"id": 1, "business_date": date(2026, 3, 5), "channel": "mail", "address": "a@b.cn"}
    row |= {"subject": "题", "state": state.value, "maybe_duplicate": twice, "tries": 2, "reason": "450"}
    row |= {"attachments": ["回复表.xlsx", "说明.pdf"]}
    files, shown = "回复表.xlsx、说明.pdf", f"{state.label}{mark}"
    why = "" if state is MessageState.SENT else "450"  # of an earlier try
    assert messages.LISTING.cells([row]) == [[1, date(2026, 3, 5), "邮件", "a@b.cn", "题", files, shown, 2, why]]


@pytest.mark.parametrize(
    ("otherwise", "text"),
    [
        ({}, "尚未投递"),
        ({"channel": "mail", "address": "a@b.cn"}, "a@b.cn，尚未投递"),
        ({"channel": "mail", "address": "a@b.cn", "sent_at": AT}, "a@b.cn，2026年3月5日 09:00发出"),
        ({"channel": "wecom", "address": "geheim-key", "sent_at": AT}, "企业微信群，2026年3月5日 09:00发出"),
        ({"channel": "apprise", "address": "json://u:p@h/"}, "其他服务，尚未投递"),
        ({"cancelled": "事项已办结或已变更"}, "未发：事项已办结或已变更"),
    ],
)
def test_the_history_names_a_mailbox_but_never_the_key_of_a_robot(otherwise: dict[str, Any], text: str) -> None:
    notice = {"kind": "overdue", "audience": "head", "created_on": "2026-04-03", "channel": None, "address": None}
    notice |= {"reason": None, "state": None, "bounced": None}
    line = format_notice(notice | {"sent_at": None, "cancelled": None} | otherwise)
    assert line == f"  2026年4月3日 {NOTICE_NAMES['overdue']}（{Audience.HEAD.label}）：{text}"


# Why


def move(**detail: Any) -> str:
    return why._format_move(
        {
            "detail": detail,
            "act": "waive",
            "event": "waive",
            "actor": "管理机构",
            "role": "agency",
            "known": "operator",
            "entered_by": "",
            "source": {},
            "business_date": "2026-04-03",
        }
    )


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({}, "豁免（"),
        ({"reason": "机构改革"}, "豁免，原因：机构改革（"),
        ({"reason": ""}, "豁免（"),
        ({"counted_on": "2026-04-01", "late": False}, "豁免，以2026年4月1日认定（"),
        ({"counted_on": "2026-04-01", "late": True}, "豁免，以2026年4月1日认定（逾期）（"),
        ({"from": "2026-04-22", "to": "2026-04-21"}, "豁免，由2026年4月22日改为2026年4月21日（"),
    ],
)
def test_a_move_is_one_line_with_its_reason(detail: dict[str, Any], words: str) -> None:
    line = move(**detail)
    assert line.startswith(f"  2026年4月3日 {words}")
    assert line.endswith("，管理机构）")


@pytest.mark.parametrize(
    ("due", "state", "provisional", "words"),
    [
        ("2026-05-31", "open", False, ["建议 2026年5月29日 前办结"]),
        ("2026-05-31", "open", True, ["建议 2026年5月29日 前办结（暂定，放假安排尚未公布）"]),
        ("2026-05-29", "open", True, []),
        ("2026-05-31", "discharged", False, []),
    ],
)
def test_a_day_is_recommended_only_while_the_duty_is_open(
    due: str, state: str, words: list[str], *, provisional: bool
) -> None:
    target = {"day": "2026-05-29", "provisional": provisional}
    assert why._format_advice({"due": due, "state": state}, target) == words


@pytest.mark.parametrize(("former", "words"), [(None, "教育厅"), ("", "教育厅"), ("招生办", "教育厅（承接招生办）")])
def test_a_successor_is_named_with_the_former_department(former: str | None, words: str) -> None:
    assert why._format_department({"department": "教育厅", "taken_over_from": former}) == words


@pytest.mark.parametrize("key", ["quarterly_meeting", "mid_year_review", "self_check", "quality_report"])
def test_a_proof_numbers_every_counted_day_and_marks_every_skipped_one(key: str) -> None:
    cycle = find_cycle(key)
    proof = cycle.deadline(cycle.periods(2026)[0], shipped_calendar()).proof
    lines = why._format_proof(proof)
    assert lines[1].startswith("期限依据：《目标管控》")
    numbered = [line.split()[:2] for line in lines if line.startswith("  第")]
    assert numbered == [[f"第{number}个", in_full(day["date"])] for number, day in enumerate(proof["counted"], 1)]
    assert sum(line.startswith("  不计    ") for line in lines) == len(proof["skipped"])


# Cycles


@pytest.mark.parametrize("year", [2020, 2025, 2026])
def test_a_row_of_a_cycle_opens_before_it_is_due(year: int) -> None:
    rows = cycles.list_cycles(shipped_calendar(), year)
    assert {row["cycle"] for row in rows} == {cycle.key for cycle in CYCLES if cycle.periods(year)}
    assert [row for row in rows if not row["opens"] <= row["due"]] == []
    assert [row for row in rows if not re.match(r"周[一二三四五六日]；《目标管控》", row["why"])] == []


@pytest.mark.parametrize(("provisional", "shown"), [(False, "2027-01-22"), (True, "2027-01-22（暂定）")])
def test_a_provisional_due_date_is_marked(shown: str, *, provisional: bool) -> None:
    assert cycles._format_due({"due": "2027-01-22", "provisional": provisional}) == shown


# Reviews


def review(**otherwise: Any) -> Reviewable:
    row = {
        "code": "T001",
        "name": "学位",
        "department": "教育厅",
        "progress": Decimal(50),
        "done": None,
        "status": None,
        "version": 1,
    }
    row |= {
        "evidence": [],
        "placed": None,
        "last_reviewed": None,
        "assigned": "张三",
        "serial": None,
        "entry": None,
        "inspection": None,
    }
    row |= {"report_version": 1, "seen_progress": Decimal(50), "seen_status": None, "seen_evidence": []}
    row |= dict.fromkeys((*OTHERS, "second_serial", "decided_serial", "draw"))
    row |= {"drawn": False, "doubted": False, "outcome": None, "reviewer": None, "reviewed_on": None}
    return Reviewable(SimpleNamespace(**row | otherwise))


@pytest.mark.parametrize(
    ("otherwise", "column", "shown"),
    [
        ({}, "复核结果", ""),
        ({"serial": 1, "outcome": "undone"}, "复核结果", "未完成（待第二人确认）"),
        ({"serial": 1, "outcome": "undone", "single": "1号"}, "复核结果", "未完成"),
        (
            {"serial": 1, "outcome": "undone", "progress": Decimal(60)},
            "复核结果",
            "未完成（待第二人确认）（此后有变化）",
        ),
        ({"assigned": None}, "分派", ""),
        ({}, "申报情况", "50%"),
        ({"progress": None}, "申报情况", "未报"),
        *(({"entry": each.value}, "现场认定", each.label) for each in EntryState),
        ({"entry": "listed", "inspection": "2026-4"}, "现场认定", f"{EntryState.LISTED.label}（核查2026-4）"),
        ({}, "现场认定", ""),
    ],
)
def test_a_cell_of_the_list_of_reviews(otherwise: dict[str, Any], column: str, shown: str) -> None:
    cells = dict(zip(reviews.LISTING.titles, *reviews.LISTING.cells([review(**otherwise)]), strict=True))
    assert cells[column] == shown


@pytest.mark.parametrize(("progress", "pace", "shown"), [(50, "黄", "50% 黄"), (None, "灰", "未报"), (50, "", "50%")])
def test_a22_the_pace_stands_behind_the_declaration(progress: int | None, pace: str, shown: str) -> None:
    declared = replace(review(progress=None if progress is None else Decimal(progress)), pace=pace)
    assert reviews.LISTING.cells([declared])[0][3] == shown


@pytest.mark.parametrize(
    ("assigned", "reviewer", "left", "words"),
    [
        ([], None, False, "2026年第三季度没有应复核的目标。"),
        ([], None, True, "2026年第三季度没有待复核的目标。"),
        ([], "张三", False, "2026年第三季度在线复核没有分派给“张三”的目标，请先分派（assign_reviews）。"),
        (["李四", "王五", "李四"], "张三", True, "2026年第三季度在线复核没有分派给“张三”的目标，已分派：李四、王五。"),
        (["张三"], "张三", True, "2026年第三季度没有待复核的目标。"),
    ],
)
def test_an_empty_list_of_reviews_says_why(
    assigned: list[str], reviewer: str | None, words: str, *, left: bool
) -> None:
    lines = [review(assigned=each) for each in assigned]
    assert reviews.describe_none(lines, QUARTER, reviewer=reviewer, second=None, left=left) == words


@pytest.mark.parametrize(("done", "left"), [(0, 2), (1, 1), (2, 0)])
def test_the_list_of_reviews_counts_what_is_done(done: int, left: int) -> None:
    lines = [review(serial=1, outcome="undone")] * done + [review()] * left
    with Session() as session:
        [words] = reviews.LISTING.after(session, ListedRows(reviews.LISTING, date(2026, 10, 8), {}, lines))
    assert words == f"共2项，已复核{done}项，待复核{left}项{f'，待第二人确认{done}项' if done else ''}。"


# Error rates


@pytest.mark.parametrize(
    ("tally", "first", "second"),
    [
        (Tally(60, 20, 18, 1), "核验误差率 5.0%", "占申报完成的样本 5.6%"),
        (Tally(60, 20, 0, 0), "核验误差率 0.0%", "占申报完成的样本 无"),
        (Tally(3, 3, 3, 1), "核验误差率 33.3%", "占申报完成的样本 33.3%"),
        (Tally(10, 10, 10, 10), "核验误差率 100.0%", "占申报完成的样本 100.0%"),
    ],
)
def test_a_rate_is_told_in_three_sentences(tally: Tally, first: str, second: str) -> None:
    sentences = error_rate._format_sentences(overall_rate([tally]).total)
    assert [sentence.partition("：")[0] for sentence in sentences[:2]] == [first, second]
    assert ("没有区间" in sentences[2]) == (tally.sample == tally.population)


@settings(max_examples=settings().max_examples * 2 // 5)
@given(numbers=st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_the_bounds_of_a_rate_enclose_what_the_sample_shows(numbers: list[int]) -> None:
    failing, declared, sample, population = sorted(numbers)
    tally = Tally(max(population, 1), max(sample, 1), declared, failing)
    data = error_rate._rate_json(overall_rate([tally]).total)
    assert (data["low"] is None) == (data["high"] is None) == tally.is_certain
    assert data["low"] is None or 0 <= data["low"] <= data["high"] <= 1
    assert 0 <= data["rate"] <= 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("甲,60,20,18", "应有五列"),
        ("甲,60,20,18,x", "应有五列"),
        ("甲,60,20,18,1.5", "应有五列"),
        (",60,20,18,1", "层名不能为空"),
        ("甲,60,20,18,19", "申报完成而不符合标准19项，应在0到申报完成的18项之间"),
        ("甲,60,20,21,1", "申报完成21项，应在0到样本的20项之间"),
        ("甲,19,20,18,1", "样本20项，应在1到总体的19项之间"),
        ("甲,60,0,0,0", "没有抽取样本"),
        ("甲,0,0,0,0", "总体0项，应在1到10000000之间"),
    ],
)
def test_a_wrong_row_of_strata_is_refused_with_its_reason(row: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "层.csv").write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
    with pytest.raises(Refused, match=words):
        error_rate._read_strata(tmp_path / "层.csv")


@pytest.mark.parametrize("head", [HEAD, f"\ufeff{HEAD}", "failing,declared,sample,population,stratum"])
def test_strata_are_read_by_the_names_of_their_columns(head: str, tmp_path: Path) -> None:
    row = "甲,60,20,18,1" if "stratum,p" in head else "1,18,20,60,甲"
    (tmp_path / "层.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    assert error_rate._read_strata(tmp_path / "层.csv") == [Tally(60, 20, 18, 1, "甲")]


# Input


@pytest.mark.parametrize("text", ["20260105x", "2026-13-01", "2026-00-01", "5.1.2026", "2026-01-05T09:00"])
def test_only_a_date_is_a_day(text: str) -> None:
    with pytest.raises(click.BadParameter, match=f"“{re.escape(text)}”不是有效日期"):
        DATE.convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "place"), [("", "第1行第1列"), ("{", "第1行第2列"), ('{"a": }', "第1行第7列"), ("[1,\n2,]", "第2行")]
)
def test_invalid_json_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(Refused, match=f"“--data”不是有效的JSON（{place}"):
        read_json(text, "--data")
