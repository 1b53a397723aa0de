"""申诉事项: what an appeal is about, found by kind and key, with the entry behind it if there is one (4.3 a)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from models.intake.appeal import OfSubject
from models.ledger.acts import Context
from models.ledger.heirs import heirs
from models.ledger.lookup import department_named, entry_key, lead_of, project_key, target_coded
from models.ledger.negative_list.entries import entry_of
from models.records import Department, NegativeEntry, Target, id_of
from models.rules.appeal import KEY_FORMS, TITLES, SubjectKind, name_subject
from models.rules.errors import Refused
from models.rules.periods import parse_period
from models.statements import ResultRow, run

# A key may leave out the year of the target: 2026-3/T001, 2026-3/2026/T001. The newest version counts.
FINDING = """
SELECT f.id, f.serial, f.target_id, concat_ws('/', i.year || '-' || i.number, t.year, t.code) AS key,
    i.year || '-' || i.number AS place, (
        SELECT max(g.entry_id) FROM entry_origin g JOIN finding o ON o.id = g.finding_id
        WHERE o.inspection_id = f.inspection_id AND o.target_id = f.target_id) AS entry
FROM finding f JOIN inspection i ON i.id = f.inspection_id JOIN target t ON t.id = f.target_id
WHERE i.jurisdiction_id = :jurisdiction AND f.state = 'signed'
    AND :key IN (concat_ws('/', i.year || '-' || i.number, t.code),
        concat_ws('/', i.year || '-' || i.number, t.year, t.code))
ORDER BY t.year DESC, f.serial DESC LIMIT 1
"""
EVALUATION = """
SELECT v.id, v.serial, d.code, concat_ws('/', i.year || '-' || i.number, d.code) AS key,
    i.year || '-' || i.number AS place
FROM evaluation v JOIN inspection i ON i.id = v.inspection_id JOIN department d ON d.id = v.department_id
WHERE i.jurisdiction_id = :jurisdiction AND concat_ws('/', i.year || '-' || i.number, d.code) = :key
ORDER BY v.serial DESC LIMIT 1
"""
REVIEW = """
SELECT r.id, r.serial, r.target_id, concat_ws('/', r.period, t.year, t.code) AS key, r.period AS place
FROM review r JOIN target t ON t.id = r.target_id
WHERE r.jurisdiction_id = :jurisdiction AND r.settles
    AND :key IN (concat_ws('/', r.period, t.code), concat_ws('/', r.period, t.year, t.code))
ORDER BY t.year DESC, r.serial DESC LIMIT 1
"""
# The department is the one that owed the filing; its successor owes it now.
GAP = """
SELECT o.id, 0 AS serial, l.target_id, d.code, concat_ws('/', o.period, d.code, t.code) AS key, o.period AS place
FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN report_line l ON l.obligation_id = o.id AND l.version = 0 JOIN target t ON t.id = l.target_id
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'year_end_check'
    AND concat_ws('/', o.period, d.code, t.code) = :key
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an appeal is about: its kind and key, the department concerned, and how people name it.

    `entry` is the contested entry, or the entry behind the contested finding: only then deadlines are suspended.
    `record` and `version` are the row and the version of the contested record; 0 for an entry.
    """

    kind: SubjectKind
    department: Department
    title: str
    target: Target | None = None
    entry: NegativeEntry | None = None
    key: str = ""
    record: int = 0
    version: int = 0

    @property
    def about(self) -> str:
        """Return its key in notices and obligations: 2026/T001/1, 2026/T001/finding/2026-3/2026/T001."""
        if self.entry and self.target:
            return entry_key(self.target, self.entry)
        return name_subject(self.kind, self.key, project_key(self.target) if self.target else "")


def find_subject(session: Session, ctx: Context, data: OfSubject) -> Subject:
    """Return the subject that an input names. Raises Refused if it does not exist, or if another office acts."""
    return FIND[data.kind](session, ctx, data)


def _find_entry(session: Session, ctx: Context, data: OfSubject) -> Subject:
    target = target_coded(session, ctx, data.target, data.year)
    lead = lead_of(session, ctx, target)
    return Subject(SubjectKind.ENTRY, lead, f"“{target.name}”", target, entry_of(session, target))


def _find_finding(session: Session, ctx: Context, data: OfSubject) -> Subject:
    row = _find_row(session, ctx, FINDING, data)
    target = session.get_one(Target, row.target_id)
    entry = session.get_one(NegativeEntry, row.entry) if row.entry else None
    title = TITLES[data.kind].format(row.place, target.name)
    lead = lead_of(session, ctx, target)
    return Subject(SubjectKind.FINDING, lead, title, target, entry, row.key, row.id, row.serial)


def _find_evaluation(session: Session, ctx: Context, data: OfSubject) -> Subject:
    row = _find_row(session, ctx, EVALUATION, data)
    department = department_now(session, ctx, row.code)
    title = TITLES[data.kind].format(row.place, department.name)
    return Subject(SubjectKind.EVALUATION, department, title, key=row.key, record=row.id, version=row.serial)


def _find_review(session: Session, ctx: Context, data: OfSubject) -> Subject:
    row = _find_row(session, ctx, REVIEW, data)
    target = session.get_one(Target, row.target_id)
    title = TITLES[data.kind].format(parse_period(row.place).label, target.name)
    lead = lead_of(session, ctx, target)
    return Subject(SubjectKind.LACKING, lead, title, target, key=row.key, record=row.id, version=row.serial)


def _find_gap(session: Session, ctx: Context, data: OfSubject) -> Subject:
    row = _find_row(session, ctx, GAP, data)
    target = session.get_one(Target, row.target_id)
    title = TITLES[data.kind].format(parse_period(row.place).label, target.name)
    return Subject(SubjectKind.GAP, department_now(session, ctx, row.code), title, target, key=row.key, record=row.id)


def department_now(session: Session, ctx: Context, code: str) -> Department:
    """Return the department with this code, or its successor; raises Refused if another office acts."""
    department = department_named(session, ctx, code)
    heir = heirs(session).get(id_of(department))
    return department if heir is None else session.get_one(Department, heir)


def _find_row(session: Session, ctx: Context, query: str, data: OfSubject) -> ResultRow:
    """Return the newest version of the record that a key names; raises Refused if it does not exist."""
    row = run(session, query, jurisdiction=ctx.jurisdiction, key=data.key.strip()).first()
    if row is None:
        raise Refused(f"没有编号为“{data.key.strip()}”的{data.kind.label}，请写成：{KEY_FORMS[data.kind]}。")
    return row


FIND: Mapping[SubjectKind, Callable[[Session, Context, OfSubject], Subject]] = {
    SubjectKind.ENTRY: _find_entry,
    SubjectKind.FINDING: _find_finding,
    SubjectKind.LACKING: _find_review,
    SubjectKind.EVALUATION: _find_evaluation,
    SubjectKind.GAP: _find_gap,
}
