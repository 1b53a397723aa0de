"""保密: all that is marked with everything that says something of it, so that nothing of it leaves unasked (4.7)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from sqlmodel import Session

from models.ledger.nouns.target import NAMED_BY
from models.rules.concealment import conceal
from models.rules.secrecy import Marking, Matter, Secret, Secrets, pointer
from models.statements import run

T = TypeVar("T")
IN_FORCE = """
SELECT q.* FROM (SELECT DISTINCT ON (record, record_id) id, record, record_id, record_key, marking FROM secrecy
    ORDER BY record, record_id, serial DESC) q
WHERE q.marking IS NOT NULL ORDER BY q.record, q.record_key COLLATE "C"
"""
ENTRY_OF = "x.entry_id IN (SELECT e.id FROM negative_entry e WHERE e.target_id = m.id)"
DUTY_OF = f"""x.obligation_id IN (SELECT o.id FROM obligation o JOIN target t ON t.id = m.id AND o.subject <> ''
    AND {NAMED_BY.format(key="o.subject")})"""  # noqa: S608 - constants only
# Every text that says something of a target: (table, columns, which of its rows are about `m`).
TEXTS_OF_TARGET = (
    ("target", "requirement", "x.id = m.id"),
    ("target_version", "requirement", "x.target_id = m.id"),
    ("adjustment", "changes ->> 'requirement', reason, returned_why", "x.target_id = m.id"),
    ("finding", "found, declared, place", "x.target_id = m.id"),
    ("negative_entry", "finding", "x.target_id = m.id"),
    ("negative_list_line", "finding", ENTRY_OF),
    ("remediation", "measures, feedback, recheck", ENTRY_OF),
    ("appeal", "ground, reason", ENTRY_OF),
    ("report_line", "remark", "x.target_id = m.id"),
    ("review", "note", "x.target_id = m.id"),
    ("field_visit", "place, problems, help", "x.target_id = m.id"),
    ("cloud_upload", "text, reason", "x.target_id = m.id"),
    ("cloud_delegation", "reason", "x.target_id = m.id"),
    ("covert_item", "requirement, place", "x.target_id = m.id"),
    ("covert_result", "found, seen, reason", "x.item_id IN (SELECT i.id FROM covert_item i WHERE i.target_id = m.id)"),
    ("evidence_use", "file_name", "x.target_id = m.id"),
    ("cloud_medium", "file_name", "x.upload_id IN (SELECT u.id FROM cloud_upload u WHERE u.target_id = m.id)"),
    ("urging", "outcome", DUTY_OF),
)
# Text columns of the tables that refer to a target which may be shown although it is marked: codes, names of people and
# departments, papers, units and keys. Each text column is in this table or in the two lists of what is withheld.
TOLD_OF_TARGET: Mapping[str, str] = {
    "adjustment": "head_by, head_number, leader_by, leader_number",
    "cloud_upload": "period, uploaded_by, warnings",
    "covert_item": "code, unit",
    "covert_result": "inspector",
    "entry_origin": "detail",
    "field_visit": "period, visitors, pressed",
    "finding": "methods, found_by, signed_by, content_hash",
    "negative_list_line": "department, target_code",
    "review": "period, reviewer, status, evidence",
    "review_task": "period, reviewer",
    "target": "code, source_document, unit, parent_code",
    "target_version": "unit",
}
NAMES_OF_TARGET = (
    ("target", "name", "x.id = m.id"),
    ("negative_list_line", "target", ENTRY_OF),
    ("covert_item", "name", "x.target_id = m.id"),
)
FROM_FINDING = "x.id IN (SELECT g.entry_id FROM entry_origin g WHERE g.finding_id = m.id)"
TEXTS_OF_FINDING = (
    ("finding", "found, declared, place", "x.id = m.id"),
    ("negative_entry", "finding", FROM_FINDING),
)
NAMES_OF_EVIDENCE = (
    ("evidence_use", "file_name", "x.evidence_id = m.id"),
    ("exhibit", "file_name", "x.evidence_id = m.id"),
    ("cloud_medium", "file_name", "x.evidence_id = m.id"),
)
SUBJECT_OF_TARGET = (("target", "concat_ws('/', x.year, x.code)", "x.id = m.id"),)
SUBJECTS_OF_FINDING = (
    (
        "negative_entry",
        "(SELECT concat_ws('/', t.year, t.code, x.occurrence) FROM target t WHERE t.id = x.target_id)",
        FROM_FINDING,
    ),
)
BESIDE_FINDING = (("finding", "(SELECT t.name FROM target t WHERE t.id = x.target_id)", "x.id = m.id"),)
Places = tuple[tuple[str, str, str], ...]
PLACES: Mapping[Matter, Mapping[str, Places]] = {
    Matter.TARGET: {"names": NAMES_OF_TARGET, "texts": TEXTS_OF_TARGET, "subjects": SUBJECT_OF_TARGET},
    Matter.FINDING: {"texts": TEXTS_OF_FINDING, "subjects": SUBJECTS_OF_FINDING, "beside": BESIDE_FINDING},
    Matter.EVIDENCE: {"names": NAMES_OF_EVIDENCE},  # its subject is its key
}
Marks = Sequence[tuple[int, str, Marking]]  # the id and natural key of each record, and how it is marked


def secrets_of(session: Session) -> Secrets:
    """4.7: everything that is marked now, with every name and text by which it could be told; in a number of statements
    that does not grow with the markings.
    """
    rows = run(session, IN_FORCE).all()
    by_matter = [
        (matter, [(row.record_id, row.record_key, Marking(row.marking)) for row in rows if row.record == matter])
        for matter in Matter
    ]
    return Secrets(tuple(each for matter, marks in by_matter if marks for each in _secrets(session, matter, marks)))


def concealed(session: Session, data: T, subject: str = "") -> T:
    """4.7: what a paper, an export or a list says without what is marked; `subject` is what all of it is about."""
    secrets = secrets_of(session)
    return conceal(secrets, data, about=secrets.about(subject))


def secret_of(session: Session, matter: Matter, record: tuple[int, str], marking: Marking) -> Secret:
    """What tells of one record, given by its id and natural key, that is marked like this."""
    [secret] = _secrets(session, matter, [(*record, marking)])
    return secret


def _secrets(session: Session, matter: Matter, marks: Marks) -> Iterator[Secret]:
    """What tells of each of these records of one kind, in their order."""
    ids = [number for number, _, _ in marks]
    said = {name: _said(session, places, ids) for name, places in PLACES[matter].items()}
    for number, key, marking in marks:
        found = {name: texts[number] for name, texts in said.items()}
        beside = "".join(found.pop("beside", ()))
        yield Secret(pointer(matter, key, marking), **{"subjects": (key,), **found}, beside=beside)


def _said(session: Session, places: Places, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """Every text in those places about each record, each once, none empty."""
    asked = " UNION ".join(
        f"SELECT unnest(ARRAY[{columns}]) AS said FROM {table} x WHERE {which}"  # noqa: S608 - constants only
        for table, columns, which in places
    )
    rows = run(
        session,
        f'SELECT m.id, array_agg(q.said ORDER BY q.said COLLATE "C") FROM unnest(CAST(:ids AS int[])) AS m(id)'  # noqa: S608
        f" CROSS JOIN LATERAL ({asked}) q WHERE q.said <> '' GROUP BY m.id",
        ids=list(ids),
    )
    return defaultdict(tuple, {row[0]: tuple(row[1]) for row in rows})
