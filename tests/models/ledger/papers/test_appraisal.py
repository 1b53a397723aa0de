"""The papers of results: what each audience is given, who has none, and that a draft takes no number (1-9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.papers.appraisal import AUDIENCES, KINDS, AppraisalPaper, appraisal_paper, key_of, numbered
from models.rules.errors import Refused
from models.rules.score.result import Readers
from models.rules.secrecy import WITHHELD
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


DAY = date(2027, 1, 20)
OTHERS = [each for each in Readers if each is not Readers.DEPARTMENT]


@pytest.fixture
@story
def listed(march: Acting, sql: Sql) -> Acting:
    """T001 of D001 is on the list and takes two points of 职能绩效; today is 20 January 2027."""
    basis = {"basis": "黔目标办〔2026〕5号", "valid_from": "2026-01-01"}
    march.do("set_policy", key="negative_points", value="-2", **basis)
    sql("UPDATE target SET category = 'functional'")
    march.on("2026-03-10").lists("T001")
    return march.on("2027-01-20")


def paper(audience: Readers = Readers.ALL, department: str = "", year: int = 2026) -> AppraisalPaper:
    with begin() as session:
        return appraisal_paper(session, year, DAY, audience, department)


def refused(**asked: Any) -> str:
    with pytest.raises(Refused) as error:
        paper(**asked)
    return str(error.value)


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("audience", OTHERS)
def test_a_paper_to_others_has_every_department_and_no_entry(audience: Readers) -> None:
    found = paper(audience)
    assert [each.code for each in found.results] == ["D001", "D002"]
    assert [line.deductions for each in found.results for line in each.lines if line.deductions] == []
    assert (found.key, found.signature.day, found.signature.number) == ("2026", DAY, "")


def test_classes_of_units_stand_as_the_agency_lists_them(listed: Acting) -> None:
    paper_of = {"number": "黔目标办〔2026〕6号", "dated": "2026-03-02", "evidence": __file__}
    basis = {"basis": "黔目标办〔2026〕6号", "valid_from": "2026-12-01"}
    listed.do("set_policy", key="unit_classes", value="甲类、乙类", **basis)  # 乙 comes before 甲 in Unicode
    for code, name in (("D001", "乙类"), ("D002", "甲类")):
        listed.do("classify_unit", department=code, year=2026, unit_class=name, **paper_of)
    assert [each.unit_class for each in paper().results] == ["甲类", "乙类"]


@pytest.mark.usefixtures("listed")
def test_the_paper_to_a_department_has_its_own_result_and_no_other() -> None:
    found = paper(Readers.DEPARTMENT, "第001厅")
    assert [each.code for each in found.results] == ["D001"]
    assert [each.entry for each in found.results[0].lines[0].deductions] == ["2026/T001/1"]
    assert (found.key, found.title) == ("2026/D001", "关于反馈2026年度目标绩效考评结果的函")
    assert "2026/T001/1" not in repr(paper(Readers.DEPARTMENT, "D002"))


def test_a_marked_entry_is_not_named(listed: Acting) -> None:
    listed.do("mark_secret", target="T001", marking="秘密", reason="涉及重大工程", year=2026)
    found = paper(Readers.DEPARTMENT, "D001")
    assert [each.entry for each in found.results[0].lines[0].deductions] == [WITHHELD]
    assert "T001" not in repr(found)


@pytest.mark.usefixtures("listed")
def test_no_single_rating_of_a_leader_is_in_any_paper() -> None:
    for audience in OTHERS:
        assert [line.basis for each in paper(audience).results for line in each.lines if line.basis] == []


@pytest.mark.usefixtures("listed")
def test_before_the_year_has_ended_there_is_no_result() -> None:
    words = "2027年尚未结束，没有考评结果；年度中的试算，查看：mubiao scores --year 2027。"
    assert refused(year=2027) == words


def test_a_department_that_ended_in_the_year_has_no_paper(listed: Acting) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    listed.on("2026-04-02").do("merge_department", effective_on="2026-04-02", **reform)
    words = "2026年没有“D001”的考评结果：该部门在年末以前已撤销或并入其他部门。"
    assert refused(audience=Readers.DEPARTMENT, department="D001") == words
    assert [each.code for each in paper().results] == ["D002"]


@pytest.mark.usefixtures("listed")
def test_without_departments_there_is_no_result(sql: Sql) -> None:
    sql("UPDATE department SET valid_to = '2026-06-30' WHERE NOT is_agency")
    words = "2026年没有考评结果：没有纳入管理的部门，或各部门在年末以前已撤销或并入其他部门。"
    assert refused() == words


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("考评结果通报", "2026"),
        ("考评结果送成员单位", "2026"),
        ("考评结果送组织部门", "2026"),
        ("考评结果送部门", "2026/D001"),
    ],
)
def test_a_draft_takes_no_number(listed: Acting, sql: Sql, kind: str, subject: str) -> None:
    for number in ("", "1", "黔目标办发〔2027〕1号"):
        words = listed.refused("issue_paper", kind=kind, subject=subject, number=number)
        assert words.endswith("的考评结果尚未审定，是送审稿，不能编号。")
    assert sql.value("SELECT count(*) FROM issued_paper") == 0


@pytest.mark.parametrize("subject", ["0000", "二〇二六", "26", "20266", "2026年", "²026"])
def test_what_is_numbered_is_a_year(listed: Acting, subject: str) -> None:
    words = listed.refused("issue_paper", kind="考评结果通报", subject=subject, number="1")
    assert words == f"考评结果通报的对象“{subject}”应为年度，送部门的写：2026/部门。"


@pytest.mark.usefixtures("listed")
def test_what_is_approved_may_be_numbered() -> None:
    draft = paper()
    with pytest.raises(Refused, match="是送审稿，不能编号"):
        numbered(draft)
    final = replace(draft, approved_on=date(2027, 3, 1))
    assert numbered(final) is final


@pytest.mark.usefixtures("listed")
def test_the_paper_to_the_approving_body_is_numbered_before_the_approval(listed: Acting) -> None:
    listed.do("register_body", kind="领导小组", name="省目标绩效管理领导小组")
    asked = paper(Readers.APPROVING)
    assert (asked.bodies, numbered(asked)) == (("省目标绩效管理领导小组",), asked)
    with pytest.raises(Refused, match="已经审定，“关于审定2026年度目标绩效考评结果的请示”不再编号"):
        numbered(replace(asked, approved_on=date(2027, 3, 1)))
    given = {"kind": "考评结果报审", "subject": "2026", "number": "黔目标办发〔2027〕3号"}
    assert "须写明签发人" in listed.refused("issue_paper", **given)
    listed.do("issue_paper", **given, signer="王文")
    assert paper(Readers.APPROVING).signature.signer == "王文"


WRITTEN = "SELECT (SELECT count(*) FROM block), (SELECT count(*) FROM issued_paper), (SELECT count(*) FROM notice)"


def paper_audiences(audience: Readers, department: str = "", year: int = 2026, day: date = DAY) -> AppraisalPaper:
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
    assert paper_audiences(Readers.DEPARTMENT, name).key == "2026/D001"


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("name", ["", "D009", "无此厅", "2026/D001"])
def test_an_unknown_department_has_no_paper(name: str) -> None:
    with pytest.raises(Refused):
        paper_audiences(Readers.DEPARTMENT, name)


@pytest.mark.usefixtures("march")
def test_the_agency_itself_has_no_result() -> None:
    with pytest.raises(Refused, match="2026年没有“AGENCY”的考评结果"):
        paper_audiences(Readers.DEPARTMENT, "AGENCY")


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(("day", "given"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_results_are_there_from_the_first_day_of_the_next_year(day: date, *, given: bool) -> None:
    if given:
        assert paper_audiences(Readers.ALL, day=day).signature.day == day
        return
    with pytest.raises(Refused, match="2026年尚未结束"):
        paper_audiences(Readers.ALL, day=day)


@pytest.mark.usefixtures("march")
def test_the_totals_in_every_paper_are_the_same() -> None:
    totals = [
        {each.code: (each.total, each.place, each.grade) for each in paper_audiences(audience).results}
        for audience in Readers
        if audience is not Readers.DEPARTMENT
    ]
    assert totals[0] == totals[1] == totals[2]
    [own] = paper_audiences(Readers.DEPARTMENT, "D002").results
    assert (own.total, own.place, own.grade) == totals[0]["D002"]


@pytest.mark.usefixtures("march")
def test_a_trial_is_not_approved_and_ranks_no_department_while_totals_lack() -> None:
    found = paper_audiences(Readers.DEPARTMENT, "D001")
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
    assert paper_audiences(audience).title == title


def test_the_paper_of_a_merged_department_is_its_successors(march: Acting) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    march.on("2026-12-31").do("merge_department", effective_on="2026-12-31", **reform)
    assert [each.code for each in paper_audiences(Readers.ALL).results] == ["D002"]
    assert [each.code for each in paper_audiences(Readers.DEPARTMENT, "D002").results] == ["D002"]


def test_a_department_merged_after_the_year_keeps_its_result(march: Acting) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    march.on("2027-01-10").do("merge_department", effective_on="2027-01-10", **reform)
    assert [each.code for each in paper_audiences(Readers.ALL).results] == ["D001", "D002"]


@pytest.mark.usefixtures("march")
def test_writing_a_paper_writes_nothing_into_the_ledger(sql: Sql) -> None:
    before = sql.rows(WRITTEN)
    for audience in Readers:
        paper_audiences(audience, "D001" if audience is Readers.DEPARTMENT else "")
    assert sql.rows(WRITTEN) == before


def test_the_personnel_bodies_are_those_in_office_on_the_day_of_the_paper(march: Acting) -> None:
    march.do("register_body", kind="公务员管理部门", name="市公务员局")
    march.do("register_body", kind="组织部", name="原组织部", valid_to="2026-06-30")
    march.do("register_body", kind="组织部", name="市委组织部", valid_from="2026-07-01")
    march.do("register_body", kind="宣传部", name="市委宣传部")
    assert paper_audiences(Readers.PERSONNEL).bodies == ("市委组织部", "市公务员局")
    assert paper_audiences(Readers.ALL).bodies == ()


@pytest.mark.usefixtures("march")
def test_a_year_without_a_target_or_a_rating_has_no_paper() -> None:
    with pytest.raises(Refused, match="2024年没有目标，也没有评价，没有考评结果"):
        paper_audiences(Readers.ALL, year=2024)
