"""今日工作: each line leads to its act with the number filled in, each section to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from deployments.commands.today import OFFICES, SOON
from deployments.portal.acts import is_here
from deployments.portal.agency import PAGES_OF
from deployments.portal.day import NOTHING_HERE, OF_LINE, WORK_OF, act_of, lines_of, page_of, ways_of
from deployments.portal.sheet import SHEETS_HERE
from models.ledger.acts import find_act
from models.ledger.duty.agency_work import SECTIONS, DaySection
from models.rules.cycles import DUTY_OF
from models.rules.duties import Debtor

if TYPE_CHECKING:
    from tests.deployments.portal.conftest import Desk

REASON = "启用以前开始，照常办理"


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("任务12：2026年3月月度检查，电话，第002厅", "/act/register_urging?urging=12"),
        ("来信3：a@example.org", "/act/accept_answer?mail=3"),
        ("通知40：第002厅，逾期", "/act/told_by_phone?notices=40"),
        ("消息7 a@example.org 无此用户", "/act/retry_message?message=7"),
        ("2026-3 起草报告（黔绩领〔2026〕3号，办理时限2026-03-31）", "/act/complete_assignment?assignment=2026-3"),
        ("第002厅：没有联络员", ""),
        (
            "启用日期以前开始：2026年年终检查（2026-12-01开启，期限2027-01-10）",
            f"/act/open_cycle?cycle=year_end_check&period=2026&before_go_live={quote('是')}&reason={quote(REASON)}",
        ),
    ],
)
def test_a_line_that_begins_with_a_number_leads_to_its_act(line: str, address: str) -> None:
    assert act_of(line) == address


def test_the_act_of_a_line_has_the_field_of_its_number() -> None:
    for act, field in OF_LINE.values():
        assert act.form
        assert field in act.form.model_fields


@pytest.mark.parametrize("title", SECTIONS)
def test_every_kind_of_line_has_its_acts_at_the_page_or_asks_for_none(title: str) -> None:
    found = ways_of(title)
    assert bool(found) != (title in NOTHING_HERE)
    for _, place in found:
        _, kind, name = place.split("/")
        assert name in SHEETS_HERE if kind == "sheet" else is_here(find_act(name))


def test_a_doubtful_message_is_decided_at_the_page() -> None:
    assert act_of("消息7：第002厅，钉钉群（答复为空）") == "/act/retry_message?message=7"
    assert [place for _, place in ways_of("送达不明的消息")] == [
        "/act/confirm_message",
        "/act/retry_message",
        "/act/drop_message",
    ]


def test_a_line_about_a_duty_leads_to_its_form(agency: Desk) -> None:
    agency.at(10, day=31).sign_in("AGENCY/王文")
    shown = agency.page("/day")
    assert '第001厅，2026年3月月度检查 <a href="/duty/1">办理</a>' in shown
    section = DaySection(SOON, "", ("甲", "乙"), (0, 2), ("recheck_owed", "monthly_check"))
    assert lines_of(section) == [("甲", "/list/entries"), ("乙", "/duty/2")]


def test_every_duty_of_the_agency_leads_to_where_it_is_done() -> None:
    assert WORK_OF.keys() == {key for key, duty in DUTY_OF.items() if duty.debtor is Debtor.AGENCY}
    for place in WORK_OF.values():
        _, kind, name = place.split("/")
        assert name in {"list": PAGES_OF, "sheet": SHEETS_HERE}.get(kind, ()) or is_here(find_act(name))


def test_a_section_leads_to_the_page_of_its_command() -> None:
    assert page_of(OFFICES, "mubiao owed --overdue") == "/board"
    found = {title: page_of(title, command) for title, (command, _) in SECTIONS.items()}
    assert found["待明确整改时限"] == "/list/entries"
    assert found["未能读取的收件箱"] == ""


def test_what_a_line_asks_for_is_filled_in(agency: Desk) -> None:
    assert 'name="urging" value="12"' in agency.page(act_of("任务12："))
    opening = agency.page(act_of("启用日期以前开始：2026年年终检查（2026-12-01开启，期限2027-01-10）"))
    assert 'name="period" value="2026"' in opening
    assert REASON in opening
    agency.at(10, day=31).sign_in("AGENCY/王文")
    assert "本机查看" not in agency.page("/day")
