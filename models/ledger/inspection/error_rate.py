"""核验误差率 of an inspection: what its signed findings say of the sample that was drawn for it (2.1, 6.2.8, A12)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from models.database import run
from models.ledger.sample.draw import newest_sample
from models.records import Inspection, Sample
from models.rules.error_rate import Overall, Tally, overall_rate
from models.rules.errors import Refused
from models.rules.sampling import Purpose, read_population

# What an appeal was won about did not fail (4.3 a).
SIGNED = """
SELECT concat_ws('/', t.year, t.code) AS id, f.declared_complete AS declared, f.conclusion = 'fails' AND NOT EXISTS (
    SELECT 1 FROM entry_origin o JOIN appeal a ON a.entry_id = o.entry_id AND a.ruling = 'withdrawn'
    WHERE o.finding_id = f.id) AS fails
FROM finding f JOIN target t ON t.id = f.target_id WHERE f.inspection_id = :inspection AND f.state = 'signed'
"""


def rate_of(session: Session, inspection: Inspection) -> Overall:
    """2.1: the error rate by stratum and overall; refused without a sample, or before all of it has signed findings.

    A target that was not declared complete is in the sample, but does not count as failing.
    """
    sample = newest_sample(session, inspection.jurisdiction_id, inspection.key, Purpose.TARGETS)
    if sample is None or not sample.drawn:
        raise Refused(f"核查{inspection.key}没有抽取样本，不计算误差率。")
    signed = {row.id: row for row in run(session, SIGNED, inspection=inspection.id)}
    if lacking := len({target for _, ids in sample.drawn for target in ids} - signed.keys()):
        raise Refused(f"核查{inspection.key}的样本中还有{lacking}项没有签字生效的核查结果，暂不计算误差率。")
    return overall_rate(list(_tallies(sample, signed)))


def _tallies(sample: Sample, signed: Mapping[str, Any]) -> Iterator[Tally]:
    """What was counted of each stratum of which something was drawn."""
    sizes = {stratum.name: len(stratum.ids) for stratum in read_population(sample.population).strata}
    for name, ids in sample.drawn:
        if ids:
            yield _tally(name, sizes[name], [signed[target] for target in ids])


def _tally(name: str, population: int, found: Sequence[Any]) -> Tally:
    declared = [row for row in found if row.declared]
    return Tally(population, len(found), len(declared), sum(row.fails for row in declared), name)
