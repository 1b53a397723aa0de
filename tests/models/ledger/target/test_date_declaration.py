"""The duty of an own date is answered itself: declared complete with evidence, by act or by its answer sheet (A47)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.answers import duty_number, faults, fill_in, give_back, sent
from tests.mails import file
from tests.models.ledger.target.dates import OWED, VERDICT, made, report
from tests.models.ledger.target.trees import leaf

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

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
