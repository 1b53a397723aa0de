"""保密: marked records with every text that reveals them, and the removal of these texts from output (4.7)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TypeVar

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.nouns import NOUNS
from models.ledger.transitions import record
from models.records.record import TargetTexts
from models.rules.concealment import conceal
from models.rules.secrecy import Marking, Matter, Secret, Secrets, pointer
from models.statements import run, transaction

T = TypeVar("T")
# The texts of mails of the offices of these targets or drafts, and of mails that are marked: they stay in the mail.
FORGET_WORDS = """
UPDATE received_mail m SET words = '' WHERE words <> '' AND CASE :matter
    WHEN 'target' THEN m.office_id IN (SELECT department_id FROM target_department WHERE target_id = ANY(:numbers))
    WHEN 'target_draft'
        THEN m.office_id IN (SELECT department_id FROM target_draft_department WHERE draft_id = ANY(:numbers))
    ELSE :matter = 'evidence' AND m.digest IN (SELECT sha256 FROM evidence WHERE id = ANY(:numbers)) END
RETURNING id
"""
IN_FORCE = """
SELECT q.* FROM (SELECT DISTINCT ON (record, record_id) id, record, record_id, record_key, marking FROM secrecy
    ORDER BY record, record_id, serial DESC) q
WHERE q.marking IS NOT NULL ORDER BY q.record, q.record_key COLLATE "C"
"""
# What an act changed; one that marks its own file, as that of a leader's ratings, changes nothing marked.
MOVED = """
SELECT DISTINCT record_key FROM transition WHERE act_id = :act
    AND NOT EXISTS (SELECT FROM transition m WHERE m.act_id = :act AND m.record = 'secrecy')
"""
Places = tuple[tuple[str, str, str], ...]  # (table, text columns, its rows `x` about record `m`)
FROM_FINDING = "x.id IN (SELECT g.entry_id FROM entry_origin g WHERE g.finding_id = m.id)"
TEXTS_OF_FINDING: Places = (
    ("negative_entry", "finding", FROM_FINDING),
    ("exhibit", "file_name", "x.record = 'finding' AND x.record_id = m.id"),
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
NEXT_TO_FINDING = (("finding", "(SELECT t.name FROM target t WHERE t.id = x.target_id)", "x.id = m.id"),)
TEXTS_OF_DRAFT: Places = (
    ("target_draft", "x.requirement, x.note, x.parent_name", "x.id = m.id"),
    ("draft_indicator", "x.words, x.standard", "x.draft_id = m.id"),
    ("draft_line", "x.reason, x.proposal, x.answer", "x.draft_id = m.id"),
    ("submission_line", "x.why, x.returned_why", "x.draft_id = m.id"),
)
PLACES: Mapping[Matter, Mapping[str, Places]] = {
    Matter.TARGET_DRAFT: {
        "names": (("target_draft", "x.name", "x.id = m.id"),),
        "texts": TEXTS_OF_DRAFT,
        "subjects": (("target_draft", "concat_ws('/', x.year, x.code)", "x.id = m.id"),),
    },
    Matter.EVIDENCE: {"names": NAMES_OF_EVIDENCE},  # its subject is its key
}
Marks = Sequence[tuple[int, str, Marking]]  # the id and natural key of each record, and how it is marked


def secrets_of(session: Session) -> Secrets:
    """4.7: return all marked records with every name and text that would reveal them, and the `unsaid` names of files.

    The number of statements does not depend on the number of markings.
    """
    rows = () if transaction(session).unmarked else run(session, IN_FORCE).all()
    by_matter = [
        (matter, [(row.record_id, row.record_key, Marking(row.marking)) for row in rows if row.record == matter])
        for matter in Matter
    ]
    unsaid = tuple(Secret(said, names=(name,)) for name, said in transaction(session).unsaid.items())
    marked = (each for matter, marks in by_matter if marks for each in _secrets(session, matter, marks))
    return Secrets((*unsaid, *marked))


def concealed(session: Session, data: T, subject: str = "") -> T:
    """4.7: return data of a paper, an export or a list about `subject` without marked content."""
    secrets = secrets_of(session)
    return conceal(secrets, data, about=secrets.about(subject))


def moved_marked(session: Session, act: int) -> bool:
    """4.7: return whether an act changed what is marked, or a record about it."""
    secrets = secrets_of(session)
    return bool(secrets) and any(map(secrets.about, run(session, MOVED, act=act).scalars()))


def secret_of(session: Session, matter: Matter, record: tuple[int, str], marking: Marking) -> Secret:
    """Return the texts that reveal one record with its marking; the record is given by id and natural key."""
    [secret] = _secrets(session, matter, [(*record, marking)])
    return secret


def forget_words(session: Session, ctx: Context, matter: Matter, numbers: Sequence[int]) -> None:
    """4.7: delete what was kept of the texts of mails that may speak of these records, which are marked now."""
    forgotten = run(session, FORGET_WORDS, matter=matter, numbers=list(numbers)).scalars()
    record(session, ctx, "received_mail", [*forgotten], "forgotten")


@cache
def of_target() -> tuple[tuple[str, TargetTexts], ...]:
    """Return the texts of each kind of record that refer to a target, with their table."""
    said = ((name, noun.record.of_target) for name, noun in NOUNS.items())
    of_leaf = "report_leaf", TargetTexts(withheld="remark", told="indicator")  # of the noun of its report_line
    return (*((each.table or name, each) for name, each in said if each), of_leaf)


def texts_of_target() -> Places:
    """Return where the texts are that a marked target withholds."""
    return tuple((table, each.withheld, each.rows) for table, each in of_target() if each.withheld)


def names_of_target() -> Places:
    """Return where the name of a marked target is."""
    return tuple((table, each.names, each.rows) for table, each in of_target() if each.names)


@cache
def _places(matter: Matter) -> Mapping[str, Places]:
    """Return where the names, texts and subjects of what is marked are; the tables are loaded at the first marking."""
    if matter is Matter.TARGET:
        return {"names": names_of_target(), "texts": texts_of_target(), "subjects": SUBJECT_OF_TARGET}
    if matter is Matter.FINDING:
        own = tuple((table, columns, "x.id = m.id") for table, columns, _ in texts_of_target() if table == "finding")
        return {"texts": (*own, *TEXTS_OF_FINDING), "subjects": SUBJECTS_OF_FINDING, "next_to": NEXT_TO_FINDING}
    return PLACES[matter]


def _secrets(session: Session, matter: Matter, marks: Marks) -> Iterator[Secret]:
    """Return the texts that reveal each of these records of one kind, in order."""
    ids = [number for number, _, _ in marks]
    found_by_place = {name: _texts_in(session, places, ids) for name, places in _places(matter).items()}
    for number, key, marking in marks:
        found = {name: texts[number] for name, texts in found_by_place.items()}
        next_to = "".join(found.pop("next_to", ()))
        yield Secret(pointer(matter, key, marking), **{"subjects": (key,), **found}, next_to=next_to)


def _texts_in(session: Session, places: Places, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """Return the non-empty texts in these places about each record, without duplicates."""
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
