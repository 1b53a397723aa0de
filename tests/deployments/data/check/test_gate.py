"""The program that outsiders check with names a total that stands before an open line, and a paper of a wrong day."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from deployments.data.check.gate import check_appraised, check_exempted, check_gate, in_words, standing_papers

if TYPE_CHECKING:
    from deployments.data.check.records import Rows

KEY = "2026|T001|1"
ENTRY = {"state": "remedying", "listed_on": "2026-05-06", "found_on": "2026-05-06", "department_id": "D001"}
LATER = ENTRY | {"listed_on": "2027-02-01", "found_on": "2027-02-01"}  # after the cut-off day
ROUND = {"entry_id": KEY, "round": 1, "state": "completed", "completed_on": "2027-01-20"}
APPEAL = {"entry_id": KEY, "state": "accepted"}
PAPER = {"year": 2026, "serial": 1, "kind": "rechecks", "departments": ["D001"], "lifts": None}
PAPER |= {"body_id": "领导小组", "paper_date": "2027-02-01", "paper_number": "1号", "reason": "上级统一组织"}
SURVEYED: Any = {"survey": {"2026|1": {"year": 2026, "number": 1}}, "survey_return": {"1": {"survey_id": "2026|1"}}}
FOUND: Any = {"target_id": "2026|T002", "state": "signed"}
VISITED: Any = {
    "target": {"2026|T000": {"year": 2026, "withdrawn_on": "2026-06-01"}},
    "finding": {"0": FOUND | {"target_id": "2026|T000"}},
}
VISITED["target"]["2026|T000"]["target_department"] = [["D001", 0, "", None]]
CHECK, VERIFIED = "year_end_check|2026|D001||0", "year_end_reverification|2026|D001||0"
DUTY: Any = {"department_id": "D001", "state": "open", "report_line": [["2026|T002"]], "report_leaf": None}
RECEIVED = {"received_on": "2027-01-10"}
FILED: Any = {
    "negative_entry": {},
    "target": {"2026|T002": {"year": 2026, "withdrawn_on": None, "target_department": [["D001", 0, "", None]]}},
    "obligation": {CHECK: DUTY, VERIFIED: DUTY},
    "report": {"1": {"obligation_id": CHECK, "version": 1, "report_line": [["2026|T002", 1, 100, None]]} | RECEIVED},
    "evidence_use": {f"{CHECK}|2026|T002||f0": {}},
    "reverification": {"1": {"obligation_id": VERIFIED, "evaluation_id": "1", "uninspected": ""}},
    "finding": {"1": FOUND},
}
OPEN = "第001厅（D001）：整改完成未复查（2026|T001|1），合计应为未定。"


def rows(**more: dict[str, dict[str, Any]]) -> Rows:
    found: Rows = defaultdict(dict, negative_entry={KEY: ENTRY}, body={"领导小组": {}}, **SURVEYED, **VISITED)
    found.update(more)
    return found


def faults(found: Rows, total: str | None = "90", made_on: str = "2027-03-01") -> list[str]:
    sheet: dict[str, Any] = {
        "code": "D001",
        "department": "第001厅",
        "total": total,
        "until": "2027-01-31",
        "absent": [],
    }
    sheet |= {"exempted": [row | {"target": "T002"} for row in found["exemption"].values()]}
    papers = standing_papers(found, 2026)
    sheet |= {"excepted": [in_words(row) for row in papers if "D002" not in row["departments"]]}
    proof = {"year": 2026, "made_on": made_on, "department": None, "marked": set()}
    return list(check_gate(found, [sheet], proof))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, []),
        ({"remediation": {"1": ROUND}}, [OPEN]),
        ({"remediation": {"1": ROUND | {"completed_on": "2027-02-01"}}}, []),
        ({"remediation": {"1": ROUND | {"declared_on": "2027-02-01"}}}, []),
        ({"remediation": {"1": ROUND, "2": ROUND | {"round": 2, "state": "accepted"}}}, []),
        ({"negative_entry": {KEY: ENTRY | {"state": "proposed"}}}, [OPEN.replace("整改完成未复查", "拟列入未决定")]),
        ({"appeal": {"1": APPEAL}}, [OPEN.replace("整改完成未复查", "申诉未办结")]),
        ({"appeal": {"1": APPEAL | {"state": "ruled"}}}, []),
        ({"appeal": {"1": APPEAL}, "negative_entry": {KEY: LATER}}, []),
        ({"remediation": {"1": ROUND}, "score_exception": {"1": PAPER}}, []),
        ({"remediation": {"1": ROUND}, "score_exception": {"1": PAPER | {"departments": []}}}, []),
        ({"remediation": {"1": ROUND}, "score_exception": {"1": PAPER | {"paper_date": "2027-01-19"}}}, [OPEN]),
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


LEAD: Any = {"target_department": [["D001", 0, "2026-08-01", None]]}
LED: Any = {"2026|T001": {"year": 2026, "withdrawn_on": "2026-12-01"} | LEAD}
GONE: Any = {KEY: ENTRY | {"target_id": "2026|T001", "department_id": "D003", "state": "proposed"}}
MERGED = "D003|merge|D002|2026-08-05|12号"
CHAIN: Any = {MERGED: {}, "D002|merge|D001|2026-12-31|13号": {}, "D001|rename||2026-01-01|14号": {}}


@pytest.mark.parametrize(
    ("more", "is_named"),
    [
        ({"reform": CHAIN}, True),
        ({"reform": {MERGED: {}}}, False),
        ({"reform": {key.replace("2026-12-31", "2027-01-04"): {} for key in CHAIN}}, False),
        ({"reform": {key.replace("merge", "withdrawn_merge"): {} for key in CHAIN}}, False),
        ({"target": LED}, True),
        ({"target": {"2026|T001": LED["2026|T001"] | {"target_department": [["D001", 0, None, "D003"]]}}}, False),
    ],
)
def test_the_successor_of_the_year_has_the_lines_of_who_ended(more: dict[str, Any], *, is_named: bool) -> None:
    visited: Any = {"target": VISITED["target"] | more.pop("target", {})}
    told = faults(rows(negative_entry=GONE, **visited, **more))
    assert told == [OPEN.replace("整改完成未复查", "拟列入未决定")] * is_named


def test_a_target_that_was_not_asked_about_is_open() -> None:
    late = {"year": 2026, "withdrawn_on": None, "target_department": [["D001", 0, None, None]]}
    targets = FILED["target"] | {"2026|T009": late}
    named = ["第001厅（D001）：目标未申报完成也未列入负面清单（2026|T009），合计应为未定。"]
    assert faults(rows(**FILED | {"target": targets})) == named
    named = [named[0].replace("T009", "T002"), *named, "第001厅（D001）：未作年终复核（2026），合计应为未定。"]
    assert faults(rows(**FILED | {"target": targets, "obligation": {}})) == named  # nothing was opened


def test_who_led_a_target_of_a_year_in_which_no_re_verification_was_opened_has_the_line() -> None:
    obligations = {key: row for key, row in FILED["obligation"].items() if "reverification" not in key}
    led = {key: row | {"target_department": [["D001", 0, None, None]]} for key, row in FILED["target"].items()}
    told = faults(rows(**FILED | {"obligation": obligations, "target": led}))
    assert any("未作年终复核" in each for each in told)


@pytest.mark.parametrize(
    ("other", "more", "own", "is_named"),
    [
        ({}, {}, None, True),
        ({}, {}, "D001", False),
        ({"state": "void"}, {}, None, False),
        ({}, {"reform": {"D002|merge|D001|2026-08-05|12号": {}}}, None, False),
        ({}, {"reform": {"D002|merge|D001|2027-01-04|12号": {}}}, None, True),
        ({}, {"department": {"D002": {"ends": "2026-12-20"}}}, None, False),
        ({}, {"department": {"D002": {"ends": "2026-12-31"}}}, None, True),
        ({}, {"department": {"D002": {"ends": None}}}, None, True),
    ],
)
def test_a_department_that_the_year_end_check_asked_has_a_score(
    other: dict[str, Any], more: dict[str, Any], own: str | None, *, is_named: bool
) -> None:
    asked: Any = {CHECK.replace("D001", "D002"): DUTY | {"department_id": "D002"} | other}
    proof = {"year": 2026, "department": own}
    told = list(check_appraised(rows(obligation=asked, **more), {"D001"}, proof))
    assert told == ["D002：scores.jsonl中没有它的得分，2026年终检查有它。"] * is_named


@pytest.mark.parametrize("other", [{"paper_date": "2026-12-31"}, {"body_id": "外单位"}])
def test_a_paper_of_the_year_itself_or_of_no_body_is_named(other: dict[str, Any]) -> None:
    told = faults(rows(score_exception={"1": PAPER | other}))
    assert told == ["合计例外 2026-1：文件日期在年终以前，或不是登记的机构决定的。"]


@pytest.mark.parametrize(("listed_on", "is_named"), [("2027-02-01", False), ("2027-02-02", True)])
def test_a_proposal_after_the_day_of_the_paper_is_open(listed_on: str, *, is_named: bool) -> None:
    late: Any = {"negative_entry": {KEY: ENTRY | {"state": "proposed", "listed_on": listed_on}}}
    told = [OPEN.replace("整改完成未复查", "拟列入未决定")] * is_named
    assert faults(rows(score_exception={"1": PAPER | {"kind": "proposed"}}, **late)) == told


@pytest.mark.parametrize(("kind", "said"), [("targets", (100, 10)), ("evidence", (10, 100))])
@pytest.mark.parametrize(("filed_on", "is_named"), [("2027-02-01", False), ("2027-02-02", True)])
def test_what_was_filed_otherwise_after_the_day_of_the_paper_is_open(
    kind: str, said: tuple[int, int], filed_on: str, *, is_named: bool
) -> None:
    reports = {
        str(version): {"obligation_id": CHECK, "version": version, "report_line": [["2026|T002", version, done, None]]}
        | {"filed_on": filed_on}
        for version, done in enumerate(said, 1)
    }
    found = FILED | {"report": reports, "evidence_use": {}, "score_exception": {"1": PAPER | {"kind": kind}}}
    assert bool(faults(rows(**found))) == is_named
    once = found | {"report": {"1": reports["2"] | {"version": 1}}}
    assert bool(faults(rows(**once))) == (is_named and kind == "evidence")


LEAVES: Any = {**DUTY, "report_leaf": [["2026|T002", "1"], ["2026|T002", "2"]]}
FIRST = f"{CHECK}|2026|T002|1|f0"
LISTED = ENTRY | {"target_id": "2026|T002", "state": "listed"}
UNDECLARED = "目标未申报完成也未列入负面清单（2026|T002），合计应为未定。"


WORDS = "例外：整改完成未复查，上级统一组织（领导小组，1号，2027-02-01）"


@pytest.mark.parametrize("own", [None, "D001"])
@pytest.mark.parametrize(
    ("words", "papers", "is_named"),
    [
        ([WORDS], {"1": PAPER}, False),
        ([], {"1": PAPER}, True),
        ([WORDS.replace("1号", "2号")], {"1": PAPER}, True),
        ([WORDS], {}, True),
        ([], {"1": PAPER, "2": PAPER | {"serial": 2, "lifts": 1}}, False),
        ([WORDS], {"1": PAPER | {"departments": []}}, False),
        ([], {"1": PAPER | {"departments": ["D002"]}}, False),
    ],
)
def test_a_score_names_the_papers_that_end_its_lines_and_no_other(
    own: str | None, words: list[str], papers: dict[str, Any], *, is_named: bool
) -> None:
    """Also before the approval, and in the folder of one department."""
    sheet: dict[str, Any] = {"code": "D001", "department": "第001厅", "total": None, "until": None, "absent": []}
    proof = {"year": 2026, "made_on": "2027-03-01", "department": own, "marked": set()}
    told = list(check_gate(rows(score_exception=papers), [sheet | {"excepted": words, "exempted": []}], proof))
    assert told == ["第001厅（D001）：合计例外与台账登记的不同。"] * is_named


EXEMPT: Any = {"paper_number": "1号", "paper_date": "2027-01-05"}


@pytest.mark.parametrize(
    ("told", "known", "own", "is_named"),
    [
        ([EXEMPT | {"target": "T002"}], True, None, False),
        ([], True, None, True),
        ([], True, "D001", False),  # it stands in the score of who leads it
        ([EXEMPT | {"target": "T002"}], False, "D001", True),
        ([EXEMPT | {"target": "T002", "paper_number": "2号"}], True, "D001", True),
    ],
)
def test_a_score_names_the_exempt_targets_of_the_ledger(
    told: list[dict[str, Any]], own: str | None, *, known: bool, is_named: bool
) -> None:
    decided = {"1": EXEMPT | {"target_id": "2026|T002", "serial": 1, "exempted": known}}
    sheet = {"code": "D001", "exempted": told}
    proof: dict[str, Any] = {"year": 2026, "department": own, "marked": set()}
    assert bool(list(check_exempted(rows(exemption=decided, target=FILED["target"]), [sheet], proof))) == is_named


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, ""),
        ({"report": {}}, UNDECLARED),
        ({"report": {}, "negative_entry": {"2026|T002|1": LISTED}}, ""),
        (
            {
                "report": {},
                "negative_entry": {"2026|T002|1": LISTED | {"state": "withdrawn", "ended_on": "2027-02-01"}},
            },
            "",
        ),
        (
            {
                "report": {},
                "negative_entry": {"2026|T002|1": LISTED | {"state": "withdrawn", "ended_on": "2027-01-31"}},
            },
            UNDECLARED,
        ),
        ({"report": {}, "exemption": {"1": EXEMPT | {"target_id": "2026|T002", "serial": 1, "exempted": True}}}, ""),
        ({"report": {}, "target": {}, "finding": {}}, "没有签字的核查（2026），合计应为未定。"),
        ({"evidence_use": {}}, "申报完成缺印证材料（2026|T002），合计应为未定。"),
        (
            {"evidence_use": {FIRST: {}}, "obligation": {CHECK: LEAVES, VERIFIED: DUTY}},
            "申报完成缺印证材料（2026|T002），合计应为未定。",
        ),
        (
            {"evidence_use": {FIRST: {}, f"{CHECK}|2026|T002|2|f0": {}}, "obligation": {CHECK: LEAVES, VERIFIED: DUTY}},
            "",
        ),
        ({"reverification": {}}, f"未作年终复核（{VERIFIED}），合计应为未定。"),
        ({"survey_return": {}}, "没有公众测评（2026），合计应为未定。"),
        ({"finding": {}}, "没有签字的核查（2026），合计应为未定。"),
        ({"finding": {"1": FOUND | {"state": "recorded"}}}, "没有签字的核查（2026），合计应为未定。"),
        ({"finding": {"1": FOUND | {"target_id": "2026|T003"}}}, "没有签字的核查（2026），合计应为未定。"),
        ({"finding": {}, "field_visit": {"1": FOUND}}, ""),
        ({"finding": {}, "covert_item": {"1": FOUND}}, "没有签字的核查（2026），合计应为未定。"),
        ({"finding": {}, "covert_item": {"1": FOUND}, "covert_result": {"1": {"item_id": "1"}}}, ""),
    ],
)
def test_a_total_before_what_the_year_asks_is_named(more: dict[str, dict[str, Any]], told: str) -> None:
    uploaded: Any = {"cloud_medium": {"2026|T002|2026-03|1|f0": {}}}
    found = faults(rows(**FILED | more))
    assert found == ([f"第001厅（D001）：{told}"] if told else [])
    if "evidence_use" in more:
        assert faults(rows(**FILED | more | uploaded)) == []
