"""What every yearly noun has in common: a table with a row for each (1-2.16, 1-2.19, 1-6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.score.discipline import DISCIPLINE_OF_YEAR
from models.ledger.score.individuals import INDIVIDUALS
from models.ledger.score.innovation import INNOVATION
from models.ledger.score.second_level import SECOND_LEVEL
from models.ledger.score.ungraded import UNGRADED_OF_YEAR
from models.ledger.score.unit_classes import UNIT_CLASS
from models.ledger.score.yearly import WithdrawnYearly, Yearly, basis_of
from models.rules.errors import Refused
from tests.models.ledger.score.appraisal import PAPER, appraise

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

# Each noun: its act, what is given to D001, and something else.
GIVEN: dict[str, tuple[Yearly[Any], dict[str, Any], dict[str, Any]]] = {
    "record_second_level": (SECOND_LEVEL, {"value": "87.5"}, {"value": "88"}),
    "record_innovation": (INNOVATION, {"prize": "未参加"}, {"number": "黔目标办〔2027〕9号"}),
    "classify_unit": (UNIT_CLASS, {"unit_class": "乙类"}, {"unit_class": "甲类"}),
    "appraise_without_grade": (
        UNGRADED_OF_YEAR,
        {"kind": "不参加", "reason": "年内新设", "basis": "办法第十二条"},
        {"kind": "取消"},
    ),
    "record_discipline": (DISCIPLINE_OF_YEAR, {"fact": "未按规定报告", "reduces": "下调一档"}, {"reduces": "下调两档"}),
    "record_individuals": (
        INDIVIDUALS,
        {"people": 20, "excellent": 3, "reached": 16, "not_reached": 1},
        {"excellent": 2, "reached": 17},
    ),
}


@dataclass(frozen=True)
class Case:
    """A yearly noun with what can be given to D001 for 2026, before anything is recorded."""

    agency: Acting
    act: str
    noun: Yearly[Any]
    fields: dict[str, Any]
    other: dict[str, Any]
    sql: Sql

    @property
    def count(self) -> int:
        return int(self.sql.value(f"SELECT count(*) FROM {self.noun.table}"))  # noqa: S608 - own names


@pytest.fixture(params=GIVEN)
def case(request: pytest.FixtureRequest, acting: Acting, policy: str, sql: Sql) -> Case:
    noun, given, other = GIVEN[request.param]
    fields = {"department": "D001", "year": 2026} | given
    if noun is INDIVIDUALS:  # follow from the grades of a year
        january = appraise(acting, policy, D001="95", D002="90", D003="80", D004="70")
    else:
        january = request.getfixturevalue("january")
        january.do("set_policy", key="unit_classes", value="甲类、乙类", basis="6号", valid_from="2025-01-01")
        fields |= PAPER | {"evidence": policy}
    return Case(january, request.param, noun, fields, fields | other, sql)


def test_it_is_recorded_once_and_the_same_again_changes_nothing(case: Case, violations: Violations) -> None:
    assert case.agency.do(case.act, **case.fields).counts["recorded"] == 1
    again = case.agency.do(case.act, **case.fields)
    assert (again.words[-11:], again.counts) == ("此前已登记，未作改动。", {"recorded": 0})
    assert (case.count, violations()) == (1, [])


def test_something_else_is_refused_without_a_reason_or_a_withdrawal(case: Case) -> None:
    case.agency.do(case.act, **case.fields)
    assert "确需" in case.agency.refused(case.act, **case.other)
    assert case.count == 1


def test_a_year_to_come_and_who_has_no_score_are_refused(case: Case) -> None:
    assert case.agency.refused(case.act, **case.fields | {"year": 2028}) == "2028年尚未开始，没有考评，请核对年度。"
    assert case.agency.refused(case.act, **case.fields | {"department": "AGENCY"}).endswith("是管理机构，没有考评。")
    assert case.count == 0


def test_a_paper_of_a_day_to_come_is_refused(case: Case) -> None:
    if "dated" in case.noun.fields:
        told = case.agency.refused(case.act, **case.fields | {"dated": "2027-01-21"})
        assert told == "文件日期2027-01-21晚于今天（2027-01-20），请核对。"
    assert case.count == 0


def test_of_two_at_once_one_is_recorded(case: Case, together: Together) -> None:
    done = together(*[lambda session: case.agency.within(session, case.act, **case.fields)] * 2)
    assert sorted(each.counts["recorded"] for each in done) == [0, 1]
    assert case.count == 1


def test_an_office_may_not_record_it(case: Case) -> None:
    with pytest.raises(Refused, match="不能执行"):
        case.agency.office("D001").do(case.act, **case.fields)
    assert case.count == 0


def test_what_is_withdrawn_is_no_longer_of_the_year_and_may_be_recorded_again(case: Case) -> None:
    if not isinstance(case.noun, WithdrawnYearly):
        return
    case.agency.do(case.act, **case.fields)
    of_serial: dict[str, Any] = {"serial": 1} if case.noun.once else {}
    withdrawal = case.act.replace("record", "withdraw").replace("appraise", "withdraw")
    assert case.agency.do(withdrawal, department="D001", year=2026, reason="误登", **of_serial).counts["withdrawn"] == 1
    with begin() as session:
        assert not case.noun.of_year(session, home(session), 2026)
    assert case.agency.do(case.act, **case.other).counts["recorded"] == 1


def test_basis_names_the_newest_first_with_the_reason_of_each_correction() -> None:
    rows = [SimpleNamespace(reason="复核更正"), SimpleNamespace(reason="")]
    assert basis_of(rows, lambda _: "87.50") == ["87.50，更正原因：复核更正", "此前：87.50"]
