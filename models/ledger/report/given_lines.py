"""The lines that an office gives in a report, checked against what is asked: targets, and their leaves (1-2.9)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session

from models.intake.report import ReportedLine
from models.ledger.report.leaf_lines import leaf_faults, whole_line
from models.ledger.report.reported import Reported, contradictions
from models.ledger.report_lines import OwedLine, owed_lines
from models.records import Obligation
from models.rules.errors import Refused


def read_lines(
    session: Session,
    obligation: Obligation,
    lines: tuple[ReportedLine, ...],
    before: Mapping[str, Reported] | None = None,
    wanted: Sequence[str] = (),
) -> dict[str, Reported]:
    """Return the given lines by target code; a leaf that is not given keeps its line of `before`.

    Raises Refused, with all faults at once, if a target or leaf does not belong to this obligation or is given twice,
    if a `wanted` target is missing, or a leaf unless `before` is None, or if a line contradicts itself and its remark
    does not say why.
    """
    owed, given = owed_lines(session, obligation), defaultdict[str, list[ReportedLine]](list)
    for line in lines:
        given[line.target].append(line)
    lacking = [code for code in wanted if code not in given]
    faults = [*_line_faults(obligation, owed, lines, lacking), *_leaf_faults(owed, given, before)]
    if faults:
        raise Refused("".join(faults))
    return {code: whole_line(owed[code], rows, (before or {}).get(code)) for code, rows in given.items()}


def _line_faults(
    obligation: Obligation, owed: Mapping[str, OwedLine], lines: tuple[ReportedLine, ...], lacking: Sequence[str]
) -> Iterator[str]:
    if unknown := sorted({line.target for line in lines} - owed.keys()):
        yield f"目标{'、'.join(unknown)}不在该部门{obligation.period}应填报的目标中，不能填报其他部门的目标。"
    if repeated := sorted(name for name, times in Counter(line.name for line in lines).items() if times > 1):
        yield f"目标{'、'.join(repeated)}重复填报，请只保留一行。"
    yield from contradictions([line for line in lines if not line.remark.strip()])
    if lacking:
        yield f"一次填报须包含本部门全部目标，还缺{len(lacking)}项：{'、'.join(lacking)}。"


def _leaf_faults(
    owed: Mapping[str, OwedLine], given: Mapping[str, Sequence[ReportedLine]], before: Mapping[str, Reported] | None
) -> Iterator[str]:
    for code in sorted(given.keys() & owed.keys()):
        known = (before or {}).get(code)
        yield from leaf_faults(owed[code], given[code], known, whole=before is not None)
