"""发文字号: every number that a paper has or had: those of our own papers once, others with a remark.

A plan, a list of targets and a notice of the year end have their number in their own record.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session

from models.ledger.nouns.shared_sql import OBLIGATION_KEY
from models.ledger.transitions import lock
from models.rules.errors import Refused
from models.rules.paper_number import UNMARKED, PaperKind, PaperMarks, PaperNumber, Urgency, parse_number
from models.rules.several import first_of
from models.rules.signed_paper import one_spelling
from models.rules.states import InspectionState, IssuedState, ObligationEvent
from models.statements import run

APPROVING = "批件"
EXEMPTING = "免予考评的文件"  # it may exempt several targets
EXCEPTING = "合计例外的文件"  # it may end several lines
WAIVING = "豁免事项的文件"  # it may waive several of a year
NAMING = "指定另一人的文件"
EXTENDING = "延长整改时限的文件"  # it may extend several of a year
FOREIGN = {APPROVING, EXEMPTING, EXCEPTING, WAIVING, NAMING, EXTENDING}  # numbers of papers that are not issued here
TELLING = "豁免缺项的告知文件"  # it may tell of several gaps
ISSUED = {"核查方案", "下达文件", *(kind.value for kind in PaperKind)}  # the agency issued it here
SHOWN = 3
VOID = {IssuedState.VOID.value, InspectionState.CANCELLED.value}
USED = f"""
SELECT q.* FROM (
    SELECT '批件' AS what, concat(year, '-', number) AS key, approval_number AS number, approval_date AS dated,
        '' AS state, '' AS reason FROM submission WHERE jurisdiction_id = :jurisdiction
    UNION ALL SELECT '批件', concat(year, '年考评审定', NULLIF(serial, 1)), paper_number, paper_date, '', ''
        FROM appraisal WHERE jurisdiction_id = :jurisdiction
    UNION ALL SELECT '下达文件', concat(year, '-', number), issue_number, issue_date, '', '' FROM submission
        WHERE jurisdiction_id = :jurisdiction
    UNION ALL SELECT '此前导入目标的下达文件', min(code COLLATE "C"), paper_number, min(paper_date), '', ''
        FROM target t WHERE jurisdiction_id = :jurisdiction AND NOT EXISTS (SELECT FROM submission p
            WHERE (p.jurisdiction_id, p.issue_number) = (t.jurisdiction_id, t.paper_number)) GROUP BY paper_number
    UNION ALL SELECT DISTINCT '豁免缺项的告知文件', CAST(year AS text), paper_number, paper_date, '', ''
        FROM gap_waiver WHERE jurisdiction_id = :jurisdiction
    UNION ALL SELECT '免予考评的文件', b.name, y.paper_number, y.paper_date, '', ''
        FROM exemption y JOIN body b ON b.id = y.body_id WHERE b.jurisdiction_id = :jurisdiction AND NOT EXISTS (
            SELECT FROM exemption z WHERE z.target_id = y.target_id AND z.serial > y.serial)
        GROUP BY b.name, y.paper_number, y.paper_date
    UNION ALL SELECT DISTINCT '合计例外的文件', b.name, y.paper_number, y.paper_date, '', ''
        FROM score_exception y JOIN body b ON b.id = y.body_id WHERE y.jurisdiction_id = :jurisdiction
    UNION ALL SELECT DISTINCT '豁免事项的文件', left(o.period, 4), m.detail ->> 'paper',
            CAST(m.detail ->> 'paper_date' AS date), '', ''
        FROM obligation o JOIN department d ON d.id = o.department_id JOIN transition m ON m.record = 'obligation'
            AND m.event = '{ObligationEvent.WAIVE}' AND m.record_key = {OBLIGATION_KEY.format(o="o", d="d")}
        WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'waived'
    UNION ALL SELECT DISTINCT '延长整改时限的文件', CAST(t.year AS text), m.detail ->> 'number',
            CAST(m.detail ->> 'dated' AS date), '', ''
        FROM target t JOIN negative_entry e ON e.target_id = t.id JOIN remediation r ON r.entry_id = e.id
            JOIN transition m ON m.record = 'remediation' AND m.record_id = r.id AND m.event = 'relimited'
        WHERE t.jurisdiction_id = :jurisdiction
    UNION ALL SELECT DISTINCT '指定另一人的文件', first, paper_number, paper_date, '', ''
        FROM stand_in WHERE jurisdiction_id = :jurisdiction
    UNION ALL SELECT '核查方案', concat(year, '-', number), document_number, issued_on, state, '' FROM inspection
        WHERE jurisdiction_id = :jurisdiction
    UNION ALL SELECT '现场复核通知', CAST(year AS text), number, received_on, '', '' FROM year_end_notice
        WHERE jurisdiction_id = :jurisdiction
    UNION ALL SELECT kind, subject, concat(code, '〔', year, '〕', serial, '号'), dated, state, void_reason
        FROM issued_paper WHERE jurisdiction_id = :jurisdiction) q
WHERE q.number <> ''
"""  # noqa: S608 - constants only
OF_PAPER = """
SELECT code, year, serial, dated, signer, copy_number, secrecy, urgency FROM issued_paper
WHERE jurisdiction_id = :jurisdiction AND kind = :kind AND subject = :subject AND state = 'issued'
ORDER BY dated DESC
"""


class Issue(NamedTuple):
    """How a paper was issued: its number, its 成文日期, who signed a paper upward, and the marks at its top left."""

    number: PaperNumber
    dated: date
    signer: str
    marks: PaperMarks = UNMARKED


def issues_of(session: Session, jurisdiction: int, kind: PaperKind, subject: str) -> list[Issue]:
    """Return the numbers that the paper about this has on its days, the newest first."""
    rows = run(session, OF_PAPER, jurisdiction=jurisdiction, kind=kind.value, subject=subject)
    return [
        Issue(
            PaperNumber(row.code, row.year, row.serial),
            row.dated,
            row.signer,
            PaperMarks(row.copy_number, row.secrecy, Urgency(row.urgency)),
        )
        for row in rows
    ]


def claim_number(session: Session, jurisdiction: int, number: str) -> str:
    """Return a remark about other uses of a number that the agency issues now; empty without any.

    Raises Refused if a paper that the agency issued has or had it. Acts that issue papers wait for each other here.
    """
    lock(session, "issued_paper")
    for row in _papers_numbered(session, jurisdiction, number):
        if row.what in ISSUED:
            void = "，已作废，不再使用" if row.state in VOID else ""
            raise Refused(f"文号“{number}”已用于{_name(row.what)}（{row.key}）{void}，请核对。")
    return also_used(session, jurisdiction, number)


def also_used(
    session: Session, jurisdiction: int, number: str, paper: tuple[str, str, date | None] = ("", "", None)
) -> str:
    """Return a remark about the other papers that have this number; empty without any.

    `paper` is what the number is recorded of now, with its subject and date: one paper may cover several matters.
    """
    rows = _papers_numbered(session, jurisdiction, number) if number else ()
    others = [row for row in rows if (row.what, row.key, row.dated) != paper]
    uses = [f"{_name(row.what)}（{row.key}，{row.dated or '未载明日期'}）" for row in others]
    return f"同一文件（{number}）另用于{first_of(uses, SHOWN, '项')}，请核对。" if others else ""


def _papers_numbered(session: Session, jurisdiction: int, number: str) -> list[Any]:
    """Return the papers that have this number."""
    given = one_spelling(number)
    return [row for row in _uses(session, jurisdiction) if one_spelling(row.number) == given]


def used_numbers(session: Session, jurisdiction: int) -> list[PaperNumber]:
    """Return every number of the agency's own papers that has the form of the standard, void ones too."""
    numbers = (parse_number(row.number) for row in _own(_uses(session, jurisdiction)))
    return [number for number in numbers if number]


def list_numbers(session: Session, jurisdiction: int, year: int | None) -> list[dict[str, Any]]:
    """Return the agency's own papers that have a number, by code, year and serial; others of a year by their date."""
    rows = [
        {"number": row.number, "kind": _name(row.what), "subject": row.key, "dated": row.dated}
        | {"void": row.state in VOID, "reason": row.reason}
        for row in _own(_uses(session, jurisdiction))
        if year is None or (row.dated and row.dated.year == year)
    ]
    return sorted(rows, key=_order)


def _order(row: dict[str, Any]) -> tuple[str, int, int, str]:
    number = parse_number(row["number"])
    return (number.code, number.year, number.serial, "") if number else ("", 0, 0, row["number"])


def _uses(session: Session, jurisdiction: int) -> list[Any]:
    return list(run(session, USED, jurisdiction=jurisdiction))


def _own(rows: Iterable[Any]) -> list[Any]:
    """Return the rows of the agency's own papers."""
    return [row for row in rows if row.what not in FOREIGN]


def _name(what: str) -> str:
    return PaperKind(what).label if what in [kind.value for kind in PaperKind] else what
