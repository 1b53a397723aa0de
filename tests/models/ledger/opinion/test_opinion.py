"""An opinion as a whole: what fits each of its states, its days, and reforms meanwhile (6.2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.reforming import REFORMS, reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

HEAD = "SELECT height, hash FROM chain_head"
SAID = {"department": "D001", "content": "下午四点后没有班车", "channel": "公众评议问卷"}
DUTIES = """
SELECT o.kind, d.code, o.state, x.due::text FROM obligation o JOIN department d ON d.id = o.owed_by
    JOIN deadline x ON x.id = o.deadline_id WHERE o.kind LIKE 'opinion%' ORDER BY o.id
"""
TOLD = """
SELECT d.code FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind = :kind AND n.audience = 'office' ORDER BY n.id
"""
THIS = {"opinion": "2026-1"}
DO: dict[str, tuple[str, dict[str, Any]]] = {
    "assign": ("assign_opinion", {**THIS, "limit": "2026-09-20"}),
    "feed back": ("feed_back_opinion", {**THIS, "feedback": "已增开两班"}),
    "publish": ("publish_opinion", {**THIS, "published_in": "省政府门户网站"}),
    "dismiss": ("dismiss_opinion", {**THIS, "reason": "与另一条重复"}),
}
STATES = {
    "received": [],
    "remedying": ["assign"],
    "fed_back": ["assign", "feed back"],
    "published": ["assign", "feed back", "publish"],
    "dismissed": ["dismiss"],
    "dismissed after its assignment": ["assign", "dismiss"],
}
ASSIGNED = "该意见此前已交办，整改时限不再更改。"
NOT_FED_BACK = "该意见的整改情况尚未反馈，反馈后才能公布。"
PUBLISHED = "该意见的整改情况已经公布。"
DISMISSED = "该意见此前已不予办理。"
REFUSED = {
    "received": {"feed back": "该意见尚未交办，交办后才反馈整改情况。", "publish": NOT_FED_BACK},
    "remedying": {"assign": ASSIGNED, "publish": NOT_FED_BACK},
    "fed_back": {
        "assign": ASSIGNED,
        "feed back": "该意见的整改情况此前已反馈，待公布。",
        "dismiss": "该意见的整改情况已经反馈，应予公布。",
    },
    "published": {"assign": PUBLISHED, "feed back": PUBLISHED, "dismiss": PUBLISHED},
    "dismissed": {"assign": DISMISSED, "feed back": DISMISSED, "publish": DISMISSED},
}
REFUSED["dismissed after its assignment"] = REFUSED["dismissed"]
# An opinion belongs to its department, so a transfer of targets leaves it where it is.
OWNERS = {"rename_department": "D001", "merge_department": "D002", "transfer_targets": "D001"}


@pytest.fixture
def received(march: Acting) -> Acting:
    """2026-1 about D001 was received on 20 August and is not assigned; today is that day."""
    march.on("2026-08-20").do("record_opinion", **SAID)
    return march.on("2026-08-20")


def do(acting: Acting, *steps: str) -> Acting:
    for step in steps:
        name, fields = DO[step]
        acting.do(name, **fields)
    return acting


@pytest.mark.parametrize("state", STATES)
def test_what_does_not_fit_the_state_of_an_opinion_is_refused_and_writes_nothing(
    received: Acting, sql: Sql, state: str
) -> None:
    do(received, *STATES[state])
    assert sql.column("SELECT state FROM opinion") == [state.partition(" ")[0]]
    before = sql.rows(HEAD)
    found = {step: received.refused(DO[step][0], **DO[step][1]) for step in REFUSED[state]}
    assert found == REFUSED[state]
    assert sql.rows(HEAD) == before


@pytest.mark.parametrize(("state", "count"), [("published", "published"), ("dismissed", "dismissed")])
def test_the_last_step_again_changes_nothing(received: Acting, sql: Sql, state: str, count: str) -> None:
    do(received, *STATES[state])
    before = sql.value("SELECT count(*) FROM transition"), sql.value("SELECT count(*) FROM notice")
    name, fields = DO[STATES[state][-1]]
    assert received.do(name, **fields).counts == {count: 0}
    assert (sql.value("SELECT count(*) FROM transition"), sql.value("SELECT count(*) FROM notice")) == before


# The days


@pytest.mark.parametrize(
    ("received_on", "number", "due"),
    [
        ("2026-06-30", "2026-1", "2026-07-14"),
        ("2026-07-01", "2026-1", "2026-10-20"),
        ("2026-09-30", "2026-1", "2026-10-20"),
        ("2026-10-01", "2026-1", "2027-01-15"),
        ("2026-12-31", "2026-1", "2027-01-15"),
        ("2027-01-01", "2027-1", "2027-04-15"),
    ],
)
def test_the_day_of_receipt_decides_on_the_number_and_on_the_quarter_of_the_publication(
    march: Acting, sql: Sql, received_on: str, number: str, due: str
) -> None:
    done = march.on("2027-01-01").do("record_opinion", **SAID, received_on=received_on)
    assert done.data == {"opinion": number}
    assert sql.rows(DUTIES) == [("opinion_publication", "AGENCY", "open", due)]


@pytest.mark.parametrize(("day", "late"), [("2026-09-19", False), ("2026-09-20", False), ("2026-09-21", True)])
def test_feedback_is_late_from_the_day_after_the_limit(received: Acting, sql: Sql, day: str, *, late: bool) -> None:
    do(received, "assign")
    do(received.on(day).office("D001"), "feed back")
    assert sql.column("SELECT late FROM obligation WHERE kind = 'opinion_feedback'") == [late]


@pytest.mark.parametrize(("day", "late"), [("2026-10-19", False), ("2026-10-20", False), ("2026-10-21", True)])
def test_a_publication_is_late_from_the_day_after_it_was_due(
    received: Acting, sql: Sql, day: str, *, late: bool
) -> None:
    do(received, "assign", "feed back")
    do(received.on(day), "publish")
    assert sql.column("SELECT late FROM obligation WHERE kind = 'opinion_publication'") == [late]


@pytest.mark.parametrize(
    ("published_on", "text"),
    [
        ("2026-09-09", "公布日期2026-09-09早于整改情况反馈的日期2026-09-10，请核对。"),
        ("2026-09-10", ""),
        ("2026-09-11", ""),
        ("2026-09-12", "公布日期2026-09-12在今天（2026-09-11）之后，请核对。"),
    ],
)
def test_a_publication_lies_between_the_feedback_and_today(
    received: Acting, sql: Sql, published_on: str, text: str
) -> None:
    do(do(received, "assign").on("2026-09-10"), "feed back")
    publication = {**THIS, "published_in": "省政府门户网站", "published_on": published_on}
    if text:
        assert received.on("2026-09-11").refused("publish_opinion", **publication) == text
    else:
        received.on("2026-09-11").do("publish_opinion", **publication)
    assert sql.column("SELECT state FROM opinion") == ["fed_back" if text else "published"]


# A reform meanwhile


@pytest.mark.parametrize("act", REFORMS)
@pytest.mark.parametrize("state", ["received", "remedying"])
def test_an_opinion_is_fed_back_by_the_department_or_its_successor(
    received: Acting, sql: Sql, state: str, act: str
) -> None:
    do(received, *STATES[state])
    agency = reform(received.on("2026-08-31"), act)
    do(agency, *([] if state == "remedying" else ["assign"]))
    assert sql.column(TOLD, kind="opinion_received") == [OWNERS[act]]
    do(agency.office(OWNERS[act]), "feed back")
    assert sql.rows(DUTIES)[1] == ("opinion_feedback", OWNERS[act], "discharged", "2026-09-20")
    do(agency, "publish")
    assert sql.column("SELECT state FROM opinion") == ["published"]


@pytest.mark.parametrize("act", REFORMS)
def test_the_dismissal_of_an_assigned_opinion_is_told_to_the_department_or_its_successor(
    received: Acting, sql: Sql, act: str
) -> None:
    do(received, "assign")
    do(reform(received.on("2026-08-31"), act), "dismiss")
    assert sql.column(TOLD, kind="opinion_dismissed") == [OWNERS[act]]
    assert [row[2] for row in sql.rows(DUTIES)] == ["void", "void"]


@pytest.mark.parametrize(
    ("act", "other", "text"),
    [
        ("rename_department", "D002", "您只能办理本部门的事项，不能办理“第一局”的事项。"),
        ("merge_department", "D001", "“第001厅”已并入“第002厅”，其事项由“第002厅”办理。"),
        ("transfer_targets", "D002", "您只能办理本部门的事项，不能办理“第001厅”的事项。"),
    ],
)
def test_no_other_department_feeds_back_after_the_reform(
    received: Acting, sql: Sql, act: str, other: str, text: str
) -> None:
    do(received, "assign")
    office = reform(received.on("2026-08-31"), act).office(other)
    assert office.refused(DO["feed back"][0], **DO["feed back"][1]) == text
    assert sql.column("SELECT state FROM opinion") == ["remedying"]


@pytest.mark.parametrize("act", REFORMS)
def test_an_opinion_recorded_after_the_reform_is_the_departments_or_its_successors(
    march: Acting, sql: Sql, act: str
) -> None:
    reform(march.on("2026-08-10"), act).on("2026-08-20").do("record_opinion", **SAID, limit="2026-09-20")
    owner = "SELECT d.code FROM opinion o JOIN department d ON d.id = o.department_id"
    assert sql.column(owner) == [OWNERS[act]]
    assert sql.column(TOLD, kind="opinion_received") == [OWNERS[act]]
