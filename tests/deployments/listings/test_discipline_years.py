"""`mubiao discipline` and `mubiao survey` by year and department, and what they refuse (1-6.1, 1-8.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import SEEN_THERE

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


@pytest.fixture
def recorded(line: Mubiao, anyone: Acting) -> Mubiao:
    """A fact of D001 in 2026 and one of D002 in 2027."""
    paper = {"number": "黔纪通2号", "dated": "2027-01-12", "evidence": str(SEEN_THERE)}
    for code, year in (("D001", 2026), ("D002", 2027)):
        fields = {"department": code, "fact": f"{year}年迟报", "reduces": "下调一档", **paper}
        anyone.on("2027-01-20").do("record_discipline", year=year, **fields)
    return line


@pytest.mark.parametrize(("year", "facts"), [("2025", []), ("2026", ["2026年迟报"]), ("2027", ["2027年迟报"])])
def test_a_year_lists_its_own_facts(recorded: Mubiao, year: str, facts: list[str]) -> None:
    assert [row["fact"] for row in recorded.json("discipline", "--year", year)] == facts


def test_without_a_year_it_is_the_one_that_is_appraised(recorded: Mubiao) -> None:
    assert [row["year"] for row in recorded.json("discipline", "--on", "2027-01-25")] == [2026]


@pytest.mark.parametrize("name", ["D001", "第001厅"])
def test_a_department_is_chosen_by_its_code_or_name(recorded: Mubiao, name: str) -> None:
    [row] = recorded.json("discipline", "--year", "2026", "--department", name)
    assert (row["serial"], row["paper_number"], row["paper_date"]) == (1, "黔纪通2号", "2027-01-12")
    assert row["withdrawn_on"] is None


def test_a_department_without_facts_has_none_though_another_has(recorded: Mubiao) -> None:
    assert recorded.done("discipline", "--year", "2026", "--department", "D002") == "没有登记。\n"


@pytest.mark.parametrize("command", ["discipline", "survey"])
def test_an_unknown_department_is_refused_and_so_is_a_year_of_none(recorded: Mubiao, command: str) -> None:
    assert "不在部门名单中" in recorded.refused(command, "--year", "2026", "--department", "无此厅")
    recorded.refused(command, "--year", "0", code=2)
    recorded.refused(command, "--year", "去年", code=2)
