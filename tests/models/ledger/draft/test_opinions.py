"""What an office answers: opinions, which may change until the submission, and its receipt (1-2.22, 1-2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from tests.answers import duty_number
from tests.models.ledger.appraisal.year import by, mailing
from tests.models.ledger.draft.lists import (
    agree,
    bodies,
    consult,
    consulted_list,
    draft,
    issued_list,
    submit,
    whole_list,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

AGREED = {"target": "N1", "opinion": "同意"}
OPINIONS = """
SELECT r.code, l.opinion, l.reason, l.proposal FROM draft_line l JOIN target_draft r ON r.id = l.draft_id
JOIN obligation o ON o.id = l.obligation_id WHERE o.kind = :kind ORDER BY r.code
"""


def give(march: Acting, number: int, *lines: dict[str, str], office: str = "D001") -> str:
    """Give opinions; returns the words."""
    return march.office(office).do("give_opinions", obligation=number, lines=[*lines]).words


@pytest.fixture
def asked(march: Acting) -> int:
    """D001 is asked about N1 and N2."""
    bodies(march)
    draft(march, "N1")
    draft(march, "N2")
    [number] = consult(march)
    return number


def test_an_office_agrees_or_objects_line_by_line(march: Acting, asked: int, sql: Sql, violations: Violations) -> None:
    done = agree(march, asked, "N1", N2="改为900公里")
    assert done.words == "2026年目标沟通：同意1项，有异议1项（N2），管理机构将逐项答复。"
    assert sql.rows(OPINIONS, kind="consultation") == [
        ("N1", "agreed", "", ""),
        ("N2", "objected", "用地不足", "改为900公里"),
    ]
    assert sql.column("SELECT state FROM obligation WHERE kind = 'consultation'") == ["discharged"]
    assert violations() == []


def test_the_same_opinions_change_nothing(march: Acting, asked: int, sql: Sql) -> None:
    agree(march, asked, "N1", "N2")
    again = agree(march.on("2026-03-06"), asked, "N1", "N2")
    assert (again.words, again.counts["opinions"]) == ("2026年目标沟通：同意2项。", 0)
    assert sql.column("SELECT DISTINCT answered_on::text FROM draft_line") == ["2026-03-05"]


def test_an_opinion_that_changes_is_not_answered_any_more(
    march: Acting, asked: int, sql: Sql, violations: Violations
) -> None:
    agree(march, asked, "N1", N2="改为900公里")
    march.do("answer_objection", target="N2", accepted=False, answer="任务已定")
    assert agree(march, asked, "N1", N2="改为800公里").counts["opinions"] == 1
    assert sql.rows("SELECT accepted, answer, decided_on FROM draft_line WHERE opinion = 'objected'") == [
        (None, "", None)
    ]
    assert "部门的异议尚未答复" in march.on("2026-03-16").refused("submit_drafts", category="职能绩效目标")
    assert violations() == []


@pytest.mark.parametrize("answered", [False, True])
def test_what_is_entered_for_an_office_takes_no_objection_back(
    march: Acting, asked: int, sql: Sql, *, answered: bool
) -> None:
    own = [AGREED, AGREED | {"target": "N2", "opinion": "有异议", "reason": "用地不足", "proposal": "减半"}]
    mailing(march).do("give_opinions", obligation=asked, lines=own)
    if answered:
        march.do("answer_objection", target="N2", accepted=False, answer="任务已定")
    agreed, phoned = [AGREED, AGREED | {"target": "N2"}], march.on_behalf("电话", "李明")
    for entered in (march, phoned, march.office("D001")):
        words = entered.refused("give_opinions", obligation=asked, lines=agreed)
        assert words.startswith("对目标N2的异议只能由部门用回复表（邮件）撤回、改写")
    assert phoned.do("give_opinions", obligation=asked, lines=own).counts["opinions"] == 0
    assert sql.column("SELECT opinion FROM draft_line ORDER BY id") == ["agreed", "objected"]
    assert mailing(march).do("give_opinions", obligation=asked, lines=agreed).counts["opinions"] == 1


def test_an_objection_is_not_reworded_before_it_is_answered(march: Acting, asked: int) -> None:
    agree(march, asked, "N1", N2="减半")
    lines = [AGREED, AGREED | {"target": "N2", "opinion": "有异议", "reason": "没有意见", "proposal": "照办"}]
    words = march.office("D001").refused("give_opinions", obligation=asked, lines=lines)
    assert words.startswith("对目标N2的异议只能由部门")


def test_an_opinion_that_was_entered_keeps_the_day_of_the_office_open(march: Acting, asked: int, sql: Sql) -> None:
    operator = by(march.office("D001"), "王文")
    operator.do("give_opinions", obligation=asked, lines=[AGREED, AGREED | {"target": "N2"}])
    asking: dict[str, Any] = {"category": "职能绩效目标"}
    assert "意见是代录的，部门反馈意见的期限2026-03-13未到" in march.on("2026-03-13").refused("submit_drafts", **asking)
    own = [AGREED, AGREED | {"target": "N2", "opinion": "有异议", "reason": "用地不足", "proposal": "减半"}]
    mailing(march.on("2026-03-12")).do("give_opinions", obligation=asked, lines=own)
    march.on("2026-03-12").do("answer_objection", target="N2", accepted=False, answer="任务已定")
    march.on("2026-03-12").do("submit_drafts", **asking, targets="N2")
    march.on("2026-03-16").do("submit_drafts", **asking)
    assert sql.column("SELECT consulted FROM submission_line ORDER BY id") == ["settled", "agreed"]


def test_every_draft_of_the_list_needs_its_opinion_once(march: Acting, asked: int, sql: Sql) -> None:
    office = march.office("D001")

    def refused(*lines: dict[str, str]) -> str:
        return office.refused("give_opinions", obligation=asked, lines=[*lines])

    assert refused(AGREED) == "缺少1项：N2。各项都须写明意见。"
    assert refused(AGREED, AGREED | {"target": "N9"}) == "目标N9不在这份清单中。"
    assert refused(AGREED, AGREED) == "同一目标写了两次。"
    assert sql.value("SELECT count(*) FROM draft_line WHERE answered_on IS NOT NULL") == 0


def test_a_list_of_another_kind_is_refused(march: Acting, sql: Sql) -> None:
    report = duty_number(sql, "monthly_check", "2026-03")
    words = march.office("D001").refused("give_opinions", obligation=report, lines=[AGREED])
    assert words == f"事项{report}不是目标沟通。查看：mubiao owed。"


def test_the_list_of_another_office_is_refused(march: Acting, asked: int) -> None:
    with pytest.raises(Refused):
        give(march, asked, AGREED, office="D002")


def test_more_than_five_objections_are_named_by_the_first_ones(march: Acting) -> None:
    codes = whole_list(march, "D001")
    [number] = consult(march)
    done = agree(march, number, **dict.fromkeys(codes, "减半"))
    assert "有异议7项（N1、N2、N3、N4、N5等）" in done.words


def test_an_office_is_told_that_a_draft_changed_since(march: Acting, asked: int, violations: Violations) -> None:
    draft(march, "N2", 单位="里")
    done = agree(march, asked, "N1", "N2")
    assert done.words == "2026年目标沟通：同意2项。目标N2此后已修改或撤回，修改的将另行征求意见。"
    assert violations() == []


def test_an_opinion_on_the_old_list_of_a_draft_is_shown_the_new_one(
    march: Acting, asked: int, sql: Sql, violations: Violations
) -> None:
    draft(march, "N2", 单位="里")
    [new] = consult(march)
    told = "目标N2修改以后已另行征求意见，意见请填在新的清单中。"
    assert agree(march, asked, "N1", N2="减半").words == f"2026年目标沟通：同意1项，有异议1项（N2）。{told}"
    both = agree(march, asked, N1="减半", N2="减半").words
    assert both == f"2026年目标沟通：同意0项，有异议2项（N1、N2），管理机构将逐项答复N1。{told}"
    assert agree(march, new, N2="减半").words == "2026年目标沟通：同意0项，有异议1项（N2），管理机构将逐项答复。"
    assert sql.value("SELECT opinion FROM draft_line WHERE obligation_id = :new", new=new) == "objected"
    assert violations() == []


def test_after_the_submission_the_same_opinion_is_taken_and_another_is_refused(march: Acting, sql: Sql) -> None:
    codes, number = consulted_list(march)
    submit(march)
    before = sql.rows(OPINIONS, kind="consultation")
    assert agree(march, number, *codes).counts["opinions"] == 0
    lines: list[dict[str, Any]] = [AGREED | {"target": code} for code in codes[1:]]
    lines.append({"target": "N1", "opinion": "有异议", "reason": "太多", "proposal": "减半"})
    words = march.office("D001").refused("give_opinions", obligation=number, lines=lines)
    assert words == "目标N1已报审，意见不能再改；仍有意见的，请告知管理机构。"
    assert sql.rows(OPINIONS, kind="consultation") == before


def test_after_a_silent_submission_no_opinion_is_taken(march: Acting, asked: int) -> None:
    submit(march)
    words = march.office("D001").refused("give_opinions", obligation=asked, lines=[AGREED])
    assert words == "这份清单的意见反馈已豁免（草案已报审），不再收取。"


def test_a_list_is_received_with_its_questions(march: Acting, sql: Sql, violations: Violations) -> None:
    codes = issued_list(march)
    number = duty_number(sql, "receipt", "2026")
    office = march.on("2026-03-20").office("D001")
    asked = [{"target": "N2", "question": "起点在哪里"}]
    done = office.do("receive_targets", obligation=number, lines=asked)
    assert done.words == "已签收2026年目标清单，共7项。有疑问1项（N2），已转管理机构。"
    assert sql.rows(OPINIONS, kind="receipt")[1] == ("N2", None, "起点在哪里", "")
    assert sql.column("SELECT state FROM obligation WHERE kind = 'receipt'") == ["discharged"]
    again = office.do("receive_targets", obligation=number, lines=asked)
    assert (again.words, again.counts["received"]) == ("此前已签收，未作改动。", 0)
    assert len(codes) == 7
    assert violations() == []


def test_a_list_is_received_without_a_question_and_late(march: Acting, sql: Sql, violations: Violations) -> None:
    issued_list(march)
    number = duty_number(sql, "receipt", "2026")
    office = march.on("2026-03-30").office("D001")
    assert (
        office.refused("receive_targets", obligation=number, lines=[{"target": "T001"}]) == "目标T001不在这份清单中。"
    )
    assert office.do("receive_targets", obligation=number).words == "已签收2026年目标清单，共7项。"
    assert sql.column("SELECT late FROM obligation WHERE kind = 'receipt'") == [True]
    assert violations() == []
