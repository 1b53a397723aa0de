"""The approved results of 2026 and the bodies that get them: the steps that the tests of 结果运用 share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.models.ledger.appraisal.year import APPROVAL, complete, drafted, objects, refused_whole
from tests.models.ledger.draft.lists import PAPER

if TYPE_CHECKING:
    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql

MEMBER, PERSONNEL, CIVIL = "省财政厅绩效处", "省委组织部", "省公务员局"
DELIVERED, DUE, LATE = "2027-03-09", "2027-03-16", "2027-03-17"
YEAR: dict[str, Any] = {"year": 2026}
RECEIPT: dict[str, Any] = {
    **YEAR,
    "body": PERSONNEL,
    "kind": "personnel",
    "receiver": "王强",
    "received_on": DELIVERED,
    "evidence": str(PAPER),
}
CORRECTION: dict[str, Any] = {
    **YEAR,
    "department": "D001",
    "number": "黔绩领〔2027〕2号",
    "dated": "2027-03-11",
    "reason": "条目重复列入",
    "left_out": "2026/T001/1",
    "evidence": str(PAPER),
}
ROWS = """
SELECT r.kind, coalesce(d.code, b.name), r.version, r.state FROM result_delivery r
    LEFT JOIN department d ON d.id = r.department_id LEFT JOIN body b ON b.id = r.body_id
ORDER BY r.version, r.kind, coalesce(d.code, b.name) COLLATE "C"
"""
DUTY = """
SELECT max(o.id) FROM obligation o JOIN department d ON d.id = o.department_id
WHERE o.kind = 'result_receipt' AND d.code = :code
"""


def approved_year(march: Acting, sql: Sql) -> Acting:
    """The sheets of 2026 are approved on 8 March 2027, and the three bodies are registered; today is 9 March."""
    complete(march, sql)
    drafted(march)
    objects(march, sql)
    march.on("2027-03-08").do("approve_appraisal", **YEAR, **APPROVAL)
    bodies = ((MEMBER, "其他", True), (PERSONNEL, "组织部", False), (CIVIL, "公务员管理部门", False))
    for name, kind, member in bodies:
        march.do("register_body", kind=kind, name=name, member=member, basis="黔党办发〔2017〕9号")
    return march.on(DELIVERED)


def number_papers(acting: Acting) -> None:
    """The papers to the bodies have their numbers."""
    for serial, kind in enumerate(("考评结果送成员单位", "考评结果送组织部门"), 3):
        acting.do("issue_paper", kind=kind, subject="2026", number=f"黔目标办发〔2027〕{serial}号")


def deliver(acting: Acting, **more: Any) -> Summary:
    return acting.do("deliver_results", **YEAR, **more)


def duty_of(sql: Sql, code: str = "D001") -> int:
    """The newest duty of a department to receive its results."""
    return int(sql.value(DUTY, code=code))


def receives(acting: Acting, sql: Sql, code: str = "D001", **more: Any) -> Summary:
    """An office receives its results."""
    given: dict[str, Any] = {"obligation": duty_of(sql, code), "receiver": "周涛"} | more
    return acting.office(code).do("receive_results", **given)


def rows(sql: Sql) -> list[tuple[Any, ...]]:
    """Kind, recipient, version and state of each delivery."""
    return sql.rows(ROWS)


def kept(acting: Acting, sql: Sql, name: str, **fields: Any) -> str:
    """Returns the message with which an act is refused; no delivery and nothing else has changed."""
    whole = "SELECT * FROM result_delivery ORDER BY id"
    before = sql.rows(whole)
    words = refused_whole(acting, sql, name, **fields)
    assert sql.rows(whole) == before
    return words
