"""公众测评表: what cannot be handed out changes nothing, and a frozen sheet stays as it was (1-2.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.acts import Role
from models.rules.errors import Refused
from tests.surveys import commission

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

ALL = """
SELECT (SELECT count(*) FROM survey), (SELECT count(*) FROM survey_item), (SELECT count(*) FROM exhibit),
    (SELECT count(*) FROM transition)
"""
ITEMS = "SELECT position, code, name, respondents FROM survey_item ORDER BY survey_id, position"
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
