"""考评缺项: who has to do what before the sheets of a year can be approved."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.appraisal.missing import YearOnDay, found_on

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def found(day: str, year: int = 2026) -> YearOnDay:
    with begin() as session:
        return found_on(session, year, date.fromisoformat(day))


@pytest.mark.usefixtures("march")
def test_each_setting_that_a_score_needs_is_the_agencys() -> None:
    asked = [each.in_words for each in found("2027-01-11").common]
    keys = ("appraisal_cut_off", "party_item_weights", "leader_scale", "leader_least")
    assert [key for key in keys if not any(key in each for each in asked)] == []


@pytest.mark.usefixtures("rated")
def test_whole_scores_before_their_cut_off_day_wait_for_nothing() -> None:
    assert found("2027-02-26").common == ()
    assert [each.words for each in found("2027-02-27").common] == ["2026年得分已齐，待拟定得分表（draft_appraisal）"]


def test_leaders_are_named_only_while_ratings_are_missing(rated: Acting) -> None:
    rated.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": "王新"})
    assert not any("王新" in each.in_words for each in found("2027-03-01").common)


@pytest.mark.usefixtures("rated")
def test_projects_that_are_not_judged_are_the_agencys(sql: Sql) -> None:
    columns = "jurisdiction_id, year, number, department_id, name, content, management, paper_number, paper_date"
    for number, state in ((1, "applied"), (2, "shortlisted")):
        sql(
            f"INSERT INTO innovation_project ({columns}, applied_on, state, reason) SELECT jurisdiction_id, 2026,"  # noqa: S608 - own names
            " :number, id, :name, '内容', 'direct', '1号', '2027-01-12', '2027-01-12', :state, ''"
            " FROM department WHERE code = 'D001'",
            number=number,
            name=f"项目{number}",
            state=state,
        )
    asked = [each.in_words for each in found("2027-03-01").common]
    assert {"管理机构：1个创新项目待专家初评", "管理机构：1个创新项目待现场评审"} <= set(asked)


def test_4_7_no_rating_and_no_mean_stands_in_what_is_kept_or_told(rated: Acting, sql: Sql) -> None:
    told = rated.system.do("watch_appraisal")
    kept = json.dumps(sql.rows("SELECT departments, matters FROM appraisal_day"), ensure_ascii=False)
    sent = json.dumps(sql.rows("SELECT payload FROM notice WHERE kind = 'appraisal_day'"), ensure_ascii=False)
    line = found("2027-03-01").states["D001"]["lines"]["leaders"]
    assert line == "3人评价"
    for text in (kept, sent, json.dumps(told.data, ensure_ascii=False)):
        assert "2.7" not in text
        assert "90" not in text


def test_4_7_a_marked_target_is_not_named_in_what_is_kept(march: Acting, sql: Sql) -> None:
    name = str(sql.value("SELECT name FROM target WHERE code = 'T001'"))
    march.on("2027-01-11").do("mark_secret", target="T001", year=2026, marking="内部", reason="涉密")
    told = march.on("2027-01-11").system.do("watch_appraisal")
    kept: Any = sql.rows("SELECT departments::text, matters::text FROM appraisal_day")
    assert name not in str(kept) + str(told.data)


@pytest.mark.usefixtures("rated")
def test_a_department_without_a_sheet_is_no_reason_before_the_draft() -> None:
    assert not any("没有得分表" in each.in_words for each in found("2027-03-01").single)
