"""The year 2026 of two departments from the ledger to approved score sheets: the steps that the tests share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.rules.item_weights import EXAMPLE
from models.rules.kinds import Known
from tests.acting import CHECKED, FINDERS
from tests.models.ledger.draft.lists import PAPER
from tests.surveys import surveyed

if TYPE_CHECKING:
    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql

BASIS = "黔目标办〔2026〕5号"
SETTINGS = {
    "party_item_weights": EXAMPLE,
    "negative_points": "-2",
    "appraisal_cut_off": "2月26日",
    "leader_scale": "0–100",
    "leader_least": "3",
    "innovation_prizes": "一等奖3、二等奖2、三等奖1、鼓励奖0.5",
    "innovation_absent": "0分",
}
LEADERS = ("张平", "李安", "赵德")
DRAFTED, DUE, AFTER = "2027-03-01", "2027-03-05", "2027-03-08"
APPROVAL: dict[str, Any] = {"number": "黔绩领〔2027〕1号", "dated": AFTER, "evidence": str(PAPER)}
GROUP = "省直机关目标绩效管理领导小组"


def by(acting: Acting, name: str) -> Acting:
    """The same with this operator at the machine."""
    return replace(acting, actor=replace(acting.actor, entered_by=name))


def mailing(acting: Acting, code: str = "D001", received: str = "") -> Acting:
    """An office whose answer came by mail, received on a day."""
    office = acting.office(code)
    office = replace(office, actor=replace(office.actor, known=Known.KNOWN))
    return office.on_behalf("回复表", "来信1", received) if received else office


def set_all(march: Acting) -> None:
    """Set what the score needs, from the first day of the year."""
    for key, value in SETTINGS.items():
        march.do("set_policy", key=key, value=value, basis=BASIS, valid_from="2026-01-01")


def rate(acting: Acting, *codes: str) -> None:
    """Three leaders, the second level and the jury give each department its results, by 王文 and 李明."""
    acting.take("contacts", *({"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in LEADERS))
    marks = [{"department": code, "mark": "90"} for code in codes]
    for name in LEADERS:
        sheet: dict[str, Any] = {"rated_by": name, "year": 2026, "ratings": marks}
        by(acting, "王文").do("enter_leader_ratings", **sheet, rated_on=acting.day, evidence=str(PAPER))
        by(acting, "李明").do("confirm_leader_ratings", **sheet)
    paper: dict[str, Any] = {"number": "黔目标办〔2027〕3号", "dated": "2027-01-12", "evidence": str(PAPER)}
    for code in codes:
        by(acting, "王文").do("record_second_level", department=code, year=2026, value="80", **paper)
        by(acting, "王文").do("record_innovation", department=code, year=2026, prize="未参加", **paper)


def reverified(acting: Acting, **targets: str) -> None:
    """The year's inspection finds the targets of each department done and evaluates it; each one is re-verified."""
    for name in FINDERS:
        acting.do("register_inspector", name=name)
    day = acting.on("2026-12-16")
    day.open("year_end_reverification", "2026")
    this = day.do("draft_inspection", kind="年度核查", title="年终核查", ends_on="2026-12-31", **CHECKED).data
    sample: dict[str, Any] = {"subject": this["inspection"], "year": 2026, "by": "department", "share": "100%"}
    day.do("commit_sample", **sample, secret="ab" * 32)
    for name in ("draw_sample", "reveal_sample"):
        day.do(name, subject=this["inspection"])
    day.do("appoint_team", **this, leader=FINDERS[0], members=FINDERS[1])
    day.do("issue_plan", **this, document_number="黔目标办〔2026〕90号")
    told: dict[str, Any] = {"conclusion": "符合目标要求", "found": "属实", "methods": "实地查看", "found_on": day.day}
    for target in "、".join(targets.values()).split("、"):
        day.do("record_finding", **this, target=target, found_by=[*FINDERS], evidence=[str(PAPER)], **told)
    day.do("sign_off", **this, leader=FINDERS[0])
    for code in targets:
        day.do("evaluate_department", **this, department=code, overall="完成", made_good="已补齐")
    day.do("conclude_inspection", **this)
    for code in targets:
        acting.on("2027-01-12").do("record_reverification", department=code, period="2026", complete=True)


def complete(march: Acting, sql: Sql, *, rated: bool = True) -> None:
    """T001 is listed; the others are declared complete at the year-end check; everything is set, rated and verified."""
    set_all(march)
    march.do("register_body", kind="领导小组", name=GROUP)
    sql("UPDATE target SET category = 'functional'")
    by(march.on("2026-03-10"), "王文").lists("T001")
    december = march.on("2026-12-01")
    december.open("year_end_check", "2026")
    for office, code, progress in (("D001", "T001", 50), ("D001", "T002", 100), ("D002", "T003", 100)):
        proof = [{"target": code, "file": str(PAPER)}]
        december.office(office).report(
            office, "2026", code, name="file_year_end_check", progress=progress, evidence=proof
        )
    reverified(december, D001="T001、T002", D002="T003")
    surveyed(december, str(PAPER))
    if rated:
        rate(march.on("2027-01-20"), "D001", "D002")


def drafted(acting: Acting, **more: Any) -> Summary:
    """Draft the sheets of 2026 on 1 March; objections until 5 March."""
    return acting.on(DRAFTED).do("draft_appraisal", year=2026, **{"due": DUE} | more)


def number_of(sql: Sql, office: str = "D001") -> int:
    """The newest duty of a department to check its sheet."""
    return int(
        sql.value(
            "SELECT max(o.id) FROM obligation o JOIN department d ON d.id = o.department_id"
            " WHERE o.kind = 'appraisal_objection' AND d.code = :office",
            office=office,
        )
    )


def objects(acting: Acting, sql: Sql, day: str = "2027-03-03", office: str = "D001", **reasons: str) -> Summary:
    """An office objects to lines by mail."""
    lines = [{"component": component, "reason": reason} for component, reason in reasons.items()]
    said: dict[str, Any] = {
        "obligation": number_of(sql, office),
        "agreed": not lines,
        "objections": lines,
    }
    return mailing(acting.on(day), office).do("answer_score_sheet", **said)


def states(sql: Sql) -> list[tuple[str, int, str]]:
    """Department, version and state of each sheet."""
    return [
        (str(code), int(version), str(state))
        for code, version, state in sql.rows(
            "SELECT d.code, s.version, s.state FROM score_sheet s JOIN department d ON d.id = s.department_id"
            " ORDER BY d.code, s.version"
        )
    ]


ROWS = {
    "score_sheet": "department_id, year, version, content, digest, state, unit_class, place, grade, answered_on",
    "score_objection": "score_sheet_id, component, reason, state, answer, answered_by, left_out, confirmed_by",
    "appraisal": "year, serial, paper_number, paper_date, reason, left_out",
    "obligation": "kind, period, state",
    "notice": "kind, subject, occasion, audience, department_id",
    "transition": "record, record_key, event",
}
ABOUT: dict[str, Any] = {"department": "D001", "year": 2026}
CORRECTION: dict[str, Any] = {
    **ABOUT,
    "number": "黔绩领〔2027〕2号",
    "dated": "2027-04-01",
    "reason": "条目重复列入",
    "evidence": str(PAPER),
}


def rows_of(sql: Sql) -> dict[str, list[tuple[Any, ...]]]:
    """What an act about sheets may write."""
    return {table: sql.rows(f"SELECT id, {columns} FROM {table} ORDER BY id") for table, columns in ROWS.items()}  # noqa: S608 - constants


def refused_whole(acting: Acting, sql: Sql, name: str, **fields: Any) -> str:
    """Returns the message with which an act is refused; it has changed nothing."""
    before = rows_of(sql)
    words = acting.refused(name, **fields)
    assert rows_of(sql) == before
    return words
