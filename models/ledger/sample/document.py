"""抽样文书: the published document of a sample, in the format that `models.rules.sample_documents` validates."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.ledger.sample.population import scope_of
from models.records import Sample
from models.rules.periods import parse_period
from models.rules.sample_documents import KIND, marks, ordinal
from models.rules.sample_sizes import read_rule
from models.statements import ResultRow, run

# All commitments for inspections of the same kind, the own one included.
SAME_KIND = """
SELECT i.period, i.year, o.period AS own_period, o.year AS own_year,
    i.year || '-' || i.number AS subject, i.state AS inspection, s.purpose, s.attempt, s.committed_on, s.drawn_on,
    s.state, s.commitment_hash AS hash
FROM inspection o JOIN inspection i ON i.jurisdiction_id = o.jurisdiction_id AND i.kind = o.kind
    JOIN sample s ON s.jurisdiction_id = i.jurisdiction_id AND s.subject = i.year || '-' || i.number
WHERE o.jurisdiction_id = :jurisdiction AND o.year || '-' || o.number = :subject
ORDER BY i.year, i.number, s.purpose, s.attempt
"""

# Whether the targets of inspection `i` were drawn without a public number; null if nothing was drawn.
_OF_NEWEST = """(SELECT {what} FROM sample s WHERE s.jurisdiction_id = i.jurisdiction_id
    AND s.subject = i.year || '-' || i.number AND s.purpose = 'targets' ORDER BY s.attempt DESC LIMIT 1)"""
SELF_VOUCHED_DRAW = _OF_NEWEST.format(what="s.number_name = ''")
SCOPE = _OF_NEWEST.format(what="s.source ->> 'scope'")


# What the document says of a commitment, in its order.
PUBLISHED = (
    *("kind", "marks", "subject", "purpose", "attempt", "reason", "state", "committed_on", "rule", "rule_words"),
    *("titles", "population", "population_hash", "secret_hash", "plan_hash", "commitment_hash", "number_kind"),
    *("number_name", "known_on", "number", "drawn_on", "drawn", "mistyped", "revealed_on", "secret"),
)


def document_of(session: Session, samples: Sequence[Sample], *, rehearsal: bool) -> dict[str, Any]:
    """Return the document of the last commitment, `samples[0]`, with the earlier ones; without sealed secrets.

    `related` lists every other commitment and draw for inspections of the same kind whose period overlaps, cancelled
    and never issued ones too: of targets and of teams, and those of this inspection for the other purpose.
    """
    newest, *earlier = map(_build_document, samples)
    last = samples[0]
    own = (last.subject, last.purpose)
    found = related_to(session, last.jurisdiction_id, last.subject)
    related = [each for each in found if (each["subject"], each["purpose"]) != own]
    return newest | {"earlier": earlier, "related": related} | ({"rehearsal": True} if rehearsal else {})


def related_to(session: Session, jurisdiction: int, subject: str) -> list[dict[str, Any]]:
    """4.4: return every commitment for inspections of the kind and period of this one, its own ones included."""
    rows = run(session, SAME_KIND, jurisdiction=jurisdiction, subject=subject).all()
    return [_describe_related(row) for row in rows if _is_related(row)]


def named(sample: Sample) -> str:
    """Return the name of a sample in messages: “2026-Q3-1”抽查目标（第2次承诺）."""
    return f"“{sample.subject}”{sample.purpose.label}{ordinal(sample.attempt)}"


def related_before(sample: Sample) -> list[str]:
    """4.4: return the hashes of commitments for other inspections of the kind and period, made before this one."""
    return list(sample.source.get("related", []))


def _is_related(row: ResultRow) -> bool:
    """Return whether two periods overlap: 2026-09 and 2026Q3; a plan without a period is of any in its year."""
    if row.year == row.own_year and not (row.period and row.own_period):
        return True
    its, own = (
        parse_period(period or str(year)) for period, year in ((row.period, row.year), (row.own_period, row.own_year))
    )
    return its.overlaps(own)


def _describe_related(row: ResultRow) -> dict[str, Any]:
    return {
        "subject": row.subject,
        "inspection": row.inspection,
        "purpose": row.purpose,
        "attempt": row.attempt,
        "state": row.state,
        "committed_on": row.committed_on.isoformat(),
        "drawn_on": (row.drawn_on.isoformat() if row.drawn_on else None),
        "hash": row.hash,
    }


def marks_of(sample: Sample) -> list[str]:
    """Return the remarks that all published papers of a sample must carry."""
    return marks(sample.attempt, sample.number_kind, scope_of(sample))


def _build_document(sample: Sample) -> dict[str, Any]:
    bound = {"scope": scope_of(sample), "related_before": related_before(sample)}
    said = sample.model_dump(mode="json") | {"kind": KIND, "marks": marks_of(sample)}
    said |= {"rule_words": read_rule(sample.rule).words, "titles": sample.source.get("titles", {})}
    return {name: value for name, value in bound.items() if value} | {name: said[name] for name in PUBLISHED}
