"""抽样文书: everything that may be published of a sample, as `models.rules.sample_documents` checks it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from models.records import Sample
from models.rules.sample_documents import KIND, marks
from models.rules.sample_sizes import read_rule


def document_of(samples: Sequence[Sample]) -> dict[str, Any]:
    """The last commitment for a matter, which is the first of `samples`, with those before it; no sealed secret."""
    newest, *earlier = map(_document, samples)
    return newest | {"earlier": earlier}


def _document(sample: Sample) -> dict[str, Any]:
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
        "known_on": _day(sample.known_on),
        "number": sample.number,
        "drawn_on": _day(sample.drawn_on),
        "drawn": sample.drawn,
        "revealed_on": _day(sample.revealed_on),
        "secret": sample.secret,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
