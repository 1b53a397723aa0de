"""The grades: places within the classes, quotas, ties and grades of the approved sheets, individuals (1-2.19, A45)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from deployments.data.check.approved import in_force
from deployments.data.check.moments import Ledger
from deployments.data.check.records import Rows
from deployments.data.check.score import number

HUNDRED, NO_PRIZE, NO_GRADE = 100, "不获奖", "不定等次"
Standing = tuple[Any, Any, Any]  # class, place and grade


def check_grades(then: Ledger, sheets: dict[str, dict[str, Any]], year: int) -> Iterator[str]:
    """`sheets`: those of all departments as the approval froze them; `then`: the ledger of that block."""
    known = standings(then.rows, {code: number(text_of(row)["total"]) for code, row in sheets.items()}, year)
    for code, row in sorted(sheets.items()):
        said = (row["unit_class"], row["place"], row["grade"])
        if said != known[code]:
            yield f"{code}：审定的类别、位次、等次应为{in_a_row(known[code])}，写的是{in_a_row(said)}。"


def text_of(row: dict[str, Any]) -> dict[str, Any]:
    """What a sheet says, with exact numbers."""
    text: dict[str, Any] = json.loads(row["content"])
    return text


def in_a_row(standing: Standing) -> str:
    return "、".join("无" if each is None else str(each) for each in standing)


def standings(rows: Rows, totals: dict[str, Fraction | None], year: int) -> dict[str, Standing]:
    last = f"{year}-12-31"
    quotas = in_force(rows, "grade_quotas", last)["value"]
    if quotas is None and in_force(rows, "unit_classes", last)["value"] is None:
        return dict.fromkeys(totals, (None, None, None))
    without, classes = ungraded_in(rows, year), classes_of(rows, year)
    found: dict[str, Standing] = {code: (classes.get(code), None, None) for code in totals}
    for name, values in members_of(totals, classes, without).items():
        part = next((each for each in quotas or () if each["class"] in (name, "")), None)
        grades = graded(values, part, [row for row in decisions_of(rows, year) if row["unit_class"] == name])
        places = {code: 1 + sum(other > value for other in values.values()) for code, value in values.items()}
        found |= {code: (name, places[code], grades.get(code)) for code in values}
    return found


def members_of(
    totals: dict[str, Fraction | None], classes: dict[str, str], without: set[str]
) -> dict[str, dict[str, Fraction]]:
    members: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for code, total in totals.items():
        if code not in without and total is not None:
            members[classes.get(code, "")][code] = total
    return members


def classes_of(rows: Rows, year: int) -> dict[str, str]:
    """The newest class of each department of the year or an earlier one."""
    given = sorted(rows["unit_class"].values(), key=lambda row: (row["year"], row["serial"]))
    return {row["department_id"]: row["name"] for row in given if row["year"] <= year}


def decisions_of(rows: Rows, year: int) -> list[dict[str, Any]]:
    found = [row for row in rows["tie_decision"].values() if row["year"] == year]
    return sorted(found, key=lambda row: -row["serial"])


def graded(values: dict[str, Fraction], part: dict[str, Any] | None, decisions: list[dict[str, Any]]) -> dict[str, str]:
    """The whole places of each share, then the rest; units of one value across an edge have what was decided."""
    shares = part["shares"] if part else ()
    ladder = [grade for grade, share in shares for _ in range(int(len(values) * Fraction(share) / HUNDRED))]
    ladder += [part["rest"] if part else None] * (len(values) - len(ladder))
    grades, start = dict[str, str](), 0
    for value in sorted(set(values.values()), reverse=True):
        units = [code for code in values if values[code] == value]
        met, start = ladder[start : start + len(units)], start + len(units)
        of_these = (row["grades"] for row in decisions if is_of(row, units, met, value))
        grades |= next(of_these, {}) if len(set(met)) > 1 else dict.fromkeys(units, met[0])
    return grades


def is_of(row: dict[str, Any], units: list[str], met: list[str], value: Fraction) -> bool:
    said = (sorted(row["grades"]), sorted(row["grades"].values()))
    return said == (sorted(units), sorted(met)) and abs(Fraction(row["value"]) - value) < Fraction(1, 10**15)


def check_individuals(rows: Rows, sheets: dict[str, dict[str, Any]], since: str, year: int) -> Iterator[str]:
    """The numbers are those of all people; 优秀 are no more than the ratio of a grade approved before leaves."""
    newest = sorted(rows["individuals"].values(), key=lambda row: (row["year"] == year, row["serial"]))
    without, ratios = ungraded_in(rows, year), ratios_of(rows, year)
    for code, row in {row["department_id"]: row for row in newest if row["year"] == year}.items():
        people, grade = row["people"], NO_GRADE if code in without else sheets.get(code, {}).get("grade")
        is_bound = grade in ratios and row["recorded_on"] >= since
        most = int(people * Fraction(ratios[grade]) / HUNDRED) if is_bound else people
        if row["excellent"] + row["reached"] + row["not_reached"] != people or row["excellent"] > most:
            yield f"{code}：个人等次人数合计不是参评的{people}人，或优秀多于比例所许的{most}人。"


def ratios_of(rows: Rows, year: int) -> dict[Any, str]:
    """The ratio of each grade; none where the setting was changed, so that it is not known which one was in force."""
    of_key = [row for row in rows["policy"].values() if row["key"] == "individual_ratios"]
    known = [row["value"] for row in of_key if row["valid_from"] <= f"{year}-12-31"]
    return dict(known[0] or ()) if len(known) == 1 else {}


def ungraded_in(rows: Rows, year: int) -> set[str]:
    of_year = [row for row in rows["ungraded"].values() if (row["year"], row["state"]) == (year, "recorded")]
    return {row["department_id"] for row in of_year}


def check_corrected(rows: Rows, code: str, row: dict[str, Any], first: dict[str, Any], year: int) -> Iterator[str]:
    """A57: class and place stay; a grade that a paper states is one of the ladder of the class, or 不获奖."""
    quotas = in_force(rows, "grade_quotas", f"{year}-12-31")["value"]
    none: dict[str, Any] = {"shares": (), "rest": None}
    part = next((each for each in quotas or () if each["class"] in (row["unit_class"], "")), none)
    ladder = {grade for grade, _ in part["shares"]} | {part["rest"], NO_PRIZE}
    if (row["unit_class"], row["place"]) != (first["unit_class"], first["place"]):
        yield f"{code}：更正不改类别和位次，却与审定时的不同。"
    if row["grade"] != first["grade"] and row["grade"] not in ladder:
        yield f"{code}：更正的等次“{row['grade']}”不是其类别的等次。"
