"""The facts of a folder: as they were kept with the approval, and counted again from the records (1-8.2)."""

from __future__ import annotations

import json
from collections import defaultdict
from hashlib import sha256
from typing import Any

import pytest

from deployments.data.check.facts import check_facts

DUTY, DAY = "monthly_check|2026-03|D001||0", "2027-03-01"


def fact(kind: str, *rows: list[str], left_out: int = 0) -> dict[str, Any]:
    return {"fact": kind, "of": None, "before": [], "left_out": left_out, "rows": [[*row, ""] for row in rows]}


def line(*facts: dict[str, Any], code: str = "D001") -> dict[str, Any]:
    known = {each["fact"]: each for each in facts}
    return {
        "department": code,
        "year": 2026,
        "day": DAY,
        "facts": [known.get(each, fact(each)) for each in ("undone", "late")] + [*facts][2:],
    }


@pytest.fixture
def rows() -> Any:
    """A duty of D001 that was done late, a target that was visited, and one that was not."""
    found: Any = defaultdict(dict)
    duty = {"owed_by": "D001", "deadline_id": "x", "period": "2026-03", "subject": "", "late": True}
    found["obligation"][DUTY] = duty
    found["deadline"]["x"] = {"due": "2026-03-31"}
    found["target"] |= {"2026|T001": {}, "2026|T002": {}}
    found["field_visit"]["v"] = {"target_id": "2026|T001", "recorded_on": "2026-05-04"}
    found["covert_item"]["i"] = {"target_id": "2026|T003"}
    found["covert_result"]["c"] = {"item_id": "i", "returned_on": "2026-05-05"}
    found["finding"]["f"] = {"target_id": "2026|T004", "state": "signed", "signed_on": "2027-05-01"}
    return found


def blocks(*moves: tuple[str, str]) -> list[dict[str, Any]]:
    """Each day on which the duty moved to a state."""
    return [
        {"header": {"business_date": day}, "moves": [json.dumps(["obligation", DUTY, "", "", state, "", {}])]}
        for day, state in moves
    ]


LOOKS = [("field_visit", "v"), ("covert_result", "c"), ("finding", "f")]
ON_RECORD = {
    "header": {"business_date": "2026-05-06"},
    "moves": [json.dumps([*look, "", "", "", "", {}]) for look in LOOKS],
}
DONE = blocks(("2026-03-01", "open"), ("2026-04-09", "discharged"))
NAMED = [["obligation", DUTY]]
PROOF: dict[str, Any] = {"year": 2026, "marked": set(), "department": None}


def faults(rows: Any, told: dict[str, Any], moves: Any = DONE, **more: Any) -> list[str]:
    return [*check_facts(iter([told]), rows, [*moves, ON_RECORD], PROOF | more, [told["department"]])]


def test_a_duty_counts_by_its_last_move_until_the_day(rows: Any) -> None:
    assert faults(rows, line(fact("undone"), fact("late", *NAMED))) == []
    assert faults(rows, line(fact("undone", *NAMED), fact("late")), blocks(("2026-03-01", "open"))) == []
    later = blocks(("2026-03-01", "open"), ("2027-03-02", "discharged"))  # its state of today does not count
    assert faults(rows, line(fact("undone", *NAMED), fact("late")), later) == faults(rows, line(), later) == []
    assert faults(rows, line()) == [f"D001：事实“late”与台账的记录不同（{DUTY}）。"]
    assert len(faults(rows, line(fact("undone", *NAMED), fact("late")))) == 2


def test_a_row_that_an_objection_took_out_may_be_missing(rows: Any) -> None:
    assert faults(rows, line(fact("undone"), fact("late", left_out=1))) == []


def test_a_duty_of_another_year_by_subject_or_due_day_does_not_count(rows: Any) -> None:
    for period, subject in (("", "2025/T001/1"), ("2025", ""), ("", "")):
        rows["obligation"][DUTY] |= {"period": period, "subject": subject}
        assert bool(faults(rows, line())) == (period == subject == "")


def test_those_of_the_agency_must_have_been_due(rows: Any) -> None:
    assert faults(rows, line(fact("undone", *NAMED), fact("late"), code="")) == []
    rows["deadline"]["x"]["due"] = DAY
    assert faults(rows, line(fact("undone", *NAMED), fact("late"), code="")) == [
        f"管理机构：事实“undone”与台账的记录不同（{DUTY}）。"
    ]


def test_who_was_looked_at_until_the_day_is_told_by_the_records(rows: Any) -> None:
    seen, unseen = fact("looked", ["target", "2026|T001"]), fact("unseen", ["target", "2026|T002"])
    duties = fact("undone"), fact("late", *NAMED)
    assert faults(rows, line(*duties, seen, unseen)) == []
    swapped = fact("unseen", ["target", "2026|T001"]), fact("looked", ["target", "2026|T002"])
    assert len(faults(rows, line(*duties, *swapped))) == 2
    rows["review"]["entered later"] = {"target_id": "2026|T002", "recorded_on": "2026-05-04"}
    assert faults(rows, line(*duties, seen, unseen)) == []


def test_a_record_that_the_ledger_does_not_have_is_named(rows: Any) -> None:
    told = line(fact("undone"), fact("late", *NAMED), fact("excepted", ["score_exception", "2026-1"]))
    assert faults(rows, told) == ["D001：事实“excepted”所列的2026-1，台账中没有。"]


def test_an_approved_year_has_the_facts_that_were_kept(rows: Any) -> None:
    told, own = line(fact("undone"), fact("late", *NAMED)), line(code="")
    kept = {"day": DAY, "facts": told["facts"]}
    rows["score_sheet"]["s"] = {"year": 2026, "state": "frozen", "department_id": "D001", "facts": kept}
    rows["appraisal"]["a"] = {"year": 2026, "serial": 1, "facts": {"day": DAY, "facts": own["facts"]}}
    assert faults(rows, told) == faults(rows, own) == []
    rows["score_sheet"]["s"]["facts"] = kept | {"day": "2027-02-28"}
    rows["appraisal"]["a"]["facts"] = kept
    assert faults(rows, told) == ["D001：事实与审定的得分表所存的不同。"]
    assert faults(rows, told, marked={"2026|T009"}) == faults(rows, told)
    assert faults(rows, own) == ["管理机构：事实与审定的得分表所存的不同。"]


def test_a_file_that_was_marked_since_is_told_by_a_digest_of_its_key(rows: Any) -> None:
    file = ["evidence", "ab" * 32, "这份材料用于2项目标"]
    kept, told = (line(fact("undone"), fact("late", *NAMED), fact("shared")) for _ in range(2))
    kept["facts"][2]["rows"] = [file]
    told["facts"][2]["rows"] = [["", sha256(file[1].encode()).hexdigest()[:12], "内容不在此显示"]]
    sheet = {"year": 2026, "state": "frozen", "department_id": "D001", "facts": {"day": DAY, "facts": kept["facts"]}}
    rows["score_sheet"]["s"] = sheet
    assert faults(rows, told) == []
    told["facts"][2]["rows"][0][1] = "0" * 12
    assert faults(rows, told) == ["D001：事实与审定的得分表所存的不同。"]
    assert faults(rows, told | {"facts": told["facts"][:2]}) == ["D001：事实与审定的得分表所存的不同。"]


def test_a_department_without_facts_is_named(rows: Any) -> None:
    told, named = line(fact("undone"), fact("late", *NAMED)), "facts.jsonl：应有管理机构和各部门的事实，每个一行。"
    for codes, faulty in ((["D001"], False), (["", "D001"], True), ([], True)):
        assert (named in check_facts(iter([told]), rows, [*DONE, ON_RECORD], PROOF, codes)) == faulty
    assert named in check_facts(iter([told]), rows, [], PROOF | {"department": "D002"}, ["D001"])


def test_what_cannot_be_counted_is_not(rows: Any) -> None:
    assert faults(rows, line(), marked={"2026|T001"}) == faults(rows, line(), department="D001") == []
    rows["reform"]["r"] = {}
    assert faults(rows, line()) == []
