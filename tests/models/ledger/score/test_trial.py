"""Who would move under other settings: compared in a transaction that may only read (1-8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.policies import value_on, versions_of
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.trial import Trial, try_settings
from models.rules.appraisal_settings import CUT_OFF
from models.rules.errors import Unavailable
from models.rules.item_weights import read_item_weights
from models.rules.score.quotas import read_quotas
from models.statements import run, transaction
from tests.models.ledger.score.appraisal import appraise, excepted

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

ALL = """SELECT string_agg(md5(x::text), '' ORDER BY x::text) FROM (SELECT p::text FROM policy p UNION ALL
    SELECT b::text FROM block b UNION ALL SELECT t::text FROM transition t) x"""


def tried(**values: Any) -> Trial:
    with begin() as session:
        return try_settings(session, 2026, date(2027, 3, 1), values)


def grades(trial: Trial) -> list[tuple[str, str, bool]]:
    return [(each.before.grade, each.after.grade, each.moved) for each in trial.shifts]


def test_other_quotas_move_grades_and_no_total(acting: Acting, policy: str, sql: Sql) -> None:
    appraise(acting, policy, D001="90", D002="80", D003="70", D004="60")
    before = sql.value(ALL)
    found = tried(grade_quotas=read_quotas("一等奖50%、其余三等奖"))
    assert grades(found) == [
        ("一等奖", "一等奖", False),
        ("二等奖", "一等奖", True),
        ("二等奖", "三等奖", True),
        ("三等奖", "三等奖", False),
    ]
    assert {each.before.candidate.value == each.after.candidate.value for each in found.shifts} == {True}
    assert sql.value(ALL) == before


def test_a_setting_that_is_tried_holds_on_every_day_and_ends_with_the_trial(acting: Acting, policy: str) -> None:
    appraise(acting, policy, D001="90", D002="80")
    with begin() as session:
        assert cut_off_day(session, 2026) is None
        transaction(session).tried = {"appraisal_cut_off": [2, 28]}
        assert cut_off_day(session, 2026) == date(2027, 2, 28)
        assert value_on(session, home(session), CUT_OFF, date(1990, 1, 1)) == [2, 28]
        transaction(session).tried = {}
        assert versions_of(session, home(session), CUT_OFF) == []
    with begin() as session:
        assert cut_off_day(session, 2026) is None


def test_what_is_unset_in_the_trial_is_missing_after_it(acting: Acting, policy: str) -> None:
    appraise(acting, policy, D001="90", D002="80")
    found = tried(party_item_weights=None, grade_quotas=None)
    assert found.before.missing == ()
    assert found.after.missing == (
        "单位等次比例（grade_quotas）未设定",
        "甲类：“第001厅”、“第002厅”的合计还缺10项",
    )
    assert {(each.after.place, each.after.grade, each.moved) for each in found.shifts} == {(None, "", True)}


def test_other_points_move_the_totals_of_entries_that_are_listed(acting: Acting, policy: str, sql: Sql) -> None:
    acting.take("departments", {"编码": "D001", "名称": "第001厅"})
    issued = {"编号": "T001", "年度": "2026", "目标名称": "路", "责任部门": "D001", "下达日期": "2026-02-27"}
    acting.on("2026-02-27").take("targets", issued)
    sql("UPDATE target SET category = 'functional'")
    acting.do("set_policy", key="negative_points", value="-1", basis="5号", valid_from="2026-01-01")
    acting.on("2026-03-10").lists("T001")
    january = appraise(acting, policy, "D001", D001="90", D002="90")
    excepted(january, policy, "未作年终复核", "D001")
    found = tried(negative_points={"ordinary": ["-3"]})
    totals = [(each.before.candidate.total, each.after.candidate.total) for each in found.shifts]
    assert totals == [(Decimal("95.1"), Decimal("93.1")), (Decimal("96.1"), Decimal("96.1"))]


def test_other_weights_leave_a_complete_total_complete(acting: Acting, policy: str) -> None:
    appraise(acting, policy, D001="90", D002="80")
    weights = read_item_weights("思想建设9、组织建设8、党风廉政建设8、队伍建设8、同步小康驻村8")
    assert grades(tried(party_item_weights=weights)) == [("二等奖", "二等奖", False), ("三等奖", "三等奖", False)]


def _try_and_write() -> None:
    with begin() as session:
        try_settings(session, 2026, date(2027, 3, 1), {})
        run(session, "UPDATE policy SET basis = '7号'")


def test_nothing_can_be_written_once_settings_were_tried(acting: Acting, policy: str, sql: Sql) -> None:
    appraise(acting, policy, D001="90", D002="80")
    with pytest.raises(Unavailable):
        _try_and_write()
    assert sql.value("SELECT count(*) FROM policy WHERE basis = '7号'") == 0
