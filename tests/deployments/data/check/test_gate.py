"""The program that outsiders check with names a total that stands before an open line, and a paper of a wrong day."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from deployments.data.check.gate import check_gate

if TYPE_CHECKING:
    from deployments.data.check.records import Rows

KEY = "2026|T001|1"
ENTRY = {"state": "remedying", "listed_on": "2026-05-06", "department_id": "D001"}
ROUND = {"entry_id": KEY, "round": 1, "state": "completed", "completed_on": "2027-01-20"}
APPEAL = {"entry_id": KEY, "state": "accepted"}
PAPER = {"year": 2026, "serial": 1, "kind": "rechecks", "departments": ["D001"], "lifts": None}
PAPER |= {"body_id": "领导小组", "paper_date": "2027-02-01"}
OPEN = "第001厅（D001）：整改完成未复查（2026|T001|1），合计应为未定。"


def rows(**more: dict[str, dict[str, Any]]) -> Rows:
    found: Rows = defaultdict(dict, negative_entry={KEY: ENTRY}, body={"领导小组": {}})
    found.update(more)
    return found


def faults(found: Rows, total: str | None = "90", made_on: str = "2027-03-01") -> list[str]:
    sheet = {"code": "D001", "department": "第001厅", "total": total, "until": "2027-01-31"}
    return list(check_gate(found, [sheet], {"year": 2026, "made_on": made_on}))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, []),
        ({"remediation": {"1": ROUND}}, [OPEN]),
        ({"remediation": {"1": ROUND | {"completed_on": "2027-02-01"}}}, []),
        ({"remediation": {"1": ROUND, "2": ROUND | {"round": 2, "state": "accepted"}}}, []),
        ({"negative_entry": {KEY: ENTRY | {"state": "proposed"}}}, [OPEN.replace("整改完成未复查", "拟列入未决定")]),
        ({"appeal": {"1": APPEAL}}, [OPEN.replace("整改完成未复查", "申诉未办结")]),
        ({"appeal": {"1": APPEAL | {"state": "ruled"}}}, []),
        ({"remediation": {"1": ROUND}, "score_exception": {"1": PAPER}}, []),
        ({"remediation": {"1": ROUND}, "score_exception": {"1": PAPER | {"departments": []}}}, []),
        ({"remediation": {"1": ROUND}, "score_exception": {"1": PAPER | {"departments": ["D002"]}}}, [OPEN]),
        ({"appeal": {"1": APPEAL}, "score_exception": {"1": PAPER}}, [OPEN.replace("整改完成未复查", "申诉未办结")]),
        (
            {"remediation": {"1": ROUND}, "score_exception": {"1": PAPER, "2": PAPER | {"serial": 2, "lifts": 1}}},
            [OPEN],
        ),
    ],
)
def test_a_total_before_an_open_line_is_named_unless_a_paper_ends_the_line(
    more: dict[str, dict[str, Any]], told: list[str]
) -> None:
    assert faults(rows(**more)) == told
    assert faults(rows(**more), total=None) == []
    assert faults(rows(**more), made_on="2026-12-31") == []


@pytest.mark.parametrize("other", [{"paper_date": "2026-12-31"}, {"body_id": "外单位"}])
def test_a_paper_of_the_year_itself_or_of_no_body_is_named(other: dict[str, Any]) -> None:
    told = faults(rows(score_exception={"1": PAPER | other}))
    assert told == ["合计例外 2026-1：文件日期在年终以前，或不是登记的机构决定的。"]
