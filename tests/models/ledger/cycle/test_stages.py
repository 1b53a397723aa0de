"""The stages of a year: their days, and what is on record of each (1-4)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.cycle.stages import stages
from models.rules.stage import Stage
from tests.models.ledger.appraisal.year import APPROVAL, complete, drafted, objects

if TYPE_CHECKING:
    from models.rules.stage import StageOfYear
    from tests.conftest import Acting, Sql


def found(day: date, year: int = 2026) -> dict[Stage, StageOfYear]:
    with begin() as session:
        return {each.stage: each for each in stages(session, year, day)}


def test_a_year_that_has_just_begun_has_targets_and_no_results(march: Acting) -> None:
    now = found(march.day)
    assert [each for each in Stage if now[each].facts] == [Stage.TARGETS, Stage.EXECUTION, Stage.EVALUATION]
    assert now[Stage.TARGETS].facts[0].startswith("已下达3项（")
    assert now[Stage.EVALUATION].facts == ("已办结核查0次，列入负面清单0个",)
    assert (now[Stage.EVALUATION].last, now[Stage.USE].first) == (None, None)


def test_what_is_owed_inspected_and_listed_is_counted(march: Acting) -> None:
    march.on("2026-03-10").lists("T001")
    march.on("2026-12-01").open("year_end_check", "2026")
    now = found(date(2026, 12, 2))
    assert now[Stage.EXECUTION].facts == ("已开启6个事项，已办结1个",)
    assert now[Stage.EVALUATION].facts == ("已办结核查1次，列入负面清单1个",)
    assert found(date(2026, 3, 9))[Stage.EVALUATION].facts[0].endswith("列入负面清单0个")


def test_half_a_pair_of_all_plans_of_the_year_together_is_told(drafted: Acting) -> None:
    drafted.do("draft_inspection", inspection="2026-1", forms="自查、他查、自己核查")
    assert len(found(drafted.day)[Stage.EVALUATION].facts) == 1
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕7号")
    [_, told] = found(drafted.day)[Stage.EVALUATION].facts
    assert told == "本年各核查方案合计，注意：5.1 g自己核查和第三方核查相结合，只写了自己核查，请核对。"


def test_the_feedback_ends_and_the_use_begins_with_the_approval(march: Acting, sql: Sql) -> None:
    complete(march, sql)
    drafted(march.on("2027-03-01"))
    now = found(date(2027, 3, 1))
    assert (now[Stage.EVALUATION].last, now[Stage.FEEDBACK].last) == (date(2027, 2, 26), None)
    assert now[Stage.FEEDBACK].facts == ("得分表2份，2027-03-01起拟定",)
    assert now[Stage.USE].facts == ()
    objects(march, sql)
    march.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    since = found(date(2027, 3, 8))
    assert (since[Stage.FEEDBACK].last, since[Stage.USE].first) == (date(2027, 3, 8), date(2027, 3, 8))
    assert since[Stage.USE].facts == ("已审定（黔绩领〔2027〕1号），0个部门定有等次，其后更正0次",)
