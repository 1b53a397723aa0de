"""更正: a typing error in an issued target, set right on its source page; anything else is an adjustment (6.1.7)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.complaints import Checked, Complaint
from models.intake.evidence import Piece
from models.intake.target import TargetRow
from models.ledger.acts import Context
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.heirs import handed_over
from models.ledger.jurisdiction import home
from models.ledger.notices import notify_one
from models.ledger.policies import cut_off_on
from models.ledger.target.attached import opened_with, reported_of, under_way
from models.ledger.target.comparison import LEAD, TITLES, ComparedLine
from models.ledger.target.versions import first_words, insert_corrected_versions, insert_issued_versions
from models.ledger.transitions import record
from models.records import Department, Target, id_of
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.requirements import DESCRIBED, NEEDS, NOTHING, changed_figures, rewritten
from models.rules.score.cut_off import passed_cut_off

ADVICE = "确系录入错误的，用 --correction 写明原因更正"
ADJUST = "目标下达后的调整须按6.1.7办理（申请目标调整，request_adjustment）"
NO_PAGE = "更正已下达的目标，须附目标原件的该页作为依据：--evidence 文件。"
SCORED = frozenset({LEAD, "category", "item", "key_project"})  # by them an entry has its sheet, component and points
NO_SLIP = "改动过大，不是录入错误，不能更正"
Changes = Mapping[str, tuple[str, str]]


def illegal_changes(session: Session, lines: Iterable[ComparedLine], reason: str, day: date) -> Iterator[Complaint]:
    """Complain about changes without a reason, and about corrections of what is no typing error.

    A correction would undo a transfer, or it meets an entry, an appeal or an adjustment under way, or it rewrites a
    text, or it changes a figure after something was reported or found, or it moves entries of a year after its cut-off.
    """
    transferred = handed_over(session)
    differing = [line for line in lines if line.target and line.corrected]
    for line in differing:
        undoes = (line.wanted[0], line.now[0].department_id) in transferred
        for name, (before, _) in line.corrected.items():
            if name == LEAD and undoes:
                yield _complain(line, name, f"：该目标已划转“{before}”牵头，请按现牵头部门填写")
            elif not reason:
                yield _complain(line, name, f"与已下达的目标不同{_advice(name, before)}，{ADVICE}")
    if reason:
        yield from _unfit(session, differing)
        yield from _after_cut_off(session, differing, day)


def _after_cut_off(session: Session, lines: Sequence[ComparedLine], day: date) -> Iterator[Complaint]:
    """A53: complain about what would move entries to another sheet or component after the cut-off day of the year."""
    for line in lines:
        year = line.located.row.year
        found = cut_off_on(session, home(session), year)
        if ends := passed_cut_off(found.day if found else None, day):
            words = f"：{year}年的考评截止日{ends}已过，条目计入哪个部门、哪个项目已经确定，不再更正"
            yield from (_complain(line, name, words) for name in line.corrected if name in SCORED)


def _complain(line: ComparedLine, name: str, message: str) -> Complaint:
    return line.located.complain(TITLES[name], message)


def _advice(name: str, before: str) -> str:
    if name == LEAD:
        return f"（现由“{before}”牵头）；改由其他部门牵头须办理目标划转（transfer_targets）"
    if name in DESCRIBED:
        return f"（现为“{before or NOTHING}”）；目标下达后不能通过导入更改"
    return f"；{ADJUST}，不能通过导入更改"


def _unfit(session: Session, lines: Sequence[ComparedLine]) -> Iterator[Complaint]:
    """Complain about corrections that are no typing errors, or that come too late."""
    targets = [id_of(line.target) for line in lines if line.target]
    running, reported, opened = (find(session, targets) for find in (under_way, reported_of, opened_with))
    first = first_words(session, targets)
    for line in lines:
        target = id_of(line.target) if line.target else 0
        if matters := running.get(target):
            yield _complain(line, next(iter(line.corrected)), f"：该目标{'；'.join(matters)}，此时不能更正")
            continue
        for name in rewritten(line.corrected, first.get(target, {})):
            yield _complain(line, name, f"{NO_SLIP}；{ADJUST}" if name in NEEDS else NO_SLIP)
        yield from _untimely(line, reported.get(target, []), opened.get(target, []))


def _untimely(line: ComparedLine, reported: Sequence[str], opened: Sequence[str]) -> Iterator[Complaint]:
    """Complain about figures after something was reported, and about freeing a target after a report was opened."""
    for name in changed_figures(line.corrected):
        if found := reported or (opened if _frees(name, line.corrected) else []):
            yield _complain(line, name, f"：该目标{_had(found)}，不能再作为录入错误更正；{ADJUST}")


def _frees(name: str, changes: Changes) -> bool:
    """Return whether a correction would free the target of a duty: a later 下达日期, or no key project any more."""
    return (name == "issued_on" and changes[name][1] > changes[name][0]) or changes[name] == ("是", "否")


def _had(found: Sequence[str]) -> str:
    return found[0] if found[0].startswith("已") else f"已有{'、'.join(found)}"


def check_page(lines: Iterable[ComparedLine], data: Checked[TargetRow]) -> None:
    """Raise Refused if something is corrected without the source page."""
    if data.reason and not data.evidence and any(line.corrected for line in lines):
        raise Refused(NO_PAGE)


def keep_versions(session: Session, ctx: Context, lines: Iterable[ComparedLine]) -> None:
    """Insert the issued versions of the targets that are about to be corrected."""
    insert_issued_versions(session, ctx, [id_of(line.target) for line in lines if line.target and line.corrected])


def record_corrections(session: Session, ctx: Context, lines: Iterable[ComparedLine], data: Checked[TargetRow]) -> int:
    """Record what was corrected, with versions, reason and source page; notify the offices. Returns the notices."""
    corrected = {id_of(line.target): line for line in lines if line.target and line.corrected}
    pages = [Piece(file=file) for file in data.evidence]
    for target, line in corrected.items():
        record(session, ctx, "target", [target], "corrected", detail=_transition_detail(line, data.reason))
    versions = insert_corrected_versions(session, ctx, list(corrected), data.reason)
    for version in versions:
        attach_exhibits(session, ctx, "target_version", version.id, pages)
    return sum(_notify(session, ctx, corrected[each.target_id], each.correction, data) for each in versions)


def _transition_detail(line: ComparedLine, reason: str) -> dict[str, Any]:
    before, after = ({name: pair[n] for name, pair in line.corrected.items()} for n in (0, 1))
    note = {"note": line.located.row.note} if line.located.row.note else {}
    return {"from": before, "to": after, "reason": reason, **note}


def _notify(session: Session, ctx: Context, line: ComparedLine, correction: int, data: Checked[TargetRow]) -> int:
    """Notify office and head of the lead, and of the former lead if the lead was wrong."""
    target = line.target
    assert target is not None  # noqa: S101 - only issued targets are corrected
    leads = dict.fromkeys([line.wanted[0], *([line.now[0].department_id] if LEAD in line.corrected else [])])
    payload = _payload(session, target, line, data)
    return sum(
        notify_one(
            session,
            ctx,
            "target_corrected",
            f"{target.year}|{target.code}",
            (lead, audience),
            occasion=f"{target.version}/{correction}/{session.get_one(Department, lead).code}",
            payload=payload,
        )
        for lead in leads
        for audience in (Audience.OFFICE, Audience.HEAD)
    )


def _payload(session: Session, target: Target, line: ComparedLine, data: Checked[TargetRow]) -> dict[str, Any]:
    changes = {name: (before or NOTHING, after or NOTHING) for name, (before, after) in line.corrected.items()}
    was, becomes = line.corrected.get("deadline", ("", ""))
    return {
        "department": session.get_one(Department, line.wanted[0]).name,
        "target": target.name,
        "changes": [[TITLES[name], *pair] for name, pair in changes.items() if name != "deadline"],
        "deadline": {"from": was, "to": becomes},
        "reason": data.reason,
        "files": [file.name for file in data.evidence],
    }


def corrections_in_words(lines: Iterable[ComparedLine], reason: str) -> str:
    """Return how many targets were corrected, why, and each correction on its line; empty if none was."""
    corrected = [line for line in lines if line.target and line.corrected]
    if not corrected:
        return ""
    each = "".join(
        f"\n更正：{line.located.row.code} {TITLES[name]}由“{before}”改为“{after}”。"
        for line in corrected
        for name, (before, after) in line.corrected.items()
    )
    return f"其中更正{len(corrected)}项，原因：{reason}。{each}"
