"""`mubiao leader-ratings`: who rated, entered and read, and what ended departments were given; no rating (4.7)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import rows_in
from tests.models.ledger.leader_rating.conftest import LEADERS, by, read

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


def sheet(folder: Path) -> dict[str, str]:
    """Return the day and the file of a leader's ratings."""
    return {"rated_on": "2026-12-01", "evidence": str(folder / "评价表.pdf")}


@pytest.fixture
@story
def rated(anyone: Acting, tmp_path: Path) -> Acting:
    """Three leaders gave D001 71.37 on 1 December 2026; one sheet was withdrawn in January."""
    december = anyone.on("2026-12-01")
    december.take("contacts", *({"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in LEADERS))
    for key, value in (("leader_scale", "0–100"), ("leader_least", "3")):
        december.do("set_policy", key=key, value=value, basis="5号")
    (tmp_path / "评价表.pdf").write_bytes(b"%PDF-1.4")
    for name in LEADERS:
        ratings = [{"department": "D001", "mark": "71.37"}]
        fields: dict[str, Any] = {"rated_by": name, "year": 2026, "ratings": ratings}
        by(december, "王文").do("enter_leader_ratings", **fields, **sheet(tmp_path))
        by(december, "李明").do("confirm_leader_ratings", **read(fields))
    december.on("2027-01-20").do(
        "withdraw_leader_ratings",
        rated_by="孙正",
        year=2026,
        reason="不是本人签的",
        evidence=str(tmp_path / "评价表.pdf"),
    )
    return december.on("2027-01-20")


def test_sheets_are_listed_with_who_entered_and_read_them(line: Mubiao, rated: Acting) -> None:
    assert rated.day.year == 2027
    rows = [row.split() for row in line.done("leader-ratings", "--year", "2026").splitlines()[2:]]
    assert rows[0] == [
        "孙正",
        "2026-12-01",
        "1",
        "已撤回",
        "2026-12-01",
        "王文",
        "2026-12-01",
        "李明",
        "2027-01-20",
        "不是本人签的",
    ]
    assert rows[1] == ["张平", "2026-12-01", "1", "已核对", "2026-12-01", "王文", "2026-12-01", "李明"]
    assert [row["state"] for row in line.json("leader-ratings", "--on", "2027-01-20")] == ["withdrawn"] + [
        "confirmed"
    ] * 3
    assert line.done("leader-ratings", "--year", "2025") == "还没有省领导的评价。录入：mubiao import leader-ratings。\n"


def test_what_a_department_that_ended_was_given_is_only_shown(line: Mubiao, rated: Acting) -> None:
    assert line.done("leader-ratings", "--year", "2026", "--ended") == "没有这样的部门。\n"
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    rated.on("2026-12-10").do("merge_department", effective_on="2026-12-10", **reform)
    said = line.done("leader-ratings", "--year", "2026", "--ended")
    assert "平均71.37（量表最高100），3人评价" in said


@pytest.mark.parametrize(
    "words",
    [
        ("leader-ratings", "--year", "2026", "--json"),
        ("secrets", "--json"),
        ("notices", "--json"),
        ("contacts", "--json"),
        ("policies", "--json"),
        ("evidence", "--json"),
        ("verify",),
    ],
)
def test_4_7_no_command_shows_a_rating(line: Mubiao, rated: Acting, sql_marks: None, words: tuple[str, ...]) -> None:
    assert (rated.day.year, sql_marks) == (2027, None)
    assert "66.13" not in line(*words).out


@pytest.fixture
def sql_marks(rated: Acting, tmp_path: Path) -> None:
    """One leader gives a rating that no mean shows."""
    fields: dict[str, Any] = {"rated_by": "孙正", "year": 2026, "ratings": [{"department": "D001", "mark": "66.13"}]}
    by(rated, "王文").do("enter_leader_ratings", **fields, **sheet(tmp_path))
    by(rated, "李明").do("confirm_leader_ratings", **read(fields))


def test_the_paper_of_one_leader_is_exported(line: Mubiao, rated: Acting, tmp_path: Path) -> None:
    assert rated.day.year == 2027
    place = tmp_path / "孙正.xlsx"
    said = line.done("export", "leader-ratings", str(place), "--leader", "孙正", "--on", "2027-01-20")
    assert said.startswith("已写入省领导评价2行")
    assert {row["省领导"] for row in rows_in(place)} == {"孙正"}


def test_a_paper_to_read_is_empty_and_is_there_only_until_it_was_read(
    line: Mubiao, rated: Acting, tmp_path: Path
) -> None:
    day, place = ("--on", "2027-01-20"), tmp_path / "核对.xlsx"
    refused = line("export", "leader-readings", str(place), "--leader", "孙正", *day)
    assert "“孙正”没有要填的省领导评价核对。现在要填的省领导：没有。" in refused.err
    assert not place.exists()
    fields: dict[str, Any] = {"rated_by": "孙正", "year": 2026, "ratings": [{"department": "D001", "mark": "66.13"}]}
    by(rated, "王文").do("enter_leader_ratings", **fields, **sheet(tmp_path))
    assert line.done("export", "leader-readings", str(place), "--leader", "孙正", *day).startswith("已写入")
    assert {row["评价"] for row in rows_in(place)} == {None}
