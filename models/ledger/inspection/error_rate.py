"""核验误差率 of an inspection, computed from its sample and its signed findings (2.1, 6.2.8, A12)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from models.ledger.sample.document import marks_of
from models.ledger.sample.draw import newest_sample
from models.records import Inspection, Sample
from models.rules.error_rate import Overall, Tally, overall_rate
from models.rules.errors import Refused
from models.rules.sampling import Purpose, read_population
from models.statements import run

# A finding whose entry was withdrawn by a ruling does not count as failed (4.3 a).
SIGNED = """
SELECT concat_ws('/', t.year, t.code) AS id, f.declared_complete AS declared, f.conclusion = 'fails' AND NOT EXISTS (
    SELECT 1 FROM entry_origin o JOIN appeal a ON a.entry_id = o.entry_id AND a.ruling = 'withdrawn'
    WHERE o.finding_id = f.id) AS fails
FROM finding f JOIN target t ON t.id = f.target_id WHERE f.inspection_id = :inspection AND f.state = 'signed'
"""


def rate_of(session: Session, inspection: Inspection) -> Overall:
    """2.1: return the error rate by stratum and overall; a target not declared complete does not count as failed.

    Raises Refused if there is no sample, or if a target of it has no signed finding.
    """
    sample = newest_sample(session, inspection.jurisdiction_id, inspection.key, Purpose.TARGETS)
    if sample is None or not sample.drawn:
        raise Refused(f"核查{inspection.key}没有抽取样本，不计算误差率。")
    signed = {row.id: row for row in run(session, SIGNED, inspection=inspection.id)}
    if unsigned := len({target for _, ids in sample.drawn for target in ids} - signed.keys()):
        raise Refused(f"核查{inspection.key}的样本中还有{unsigned}项没有签字生效的核查结果，暂不计算误差率。")
    return replace(overall_rate(list(_tallies(sample, signed))), marks=tuple(marks_of(sample)))


def _tallies(sample: Sample, signed: Mapping[str, Any]) -> Iterator[Tally]:
    """Yield the counts of each stratum with drawn targets."""
    sizes = {stratum.name: len(stratum.ids) for stratum in read_population(sample.population).strata}
    for name, ids in sample.drawn:
        if ids:
            yield _tally(name, sizes[name], [signed[target] for target in ids])


def _tally(name: str, population: int, rows: Sequence[Any]) -> Tally:
    declared = [row for row in rows if row.declared]
    return Tally(population, len(rows), len(declared), sum(row.fails for row in declared), name)
