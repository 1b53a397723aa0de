"""One SHA-256 over all records that a year wrote: it is the same if the year was interrupted and resumed.

A record is what its noun covers, so references are natural keys. Left out are generated numbers, attempts, leases, and
what differs from one run to the next.
"""

from collections.abc import Mapping
from hashlib import sha256

from sqlmodel import Session

from models.ledger.nouns import NOUNS
from models.ledger.nouns.noun import Noun
from models.statements import run

# The kinds of records that differ from one run to the next.
LEFT_OUT: Mapping[str, str] = {
    "answer": "its file holds a code, which a random key makes; what it reports is covered",
    "answer_key": "the random key",
    "bounce": "it names the message",
    "cycle_run": "the instant at which it was opened",
    "evidence": "the files of answers, too; what is submitted is covered where it is used",
    "leader_sheet": "its digest has a random salt",
    "message": "its attempts, its lease and the instant of sending",
    "notice": "the act, and the instant at which its recipients were found; the rest is covered below",
    "quality_report": "its figures name rows by generated numbers",
    "received_mail": "the instants at which it was seen and answered",
}
OPENED_LATE = 'r."opened_late"'  # how late a run came
MOVES = """
SELECT jsonb_build_array(b.business_date, b.act, b.actor, t.record, t.record_key, t.event, t.from_state, t.to_state,
    t.detail)::text AS line
FROM transition t JOIN block b ON b.act_id = t.act_id AND t.record <> 'answer'
"""
# The occasion of a moved date and the subject of a changed signer are the number of an act; the head covers attempts.
NOTICES = """
SELECT jsonb_build_array(n.kind, CASE n.kind WHEN 'signer_changed' THEN '' ELSE n.subject END,
    CASE n.kind WHEN 'date_moved' THEN '' ELSE n.occasion END, n.audience, d.code,
    CASE n.kind WHEN 'ledger_head' THEN NULL ELSE n.payload END, n.created_on)::text AS line
FROM notice n JOIN department d ON d.id = n.department_id
"""
DIGEST = """
SELECT count(*) AS n, encode(sha256(convert_to(coalesce(
    string_agg(line, E'\\n' ORDER BY line COLLATE "C"), ''), 'UTF8')), 'hex') AS digest
FROM ({lines}) AS lines
"""


def _lines_of(noun: Noun) -> str:
    columns = noun.columns.replace(OPENED_LATE, "NULL")
    return f"SELECT json_build_array({columns})::text AS line FROM {noun.source}"  # noqa: S608 - constants only


PARTS = {name: _lines_of(noun) for name, noun in NOUNS.items() if name not in LEFT_OUT}
PARTS |= {"move": MOVES, "notice": NOTICES}


def digest_of(session: Session) -> str:
    """Returns the digest of the whole state as 64 hexadecimal digits."""
    total = sha256()
    for name, lines in PARTS.items():
        row = run(session, DIGEST.format(lines=lines)).one()
        total.update(f"{name} {row.n} {row.digest}\n".encode())
    return total.hexdigest()
