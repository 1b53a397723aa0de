"""公众测评表: frozen with its departments and groups for a third party, superseded with a reason only (1-2.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import Role
from models.ledger.survey.sheets import find_survey, newest_survey
from models.rules.errors import Refused
from tests.surveys import commission

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations


ITEMS = "SELECT position, code, name, respondents FROM survey_item ORDER BY survey_id, position"
SURVEYS = "SELECT year, number, paper_number, handed_out_on::text, reason FROM survey ORDER BY id"
FILES = "SELECT record, record_key, file_name FROM exhibit ORDER BY id"


def test_2_14_a_third_party_gets_a_row_for_each_department_and_group(
    october: Acting, contract: str, sql: Sql, violations: Violations
) -> None:
    before = sql.value("SELECT count(*) FROM notice")
    done = commission(october, contract)
    assert done.words == "公众测评表2026-1已下发给“民意调查公司”，共4行。"
    assert done.counts == {"handed_out": 1, "rows": 4, "evidence": 1}
    assert sql.rows(SURVEYS) == [(2026, 1, "合同2026-8", "2026-10-15", "")]
    assert sql.rows(ITEMS) == [
        (1, "D001", "第001厅", "人大代表"),
        (2, "D001", "第001厅", "社会公众"),
        (3, "D002", "第002厅", "人大代表"),
        (4, "D002", "第002厅", "社会公众"),
    ]
    assert sql.rows(FILES) == [("survey", "2026-1", "合同.pdf")]
    assert sql.value("SELECT count(*) FROM notice") == before
    assert violations() == []


def test_2_14_the_agency_may_carry_it_out_itself(october: Acting, contract: str, sql: Sql) -> None:
    assert commission(october, contract, third_party=" ").words == "公众测评表2026-1已下发，共4行。"
    assert sql.value("SELECT third_party_id FROM survey") is None


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"year": 2024}, "只能办理2025年或2026年的公众测评"),
        ({"year": 2027}, "只能办理2025年或2026年的公众测评"),
        ({"dated": "2026-10-16"}, "文件日期2026-10-16晚于今天（2026-10-15）"),
        ({"third_party": "无名公司"}, "没有登记第三方机构“无名公司”"),
    ],
)
def test_another_year_a_paper_of_tomorrow_and_an_unknown_company_are_refused(
    october: Acting, contract: str, sql: Sql, more: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(Refused, match=refusal):
        commission(october, contract, **more)
    assert sql.rows(SURVEYS) == []


def test_a_company_whose_commission_has_ended_and_an_office_are_refused(
    october: Acting, contract: str, sql: Sql
) -> None:
    october.do("register_third_party", name="民意调查公司", credit_code="91520100MA6DL0000X", qualification="甲级",
               independence="独立", valid_to="2026-09-30")  # fmt: skip
    with pytest.raises(Refused, match="的委托已于2026-09-30终止"):
        commission(october, contract)
    fields: dict[str, Any] = {"year": 2026, "number": "1号", "dated": "2026-10-12", "evidence": contract}
    assert october.actor.role is Role.AGENCY
    with pytest.raises(Refused, match="不能执行“下发公众测评表”"):
        october.office("D001").do("hand_out_survey", **fields)
    assert sql.rows(SURVEYS) == []


def test_without_groups_or_departments_there_is_nothing_to_ask(october: Acting, contract: str, sql: Sql) -> None:
    fields: dict[str, Any] = {"year": 2026, "number": "1号", "dated": "2026-10-12", "evidence": contract}
    assert october.refused("hand_out_survey", **fields) == (
        "公众测评的群体未设定，请先设定：mubiao act set_policy --key survey_groups。"
    )
    october.do("set_policy", key="survey_groups", value="社会公众", basis="5号", valid_from="2026-01-01")
    sql("UPDATE department SET valid_to = '2026-11-30' WHERE NOT is_agency")
    assert october.refused("hand_out_survey", **fields).startswith("2026年没有纳入管理的部门，不必测评。")


def test_a_department_that_ended_or_is_yet_to_come_has_no_row(october: Acting, contract: str, sql: Sql) -> None:
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    october.do("merge_department", effective_on="2026-10-15", **reform)
    october.take("departments", {"编码": "D003", "名称": "第三局", "生效日期": "2026-11-01"})
    commission(october, contract)
    assert {row[1] for row in sql.rows(ITEMS)} == {"D002"}


def test_a_second_sheet_of_a_year_needs_a_reason_and_supersedes_the_first(
    handed_out: Acting, contract: str, sql: Sql, violations: Violations
) -> None:
    with pytest.raises(Refused) as refused:
        commission(handed_out, contract)
    assert refused.value.message == (
        "2026年已于2026-10-15下发公众测评表2026-1；确需重新测评的写明原因（--reason），以新表的结果为准，原表和结果仍留存。"
    )
    done = commission(handed_out, contract, reason="样本不足")
    assert done.words == "公众测评表2026-2已下发给“民意调查公司”，取代2026-1，共4行。"
    assert [row[4] for row in sql.rows(SURVEYS)] == ["", "样本不足"]
    assert len(sql.rows(ITEMS)) == 8
    assert len(set(sql.column("SELECT digest FROM survey"))) == 2
    assert violations() == []


def test_a_first_sheet_keeps_no_reason(october: Acting, contract: str, sql: Sql) -> None:
    commission(october, contract, reason="误写")
    assert sql.rows(SURVEYS)[0][-1] == ""


def test_of_two_at_once_one_is_refused(october: Acting, contract: str, sql: Sql, together: Together) -> None:
    october.do("set_policy", key="survey_groups", value="社会公众", basis="5号", valid_from="2026-01-01")
    fields: dict[str, Any] = {"year": 2026, "number": "1号", "dated": "2026-10-12", "evidence": contract}
    results = together(*[lambda session: october.within(session, "hand_out_survey", **fields)] * 2)
    assert sum(isinstance(each, Refused) for each in results) == 1
    assert sql.value("SELECT count(*) FROM survey") == 1


def test_a_sheet_is_found_by_its_number(handed_out: Acting) -> None:
    home = handed_out.context().jurisdiction
    with begin() as session:
        found, newest = find_survey(session, home, "2026-1"), newest_survey(session, home, 2026)
        assert found is not None
        assert newest is not None
        assert found.id == newest.id
        assert (found.key, newest_survey(session, home, 2025)) == ("2026-1", None)
        for key in ("2026-2", "2025-1", "2026", "一号", "", "2026-99999999999", "²026-1"):
            assert find_survey(session, home, key) is None


ALL = """
SELECT (SELECT count(*) FROM survey), (SELECT count(*) FROM survey_item), (SELECT count(*) FROM exhibit),
    (SELECT count(*) FROM transition)
"""
DIGESTS = "SELECT digest FROM survey ORDER BY id"


def given(contract: str, **more: Any) -> dict[str, Any]:
    """The fields of a sheet that the agency fills in itself."""
    return {"year": 2026, "number": "1号", "dated": "2026-10-12", "evidence": contract, **more}


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"year": 2024}, "今天是2026-12-10，只能办理2025年或2026年的公众测评，请核对年度。"),
        ({"dated": "2026-12-11"}, "文件日期2026-12-11晚于今天（2026-12-10），请核对。"),
        ({"third_party": "无名公司"}, "没有登记第三方机构“无名公司”"),
        ({"reason": ""}, "2026年已于2026-10-15下发公众测评表2026-1；确需重新测评的写明原因（--reason）"),
    ],
)
def test_a_refused_second_sheet_changes_nothing(
    handed_out: Acting, contract: str, sql: Sql, more: dict[str, Any], refusal: str
) -> None:
    before = sql.rows(ALL)
    assert refusal in handed_out.refused("hand_out_survey", **given(contract, reason="样本不足") | more)
    assert sql.rows(ALL) == before


@pytest.mark.parametrize("who", ["office", "head"])
def test_a_department_hands_out_no_sheet(handed_out: Acting, contract: str, sql: Sql, who: str) -> None:
    before = sql.rows(ALL)
    assert handed_out.actor.role is Role.AGENCY
    with pytest.raises(Refused, match="不能执行“下发公众测评表”"):
        getattr(handed_out, who)("D001").do("hand_out_survey", **given(contract, reason="再测"))
    assert sql.rows(ALL) == before


def test_groups_set_later_change_no_sheet_that_is_out(handed_out: Acting, sql: Sql, violations: Violations) -> None:
    before = sql.rows(ITEMS)
    handed_out.do("set_policy", key="survey_groups", value="机关干部", basis="6号", valid_from="2026-12-01")
    assert sql.rows(ITEMS) == before
    assert violations() == []


def test_a_new_sheet_has_the_groups_of_its_day(handed_out: Acting, contract: str, sql: Sql) -> None:
    handed_out.do("set_policy", key="survey_groups", value="机关干部", basis="6号", valid_from="2026-12-01")
    done = handed_out.do("hand_out_survey", **given(contract, reason="改群体"))
    assert done.words == "公众测评表2026-2已下发，取代2026-1，共2行。"
    assert [row[3] for row in sql.rows(ITEMS)[4:]] == ["机关干部", "机关干部"]


def test_a_sheet_of_last_year_has_the_groups_of_its_end(october: Acting, contract: str, sql: Sql) -> None:
    for value, since in (("社会公众", "2026-01-01"), ("机关干部", "2027-01-01")):
        october.do("set_policy", key="survey_groups", value=value, basis="5号", valid_from=since)
    october.on("2027-01-20").do("hand_out_survey", **given(contract))
    assert {row[3] for row in sql.rows(ITEMS)} == {"社会公众"}


def test_a_department_of_the_next_year_is_not_in_the_sheet_of_the_last(
    october: Acting, contract: str, sql: Sql
) -> None:
    october.do("set_policy", key="survey_groups", value="社会公众", basis="5号", valid_from="2026-01-01")
    january = october.on("2027-01-20")
    january.take("departments", {"编码": "D003", "名称": "第三局", "生效日期": "2027-01-01"})
    january.do("hand_out_survey", **given(contract))
    assert [row[1] for row in sql.rows(ITEMS)] == ["D001", "D002"]


def test_the_digest_is_another_with_another_paper_and_stays_with_another_name(
    handed_out: Acting, contract: str, sql: Sql
) -> None:
    first = sql.column(DIGESTS)
    rename = {"department": "D001", "name": "第一委", "basis": "黔机编〔2026〕13号"}
    handed_out.do("rename_department", effective_on="2026-12-10", **rename)
    assert sql.column(DIGESTS) == first
    commission(handed_out, contract, reason="改名", number="合同2026-9")
    assert len(set(sql.column(DIGESTS))) == 2
    assert sql.rows(ITEMS)[4][2] == "第一委"


@pytest.mark.parametrize("table", ["survey_item", "survey"])
def test_a_sheet_changed_past_the_ledger_is_found(
    handed_out: Acting, sql: Sql, violations: Violations, table: str
) -> None:
    assert handed_out.day.year == 2026
    assert violations() == []
    change = {"survey_item": "name = '别的厅' WHERE position = 1", "survey": "paper_number = '别的合同'"}[table]
    sql(f"UPDATE {table} SET {change}")  # noqa: S608 - the two above
    assert violations() != []
