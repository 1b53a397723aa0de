"""不满意度 of each department: from the newest sheet only, with its numbers, exactly (1-8.3, A43)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.survey.rates import SurveyTable, survey_table
from models.rules.survey import Count, Dimension
from tests.surveys import commission, filled_survey, give_back

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting

WEIGHTS = "人大代表40%、社会公众60%"
ROWS = {2: {"依法行政·调查人数": 300, "依法行政·作答人数": 7, "依法行政·不满意人数": 2}}


def table(year: int = 2026) -> SurveyTable:
    with begin() as session:
        return survey_table(session, year)


def weigh(agency: Acting, value: str = WEIGHTS, since: str = "2026-12-31") -> None:
    agency.do("set_policy", key="survey_group_weights", value=value, basis="5号", valid_from=since)


def test_a43_each_dimension_has_the_numbers_of_each_group_and_their_weighted_rate(
    handed_out: Acting, tmp_path: Path
) -> None:
    weigh(handed_out)
    give_back(handed_out, filled_survey(tmp_path, rows=ROWS))
    first, second = table().departments.values()
    assert (first.code, first.name) == ("D001", "第001厅")
    assert list(first.numbers) == list(first.rates) == list(Dimension)
    assert first.numbers[Dimension.LAWFULNESS] == {"人大代表": Count(100, 80, 4), "社会公众": Count(300, 7, 2)}
    assert first.rates[Dimension.LAWFULNESS].value == Fraction(4, 10) * Fraction(1, 20) + Fraction(6, 10) * Fraction(
        2, 7
    )
    assert {rate.words for rate in second.rates.values()} == {"5.00%"}


def test_without_weights_of_the_years_end_there_is_no_weighted_rate(handed_out: Acting, tmp_path: Path) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    weigh(handed_out, since="2027-01-01")
    rates = next(iter(table().departments.values())).rates
    assert {rate.words for rate in rates.values()} == {"未设定：群体权重（survey_group_weights）"}


def test_weights_of_other_groups_give_none(handed_out: Acting, tmp_path: Path) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    weigh(handed_out, "人大代表40%、政协委员60%")
    rates = next(iter(table().departments.values())).rates
    assert {rate.words for rate in rates.values()} == {"无法计算：群体权重与测评的群体不一致"}


def test_a_group_without_answers_is_no_nought(handed_out: Acting, tmp_path: Path) -> None:
    weigh(handed_out)
    give_back(handed_out, filled_survey(tmp_path, rows={1: {"执行能力·作答人数": 0, "执行能力·不满意人数": 0}}))
    rates = next(iter(table().departments.values())).rates
    assert rates[Dimension.EXECUTION].words == "无法计算：人大代表无人作答"
    assert rates[Dimension.PROBITY].words == "5.00%"


def test_before_a_sheet_came_back_there_are_no_numbers(handed_out: Acting) -> None:
    found = table()
    assert found.departments == {}
    assert found.words == "测评表2026-1，委托“民意调查公司”（合同2026-8，2026-10-12），2026-10-15下发，尚未收回"
    assert table(2025) == SurveyTable("尚未测评", {})
    assert handed_out.day.year == 2026


def test_a_correction_counts_and_says_why(handed_out: Acting, tmp_path: Path) -> None:
    weigh(handed_out)
    give_back(handed_out, filled_survey(tmp_path))
    corrected = filled_survey(tmp_path, rows={n: {"执行能力·不满意人数": 8} for n in (1, 2)})
    give_back(handed_out.on("2026-12-11"), corrected, "录入错误")
    assert next(iter(table().departments.values())).rates[Dimension.EXECUTION].words == "10.00%"
    assert table().words.endswith("，2026-12-10收回，2026-12-11更正（录入错误）")


def test_the_numbers_of_a_superseded_survey_are_named_and_count_no_more(
    handed_out: Acting, contract: str, tmp_path: Path
) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    commission(handed_out, contract, third_party="", reason="样本不足")
    found = table()
    assert found.departments == {}
    assert found.words == (
        "测评表2026-2，管理机构组织（合同2026-8，2026-10-12），2026-12-10下发，尚未收回；此前2026-1已于2026-12-10收回，不再计，"
        "重新测评的原因：样本不足"
    )
    commission(handed_out, contract, reason="改委托")
    assert "；此前2026-1已于2026-12-10收回，不再计；此前2026-2没有收回，重新测评的原因：改委托" in table().words


def test_a54_a_department_that_ended_after_the_survey_keeps_its_numbers(handed_out: Acting, tmp_path: Path) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    handed_out.do("merge_department", effective_on="2026-12-10", **reform)
    assert [each.code for each in table().departments.values()] == ["D001", "D002"]
    assert Decimal(len(table().departments)) == 2
