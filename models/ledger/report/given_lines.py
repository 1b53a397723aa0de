"""The lines that an office gives in a report, checked against what is asked: targets, and their leaves (1-2.9)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from sqlmodel import Session

from models.intake.report import ReportedLine
from models.ledger.report.reported import Reported, contradictions, words_of_difference
from models.ledger.report_lines import LEAF_ASKED, OwedLine, owed_lines
from models.records import Obligation
from models.rules.errors import Refused
from models.rules.target.amount import Amount, Direction
from models.rules.target.progress import measure, whole_progress, whole_status
from models.statements import ResultRow, run


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


LEAVES_OF_VERSION = """
SELECT t.code, f.indicator, f.progress, f.status, f.remark, f.quantity
FROM report_leaf f JOIN target t ON t.id = f.target_id
WHERE f.obligation_id = :obligation AND f.version = :version ORDER BY t.code COLLATE "C", f.position
"""
LEAVES_ASKED = f"""
SELECT t.code, f.indicator, i.quantity, i.unit, i.direction
FROM report_leaf f JOIN target t ON t.id = f.target_id
    JOIN report_line l ON (l.obligation_id, l.version, l.target_id) = (f.obligation_id, f.version, f.target_id)
    CROSS JOIN LATERAL {LEAF_ASKED.format(line="l", leaf="f.indicator")} i
WHERE f.obligation_id = :obligation AND f.version = 0 ORDER BY t.code COLLATE "C", f.position
"""  # noqa: S608 - constants only
Leaves = tuple[tuple[str, Reported], ...]


def leaves_of_version(session: Session, obligation: Obligation, version: int) -> dict[str, Leaves]:
    """Return the lines of the leaves in a version of a report by target code; empty if it asks for none."""
    found: dict[str, Leaves] = defaultdict(tuple)
    if any(line.leaves for line in owed_lines(session, obligation).values()):
        for row in run(session, LEAVES_OF_VERSION, obligation=obligation.id, version=version):
            found[row.code] += ((row.indicator, Reported(row.progress, row.status, row.remark, row.quantity)),)
    return found


def whole_line(owed: OwedLine, lines: Sequence[ReportedLine], before: Reported | None) -> Reported:
    """Return the line of a target from what was given for it: a line of its own, or lines of its leaves.

    A line of the target is one of each of its leaves. A leaf that is not given keeps its line.
    """
    if not lines[0].indicator:
        whole = _reported(lines[0])
        each = Reported(whole.progress, whole.status, "")
        return whole._replace(leaves=tuple((code, each) for code in owed.leaves))
    known = _leaves_before(before) | {line.indicator: _reported(line) for line in lines}
    return _added_up(tuple((code, known[code]) for code in owed.leaves if code in known))


def _leaves_before(before: Reported | None) -> dict[str, Reported]:
    return dict(before.leaves) if before else {}


def _added_up(leaves: Leaves) -> Reported:
    """Return the line of a target with these leaves."""
    stated = [(leaf.progress, leaf.status) for _, leaf in leaves]
    remark = "；".join(f"指标{code}：{leaf.remark}" for code, leaf in leaves if leaf.remark)
    return Reported(whole_progress(stated), whole_status(stated), remark, None, leaves)


def leaf_faults(
    owed: OwedLine, lines: Sequence[ReportedLine], before: Reported | None, *, whole: bool
) -> Iterator[str]:
    """Yield in words what is wrong with the lines of a target; with `whole` also which leaves are missing."""
    given = {line.indicator for line in lines if line.indicator}
    if unknown := sorted(given - set(owed.leaves)):
        asked = f"应填报的指标：{'、'.join(owed.leaves)}" if owed.leaves else "本期按目标填报，请不要填指标编号"
        yield f"目标{owed.code}没有要填报的指标{'、'.join(unknown)}，{asked}。"
        return
    yield from _own_faults(owed, [line for line in lines if not line.indicator], by_leaf=bool(given))
    if whole and given:
        yield from _lacking(owed, given | _leaves_before(before).keys())


def _lacking(owed: OwedLine, known: Set[str]) -> Iterator[str]:
    """Yield in words the leaves that nothing was said of."""
    if lacking := [code for code in owed.leaves if code not in known]:
        yield f"目标{owed.code}须填报全部指标，还缺：{'、'.join(lacking)}。"


def _own_faults(owed: OwedLine, own: Sequence[ReportedLine], *, by_leaf: bool) -> Iterator[str]:
    """Yield in words what is wrong with lines of the target itself."""
    if own and by_leaf:
        yield f"目标{owed.code}既按目标又按指标填报，请只按指标填报：{'、'.join(owed.leaves)}。"
    elif owed.leaves and any(line.quantity is not None for line in own):
        yield f"目标{owed.code}的数量分在各指标，完成数量请按指标填报：{'、'.join(owed.leaves)}。"


def leaf_values(target: int, line: Reported) -> list[dict[str, Any]]:
    """Return the rows of the leaves of a target's line as JSON."""
    return [
        {"target": target, "indicator": code, "position": place, **leaf.as_json()}
        for place, (code, leaf) in enumerate(line.leaves, 1)
    ]


def leaves_stated_otherwise(session: Session, obligation: Obligation, lines: Mapping[str, Reported]) -> list[str]:
    """1-2.9: return, in words by leaf, each percentage that its quantity does not give; both are taken as stated."""
    stated = {
        (target, code): leaf
        for target, line in lines.items()
        for code, leaf in line.leaves
        if leaf.quantity is not None
    }
    rows = run(session, LEAVES_ASKED, obligation=obligation.id) if stated else ()
    found = [_otherwise(row, stated[row.code, row.indicator]) for row in rows if (row.code, row.indicator) in stated]
    return [words for words in found if words]


def _otherwise(asked: ResultRow, leaf: Reported) -> str:
    name = f"{asked.code}指标{asked.indicator}"
    if asked.quantity is None:
        return words_of_difference(name, asked, leaf, None)
    amount = Amount(asked.quantity, asked.unit, Direction(asked.direction or Direction.NOT_LESS))
    return words_of_difference(name, asked, leaf, measure(amount, leaf.quantity, leaf.progress.normalize()))


def _reported(line: ReportedLine) -> Reported:
    return Reported(line.progress, line.status, line.remark, line.quantity)
