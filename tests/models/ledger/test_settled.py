"""Facts and surveys that are recorded after an approval say that no approved sheet moves (A43, A44)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.settled import year_under_appraisal
from tests.models.ledger.appraisal.year import APPROVAL, complete, drafted, objects
from tests.models.ledger.draft.lists import PAPER
from tests.surveys import filled_survey, give_back

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

SETTLED = "2026年的考评已经审定（黔绩领〔2027〕1号），仅作记录，已审定的得分表不变。"
KEPT = "SELECT id, content, digest, state, grade FROM score_sheet ORDER BY id"
FACT: dict[str, Any] = {
    "department": "D001",
    "year": 2026,
    "fact": "未按规定报告重大事项",
    "reduces": "年度目标绩效奖下调一档",
    "number": "黔纪通〔2027〕2号",
    "dated": "2027-01-12",
    "evidence": str(PAPER),
}
WITHDRAWN: dict[str, Any] = {"department": "D001", "year": 2026, "serial": 1, "reason": "经复查不属实"}
OTHER = {"执行能力·不满意人数": 5}
AGAIN: dict[str, Any] = {"number": "合同2027-3", "dated": "2027-03-08", "evidence": str(PAPER)}


@pytest.fixture
def march_2027(march: Acting, sql: Sql) -> Acting:
    """The survey of 2026 came back; its sheets are drafted and checked; today is 9 March 2027."""
    complete(march, sql)
    drafted(march)
    objects(march, sql)
    return march.on("2027-03-09")


def approve(acting: Acting) -> None:
    acting.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)


def say(acting: Acting, folder: Path) -> list[str]:
    """The answers of all acts about what is printed next to the score."""
    return [
        acting.do("record_discipline", **FACT).words,
        acting.do("withdraw_discipline", **WITHDRAWN).words,
        give_back(acting, filled_survey(folder, rows={1: OTHER}), "登记有误").words,
        acting.do("hand_out_survey", year=2026, reason="重新测评", **AGAIN).words,
    ]


def test_facts_and_surveys_after_the_approval_say_that_they_move_no_sheet(
    march_2027: Acting, sql: Sql, tmp_path: Path
) -> None:
    approve(march_2027)
    before = sql.rows(KEPT)
    for words in say(march_2027, tmp_path):
        assert words.endswith(SETTLED)
        assert "supersede_sheet" not in words
    assert sql.rows(KEPT) == before


def test_before_the_approval_they_say_nothing_of_it(march_2027: Acting, tmp_path: Path) -> None:
    assert not any("审定" in words for words in say(march_2027, tmp_path))


def test_the_year_under_appraisal_is_the_newest_whose_sheets_wait_for_their_approval(march_2027: Acting) -> None:
    def year(day: date) -> int:
        with begin() as session:
            return year_under_appraisal(session, 2, day)

    late = date(2027, 9, 1)
    assert (year(march_2027.day), year(late)) == (2026, 2026)
    march_2027.do("approve_appraisal", year=2026, **APPROVAL)
    assert year(late) == 2027
