"""The papers of results by audience and year: the same totals for each, no key but its own, and reading only (1-9)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.papers.appraisal import AUDIENCES, KINDS, AppraisalPaper, appraisal_paper, key_of
from models.rules.errors import Refused
from models.rules.score.result import Readers

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

DAY = date(2027, 1, 20)
WRITTEN = "SELECT (SELECT count(*) FROM block), (SELECT count(*) FROM issued_paper), (SELECT count(*) FROM notice)"


def paper(audience: Readers, department: str = "", year: int = 2026, day: date = DAY) -> AppraisalPaper:
    with begin() as session:
        return appraisal_paper(session, year, day, audience, department)


@pytest.mark.usefixtures("march")
def test_every_audience_has_a_kind_of_paper_and_none_shares_one() -> None:
    assert set(KINDS) == set(Readers)
    assert [AUDIENCES[kind] for kind in KINDS.values()] == list(KINDS)


@pytest.mark.parametrize(("code", "key"), [("", "2026"), ("D001", "2026/D001")])
def test_a_paper_about_one_department_has_a_key_of_its_own(code: str, key: str) -> None:
    assert key_of(2026, code) == key


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("name", ["D001", "第001厅", " 第001厅 "])
def test_a_department_is_found_by_its_code_and_its_name(name: str) -> None:
    assert paper(Readers.DEPARTMENT, name).key == "2026/D001"


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("name", ["", "D009", "无此厅", "2026/D001"])
def test_an_unknown_department_has_no_paper(name: str) -> None:
    with pytest.raises(Refused):
        paper(Readers.DEPARTMENT, name)


@pytest.mark.usefixtures("march")
def test_the_agency_itself_has_no_result() -> None:
    with pytest.raises(Refused, match="2026年没有“AGENCY”的考评结果"):
        paper(Readers.DEPARTMENT, "AGENCY")


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(("day", "given"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_results_are_there_from_the_first_day_of_the_next_year(day: date, *, given: bool) -> None:
    if given:
        assert paper(Readers.ALL, day=day).signature.day == day
        return
    with pytest.raises(Refused, match="2026年尚未结束"):
        paper(Readers.ALL, day=day)


@pytest.mark.usefixtures("march")
def test_the_totals_in_every_paper_are_the_same() -> None:
    totals = [
        {each.code: (each.total, each.place, each.grade) for each in paper(audience).results}
        for audience in Readers
        if audience is not Readers.DEPARTMENT
    ]
    assert totals[0] == totals[1] == totals[2]
    [own] = paper(Readers.DEPARTMENT, "D002").results
    assert (own.total, own.place, own.grade) == totals[0]["D002"]


@pytest.mark.usefixtures("march")
def test_a_trial_is_not_approved_and_ranks_no_department_while_totals_lack() -> None:
    found = paper(Readers.DEPARTMENT, "D001")
    assert (found.approved_on, found.ranked, found.results[0].place) == (None, 0, None)


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("audience", "title"),
    [
        (Readers.ALL, "关于2026年度目标绩效考评结果的通报"),
        (Readers.MEMBERS, "关于反馈2026年度目标绩效考评结果的函"),
        (Readers.PERSONNEL, "关于反馈2026年度目标绩效考评结果的函"),
    ],
)
def test_what_goes_to_all_is_a_notice_and_what_goes_to_few_a_letter(audience: Readers, title: str) -> None:
    assert paper(audience).title == title


def test_the_paper_of_a_merged_department_is_its_successors(march: Acting) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    march.on("2026-12-31").do("merge_department", effective_on="2026-12-31", **reform)
    assert [each.code for each in paper(Readers.ALL).results] == ["D002"]
    assert [each.code for each in paper(Readers.DEPARTMENT, "D002").results] == ["D002"]


def test_a_department_merged_after_the_year_keeps_its_result(march: Acting) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    march.on("2027-01-10").do("merge_department", effective_on="2027-01-10", **reform)
    assert [each.code for each in paper(Readers.ALL).results] == ["D001", "D002"]


@pytest.mark.usefixtures("march")
def test_writing_a_paper_writes_nothing_into_the_ledger(sql: Sql) -> None:
    before = sql.rows(WRITTEN)
    for audience in Readers:
        paper(audience, "D001" if audience is Readers.DEPARTMENT else "")
    assert sql.rows(WRITTEN) == before


def test_the_personnel_bodies_are_those_in_office_on_the_day_of_the_paper(march: Acting) -> None:
    march.do("register_body", kind="公务员管理部门", name="市公务员局")
    march.do("register_body", kind="组织部", name="原组织部", valid_to="2026-06-30")
    march.do("register_body", kind="组织部", name="市委组织部", valid_from="2026-07-01")
    march.do("register_body", kind="宣传部", name="市委宣传部")
    assert paper(Readers.PERSONNEL).bodies == ("市委组织部", "市公务员局")
    assert paper(Readers.ALL).bodies == ()


@pytest.mark.usefixtures("march")
def test_a_year_without_a_target_or_a_rating_has_no_paper() -> None:
    with pytest.raises(Refused, match="2024年没有目标，也没有评价，没有考评结果"):
        paper(Readers.ALL, year=2024)
