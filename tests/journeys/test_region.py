"""黔南州: the prefecture's local holidays on top of the national ones, from init to the due dates of its offices."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.shipped import shipped_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.conftest import Journey, Place

QUESTION = ("workday", "2024-06-30", "--plus", "15", "--json")


def sheet(place: Place, name: str, rows: list[dict[str, str]]) -> str:
    with (place.folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return name


def local_days() -> list[dict[str, str]]:
    """Returns the prefecture's holidays of 2024 as its office would write them into the sheet."""
    title = "黔南州人民政府办公室关于2024年民族节日放假的通知"
    notice = {"notice_title": title, "notice_number": "2024-01-09通知", "notice_date": "2024-01-09"}
    rows = [row for row in shipped_rows("calendar_local_examples.csv") if row["date"].startswith("2024")]
    return [{"date": row["date"], "kind": row["kind"], "name": row["name"], **notice} for row in rows]


def run_json(place: Place, *words: str) -> Any:
    answer = place.run(*words)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.fixture(scope="module")
def prefecture(journey: Journey) -> Iterator[Place]:
    """黔南州, live in 2024, with two bureaus that owe the review of the first half."""
    with journey.place() as here:
        run_json(here, "init", "--jurisdiction", "黔南州", "--go-live", "2024-01-01", "--rehearsal", "--json")
        bureaus = [{"编码": code, "名称": name} for code, name in (("ZJYJ", "州教育局"), ("ZSWJ", "州水务局"))]
        run_json(here, "import", "departments", sheet(here, "部门.csv", bureaus), "--json")
        run_json(here, "run", "mid_year_review", "--on", "2024-07-01", "--json")
        yield here


def test_a_local_holiday_moves_the_dates_of_the_prefecture_to_22_july(prefecture: Place) -> None:
    assert run_json(prefecture, *QUESTION)["due"] == "2024-07-19"
    file = sheet(prefecture, "本地放假.csv", local_days())
    planned = run_json(prefecture, "import", "local-calendar", file, "--dry-run", "--on", "2024-07-02", "--json")
    moves = [(each["department"], each["from"], each["to"]) for each in planned["moved"]]
    assert moves == [("州教育局", "2024-07-19", "2024-07-22"), ("州水务局", "2024-07-19", "2024-07-22")]
    assert run_json(prefecture, *QUESTION)["due"] == "2024-07-19"
    assert run_json(prefecture, "import", "local-calendar", file, "--on", "2024-07-02", "--json") == planned
    found = run_json(prefecture, *QUESTION)
    assert (found["due"], found["provisional"]) == ("2024-07-22", False)
    assert {"date": "2024-07-11", "why": "布依族传统节日(农历六月初六)放假（2024-01-09通知）"} in found["skipped"]
    assert {each["due"] for each in run_json(prefecture, "owed", "--json")} == {"2024-07-22"}
