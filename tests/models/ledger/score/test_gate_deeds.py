"""Evidence, re-verification, survey and inspection stand before a total of a year that is over (A37)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.gate import gate_facts
from models.ledger.score.tracked import check_tracked, unasked_in_words
from models.rules.errors import Refused
from models.rules.score.gate import NO_LINE, GateKind, GateLine, gate
from tests.acting import SEEN_THERE
from tests.databases import story
from tests.models.ledger.appraisal.year import reverified
from tests.models.ledger.year_end.by_papers import by_papers
from tests.surveys import commission, filled_survey, give_back, surveyed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Make, Sql

PROOF = str(SEEN_THERE)


def found(kind: GateKind, sql: Sql) -> dict[str, tuple[str, ...]]:
    """Return the keys of a kind of each department by its code."""
    codes = dict(sql.rows("SELECT id, code FROM department"))
    with begin() as session:
        facts = gate_facts(session, 2, date(2026, 12, 31), None, date(2027, 1, 20))
    return {codes[n]: tuple(each.keys) for n, all_of in facts.items() for each in all_of if each.kind is kind}


def lines_of(code: str, sql: Sql) -> tuple[GateLine, ...]:
    """Return what stands between a department and its total."""
    number = sql.value("SELECT id FROM department WHERE code = :code", code=code)
    with begin() as session:
        return gate(gate_facts(session, 2, date(2026, 12, 31), None, date(2027, 1, 20)).get(number, ()))


@pytest.fixture
@story
def filed(december: Acting) -> Acting:
    """Each target is declared complete at the year-end check; nothing proves it."""
    for code, targets in (("D001", ("T001", "T002")), ("D002", ("T003",))):
        december.office(code).report(code, "2026", *targets, name="file_year_end_check", progress=100)
    return december


def prove(acting: Acting, target: str, department: str = "D001", period: str = "2026", **more: Any) -> None:
    acting.do("attach_evidence", department=department, period=period, target=target, file=PROOF, **more)


def test_what_is_declared_complete_waits_for_evidence_of_any_duty_of_the_year(filed: Acting, sql: Sql) -> None:
    assert found(GateKind.TARGETS, sql) == {}
    assert found(GateKind.EVIDENCE, sql) == {"D001": ("T001", "T002"), "D002": ("T003",)}
    prove(filed.office("D001"), "T001", period="2026-03")
    prove(filed.on_behalf("纸质", "李明送来", "2026-12-18"), "T003", "D002")
    assert found(GateKind.EVIDENCE, sql) == {"D001": ("T002",)}
    filed.lists("T002")
    assert found(GateKind.EVIDENCE, sql) == {}


def test_evidence_about_each_leaf_is_evidence_about_the_target(filed: Acting, sql: Sql) -> None:
    check = "(SELECT id FROM obligation WHERE kind = 'year_end_check' AND department_id = t.department_id)"
    for place, leaf in enumerate(("1", "2")):
        sql(
            "INSERT INTO report_leaf (obligation_id, version, target_id, indicator, position, remark)"  # noqa: S608 - own names
            f" SELECT {check}, 0, target_id, :leaf, :place, '' FROM target_department t"
            " JOIN target x ON x.id = t.target_id WHERE x.code = 'T001' AND t.position = 0",
            leaf=leaf,
            place=place,
        )
    prove(filed.office("D001"), "T001", indicator="1")
    assert found(GateKind.EVIDENCE, sql)["D001"] == ("T001", "T002")
    prove(filed.office("D001"), "T001", indicator="2")
    assert found(GateKind.EVIDENCE, sql)["D001"] == ("T002",)


def test_of_a_marked_target_the_paper_that_is_registered_since_counts(december: Acting, sql: Sql) -> None:
    def file(acting: Acting, remark: str) -> None:
        lines = [{"target": "T003", "progress": 100, "remark": remark}]
        acting.do("file_year_end_check", department="D002", period="2026", lines=lines)

    file(december.on_behalf("纸质", "李明送来", "2026-12-18"), "")
    january = december.on("2027-01-08")
    secret: dict[str, Any] = {"target": "T003", "year": 2026}
    january.do("mark_secret", **secret, marking="工作秘密", reason="涉密")
    file(january.office("D002"), "另附")
    assert found(GateKind.EVIDENCE, sql) == {"D002": ("T003",)}  # to mark it ends nothing
    file(january.on_behalf("纸质", "李明送来", "2027-01-08"), "纸质送达")
    assert found(GateKind.EVIDENCE, sql) == {}
    january.do("mark_secret", **secret, marking="秘密", reason="重新定密")
    assert found(GateKind.EVIDENCE, sql) == {}
    january.do("lift_marking", **secret, reason="已公开")
    assert found(GateKind.EVIDENCE, sql) == {"D002": ("T003",)}


def test_an_upload_and_a_gap_that_a_ruling_struck_are_shown(filed: Acting, sql: Sql) -> None:
    assert filed.day.month == 12
    sql(
        "INSERT INTO cloud_upload (jurisdiction_id, target_id, period, number, department_id, state, text, received_on,"
        " recorded_on, uploaded_by, warnings, reason) SELECT t.jurisdiction_id, t.id, '2026-05', 1, x.department_id,"
        " 'received', '', '2026-05-30', '2026-05-30', '', '[]', '' FROM target t"
        " JOIN target_department x ON x.target_id = t.id WHERE t.code = 'T003'"
    )
    assert "D002" in found(GateKind.EVIDENCE, sql)
    sql("INSERT INTO evidence (sha256, size) VALUES ('ab', 1)")
    sql(
        "INSERT INTO cloud_medium (upload_id, evidence_id, file_name, kind)"
        " SELECT u.id, e.id, '图', 'picture' FROM cloud_upload u CROSS JOIN evidence e"
    )
    assert found(GateKind.EVIDENCE, sql) == {"D001": ("T001", "T002")}
    sql(
        "INSERT INTO appeal (subject_kind, subject_key, target_id, number, department_id, ground, state, lodged_on,"
        " ruling, reason) SELECT 'gap', '2026/D001/T001', t.id, 1, x.department_id, '', 'ruled', '2027-01-15',"
        " 'withdrawn', '' FROM target t JOIN target_department x ON x.target_id = t.id WHERE t.code = 'T001'"
    )
    assert found(GateKind.EVIDENCE, sql) == {"D001": ("T002",)}


def test_each_department_with_targets_waits_for_its_re_verification(filed: Acting, targets: Make, sql: Sql) -> None:
    filed.take("departments", {"编码": "D004", "名称": "第004厅"})
    assert found(GateKind.REVERIFICATION, sql) == {"D001": ("D001",), "D002": ("D002",)}
    for target, code in (("T001", "D001"), ("T002", "D001"), ("T003", "D002")):
        prove(filed, target, code)
    reverified(filed, D001="T001、T002", D002="T003")
    assert found(GateKind.REVERIFICATION, sql) == {}
    filed.take("departments", {"编码": "D003", "名称": "第003厅"})
    assert targets("D003") == ["T004"]
    sql("UPDATE department SET valid_from = '2026-12-17' WHERE code = 'D003'")
    assert found(GateKind.REVERIFICATION, sql) == {}  # founded in the year, it owes none
    sql("UPDATE department SET valid_from = NULL WHERE code = 'D003'")
    assert found(GateKind.REVERIFICATION, sql) == {"D003": ("D003",)}


def test_a_re_verification_names_the_evaluation_or_why_it_was_on_paper(filed: Acting, sql: Sql) -> None:
    by_papers(filed)
    january = filed.on("2027-01-04")
    january.open("year_end_reverification", "2026")
    told: dict[str, Any] = {"period": "2026", "missing": "T001、T002缺印证材料", "uninspected": "当年未抽中，材料复核"}
    january.do("record_reverification", department="D001", complete=False, **told)
    assert found(GateKind.REVERIFICATION, sql) == {"D002": ("D002",)}
    sql("UPDATE reverification SET uninspected = ''")
    assert found(GateKind.REVERIFICATION, sql) == {"D001": ("D001",), "D002": ("D002",)}


def test_a54_the_successor_has_the_lines_of_who_ended_in_the_year(filed: Acting, sql: Sql) -> None:
    filed.open("year_end_reverification", "2026")
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    filed.on("2026-12-28").do("merge_department", effective_on="2026-12-28", **reform)
    assert found(GateKind.EVIDENCE, sql) == {"D002": ("T001", "T002", "T003")}
    assert found(GateKind.REVERIFICATION, sql) == {"D002": ("D001", "D002")}
    assert found(GateKind.SURVEY, sql) == found(GateKind.INSPECTION, sql) == {"D002": ()}


def test_a54_the_successor_has_the_findings_of_who_ended_too(filed: Acting, sql: Sql) -> None:
    filed.lists("T001")
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    filed.on("2026-12-28").do("merge_department", effective_on="2026-12-28", **reform)
    assert found(GateKind.INSPECTION, sql) == {}


def test_the_survey_of_the_year_comes_back(filed: Acting, sql: Sql, tmp_path: Path) -> None:
    assert found(GateKind.SURVEY, sql) == {"D001": (), "D002": ()}
    surveyed(filed, PROOF)
    assert found(GateKind.SURVEY, sql) == {}
    commission(filed, PROOF, reason="重新测评")
    assert found(GateKind.SURVEY, sql) == {"D001": (), "D002": ()}
    give_back(filed, filled_survey(tmp_path, "2026-2"))
    assert found(GateKind.SURVEY, sql) == {}


def test_a_signed_finding_ends_the_line_of_its_own_department_only(filed: Acting, sql: Sql) -> None:
    assert found(GateKind.INSPECTION, sql) == {"D001": (), "D002": ()}
    filed.lists("T001")
    assert found(GateKind.INSPECTION, sql) == {"D002": ()}
    sql("UPDATE finding SET state = 'recorded'")
    assert len(found(GateKind.INSPECTION, sql)) == 2
    sql("UPDATE target SET withdrawn_on = '2026-06-01' WHERE code = 'T003'")
    assert len(found(GateKind.INSPECTION, sql)) == 2  # also of who leads no target nothing is proved


def test_a_visit_of_the_quarter_and_a_covert_result_end_the_line_of_their_department(january: Acting, sql: Sql) -> None:
    assert (january.day.month, found(GateKind.INSPECTION, sql)) == (1, {"D001": (), "D002": ()})
    sql(
        "INSERT INTO field_visit (target_id, period, serial, visited_on, recorded_on, place, visitors, leader, result,"
        " problems, help, pressed) SELECT id, '2026Q2', 1, '2026-05-20', '2026-05-20', '', '[]', '王文', 'conforms',"
        " '', '', '[]' FROM target WHERE code = 'T001'"
    )
    assert found(GateKind.INSPECTION, sql) == {"D002": ()}
    sql(
        "INSERT INTO third_party (jurisdiction_id, name, credit_code, qualification, independence)"
        " VALUES (2, '某公司', '', '', '')"
    )
    sql(
        "INSERT INTO covert_list (jurisdiction_id, period, number, third_party_id, handed_out_on, digest)"
        " SELECT 2, '2026Q2', 1, id, '2026-05-15', '' FROM third_party"
    )
    sql(
        "INSERT INTO covert_item (list_id, position, target_id, target_version, code, name, requirement, unit, place)"
        " SELECT l.id, 1, t.id, 1, t.code, '', '', '', '' FROM covert_list l, target t WHERE t.code = 'T003'"
    )
    assert found(GateKind.INSPECTION, sql) == {"D002": ()}  # it was asked about, and has not come back
    sql(
        "INSERT INTO covert_result (item_id, version, visited_on, met, found, seen, inspector, reason, returned_on)"
        " SELECT id, 1, '2026-05-20', true, '', '', '', '', '2026-05-25' FROM covert_item"
    )
    assert found(GateKind.INSPECTION, sql) == {}


EVERY = set(GateKind) - {GateKind.PROPOSED, GateKind.APPEALS, GateKind.RECHECKS, *NO_LINE}


@pytest.mark.parametrize("live", ["2026-01-01", "2026-07-01", "2026-12-20", "2026-12-31"])
def test_what_falls_due_after_the_first_day_is_asked_for_whenever_it_began(filed: Acting, sql: Sql, live: str) -> None:
    assert filed.day.year == 2026
    sql("UPDATE report_line SET progress = 90 FROM target t WHERE t.id = target_id AND t.code = 'T001'")
    sql("UPDATE jurisdiction SET go_live = :live WHERE id = 2", live=live)
    assert {kind for kind in GateKind if found(kind, sql)} == EVERY


def test_what_was_never_opened_is_named_with_the_act_that_opens_it(march: Acting, sql: Sql) -> None:
    sql("UPDATE jurisdiction SET go_live = '2026-12-20' WHERE id = 2")
    january = march.on("2027-01-20")
    words = "\n".join(line.words for line in lines_of("D001", sql))
    for name, cycle in (("年终检查", "year_end_check"), ("年终复核", "year_end_reverification")):
        opens = f"open_cycle --cycle {cycle} --period 2026 --before-go-live 是 --reason 原因"
        assert f"（2026年{name}在启用以前开始，没有开启：{opens}；或由文件例外except_line）" in words
        january.do("open_cycle", cycle=cycle, period="2026", before_go_live="是", reason="年底启用")
    assert not any("没有开启" in line.words for line in lines_of("D001", sql))


def test_who_was_founded_in_the_year_waits_for_a_re_verification_that_was_never_opened(march: Acting, sql: Sql) -> None:
    assert march.day.year == 2026
    sql("UPDATE jurisdiction SET go_live = '2026-12-20' WHERE id = 2")
    sql("UPDATE department SET valid_from = '2026-03-01' WHERE code = 'D002'")
    assert found(GateKind.REVERIFICATION, sql) == {"D001": ("D001",), "D002": ("D002",)}
    sql("UPDATE department SET valid_from = '2026-12-16' WHERE code = 'D002'")
    assert found(GateKind.REVERIFICATION, sql) == {"D001": ("D001",)}


def test_a_year_that_ended_before_the_first_day_has_no_total_also_if_a_period_was_opened(
    filed: Acting, sql: Sql
) -> None:
    sql("UPDATE jurisdiction SET go_live = '2027-01-01' WHERE id = 2")
    assert filed.day.year == sql.value("SELECT max(left(period, 4)::int) FROM cycle_run") == 2026
    with begin() as session, pytest.raises(Refused, match="2026年在启用（2027-01-01）以前，未经本系统，没有得分合计"):
        check_tracked(session, 2, 2026, date(2027, 1, 20))


@pytest.mark.parametrize(
    ("live", "words"),
    [
        ("2026-01-01", ""),
        ("2026-03-31", ""),
        ("2026-07-01", "第一季度、第二季度：启用以前（2026-07-01启用），未经本系统。"),
        ("2026-12-20", "第一季度、第二季度、第三季度：启用以前（2026-12-20启用），未经本系统。"),
        ("2025-12-31", ""),
    ],
)
def test_quarters_that_ended_before_the_first_day_are_said_to_be_from_before_it(
    march: Acting, sql: Sql, live: str, words: str
) -> None:
    assert march.day.year == 2026
    sql("UPDATE jurisdiction SET go_live = :live WHERE id = 2", live=live)
    with begin() as session:
        assert unasked_in_words(session, 2, 2026) == words
