"""今日工作: each line leads to its act with the number filled in, each section to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.commands.today import OFFICES
from deployments.portal.day import OF_LINE, act_of, page_of
from models.ledger.duty.agency_work import SECTIONS

if TYPE_CHECKING:
    from tests.deployments.portal.conftest import Desk


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("任务12：2026年3月月度检查，电话，第002厅", "/act/register_urging?urging=12"),
        ("来信3：a@example.org", "/act/accept_answer?mail=3"),
        ("通知40：第002厅，逾期", "/act/told_by_phone?notices=40"),
        ("第002厅：没有联络员", ""),
    ],
)
def test_a_line_that_begins_with_a_number_leads_to_its_act(line: str, address: str) -> None:
    assert act_of(line) == address


def test_the_act_of_a_line_has_the_field_of_its_number() -> None:
    for act, field in OF_LINE.values():
        assert act.form
        assert field in act.form.model_fields


def test_a_section_leads_to_the_page_of_its_command() -> None:
    assert page_of(OFFICES, "mubiao owed --overdue") == "/board?late=1"
    found = {title: page_of(title, command) for title, (command, _) in SECTIONS.items()}
    assert found["待明确整改时限"] == "/list/entries"
    assert found["未能读取的收件箱"] == ""


def test_what_a_line_asks_for_is_filled_in(agency: Desk) -> None:
    assert 'name="urging" value="12"' in agency.page(act_of("任务12："))
    agency.at(10, day=31).sign_in("AGENCY/王文")
    assert '<a href="/board?late=1">全部</a>，本机查看' in agency.page("/day")
