"""抽样文书: the published document of a sample, in the format that `models.rules.sample_documents` validates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from models.records import Sample
from models.rules.sample_documents import KIND, marks
from models.rules.sample_sizes import read_rule


def document_of(samples: Sequence[Sample], *, rehearsal: bool) -> dict[str, Any]:
    """Return the document of the last commitment, `samples[0]`, with the earlier ones; without sealed secrets."""
    newest, *earlier = map(_build_document, samples)
    return newest | {"earlier": earlier} | ({"rehearsal": True} if rehearsal else {})


def _build_document(sample: Sample) -> dict[str, Any]:
    return {
        "kind": KIND,
        "marks": marks(sample.attempt, sample.number_name),
        "subject": sample.subject,
        "purpose": sample.purpose.value,
        "attempt": sample.attempt,
        "reason": sample.reason,
        "state": sample.state.value,
        "committed_on": sample.committed_on.isoformat(),
        "rule": sample.rule,
        "rule_words": read_rule(sample.rule).words,
        "titles": sample.source.get("titles", {}),
        "population": sample.population,
        "population_hash": sample.population_hash,
        "secret_hash": sample.secret_hash,
        "number_name": sample.number_name,
        "known_on": _format_date(sample.known_on),
        "number": sample.number,
        "drawn_on": _format_date(sample.drawn_on),
        "drawn": sample.drawn,
        "revealed_on": _format_date(sample.revealed_on),
        "secret": sample.secret,
    }


def _format_date(day: date | None) -> str | None:
    return day.isoformat() if day else None
