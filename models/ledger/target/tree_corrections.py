"""更正 of the indicators of an issued target: a typing error, set right on its source page (1-2.9, 3-6.1.7)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlmodel import Session

from models.intake.complaints import Checked, Complaint
from models.intake.evidence import Piece
from models.intake.indicator import IndicatorRow
from models.ledger.acts import Context
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import lead_of
from models.ledger.notices import notify_one
from models.ledger.target.attached import reported_of, under_way
from models.ledger.target.corrections import ADJUST, ADVICE, NO_PAGE, NO_SLIP
from models.ledger.target.tree_lines import TITLES, NodeLine, Tree
from models.ledger.transitions import record_row
from models.records import Target, TargetIndicator, id_of
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.requirements import NOTHING, changed_figures, rewritten
from models.statements import run

FIRST_WORDS = """
SELECT DISTINCT ON (target_id, code) target_id, code, words, standard FROM indicator
WHERE target_id = ANY(:targets) ORDER BY target_id, code, version DESC, correction
"""


def illegal_node_changes(session: Session, trees: Sequence[Tree], reason: str) -> Iterator[Complaint]:
    """Complain about changes of issued indicators without a reason, and about corrections of no typing errors."""
    issued = [tree for tree in trees if isinstance(tree.owner, Target) and tree.changed]
    yield from _unfit(session, issued) if reason else _unexplained(issued)


def _unexplained(issued: Sequence[Tree]) -> Iterator[Complaint]:
    for line in (line for tree in issued for line in tree.changed):
        for name, (before, _) in line.changes.items():
            words = f"与已下达的指标不同（现为“{before or NOTHING}”）；{ADJUST}，{ADVICE}"
            yield line.located.complain(TITLES[name], words)


def _unfit(session: Session, issued: Sequence[Tree]) -> Iterator[Complaint]:
    targets = [id_of(tree.owner) for tree in issued]
    running, reported = under_way(session, targets), reported_of(session, targets)
    first = _first_words(session, targets)
    for tree in issued:
        target = id_of(tree.owner)
        for line in tree.changed:
            if matters := running.get(target):
                title = TITLES[next(iter(line.changes))]
                yield line.located.complain(title, f"：该目标{'；'.join(matters)}，此时不能更正")
            else:
                words = first.get((target, line.located.row.code), {})
                yield from _no_slips(line, words, reported.get(target, []))


def _first_words(session: Session, targets: Sequence[int]) -> dict[tuple[int, str], dict[str, str]]:
    """Return the words of each indicator as its version had them before any correction."""
    rows = run(session, FIRST_WORDS, targets=list(targets))
    return {(row.target_id, row.code): {"words": row.words, "standard": row.standard} for row in rows}


def _no_slips(line: NodeLine, first: Mapping[str, str], reported: Sequence[str]) -> Iterator[Complaint]:
    """Complain about rewritten words, and about figures after something was reported."""
    for name in rewritten(line.changes, first):
        yield line.located.complain(TITLES[name], f"{NO_SLIP}；{ADJUST}")
    for name in changed_figures(line.changes) if reported else ():
        words = f"：该目标已有{'、'.join(reported)}，不能再作为录入错误更正；{ADJUST}"
        yield line.located.complain(TITLES[name], words)


def correct_nodes(session: Session, ctx: Context, trees: Sequence[Tree], data: Checked[IndicatorRow]) -> list[int]:
    """Insert the corrections of indicators with the source pages, and notify the offices; returns their ids.

    Raises Refused without a source page.
    """
    found = [(tree.owner, line) for tree in trees for line in tree.changed if isinstance(tree.owner, Target)]
    if found and not data.evidence:
        raise Refused(NO_PAGE)
    return [_correct(session, ctx, target, line, data) for target, line in found]


def _correct(session: Session, ctx: Context, target: Target, line: NodeLine, data: Checked[IndicatorRow]) -> int:
    was = line.node
    assert isinstance(was, TargetIndicator)  # noqa: S101 - only a node that is on record changes
    place: dict[str, Any] = {"version": was.version, "correction": was.correction + 1, "position": was.position}
    node = TargetIndicator(target_id=was.target_id, **place, **asdict(line.wanted))
    before, after = ({name: pair[n] for name, pair in line.changes.items()} for n in (0, 1))
    detail = {"from": before, "to": after, "reason": data.reason}
    record_row(session, ctx, node, "corrected", detail=detail)
    attach_exhibits(session, ctx, "indicator", id_of(node), [Piece(file=file) for file in data.evidence])
    _notify(session, ctx, target, node, _payload(line, data) | {"target": target.name})
    return id_of(node)


def _notify(session: Session, ctx: Context, target: Target, node: TargetIndicator, payload: dict[str, Any]) -> None:
    """Notify office and head of the lead."""
    lead = lead_of(session, ctx, target)
    occasion = f"{node.version}/{node.code}/{node.correction}/{lead.code}"
    for audience in (Audience.OFFICE, Audience.HEAD):
        about = (id_of(lead), audience)
        payload |= {"department": lead.name}
        subject = f"{target.year}|{target.code}"
        notify_one(session, ctx, "target_corrected", subject, about, occasion=occasion, payload=payload)


def _payload(line: NodeLine, data: Checked[IndicatorRow]) -> dict[str, Any]:
    """Return what the notice of a correction says, the columns with the indicator that they belong to."""
    of_node = f"指标{line.located.row.code}"
    return {
        "changes": [
            [f"{of_node}{TITLES[name]}", before or NOTHING, after or NOTHING]
            for name, (before, after) in line.changes.items()
        ],
        "deadline": {"from": "", "to": ""},
        "reason": data.reason,
        "files": [file.name for file in data.evidence],
    }
