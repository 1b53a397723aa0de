"""年终复核: what the agency records of a filing agrees with the comparison, or says why not (3.3, 4.3 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import story
from tests.models.ledger.year_end.by_papers import by_papers
from tests.models.ledger.year_end.test_completeness import strike
from tests.models.ledger.year_end.test_filing import STATE, bring, proof

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

SAID: dict[str, Any] = {"department": "D001", "period": "2026", "uninspected": "未抽中，材料复核"}
SAID |= {"complete": False, "missing": "T001、T002未备查"}
UNSIGNED = "T002验收单没有签字"
BEYOND = {"missing": f"T001缺材料；{UNSIGNED}", "beyond": "到场查看原件"}
GAP = {"kind": "年终复核缺项", "key": "2026/D001/T002"}


@pytest.fixture
@story
def papers(january: Acting) -> Acting:
    """`january`, where the year-end plan does not visit D001."""
    by_papers(january)
    return january


@pytest.mark.parametrize("missing", ["", "T001、T002缺验收报告"])
def test_3_3_the_agencys_record_discharges_its_duty(papers: Acting, sql: Sql, missing: str, tmp_path: Path) -> None:
    fields: dict[str, Any] = SAID | {"complete": not missing, "missing": missing}
    if not missing:
        bring(papers, tmp_path, [proof(tmp_path, code) for code in ("T001", "T002")])
    papers.on("2027-01-31").do("record_reverification", **fields)
    assert sql.rows("SELECT complete, missing FROM reverification") == [(not missing, missing)]
    assert sql.rows(STATE, kind="year_end_reverification") == [("discharged", "2027-01-31", False)]


def test_3_3_what_the_comparison_misses_is_not_recorded_as_complete(papers: Acting, tmp_path: Path) -> None:
    complete = SAID | {"complete": True, "missing": ""}
    assert papers.refused("record_reverification", **complete) == (
        "年终材料比对还缺2项，不能登记为完备：T001 目标T001（缺填报和印证材料）；T002 目标T002（缺填报和印证材料）。"
    )
    bring(papers, tmp_path, [proof(tmp_path, "T001")])
    assert papers.refused("record_reverification", **complete) == (
        "年终材料比对还缺1项，不能登记为完备：T002 目标T002（缺印证材料）。"
    )


def test_3_3_it_is_not_complete_while_a_proposal_waits_for_its_finding(
    papers: Acting, tmp_path: Path, violations: Violations
) -> None:
    bring(papers, tmp_path, [proof(tmp_path, code) for code in ("T001", "T002")])
    proposal: dict[str, Any] = {"way": "在线", "finding": "未盖章", "found_on": "2027-01-10", "year": 2026}
    papers.do("propose_entry", target="T001", **proposal)
    assert papers.refused("record_reverification", **SAID | {"complete": True, "missing": ""}) == (
        "“第001厅”还有1项拟列入负面清单没有认定：T001，不能登记为完备。请先到现场核查，核查结果签字后认定或者不予认定；"
        "或者登记为有缺项，写明目标编号和理由（beyond）。"
    )
    papers.do("record_reverification", **SAID | {"missing": "T001未完成", "beyond": "在线复核发现未盖章"})
    assert violations() == []


def test_3_3_a_proposal_waits_with_the_department_that_leads_its_target_now(
    papers: Acting, tmp_path: Path, sql: Sql
) -> None:
    bring(papers, tmp_path, [proof(tmp_path, code) for code in ("T001", "T002")])
    proposal: dict[str, Any] = {"way": "在线", "finding": "未盖章", "found_on": "2027-01-10", "year": 2026}
    papers.do("propose_entry", target="T001", **proposal)
    sql("UPDATE negative_entry SET department_id = (SELECT id FROM department WHERE code = 'D002')")  # led it before
    assert "T001，不能登记为完备" in papers.refused("record_reverification", **SAID | {"complete": True, "missing": ""})


def test_3_3_a_record_in_february_is_late(papers: Acting) -> None:
    assert papers.on("2027-02-01").do("record_reverification", **SAID).counts == {"late": 1}


@pytest.mark.parametrize("fields", [{"complete": True, "missing": "T001"}, {"complete": False}])
def test_3_3_the_record_names_missing_items_if_and_only_if_there_are_any(
    papers: Acting, fields: dict[str, object]
) -> None:
    words = papers.refused("record_reverification", department="D001", period="2026", **fields)
    assert "完备时不填缺项，不完备时须写明" in words


def test_3_3_a_second_record_is_refused(papers: Acting, sql: Sql) -> None:
    papers.do("record_reverification", **SAID)
    assert "第001厅”2026年的年终复核已登记" in papers.refused("record_reverification", **SAID)
    assert sql.value("SELECT count(*) FROM reverification") == 1


def test_3_3_a_record_before_the_reverification_opened_is_refused(december: Acting) -> None:
    text = december.refused("record_reverification", department="D001", period="2026", complete=True)
    assert "没有“2026年年终复核”这一应办事项" in text


@pytest.fixture
def halfway(papers: Acting, tmp_path: Path) -> Acting:
    """D001 filed both lines and the evidence of T002; of T001 it is missing. The filings were compared."""
    bring(papers, tmp_path, [proof(tmp_path, "T002")])
    papers.system.do("compare_filings")
    return papers


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("T002缺验收报告", "没有写到：T001 目标T001（缺印证材料）。请写明目标编号，可照比对结果写。"),
        ("未备查", "没有写到：T001 目标T001（缺印证材料）。"),
        ("T001；未备查", "“未备查”不在其中。与比对一致的请去掉；确有比对看不出的缺项（如材料不合格），"),
        ("T001；T002没有签字", "“T002没有签字”不在其中。"),
        ("T001、T002", "“T001、T002”不在其中。"),
        ("T001；T003", "“T003”不在其中。"),
    ],
)
def test_3_3_a_record_that_contradicts_the_comparison_is_refused(halfway: Acting, missing: str, words: str) -> None:
    text = halfway.refused("record_reverification", **SAID | {"missing": missing})
    assert text.startswith("年终材料比对还缺1项，")
    assert words in text


def test_3_3_nothing_is_missing_of_a_whole_filing_without_a_reason(
    papers: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    bring(papers, tmp_path, [proof(tmp_path, code) for code in ("T001", "T002")])
    text = papers.refused("record_reverification", **SAID)
    assert text.startswith("年终材料比对没有缺项，“T001、T002未备查”不在其中。")
    assert "写明比对以外缺项的理由（beyond）" in text
    assert papers.do("record_reverification", **SAID, beyond="原件与扫描件不符").counts == {"late": 0, "notices": 1}
    assert sql.column("SELECT beyond FROM reverification") == ["原件与扫描件不符"]
    assert violations() == []
    sql("UPDATE reverification SET beyond = ''")
    assert [words for words in violations() if words.startswith("年终复核")] != []


def test_3_3_the_words_of_the_comparison_are_taken_as_they_are(halfway: Acting, sql: Sql) -> None:
    halfway.do("record_reverification", **SAID | {"missing": "T001 目标T001（缺印证材料）"})
    assert sql.column("SELECT count(*) FROM notice WHERE kind = 'missing' AND payload ? 'recorded'") == [0]


def test_4_3_the_office_is_told_of_an_item_that_no_comparison_told_it_and_may_contest_it(
    halfway: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    office = halfway.office("D001")
    assert office.refused("lodge_appeal", **GAP, ground="已签字") == "目标T002在年终材料中没有缺项，不需要申诉。"
    halfway.on("2027-01-20").do("record_reverification", **SAID | BEYOND)
    told = "SELECT subject, payload FROM notice WHERE kind = 'missing' AND payload ? 'recorded'"
    payload = {"period": "2026", "missing": [UNSIGNED], "recorded": ["T002"]}
    assert sql.rows(told) == [("year_end_reverification|2026|D001||0", payload)]
    strike(halfway.on("2027-01-21"), "T002", tmp_path)
    assert sql.column("SELECT missing FROM reverification") == [
        f"{BEYOND['missing']}（2027-01-21裁定撤销目标T002的缺项）"
    ]
    text = halfway.on("2027-01-22").office("D001").refused("lodge_appeal", **GAP, ground="再申诉")
    assert text == "目标T002在年终材料中没有缺项，不需要申诉。"
    assert violations() == []


def test_3_3_a_returned_filing_is_not_complete_until_it_is_given_again(papers: Acting, tmp_path: Path) -> None:
    evidence = [proof(tmp_path, code) for code in ("T001", "T002")]
    bring(papers, tmp_path, evidence)
    papers.do("return_report", department="D001", period="2026", reason="与原件不符")
    complete = SAID | {"complete": True, "missing": ""}
    assert papers.refused("record_reverification", **complete) == (
        "年终检查已退回，还没有重报，不能登记为完备；请待其重报，或写明缺项和比对以外缺项的理由（beyond）。"
    )
    bring(papers, tmp_path, evidence)
    papers.do("record_reverification", **complete)


def test_3_3_a_taken_over_filing_is_compared_too(december: Acting, tmp_path: Path, violations: Violations) -> None:
    december.report("D002", "2026", "T003", name="file_year_end_check", progress=100)
    december.do("attach_evidence", department="D002", period="2026", **proof(tmp_path, "T003"))
    reform = {"effective_on": "2026-12-10", "basis": "黔机编〔2026〕9号"}
    december.do("merge_department", department="D001", successor="D002", **reform)
    by_papers(december)
    january = december.on("2027-01-11")
    january.open("year_end_reverification", "2026")
    complete = SAID | {"department": "D002", "complete": True, "missing": ""}
    assert "T001 目标T001（缺填报和印证材料）" in january.refused("record_reverification", **complete)
    january.do("evaluate_department", inspection="2026-1", department="D002", overall="良好。")
    january.do("record_reverification", **SAID | {"department": "D002", "uninspected": ""})
    assert violations() == []
