"""规章制度: the agency's rules and the departments' use of results are on record with their papers (1-5.3 a, 1-5.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.regulation.regulations import list_regulations
from models.rules.errors import MubiaoError, Refused, Unavailable

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations


ROWS = "SELECT year, number, kind, department_id, title, valid_from::text, state FROM regulation ORDER BY id"


@pytest.fixture
def rules(policy: str) -> dict[str, Any]:
    """Rules of the agency of 20 February, in force from 1 March."""
    paper = {"number": "黔目标〔2026〕4号", "dated": "2026-02-20", "evidence": policy}
    return {"kind": "规章制度", "name": "目标管控办法", "valid_from": "2026-03-01"} | paper


@pytest.fixture
def mechanism(rules: dict[str, Any]) -> dict[str, Any]:
    """How D001 uses its results."""
    return rules | {"kind": "绩效评价结果运用机制", "department": "D001", "name": "结果运用办法", "valid_from": None}


@pytest.fixture
def repeal(policy: str) -> dict[str, Any]:
    """The paper of 2 March that repeals the rules."""
    return {"regulation": "2026-1", "number": "黔目标〔2026〕9号", "dated": "2026-03-02", "evidence": policy}


def test_5_3_a_rules_of_the_agency_are_recorded_with_their_paper(
    march: Acting, rules: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = march.do("record_regulation", **rules)
    assert done.words == "已登记规章制度2026-1“目标管控办法”（黔目标〔2026〕4号），自2026-03-01起施行。"
    assert (done.counts, done.data) == ({"recorded": 1, "evidence": 1}, {"regulation": "2026-1"})
    assert sql.rows(ROWS) == [(2026, 1, "rules", None, "目标管控办法", "2026-03-01", "issued")]
    assert violations() == []


def test_5_2_the_mechanism_of_a_department_is_in_force_from_the_day_of_its_paper(
    march: Acting, rules: dict[str, Any], mechanism: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    march.do("record_regulation", **rules)
    assert march.do("record_regulation", **mechanism).data == {"regulation": "2026-2"}
    department = sql.value("SELECT id FROM department WHERE code = 'D001'")
    assert sql.rows(ROWS)[1] == (2026, 2, "use_of_results", department, "结果运用办法", "2026-02-20", "issued")
    assert violations() == []


def test_the_same_of_a_paper_is_recorded_once(march: Acting, mechanism: dict[str, Any], rules: dict[str, Any]) -> None:
    for given in (mechanism, rules):
        march.do("record_regulation", **given)
        with pytest.raises(Refused, match="不重复登记"):
            march.do("record_regulation", **given)
    assert march.do("record_regulation", **mechanism | {"department": "D002"}).counts["recorded"] == 1


def test_the_agency_has_no_mechanism_of_a_department(march: Acting, mechanism: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="是管理机构"):
        march.do("record_regulation", **mechanism | {"department": "AGENCY"})


def test_an_office_records_no_rules(march: Acting, rules: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        march.office("D001").do("record_regulation", **rules)


def test_a_regulation_is_repealed_once_by_a_paper(
    march: Acting, rules: dict[str, Any], repeal: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    march.do("record_regulation", **rules)
    done = march.do("repeal_regulation", **repeal)
    assert done.words == "规章制度2026-1“目标管控办法”自2026-03-02起废止（黔目标〔2026〕9号）。"
    found = "SELECT state, repealed_on::text, repealed_by, repealed_dated::text FROM regulation"
    assert sql.rows(found) == [("repealed", "2026-03-02", "黔目标〔2026〕9号", "2026-03-02")]
    with pytest.raises(Refused, match="此前已登记废止"):
        march.do("repeal_regulation", **repeal)
    assert violations() == []


def test_an_unknown_number_is_refused(march: Acting, repeal: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="没有编号为“2026-1”的制度"):
        march.do("repeal_regulation", **repeal)


@pytest.fixture
def recorded(march: Acting, policy: str) -> Acting:
    """D001 has a mechanism; the agency has rules of 20 February that a paper of 2 March repeals from 1 April."""
    paper: dict[str, Any] = {"dated": "2026-02-20", "evidence": policy}
    march.do("record_regulation", kind="绩效评价结果运用机制", department="D001", name="办法", number="1号", **paper)
    march.do("record_regulation", kind="规章制度", name="目标管控办法", number="4号", **paper)
    repeal = {"number": "9号", "dated": "2026-03-02", "repealed_on": "2026-04-01", "evidence": policy}
    march.do("repeal_regulation", regulation="2026-2", **repeal)
    return march


def listed(day: date, *, former: bool = False) -> list[tuple[str, str | None, bool]]:
    """Return number, department and whether it is in force."""
    with begin() as session:
        rows = list_regulations(session, day, former=former)
    return [(row["regulation"], row["department_code"], row["in_force"]) for row in rows]


@pytest.mark.parametrize(
    ("day", "former", "rows"),
    [
        (date(2026, 2, 19), True, []),
        (date(2026, 3, 31), False, [("2026-2", None, True), ("2026-1", "D001", True)]),
        (date(2026, 4, 1), False, [("2026-1", "D001", True)]),
        (date(2026, 4, 1), True, [("2026-2", None, False), ("2026-1", "D001", True)]),
    ],
)
def test_the_agencys_come_first_and_a_repealed_one_on_request(
    recorded: Acting, day: date, *, former: bool, rows: list[tuple[str, str | None, bool]]
) -> None:
    assert recorded.day == date(2026, 3, 5)
    assert listed(day, former=former) == rows


def test_a_row_has_its_files(recorded: Acting) -> None:
    assert recorded.day == date(2026, 3, 5)
    with begin() as session:
        (row,) = list_regulations(session, date(2026, 4, 1))
    assert len(row["evidence"]) == 1
    assert "id" not in row


ROWS_REFUSED = (
    "SELECT r.*, (SELECT count(*) FROM transition), (SELECT count(*) FROM exhibit) FROM regulation r ORDER BY r.id"
)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"dated": "2026-03-06", "valid_from": None}, "文件日期2026-03-06在今天（2026-03-05）之后，请核对。"),
        ({"valid_from": "2026-02-19"}, "施行日期2026-02-19早于文件日期2026-02-20，请核对。"),
        ({"department": "D001"}, "规章制度由管理机构制定（5.3 a），不填部门"),
        ({"kind": "绩效评价结果运用机制"}, "绩效评价结果运用机制由部门建立（5.2），请填写部门。"),
        ({"kind": "绩效评价结果运用机制", "department": "AGENCY"}, "是管理机构"),
        ({"kind": "绩效评价结果运用机制", "department": "无此厅"}, "不在部门名单中"),
        ({}, "已登记为2026-1（已制定），不重复登记"),
    ],
)
def test_a_refused_regulation_changes_nothing(
    march: Acting, rules: dict[str, Any], sql: Sql, wrong: dict[str, Any], refusal: str
) -> None:
    march.do("record_regulation", **rules)
    before = sql.rows(ROWS_REFUSED)
    assert refusal in march.refused("record_regulation", **rules | wrong)
    assert sql.rows(ROWS_REFUSED) == before


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"dated": "2026-03-06"}, "废止文件的日期2026-03-06在今天（2026-03-05）之后，请核对。"),
        ({"repealed_on": "2026-03-01"}, "废止日期2026-03-01早于废止文件的日期2026-03-02，请核对。"),
        ({"dated": "2026-02-25"}, "废止日期2026-02-25早于施行日期2026-03-01，请核对。"),
        ({"regulation": "2026-2"}, "没有编号为“2026-2”的制度，编号的格式如2026-3。查看：mubiao regulations。"),
        ({"regulation": "2026-01"}, "没有编号为“2026-01”的制度"),
        ({"regulation": "目标管控办法"}, "没有编号为“目标管控办法”的制度"),
    ],
)
def test_a_refused_repeal_changes_nothing(
    march: Acting, rules: dict[str, Any], repeal: dict[str, Any], sql: Sql, wrong: dict[str, Any], refusal: str
) -> None:
    march.do("record_regulation", **rules)
    before = sql.rows(ROWS_REFUSED)
    assert refusal in march.refused("repeal_regulation", **repeal | wrong)
    assert sql.rows(ROWS_REFUSED) == before


@pytest.mark.parametrize("who", ["office", "head"])
def test_a_department_repeals_no_rules_of_the_agency(
    march: Acting, rules: dict[str, Any], repeal: dict[str, Any], sql: Sql, who: str
) -> None:
    march.do("record_regulation", **rules)
    before = sql.rows(ROWS_REFUSED)
    with pytest.raises(Refused, match="不能执行“登记规章制度废止”"):
        getattr(march, who)("D001").do("repeal_regulation", **repeal)
    assert sql.rows(ROWS_REFUSED) == before


def test_a_number_with_spaces_around_it_is_found(march: Acting, rules: dict[str, Any], repeal: dict[str, Any]) -> None:
    march.do("record_regulation", **rules)
    assert march.do("repeal_regulation", **repeal | {"regulation": " 2026-1 "}).counts["repealed"] == 1


def test_numbers_begin_with_one_in_each_year_of_the_paper(march: Acting, rules: dict[str, Any]) -> None:
    keys = [
        march.do("record_regulation", **rules | {"name": f"办法{dated}", "dated": dated}).data["regulation"]
        for dated in ("2025-12-31", "2026-02-20", "2026-02-21", "2025-11-01")
    ]
    assert keys == ["2025-1", "2026-1", "2026-2", "2025-2"]


def test_two_at_once_have_two_numbers_and_the_same_twice_is_one(
    march: Acting, rules: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    given = [rules, rules | {"name": "考评办法"}, rules]
    done = together(*[lambda session, one=one: march.within(session, "record_regulation", **one) for one in given])
    assert sum(isinstance(each, Refused) for each in done) == 1
    assert sql.column("SELECT number FROM regulation ORDER BY number") == [1, 2]
    assert violations() == []


def test_of_two_repeals_at_once_one_is_refused_or_to_be_tried_again(
    march: Acting, rules: dict[str, Any], repeal: dict[str, Any], sql: Sql, together: Together
) -> None:
    march.do("record_regulation", **rules)
    papers = [repeal, repeal | {"number": "黔目标〔2026〕10号"}]
    done = together(*[lambda session, one=one: march.within(session, "repeal_regulation", **one) for one in papers])
    [kept] = [one["number"] for one, each in zip(papers, done, strict=True) if not isinstance(each, MubiaoError)]
    assert sql.column("SELECT repealed_by FROM regulation") == [kept]


def test_what_was_repealed_is_not_recorded_again_on_the_same_paper(
    march: Acting, rules: dict[str, Any], repeal: dict[str, Any]
) -> None:
    march.do("record_regulation", **rules)
    march.do("repeal_regulation", **repeal)
    assert "不重复登记" in march.refused("record_regulation", **rules)


def test_rules_that_are_yet_to_be_in_force_are_listed_as_such(march: Acting, rules: dict[str, Any]) -> None:
    march.do("record_regulation", **rules | {"valid_from": "2026-07-01"})
    with begin() as session:
        found = {day: list_regulations(session, day)[0]["in_force"] for day in (date(2026, 6, 30), date(2026, 7, 1))}
    assert found == {date(2026, 6, 30): False, date(2026, 7, 1): True}


def test_the_mechanism_of_a_merged_department_stays_its_own(march: Acting, rules: dict[str, Any]) -> None:
    own = {"kind": "绩效评价结果运用机制", "department": "D001", "name": "结果运用办法"}
    march.do("record_regulation", **rules | own)
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    march.on("2026-04-02").do("merge_department", effective_on="2026-04-02", **reform)
    with begin() as session:
        assert [row["department_code"] for row in list_regulations(session, date(2026, 4, 3))] == ["D001"]


@pytest.mark.parametrize("change", ["number = 1", "state = 'lost'", "kind = 'law'", "department_id = 0"])
def test_the_database_keeps_a_number_once_and_closed_lists_closed(
    march: Acting, rules: dict[str, Any], sql: Sql, change: str
) -> None:
    for name in ("目标管控办法", "考评办法"):
        march.do("record_regulation", **rules | {"name": name})
    with pytest.raises(Unavailable):
        sql(f"UPDATE regulation SET {change}")  # noqa: S608 - the four above


@pytest.mark.parametrize("change", ["title = '别的办法'", "valid_from = '2026-01-01'", "repealed_by = '1号'"])
def test_a_regulation_changed_past_the_ledger_is_found(
    march: Acting, rules: dict[str, Any], sql: Sql, violations: Violations, change: str
) -> None:
    march.do("record_regulation", **rules)
    sql(f"UPDATE regulation SET {change}")  # noqa: S608 - the three above
    assert violations() != []
