"""The marking of a record applies to everything that contains its content (4.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Boolean, Date, DateTime, Enum, Integer, Numeric

from models.database import begin
from models.ledger.cloud.page import list_uploads
from models.ledger.duty.call_list import phone_list
from models.ledger.duty.register import explain_obligation, list_obligations
from models.ledger.papers.covert_list import covert_paper
from models.ledger.papers.department_ledger import department_ledger
from models.ledger.papers.negative_list import list_paper
from models.ledger.papers.remediation import remediation_paper
from models.ledger.papers.year_results import year_results
from models.ledger.secrets import concealed, names_of_target, of_target, secrets_of, texts_of_target
from models.ledger.target.history import why_target
from models.records import all_tables
from models.rules.concealment import CONTENT
from models.rules.periods import parse_period
from tests.conftest import counting
from tests.databases import story
from tests.models.ledger.target.trees import DRAFT, leaf

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlmodel import Session

    from models.rules.secrecy import Secrets
    from tests.conftest import Acting, Sql

NOTICES = "SELECT payload FROM notice WHERE kind = :kind ORDER BY id LIMIT 1"
MOST_STATEMENTS = 12  # with those that begin and end the transaction
MARCH = parse_period("2026-03")
# They name records by natural key, or quote them in words; what they show passes `hide` and `conceal`.
BY_KEY = {
    "acknowledgement",
    "answer",
    "block",
    "bounce",
    "exhibit",
    "issued_paper",
    "message",
    "received_mail",
    "stranger_mail",
    "unregistered_mail",
    "notice",
    "obligation",
    "transition",
    "urging",
}
APART = {
    *("attempt", "calendar_day", "chain_head", "contact", "covert_list", "cycle_run", "cycle_start", "deadline"),
    *("attachment", "delivery", "seal", "send_turn", "last_run", "run_count", "inbox_state"),
    *("department", "evaluation", "evidence", "inspection", "inspector", "jurisdiction", "meeting", "negative_list"),
    *("office", "opinion", "pause", "policy", "quality_report", "recipient", "reform", "rehearsal", "report"),
    *("representation",),
    *("answer_key", "sealed_answer_key"),
    *("appraisal", "score_sheet", "score_objection", "result_delivery"),
    *("account", "account_place", "signer_change", "slip", "password", "page_session", "page_draft", "page_draft_file"),
    *("sign_in_code", "sign_in_tries"),
    "leader_sheet",
    "sealed_rating",
    "second_level",
    *("innovation", "department_rank", "innovation_call", "innovation_project"),
    *("unit_class", "tie_decision", "stand_in", "appraisal_day", "individuals", "ungraded", "score_exception"),
    *("asked", "cycle_order", "single_review", "stranger_day"),
    *("discipline", "survey", "survey_item", "survey_return", "survey_cell"),
    *("innovation_round", "juror", "juror_tie"),
    *("reverification", "sample", "sealed_secret", "secrecy", "secrecy_access", "secrecy_reader", "suggestion"),
    "telling",
    "stranger_day",
    *("target_draft", "target_draft_department", "draft_indicator", "draft_line", "submission", "submission_line"),
    "gap_waiver",
    *(
        "assignment",
        "regulation",
        "body",
        "division",
        "evidence_store",
        "team_member",
        "third_party",
        "tie",
        "year_end_notice",
    ),
}
MARKED: dict[str, Any] = {"marking": "工作秘密", "reason": "涉及未公开规划"}


def secrets() -> Secrets:
    with begin() as session:
        return secrets_of(session)


def test_without_markings_nothing_is_hidden(filed: Acting) -> None:
    filed.do("mark_secret", target="T009", **MARKED)
    filed.do("lift_marking", target="T009", reason="已公开")
    assert not secrets()


def test_a_target_comes_with_its_name_and_every_text_about_it(filed: Acting) -> None:
    filed.on("2026-05-06").lists("T009", "路基尚未贯通", "2026-05-06")
    filed.on("2026-05-06").do("mark_secret", target="T009", **MARKED)
    [secret] = secrets().records
    assert (secret.pointer, secret.names, secret.subjects) == ("目标T009（工作秘密）", ("农村公路",), ("2026/T009",))
    assert {"建成1000公里", "省政府调减年度任务", "路基尚未贯通"} <= set(secret.texts)
    assert "" not in secret.texts


def test_a_draft_comes_with_the_words_of_its_indicators_and_of_its_parent(march: Acting) -> None:
    march.take("drafts", DRAFT | {"上级目标编号": "S1", "上级目标名称": "全省骨干路网", "上级管理单位": "省政府"})
    march.take("indicators", leaf("1", target="N1", 指标名称="高速公路通车里程", 标准="通过交工验收"))
    march.do("mark_secret", target="N1", **MARKED)
    [secret] = secrets().records
    assert {"高速公路通车里程", "通过交工验收", "全省骨干路网"} <= set(secret.texts)


def test_a_finding_comes_with_its_text_and_the_entry_that_it_made(contested: Acting, sql: Sql) -> None:
    contested.do("mark_secret", inspection="2026-1", target="T001", **MARKED)
    found = secrets()
    [secret] = found.records
    assert (secret.pointer, secret.names) == ("核查2026-1对目标T001的结果（工作秘密）", ())
    texts = ("书面申报", "完成86公里", "现场核查记录.txt")
    assert (secret.texts, secret.subjects, secret.next_to) == (texts, ("2026/T001/1",), "目标T001")
    payload = sql.value(NOTICES, kind="listed")
    assert payload["finding"] == "完成86公里"
    subject = sql.value("SELECT subject FROM notice WHERE kind = 'listed' LIMIT 1")
    assert found.withhold(payload, about=found.about(subject))["finding"] == "内容不在此显示"


def test_a_file_comes_with_every_name_that_it_was_given(filed: Acting, sql: Sql) -> None:
    digest = sql.value("SELECT sha256 FROM evidence")
    filed.do("mark_secret", evidence=digest, **MARKED)
    [secret] = secrets().records
    assert (secret.names, secret.texts, secret.subjects) == (("省政府通知.pdf",), (), (digest,))
    assert secrets().hide("附件：省政府通知.pdf") == f"附件：印证材料{digest[:12]}（工作秘密）"


PROJECT = {"年度": "2026", "责任部门": "D001", "下达日期": "2026-02-27"}


def test_however_much_is_marked_it_is_read_in_as_many_statements(filed: Acting, sql: Sql) -> None:
    marked = dict[int, int]()
    filed.do("mark_secret", evidence=sql.value("SELECT sha256 FROM evidence"), **MARKED)
    for number in range(1, 9):
        filed.take("targets", {**PROJECT, "编号": f"S{number}", "目标名称": f"第{number}号工程"})
        filed.do("mark_secret", target=f"S{number}", **MARKED)
        with counting() as total:
            marked[len(secrets().records)] = total[0]
    assert {*marked} == {*range(2, 10)}
    assert len({*marked.values()}) == 1
    assert marked[9] <= MOST_STATEMENTS


DIGEST = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{16})\b")  # any digits may stand in one
SAYING = ("农村公路", "1000", "860", "公里'", "路基", "调减年度任务", "省政府通知")


@pytest.fixture
@story
def marked_later(filed: Acting) -> Acting:
    """T009 was listed, remedied, fed back and found wanting, its list of the quarter is frozen; then it was marked."""
    may = filed.on("2026-05-06")
    may.lists("T009", "路基尚未贯通", "2026-05-06")
    may.do("set_limit", target="T009", limit="2026-05-20")
    may.on("2026-05-18").do("declare_completion", target="T009", completed_on="2026-05-18", measures="路基加班")
    may.on("2026-05-19").do("file_feedback", target="T009", feedback="路基贯通")
    may.on("2026-05-22").rechecks("T009", "路基仍差", new_limit="2026-06-20")
    july = may.on("2026-07-02")
    july.do("freeze_negative_list", period="2026Q2")
    july.do("mark_secret", target="T009", **MARKED)
    return july


PAPERS: dict[str, Callable[[Session, date], Any]] = {
    "整改通知": lambda session, _: remediation_paper(session, "T009", 2026),
    "负面清单": lambda session, _: list_paper(session, "2026Q2"),
    "部门台账": lambda session, day: department_ledger(session, "D001", 2026, day),
    "核查结果": lambda session, day: year_results(session, 2026, day),
    "目标依据": lambda session, _: why_target(session, "T009", 2026),
    "应办事项": lambda session, day: [each.as_json() for each in list_obligations(session, day)],
    "电话名单": lambda session, day: phone_list(session, day, list_obligations(session, day)),
    "事项依据": lambda session, day: [
        explain_obligation(session, each.row.id, day) for each in list_obligations(session, day)
    ],
}


@pytest.mark.parametrize("kind", PAPERS)
def test_no_paper_or_list_says_anything_of_a_marked_target(marked_later: Acting, kind: str) -> None:
    with begin() as session:
        output = DIGEST.sub("", repr(PAPERS[kind](session, marked_later.day)))
    assert "目标T009（工作秘密）" in output
    assert [text for text in SAYING if text in output] == []


def test_a_paper_is_complete_after_the_marking_is_lifted(marked_later: Acting) -> None:
    marked_later.do("lift_marking", target="T009", reason="已公开")
    with begin() as session:
        assert remediation_paper(session, "T009", 2026).title == "关于限期整改“农村公路”的通知"


def test_a_marked_project_is_listed_by_its_pointer(warned: Acting) -> None:
    warned.do("mark_secret", target="K001", **MARKED)
    with begin() as session:
        rows = concealed(session, list_uploads(session, warned.day, MARCH))
    assert [(row["project"], row["media"]) for row in rows] == [("目标K001（工作秘密）", []), ("供水", [])]
    assert (rows[0]["progress"], rows[0]["state"]) == (None, "warned")
    assert "农村公路" not in repr(rows)


def test_the_ledger_of_a_department_does_not_say_how_far_a_marked_target_is(surveyed: Acting) -> None:
    def progress() -> dict[str, Any]:
        with begin() as session:
            ledger = department_ledger(session, "D001", 2026, surveyed.day)
        return {row.code: row.progress for row in (*ledger.targets, *ledger.answers)}

    assert progress() == {"T001": 100, "T002": 50}
    surveyed.do("mark_secret", target="T001", **MARKED)
    assert progress() == {"T001": None, "T002": 50}


def test_a_third_party_gets_no_marked_content(august: Acting) -> None:
    road = {"编号": "T009", "年度": "2026", "目标名称": "农村公路", "绩效要求": "建成1000公里", "责任部门": "D001"}
    august.take("targets", {**road, "下达日期": "2026-02-27"})
    targets = [{"target": "T009", "place": "某县某镇"}]
    august.do("hand_out_covert_list", period="2026Q3", third_party="中鼎评估公司", targets=targets)
    august.do("mark_secret", target="T009", **MARKED)
    with begin() as session:
        [project] = covert_paper(session, "2026Q3-1").projects
    assert (project.name, project.requirement, project.place) == (
        "目标T009（工作秘密）",
        "内容不在此显示",
        "内容不在此显示",
    )


def _tables_of_target() -> set[str]:
    """Every table that refers to a target, directly or through other tables."""
    tables = all_tables().values()
    referring = {"target"}
    while more := {t.name for t in tables for key in t.foreign_keys if key.column.table.name in referring} - referring:
        referring |= more
    return referring


def _text_columns_of_target() -> set[tuple[str, str]]:
    """The columns of these tables that can hold text: of any type but those that are known to hold none."""
    return {
        (table.name, column.name)
        for table in all_tables().values()
        if table.name in _tables_of_target()
        for column in table.columns
        if not isinstance(column.type, Integer | Numeric | Date | DateTime | Boolean | Enum)
    }


def _listed(places: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(table, column) for table, columns in places for column in re.findall(r"(?<!')\b[a-z_]+\b(?!')", columns)}


def test_every_text_column_of_a_target_is_classed_as_withheld_or_told() -> None:
    withheld = _listed((table, columns) for table, columns, _ in (*texts_of_target(), *names_of_target()))
    listed = _listed((table, each.told) for table, each in of_target())
    assert withheld & listed == set()
    assert withheld | listed == _text_columns_of_target() | {("urging", "outcome"), ("exhibit", "file_name")}


def test_every_other_table_is_known_to_be_about_no_target() -> None:
    assert set(all_tables()) == _tables_of_target() | APART | BY_KEY


def test_the_name_of_a_file_is_withheld_wherever_it_is_told_and_however_it_is_spelt(filed: Acting, sql: Sql) -> None:
    sql("UPDATE exhibit SET file_name = 'plan_of_roads'")
    filed.do("mark_secret", target="T009", **MARKED)
    with begin() as session:
        assert "plan_of_roads" not in repr(why_target(session, "T009", 2026))
        assert secrets_of(session).hide("附件：plan_of_roads") == "附件：目标T009（工作秘密）"


def test_a_paper_blanks_what_is_withheld_in_the_ledger() -> None:
    withheld = {column for _, column in _listed((table, columns) for table, columns, _ in texts_of_target())}
    assert withheld - CONTENT == set()
