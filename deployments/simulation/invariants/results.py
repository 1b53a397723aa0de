"""Checks at the end: the three who are given the approved results have them, or were told by phone (1-9)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.results_use.recipients import recipients
from models.rules.results_use import Receiver
from models.statements import run

# Delivered to a department without a notice to its head or office.
UNTOLD = """
SELECT d.code, r.version FROM result_delivery r JOIN department d ON d.id = r.department_id
WHERE r.year = :year AND (SELECT count(DISTINCT n.audience) FROM notice n WHERE n.obligation_id = r.obligation_id
    AND n.kind = 'opened_result_receipt' AND n.audience IN ('head', 'office')) < 2 ORDER BY 1, 2
"""


def check_results(session: Session, year: int, day: date) -> Iterator[str]:
    """Yield every recipient of a year's approved results that has not got them, or neither received nor was told."""
    found = recipients(session, home(session), year, day)
    for kind in Receiver if found else ():
        if kind not in {each.kind for each in found}:
            yield f"{year}年考评结果：没有反馈对象“{kind.label}”。"
    for each in found:
        if each.delivery is None:
            yield f"{year}年考评结果：没有反馈{each.kind.label}“{each.name}”。"
        elif each.waits:
            yield f"{year}年考评结果：{each.kind.label}“{each.name}”没有签收，也没有电话告知。"
    for row in run(session, UNTOLD, year=year):
        yield f"{year}年考评结果：反馈{row.code}（第{row.version}次），主要领导或目标办没有得到通知。"
