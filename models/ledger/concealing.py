"""保密: all that is marked with everything that says something of it, so that nothing of it leaves unasked (4.7)."""

from typing import TypeVar

from sqlmodel import Session

from models.database import run
from models.rules.concealment import conceal
from models.rules.secrecy import Marking, Matter, Secret, Secrets, pointer

T = TypeVar("T")
IN_FORCE = """
SELECT q.* FROM (SELECT DISTINCT ON (record, record_id) id, record, record_id, record_key, marking FROM secrecy
    ORDER BY record, record_id, serial DESC) q
WHERE q.marking IS NOT NULL ORDER BY q.record, q.record_key COLLATE "C"
"""
ENTRY_OF = "x.entry_id IN (SELECT e.id FROM negative_entry e WHERE e.target_id = :id)"
DUTY_OF = """x.obligation_id IN (SELECT o.id FROM obligation o JOIN target t ON t.id = :id AND o.subject <> ''
    AND split_part(o.subject, '/', 1) = CAST(t.year AS text) AND split_part(o.subject, '/', 2) = t.code)"""
# Every text that says something of a target: (table, columns, which of its rows).
TEXTS_OF_TARGET = (
    ("target", "requirement", "x.id = :id"),
    ("target_version", "requirement", "x.target_id = :id"),
    ("adjustment", "changes ->> 'requirement', reason, returned_why", "x.target_id = :id"),
    ("finding", "found, declared, place", "x.target_id = :id"),
    ("negative_entry", "finding", "x.target_id = :id"),
    ("negative_list_line", "finding", ENTRY_OF),
    ("remediation", "measures, feedback, recheck", ENTRY_OF),
    ("appeal", "ground, reason", ENTRY_OF),
    ("report_line", "remark", "x.target_id = :id"),
    ("review", "note", "x.target_id = :id"),
    ("field_visit", "place, problems, help", "x.target_id = :id"),
    ("cloud_upload", "text, reason", "x.target_id = :id"),
    ("covert_item", "requirement, place", "x.target_id = :id"),
    ("covert_result", "found, seen, reason", "x.item_id IN (SELECT i.id FROM covert_item i WHERE i.target_id = :id)"),
    ("evidence_use", "file_name", "x.target_id = :id"),
    ("cloud_medium", "file_name", "x.upload_id IN (SELECT u.id FROM cloud_upload u WHERE u.target_id = :id)"),
    ("urging", "outcome", DUTY_OF),
)
NAMES_OF_TARGET = (
    ("target", "name", "x.id = :id"),
    ("negative_list_line", "target", ENTRY_OF),
    ("covert_item", "name", "x.target_id = :id"),
)
FROM_FINDING = "x.id IN (SELECT g.entry_id FROM entry_origin g WHERE g.finding_id = :id)"
TEXTS_OF_FINDING = (
    ("finding", "found, declared, place", "x.id = :id"),
    ("negative_entry", "finding", FROM_FINDING),
)
NAMES_OF_EVIDENCE = (
    ("evidence_use", "file_name", "x.evidence_id = :id"),
    ("exhibit", "file_name", "x.evidence_id = :id"),
    ("cloud_medium", "file_name", "x.evidence_id = :id"),
)
SUBJECT_OF_TARGET = "SELECT concat_ws('/', year, code) FROM target WHERE id = :id"
SUBJECTS_OF_FINDING = """
SELECT concat_ws('/', t.year, t.code, x.occurrence) FROM negative_entry x JOIN target t ON t.id = x.target_id
WHERE x.id IN (SELECT g.entry_id FROM entry_origin g WHERE g.finding_id = :id)
"""
BESIDE_FINDING = "SELECT t.name FROM finding f JOIN target t ON t.id = f.target_id WHERE f.id = :id"


def secrets_of(session: Session) -> Secrets:
    """4.7: everything that is marked now, with every name and text by which it could be told."""
    return Secrets(
        tuple(
            secret_of(session, Matter(row.record), (row.record_id, row.record_key), Marking(row.marking))
            for row in run(session, IN_FORCE).all()
        )
    )


def concealed(session: Session, said: T, subject: str = "") -> T:
    """4.7: what a paper, an export or a list says without what is marked; `subject` is what all of it is about."""
    secrets = secrets_of(session)
    return conceal(secrets, said, about=secrets.about(subject))


def secret_of(session: Session, matter: Matter, record: tuple[int, str], marking: Marking) -> Secret:
    """What tells of one record, given by its id and natural key, that is marked like this."""
    number, shown = record[0], pointer(matter, record[1], marking)
    match matter:
        case Matter.TARGET:
            subjects = _column(session, SUBJECT_OF_TARGET, number)
            names, texts = (_said(session, where, number) for where in (NAMES_OF_TARGET, TEXTS_OF_TARGET))
            return Secret(shown, names, texts, subjects)
        case Matter.FINDING:
            texts, subjects = _said(session, TEXTS_OF_FINDING, number), _column(session, SUBJECTS_OF_FINDING, number)
            return Secret(shown, (), texts, subjects, _column(session, BESIDE_FINDING, number)[0])
        case _:
            return Secret(shown, _said(session, NAMES_OF_EVIDENCE, number), (), (record[1],))


def _said(session: Session, places: tuple[tuple[str, str, str], ...], number: int) -> tuple[str, ...]:
    """Every text in those places, each once, none empty."""
    asked = " UNION ".join(
        f"SELECT unnest(ARRAY[{columns}]) AS said FROM {table} x WHERE {which}"  # noqa: S608 - constants only
        for table, columns, which in places
    )
    return _column(session, f"SELECT said FROM ({asked}) q WHERE said <> '' ORDER BY said COLLATE \"C\"", number)  # noqa: S608


def _column(session: Session, asked: str, number: int) -> tuple[str, ...]:
    return tuple(run(session, asked, id=number).scalars())
