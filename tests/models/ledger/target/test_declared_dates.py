"""目标到期 is discharged by a report or self-check that declares the target complete, with evidence (A47)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from tests.answers import Cells, duty_number, faults, fill_in, give_back, sent
from tests.databases import story
from tests.mails import file
from tests.models.ledger.target.dates import CODES, OWED, VERDICT, attach, made, report
from tests.models.ledger.target.trees import leaf

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations


UNPROVED = "目标T009申报已完成，还缺印证材料，目标到期没有办结，请补交。"


@pytest.fixture
def proof(tmp_path: Path) -> str:
    return made(tmp_path)


@pytest.mark.parametrize(("day", "late"), [("2026-06-30", False), ("2026-07-01", True)])
def test_a_report_with_evidence_discharges_it_in_time_on_the_day_and_late_after_it(
    due: Acting, sql: Sql, proof: str, violations: Violations, day: str, *, late: bool
) -> None:
    report(due.on(day), "2026-06")
    assert sql.rows(VERDICT) == [("open", None, None)]
    attach(due.on(day), "2026-06", proof)
    assert sql.rows(VERDICT) == [("discharged", day, late)]
    assert violations() == []


def test_a_percentage_above_100_declares_it_complete(due: Acting, sql: Sql, proof: str) -> None:
    attach(due, "2026-06", proof)
    lines = [{"target": code, "progress": 50} for code in CODES[:2]]
    more = {"target": "T009", "progress": 104, "quantity": "1040"}
    due.do("submit_report", department="D001", period="2026-06", lines=[*lines, more])
    assert sql.column("SELECT state FROM obligation WHERE kind = 'target_due'") == ["discharged"]


def test_the_later_of_report_and_evidence_counts(due: Acting, sql: Sql, proof: str) -> None:
    attach(due.on("2026-06-18"), "2026-06", proof)
    report(due.on("2026-06-20"), "2026-06")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-20", False)]


@pytest.mark.parametrize(
    ("named", "words", "state"), [(True, "新增印证材料1份。", "discharged"), (False, UNPROVED, "open")]
)
def test_the_sheet_of_a_month_takes_the_evidence_or_says_that_it_lacks(
    due: Acting, sql: Sql, proof: str, tmp_path: Path, words: str, state: str, *, named: bool
) -> None:
    number = duty_number(sql, "monthly_check", "2026-06")
    rows: dict[str, Cells] = {code: {"进度（%）": 50} for code in CODES[:2]} | {"T009": {"进度（%）": 100}}
    rows["T009"] |= {"印证材料（附件名）": Path(proof).name} if named else {}
    answered = give_back(due, fill_in(sent(due, tmp_path / "表.xlsx", number), rows=rows), Path(proof))
    assert answered.words.endswith(words)
    assert [row[0] for row in sql.rows(VERDICT)] == [state]


def test_a_report_of_another_target_or_without_completion_does_not(due: Acting, sql: Sql, proof: str) -> None:
    attach(due.on("2026-06-18"), "2026-06", proof)
    report(due.on("2026-06-20"), "2026-06", done="T001")
    assert sql.rows(VERDICT) == [("open", None, None)]
    report(due.on("2026-06-22"), "2026-06", name="amend_report")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-22", False)]


def test_a_declaration_that_was_taken_back_before_the_evidence_came_does_not(due: Acting, sql: Sql, proof: str) -> None:
    report(due, "2026-06")
    report(due, "2026-06", name="amend_report", done="T001")
    attach(due, "2026-06", proof)
    assert sql.rows(VERDICT) == [("open", None, None)]


def test_a_self_check_discharges_it_with_evidence_of_a_month_of_its_quarter(due: Acting, sql: Sql, proof: str) -> None:
    attach(due, "2026-06", proof)
    july = due.on("2026-07-02")
    july.open("self_check", "2026Q2")
    lines = [{"target": code, "progress": 50} for code in CODES[:2]] + [{"target": "T009", "progress": 100}]
    july.do("file_self_check", department="D001", period="2026Q2", lines=lines)
    assert sql.rows(VERDICT) == [("discharged", "2026-07-02", True)]


def test_the_year_end_check_discharges_what_was_missed(due: Acting, sql: Sql, proof: str) -> None:
    december = due.on("2026-12-01")
    december.open("year_end_check", "2026")
    lines = [{"target": "T009", "progress": 100, "status": "已完成"}]
    evidence = [{"target": "T009", "file": proof}]
    december.do("file_year_end_check", department="D001", period="2026", lines=lines, evidence=evidence)
    assert sql.rows(VERDICT) == [("discharged", "2026-12-01", True)]


def test_a_declaration_of_the_target_is_one_of_its_leaves(dated: Acting, sql: Sql, proof: str) -> None:
    rows = [leaf(code, target="T009", 完成时限=day) for code, day in (("1", "2026-06-26"), ("2", "2026-06-30"))]
    dated.take("indicators", *rows)
    dated.system.do("open_target_dates")
    attach(dated, "2026-06", proof)
    report(dated.on("2026-06-29"), "2026-06")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-29", True), ("discharged", "2026-06-29", False)]


def test_what_is_entered_long_after_its_stated_receipt_is_marked(due: Acting, sql: Sql, proof: str) -> None:
    attach(due.on("2026-06-17"), "2026-06", proof)
    report(due.on("2026-06-30").on_behalf("电话", "电话记录", "2026-06-18"), "2026-06")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-18", False)]
    found = (
        "SELECT detail ->> 'entered_late' FROM transition WHERE record_key LIKE 'target_due%' AND event = 'discharge'"
    )
    assert sql.value(found) == "true"


USES = """
SELECT o.subject, t.code, u.indicator, u.file_name FROM evidence_use u JOIN obligation o ON o.id = u.obligation_id
    LEFT JOIN target t ON t.id = u.target_id ORDER BY u.id
"""
STOOD = "SELECT detail ->> 'declared_on' FROM entry_origin WHERE way = 'own_date'"
DECLARED = {"申报": "已完成", "印证材料（附件名）": "验收单.pdf"}


@pytest.fixture
def leaves(march: Acting) -> Acting:
    """Leaf 1-2 of T001 of D001 is due on 30 June; its duty is open; today is 16 June."""
    march.take("indicators", leaf("1-1", 完成时限="2026-12-20"), leaf("1-2", 完成时限="2026-06-30"))
    march.system.do("open_target_dates")
    march.on("2026-06-16").system.do("open_target_dates")
    return march.on("2026-06-16")


def declare(acting: Acting, *files: str, target: str = "T009", **more: Any) -> str:
    """D001 declares a target or leaf complete; returns the answer."""
    given = {"target": target, "evidence": list(files), **more}
    return acting.office("D001").do("declare_target_due", **given).words


@pytest.mark.parametrize(("day", "late", "said"), [("2026-06-30", False, ""), ("2026-07-01", True, "（逾期）")])
def test_it_is_discharged_on_the_day_of_the_declaration(
    due: Acting, sql: Sql, tmp_path: Path, violations: Violations, day: str, said: str, *, late: bool
) -> None:
    assert declare(due.on(day), made(tmp_path)) == f"已申报“农村公路”完成{said}，印证材料1份。"
    assert sql.rows(VERDICT) == [("discharged", day, late)]
    assert sql.rows(USES) == [("2026/T009", "T009", "", "验收单.pdf")]
    assert violations() == []


def test_it_is_declared_once_and_more_evidence_may_follow(due: Acting, sql: Sql, tmp_path: Path) -> None:
    declare(due, made(tmp_path))
    assert declare(due.on("2026-06-17"), made(tmp_path)) == "“农村公路”此前已申报完成，材料相同，未作改动。"
    assert declare(due.on("2026-07-02"), made(tmp_path, "补充.pdf")) == "“农村公路”此前已申报完成，补交印证材料1份。"
    assert sql.rows(VERDICT) == [("discharged", "2026-06-16", False)]


def test_a_leaf_is_declared_by_its_code(leaves: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    said = declare(leaves, made(tmp_path), target="T001", indicator="1-2")
    assert said == "已申报“目标T001”指标1-2完成，印证材料1份。"
    assert sql.rows(USES) == [("2026/T001//1-2", "T001", "1-2", "验收单.pdf")]
    assert [each[:3] for each in sql.rows(OWED)] == [("2026/T001//1-2", "D001", "discharged")]
    assert violations() == []


def test_without_an_open_date_or_without_a_file_it_is_refused(due: Acting, tmp_path: Path) -> None:
    assert "没有已开启的目标到期" in due.refused("declare_target_due", target="T001", evidence=[made(tmp_path)])
    assert "没有已开启" in due.refused("declare_target_due", target="T009", indicator="1", evidence=[made(tmp_path)])
    assert "印证材料" in due.refused("declare_target_due", target="T009", evidence=[])
    tomorrow = [{"file": made(tmp_path), "made_on": "2026-06-17"}]
    assert "在今天（2026-06-16）之后" in due.refused("declare_target_due", target="T009", evidence=tomorrow)


def test_another_office_and_a_waived_date_are_refused(due: Acting, sql: Sql, tmp_path: Path) -> None:
    given = {"target": "T009", "evidence": [made(tmp_path)]}
    assert "不能" in due.office("D002").refused("declare_target_due", **given)
    number = duty_number(sql, "target_due", "")
    due.do("waive", obligation=number, reason="省里另有安排")
    assert "已豁免，无需申报" in due.refused("declare_target_due", **given)


def test_a_proposal_stands_with_the_day_of_a_late_declaration(due: Acting, sql: Sql, tmp_path: Path) -> None:
    july = due.on("2026-07-01")
    july.system.do("propose_missed_dates")
    declare(july.on("2026-07-03"), made(tmp_path))
    assert sql.rows(STOOD) == [("2026-07-03",)]


def test_a_report_that_says_otherwise_takes_it_back(due: Acting, sql: Sql, tmp_path: Path) -> None:
    declare(due, made(tmp_path))
    assert "目标到期重新开启" in report(due.on("2026-06-29"), "2026-06", done="").words
    assert sql.rows(VERDICT) == [("open", None, None)]


# The answer sheet


def test_its_sheet_is_taken_with_the_file(due: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    form = fill_in(sent(due, tmp_path / "到期.xlsx", duty_number(sql, "target_due", "")), DECLARED)
    given = give_back(due, form, file(tmp_path, "验收单.pdf"))
    assert given.words == "已申报“农村公路”完成，印证材料1份。"
    assert sql.rows(VERDICT) == [("discharged", "2026-06-16", False)]
    assert violations() == []


def test_the_sheet_of_a_leaf_names_it_and_declares_that_leaf(leaves: Acting, sql: Sql, tmp_path: Path) -> None:
    form = fill_in(sent(leaves, tmp_path / "到期.xlsx", duty_number(sql, "target_due", "")), DECLARED)
    assert give_back(leaves, form, file(tmp_path, "验收单.pdf")).words == "已申报“目标T001”指标1-2完成，印证材料1份。"


@pytest.mark.parametrize(
    ("fields", "cell", "said"),
    [
        ({"申报": "进行中", "印证材料（附件名）": "验收单.pdf"}, "申报", "已完成"),
        ({"申报": "已完成"}, "印证材料", "不能为空"),
        ({"申报": "已完成", "印证材料（附件名）": "没有的.pdf"}, "印证材料", "没有随表交来"),
    ],
)
def test_what_is_no_declaration_is_named_at_its_cell(
    due: Acting, sql: Sql, tmp_path: Path, fields: dict[str, str], cell: str, said: str
) -> None:
    form = fill_in(sent(due, tmp_path / "到期.xlsx", duty_number(sql, "target_due", "")), fields)
    [(_, message)] = faults(due, form, file(tmp_path, "验收单.pdf"))
    assert cell in message
    assert said in message
    assert sql.rows(VERDICT) == [("open", None, None)]


TOLD = """
SELECT occasion, payload ->> 'why' FROM notice WHERE kind = 'opened_target_due' ORDER BY id
"""


@pytest.fixture
def declared(due: Acting, tmp_path: Path) -> Acting:
    """T009 is due on 30 June, and was declared complete with evidence on the 18th; today too."""
    day = due.on("2026-06-18")
    attach(day, "2026-06", made(tmp_path))
    report(day, "2026-06")
    return day


def test_a_newer_version_that_takes_it_back_opens_the_duty_again_on_its_old_day(
    declared: Acting, sql: Sql, violations: Violations
) -> None:
    summary = report(declared.on("2026-06-22"), "2026-06", name="amend_report", done="T001")
    assert summary.words.endswith("T009此前已申报完成，现改为未完成，目标到期重新开启。")
    assert [(row[2], row[3], row[5]) for row in sql.rows(OWED)] == [("open", "2026-06-30", 2)]
    assert sql.rows(TOLD) == [("", None), ("2", "新的填报不再申报已完成")]
    assert violations() == []


def test_it_is_discharged_again_by_the_day_on_which_the_declaration_came_back(declared: Acting, sql: Sql) -> None:
    report(declared.on("2026-06-22"), "2026-06", name="amend_report", done="T001")
    report(declared.on("2026-07-01"), "2026-06", name="amend_report")
    assert sql.rows(VERDICT) == [("discharged", "2026-07-01", True)]


def test_the_report_of_a_later_month_takes_it_back_too_and_it_is_missed_at_once(declared: Acting, sql: Sql) -> None:
    july = declared.on("2026-07-01")
    july.open("monthly_check", "2026-07")
    report(july, "2026-07", done="T001")
    assert sql.rows(VERDICT) == [("open", None, None)]
    assert july.on("2026-07-02").system.do("propose_missed_dates").counts == {"proposed": 1}


def test_an_earlier_month_that_comes_later_takes_nothing_back(due: Acting, sql: Sql, tmp_path: Path) -> None:
    july = due.on("2026-07-01")
    july.open("monthly_check", "2026-07")
    attach(july, "2026-07", made(tmp_path))
    report(july, "2026-07")
    june = report(july.on("2026-07-02"), "2026-06", done="")
    assert sql.rows(VERDICT) == [("discharged", "2026-07-01", True)]
    assert "重新开启" not in june.words


def test_the_year_end_check_takes_it_back(declared: Acting, sql: Sql) -> None:
    december = declared.on("2026-12-01")
    december.open("year_end_check", "2026")
    lines = [{"target": "T009", "progress": 80}]
    summary = december.do("file_year_end_check", department="D001", period="2026", lines=lines)
    assert "目标到期重新开启" in summary.words
    assert sql.rows(VERDICT) == [("open", None, None)]


def test_the_newest_report_is_that_of_the_last_month_when_a_date_comes(dated: Acting, sql: Sql, tmp_path: Path) -> None:
    """A month that was entered later says nothing of what a later month declared."""
    may = dated.on("2026-05-04")
    may.open("monthly_check", "2026-05")
    may.open("monthly_check", "2026-04")
    attach(may, "2026-05", made(tmp_path))
    report(may, "2026-05")
    report(may.on("2026-05-06"), "2026-04", done="")
    dated.on("2026-06-16").system.do("open_target_dates")
    assert sql.rows(OWED) == []


@pytest.fixture
@story
def unproved(march: Acting) -> Acting:
    """D001 leads T009: leaf 1 is due on 26 June, leaf 2 on the 30th; today is 16 June."""
    rows = {"年度": "2026", "下达日期": "2026-03-02", "责任部门": "D001"}
    march.take("targets", {"编号": "T009", "目标名称": "农村公路", **rows})
    days = (("1", "2026-06-26"), ("2", "2026-06-30"))
    march.take("indicators", *[leaf(code, target="T009", 完成时限=day) for code, day in days])
    march.system.do("open_target_dates")
    march.on("2026-06-01").open("monthly_check", "2026-06")
    march.on("2026-06-15").system.do("open_target_dates")
    return march.on("2026-06-16")


@pytest.fixture
def leaves_of_leaves(unproved: Acting, tmp_path: Path) -> Acting:
    """Evidence of the target is there since 16 June; today too."""
    attach(unproved, "2026-06", made(tmp_path))
    return unproved


def declare_of_leaves(acting: Acting, *shares: int, name: str = "submit_report") -> None:
    """Report the leaves of T009 with these percentages, in their order."""
    lines: list[dict[str, Any]] = [{"target": code, "progress": 50} for code in ("T001", "T002")]
    lines += [{"target": "T009", "indicator": str(n), "progress": share} for n, share in enumerate(shares, 1)]
    acting.do(name, department="D001", period="2026-06", lines=lines)


def test_a_leaf_is_discharged_by_its_own_declaration(
    leaves_of_leaves: Acting, sql: Sql, violations: Violations
) -> None:
    declare_of_leaves(leaves_of_leaves, 100, 50)
    assert sql.rows(VERDICT) == [("discharged", "2026-06-16", False), ("open", None, None)]
    declare_of_leaves(leaves_of_leaves.on("2026-07-01"), 100, 100, name="amend_report")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-16", False), ("discharged", "2026-07-01", True)]
    assert violations() == []


def test_no_percentage_of_the_other_leaf_discharges_it(leaves_of_leaves: Acting, sql: Sql) -> None:
    declare_of_leaves(leaves_of_leaves, 99, 100)
    assert [row[0] for row in sql.rows(VERDICT)] == ["open", "discharged"]


def test_a_leaf_that_is_declared_before_its_date_comes_owes_nothing(march: Acting, sql: Sql, tmp_path: Path) -> None:
    march.take("indicators", leaf("1", 完成时限="2026-06-26"), leaf("2", 完成时限="2026-06-30"))
    march.system.do("open_target_dates")
    june = march.on("2026-06-01")
    june.open("monthly_check", "2026-06")
    attach(june, "2026-06", made(tmp_path), "T001")
    lines = [{"target": "T001", "indicator": code, "progress": share} for code, share in (("1", 100), ("2", 10))]
    june.do("submit_report", department="D001", period="2026-06", lines=[*lines, {"target": "T002", "progress": 5}])
    june.on("2026-06-16").system.do("open_target_dates")
    assert [row[0] for row in sql.rows(OWED)] == ["2026/T001//2"]


def test_a_proposal_stands_with_the_day_on_which_its_last_leaf_was_declared(leaves_of_leaves: Acting, sql: Sql) -> None:
    july = leaves_of_leaves.on("2026-07-01")
    july.system.do("propose_missed_dates")
    declare_of_leaves(july, 100, 50)
    assert sql.rows(STOOD) == [(None,)]
    declare_of_leaves(july.on("2026-07-03"), 100, 100, name="amend_report")
    assert sql.rows(STOOD) == [("2026-07-03",)]


def test_evidence_of_one_leaf_is_none_of_the_other(unproved: Acting, sql: Sql, tmp_path: Path) -> None:
    attach(unproved, "2026-06", made(tmp_path, "一.pdf"), leaf="1")
    declare_of_leaves(unproved, 100, 100)
    assert sql.rows(VERDICT) == [("discharged", "2026-06-16", False), ("open", None, None)]
    attach(unproved.on("2026-06-30"), "2026-06", made(tmp_path, "二.pdf"), leaf="2")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-16", False), ("discharged", "2026-06-30", False)]


def test_a_file_is_evidence_of_both_leaves_and_its_first_day_counts_for_each(
    unproved: Acting, sql: Sql, tmp_path: Path
) -> None:
    proof = made(tmp_path, "总.pdf")
    attach(unproved.on("2026-06-17"), "2026-06", proof, leaf="2")
    attach(unproved.on("2026-06-18"), "2026-06", proof)
    declare_of_leaves(unproved.on("2026-06-18"), 100, 100)
    assert sql.rows("SELECT indicator FROM evidence_use ORDER BY id") == [("2",), ("",)]
    assert sql.rows(VERDICT) == [("discharged", "2026-06-18", False)] * 2


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"target": "T009", "indicator": "3"}, "“验收单.pdf”：目标T009没有要填报的指标3，应填报的指标：1、2。"),
        ({"target": "T001", "indicator": "1"}, "目标T001没有要填报的指标1，本期按目标填报，请不要填指标编号。"),
        ({"indicator": "1"}, "“验收单.pdf”填了指标编号1，没有填目标编号，请补填。"),
    ],
)
def test_evidence_of_a_leaf_that_is_not_asked_is_refused(
    leaves_of_leaves: Acting, tmp_path: Path, about: dict[str, str], said: str
) -> None:
    file = made(tmp_path)
    with pytest.raises(Refused) as caught:
        leaves_of_leaves.do("attach_evidence", department="D001", period="2026-06", file=file, **about)
    assert said in str(caught.value)


def test_a_declaration_of_one_leaf_is_taken_back_alone(leaves_of_leaves: Acting, sql: Sql) -> None:
    declare_of_leaves(leaves_of_leaves, 100, 100)
    declare_of_leaves(leaves_of_leaves.on("2026-06-20"), 100, 60, name="amend_report")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-16", False), ("open", None, None)]
    assert sql.value("SELECT subject FROM obligation WHERE kind = 'target_due' AND due_version = 2") == "2026/T009//2"


def test_a_leaf_that_another_leafs_file_supports_is_not_declared_when_its_date_comes(
    march: Acting, sql: Sql, tmp_path: Path
) -> None:
    march.take("indicators", leaf("1", 完成时限="2026-06-26"), leaf("2", 完成时限="2026-06-30"))
    march.system.do("open_target_dates")
    june = march.on("2026-06-01")
    june.open("monthly_check", "2026-06")
    attach(june, "2026-06", made(tmp_path), "T001", "1")
    lines = [{"target": "T001", "indicator": code, "progress": 100} for code in ("1", "2")]
    june.do("submit_report", department="D001", period="2026-06", lines=[*lines, {"target": "T002", "progress": 5}])
    june.on("2026-06-16").system.do("open_target_dates")
    assert [row[0] for row in sql.rows(OWED)] == ["2026/T001//2"]
