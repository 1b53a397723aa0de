"""Whose hands made a line of a sheet: everybody who entered, changed or listed what it rests on (1-8.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.four_eyes import operator_of
from tests.databases import story
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import by, objects, refused_whole, states

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


ABOUT: dict[str, Any] = {"department": "D001", "year": 2026}

pytestmark = pytest.mark.usefixtures("another")


def accepted(draft: Acting, sql: Sql, component: str, **more: str) -> Acting:
    """D001 objects to a line, and 赵敏 accepts it; it is 4 March."""
    objects(draft, sql, **{component: "有误"})
    today = draft.on("2027-03-04")
    by(today, "赵敏").do("answer_score_objection", **ABOUT, component=component, answer="属实", accepted="是", **more)
    return today


def refused(acting: Acting, name: str, account: str = "") -> str:
    hand = by(acting, name)
    hand = replace(hand, actor=replace(hand.actor, account=account))
    return hand.refused("recompute_sheet", **ABOUT, due="2027-03-11")


@pytest.mark.parametrize("component", ["innovation", "second_level", "leaders"])
def test_who_entered_a_result_made_its_line(draft: Acting, sql: Sql, component: str) -> None:
    assert "是王文经办的" in refused(accepted(draft, sql, component), "王文")


def test_who_corrected_a_result_made_its_line_too(draft: Acting, sql: Sql) -> None:
    today = accepted(draft, sql, "second_level")
    mark(today, "90")
    assert "是王文经办的" in refused(today, "王文")
    assert by(today, "孙立").do("recompute_sheet", **ABOUT, due="2027-03-11").counts["recomputed"] == 1


def test_who_recorded_the_finding_of_an_entry_made_its_line(draft: Acting, sql: Sql) -> None:
    today = accepted(draft, sql, "functional", left_out="2026/T001/1")
    assert "是王文经办的" in refused(today, "王文")


def test_who_has_the_account_of_the_maker_under_another_name_is_the_maker(draft: Acting, sql: Sql) -> None:
    words = refused(accepted(draft, sql, "second_level"), "李平", account="王文")
    assert "是王文经办的" in words
    assert "只有本机账户王文，分不清是不是同一人：请另一人用自己的操作系统账户重算" in words


def test_who_made_another_line_only_may_recompute(draft: Acting, sql: Sql) -> None:
    today = accepted(draft, sql, "second_level")
    mark(today, "90")
    assert by(today, "李明").do("recompute_sheet", **ABOUT, due="2027-03-11").counts["recomputed"] == 1


AGAIN: dict[str, Any] = {**ABOUT, "due": "2027-03-11"}


@pytest.fixture
@story
def granted(draft: Acting, sql: Sql) -> Acting:
    """赵敏 accepts the objection to the second level; 王文, who entered it, corrects it. It is 4 March."""
    objects(draft, sql, second_level="误录")
    today = draft.on("2027-03-04")
    answer = {"component": "二级考评", "answer": "属实", "accepted": "是"}
    by(today, "赵敏").do("answer_score_objection", **ABOUT, **answer)
    mark(today, "90")
    return today


@pytest.mark.parametrize(
    "name",
    [
        "王文",
        "王 文",
        "王　文",
    ],
)
def test_the_maker_is_known_under_every_spelling(granted: Acting, sql: Sql, name: str) -> None:
    words = refused_whole(by(granted, name), sql, "recompute_sheet", **AGAIN)
    assert words.startswith("二级考评的得分或对它的答复是王文经办的，须由另一人重算")
    assert "经办人姓名用 MUBIAO_OPERATOR 写明。" in words


@pytest.mark.parametrize("name", ["赵敏", "赵 敏"])
def test_who_accepted_the_objection_is_known_too(granted: Acting, sql: Sql, name: str) -> None:
    words = refused_whole(by(granted, name), sql, "recompute_sheet", **AGAIN)
    assert "是赵敏经办的" in words


@pytest.mark.parametrize("name", ["王文斌", "王雯", "小王文", "孙立"])
def test_another_person_recomputes(granted: Acting, sql: Sql, name: str) -> None:
    assert by(granted, name).do("recompute_sheet", **AGAIN).counts["recomputed"] == 1
    assert states(sql)[1] == ("D001", 2, "drafted")
    assert sql.value("SELECT confirmed_by FROM score_objection") == name


def test_where_the_agency_is_only_reminded_the_maker_recomputes_with_a_remark(granted: Acting) -> None:
    granted.do("set_policy", key="four_eyes", value="提示", basis="8号")
    told = by(granted, "王文").do("recompute_sheet", **AGAIN).words
    assert told.endswith("二级考评的得分或对它的答复：王文经办，王文重算，同一账户经办与重算，请核对。")


def test_the_operator_is_who_works_at_the_machine_and_else_who_acts(granted: Acting) -> None:
    context = granted.context()
    assert operator_of(context).name == context.actor.name
    entered = replace(context, actor=replace(context.actor, entered_by="孙立", account="sunli"))
    assert (operator_of(entered).name, operator_of(entered).account) == ("孙立", "sunli")


def test_two_accepted_objections_need_a_third_person(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, second_level="误录", leaders="误录")
    today = draft.on("2027-03-04")
    for name, label in (("赵敏", "二级考评"), ("孙立", "省领导评价")):
        given = {"component": label, "answer": "属实", "accepted": "是"}
        by(today, name).do("answer_score_objection", **ABOUT, **given)
    mark(today, "90")
    for name in ("王文", "赵敏", "孙立", "李明"):
        assert "须由另一人重算" in refused_whole(by(today, name), sql, "recompute_sheet", **AGAIN)
    assert by(today, "周正").do("recompute_sheet", **AGAIN).counts["recomputed"] == 1
