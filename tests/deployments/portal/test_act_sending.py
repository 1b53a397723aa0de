"""The form of an act that is sent: once, again, or only kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.portal.act_sending import UNSEEN
from deployments.portal.kept_texts import SENT_OTHERWISE
from tests.deployments.portal.test_acts import PDF, RULE

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk


def test_a_form_that_is_sent_twice_is_done_once(agency: Desk, sql: Sql) -> None:
    given = {**agency.form("/act/register_inspector"), "do": "send", "name": "王文"}
    first, again = (agency.post("/act/register_inspector", **given) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    assert "已办理。" in agency.follow(again)
    assert sql.value("SELECT count(*) FROM block WHERE act = 'register_inspector'") == 1
    assert SENT_OTHERWISE in agency.follow(agency.post("/act/register_inspector", **{**given, "name": "李天"}))
    assert sql.column("SELECT name FROM inspector") == ["王文"]
    assert "已办理。" in agency.act("register_inspector", name="李天")
    other_account = agency.page("/act/register_inspector?done=never:0")
    assert "已办理。" not in other_account


def test_a_form_is_kept_by_the_button(agency: Desk, sql: Sql) -> None:
    assert "已暂存" in agency.act("register_inspector", do="save", name="王文")
    assert 'value="王文"' in agency.page("/act/register_inspector")
    assert sql.value("SELECT count(*) FROM inspector") == 0


def test_what_was_kept_of_something_else_than_the_address_names_is_said_and_can_be_deleted(agency: Desk) -> None:
    agency.act("set_limit", do="save", target="T002", limit="2026-03-31")
    asked = "/act/set_limit?target=T003"
    assert "暂存的内容，不是刚才选的那一项" in agency.page(asked)
    assert "暂存的内容" not in agency.page("/act/set_limit")
    shown = agency.follow(agency.post(asked, **agency.form(asked), do="drop"))
    assert "暂存的内容" not in shown
    assert 'value="T003"' in shown


INSPECTOR = "/act/register_inspector"
FILE = [("evidence", ("办法.pdf", b"%PDF-1.4 paper", "application/pdf"))]


def test_a_form_whose_session_ended_by_time_is_kept_and_goes_on_after_signing_in(agency: Desk, sql: Sql) -> None:
    rule = "/act/record_regulation"
    given = {**agency.form(rule), "do": "send", "name": "目标绩效奖惩办法"}
    answer = agency.at(21, 30).post(rule, FILE, **given)
    assert (answer.status_code, answer.headers["location"], answer.text) == (303, f"/in?next={rule}", "")
    assert sql.value("SELECT count(*) FROM regulation") == 0
    assert agency.sign_in("AGENCY/王文").headers["location"] == "/"
    page = agency.page(rule)
    assert ('value="目标绩效奖惩办法"' in page, "办法.pdf（" in page) == (True, True)


ENDINGS = {
    "contact": "UPDATE contact SET valid_to = '2026-03-04' WHERE name = '王文'",
    "account": "UPDATE account SET ended_on = '2026-03-05' WHERE person = '王文'",
    "late": "SELECT 1",
    "forged": "UPDATE page_session SET form_token = 'another'",
}


@pytest.mark.parametrize("ended", ENDINGS)
def test_a_form_of_a_session_that_was_ended_otherwise_keeps_nothing(agency: Desk, sql: Sql, ended: str) -> None:
    given = {**agency.form(INSPECTOR), "do": "send", "name": "王文"}
    sql(ENDINGS[ended])
    answer = agency.at(23 if ended == "late" else 10, 40).post(INSPECTOR, **given)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/in?next={INSPECTOR}")
    assert sql.value("SELECT count(*) FROM page_draft") == 0


def test_nothing_is_kept_late_of_an_act_that_is_not_the_persons_or_that_names_what_is_marked(
    agency: Desk, sql: Sql
) -> None:
    given = {**agency.form(INSPECTOR), "do": "save", "name": "王文"}
    agency.acting.do("mark_secret", target="T003", year=2026, marking="工作秘密", reason="涉密")
    agency.at(10, 40).post("/act/set_limit", **{**given, "target": "T003"})
    agency.post("/act/init", **given)
    assert sql.value("SELECT count(*) FROM page_draft") == 0
    agency.post(INSPECTOR, **given)
    assert sql.value("SELECT count(*) FROM page_draft") == 1


def test_another_file_of_the_same_name_and_size_is_another_form(agency: Desk, sql: Sql) -> None:
    given = {**agency.form("/act/record_regulation"), "do": "send", **RULE}
    files = [[("evidence", ("办法.pdf", PDF + end, "application/pdf"))] for end in (b"1", b"1", b"2")]
    told = [agency.follow(agency.post("/act/record_regulation", each, **given)) for each in files]
    assert ["已办理。" in each for each in told] == [True, True, False]
    assert SENT_OTHERWISE in told[2]
    assert sql.value("SELECT count(*) FROM block WHERE act = 'record_regulation'") == 1


def test_a_file_that_was_chosen_in_another_tab_is_shown_before_the_act_is_done_with_it(agency: Desk, sql: Sql) -> None:
    rule = "/act/record_regulation"
    one, other = agency.form(rule), agency.form(rule)
    agency.post(rule, FILE, **{**one, "do": "save", "name": "奖惩办法"})
    page = agency.follow(agency.post(rule, FILE, **{**other, "do": "send", **RULE}))
    assert (UNSEEN in page, "办法.pdf（" in page, "办法（2）.pdf（" in page) == (True, True, True)
    assert sql.value("SELECT count(*) FROM regulation") == 0
    assert "已办理。" in agency.act("record_regulation", **RULE)
