"""What an evaluation of a department rests on: its sample, findings, visits and negative list (3.3, 4.4, 6.2.1)."""

from datetime import date

from sqlmodel import Session

from models.ledger.heirs import LED_BY, heirs
from models.ledger.inspection.scope import drawn_targets
from models.ledger.nouns.target import NAMED_BY
from models.records import Department, Inspection, id_of
from models.rules.errors import Refused
from models.rules.inspection import year_covered
from models.rules.states import EntryState
from models.statements import run

# The drawn targets of a department or of its predecessors that have no signed finding.
UNSEEN_OF = f"""
SELECT u.id FROM unnest(CAST(:drawn AS text[])) AS u(id)
    JOIN target t ON t.jurisdiction_id = :jurisdiction AND {NAMED_BY.format(key="u.id")}
    {LED_BY}
WHERE d.id = :heir AND NOT EXISTS (
    SELECT 1 FROM finding f WHERE f.inspection_id = :inspection AND f.target_id = t.id AND f.state <> 'recorded')
ORDER BY u.id COLLATE "C"
"""  # noqa: S608 - constants only
# Whether a target of the department has a signed finding of the inspection, or was visited while it was under way.
SEEN = f"""
SELECT EXISTS (SELECT 1 FROM target t {LED_BY} WHERE t.jurisdiction_id = :jurisdiction AND d.id = :heir AND (
    EXISTS (SELECT 1 FROM finding f
        WHERE f.inspection_id = :inspection AND f.target_id = t.id AND f.state <> 'recorded')
    OR EXISTS (SELECT 1 FROM field_visit v WHERE v.target_id = t.id AND v.visited_on BETWEEN :begins AND :day)))
"""  # noqa: S608 - constants only
# The entries of the year's targets, and those of earlier targets that are not made good.
ENTRIES = f"""
SELECT concat_ws('/', t.year, t.code, e.occurrence) FROM negative_entry e JOIN target t ON t.id = e.target_id
    {LED_BY}
WHERE t.jurisdiction_id = :jurisdiction AND d.id = :heir AND e.listed_on <= :day
    AND (e.state = ANY(:open) OR t.year = :year AND e.state = :made_good)
ORDER BY t.year, t.code COLLATE "C", e.occurrence
"""  # noqa: S608 - constants only
OPEN_STATES = [EntryState.LISTED.value, EntryState.REMEDYING.value]
NAMED = 5
SIGNS = "。，；、.,; \u3000"
SAYS_NOTHING = frozenset({"", "无", "没有", "暂无", "0", "同上", "不适用", "不涉及"})  # where there are entries


def check_inspected(session: Session, inspection: Inspection, department: Department, day: date) -> None:
    """3.3, 4.4: raise Refused if there is no basis for an evaluation of the department on this day.

    The drawn targets of the department have signed findings, and at least one target of it has a signed finding or was
    visited while the inspection was under way.
    """
    drawn = drawn_targets(session, inspection)
    params = {"jurisdiction": inspection.jurisdiction_id, "heir": _heir(session, department)}
    if unseen := list(run(session, UNSEEN_OF, **params, inspection=inspection.id, drawn=drawn).scalars()):
        raise Refused(
            f"“{department.name}”抽中的目标还有{len(unseen)}项没有签字的核查结果（{_first(unseen)}），核查签字后再作总体评价。"
        )
    if not run(session, SEEN, **params, inspection=inspection.id, begins=inspection.begins_on, day=day).scalar_one():
        raise Refused(
            f"核查{inspection.key}没有抽中“{department.name}”的目标，也没有核查或到现场看过它的目标，总体评价没有依据。"
            "请先核查其中一项并签字（record_finding、sign_off），或登记现场核查（record_field_visit）。"
        )


def check_made_good(
    session: Session, inspection: Inspection, department: Department, made_good: str, day: date
) -> None:
    """3.3: raise Refused if the department has entries in the negative list and nothing is said of making them good."""
    if made_good.strip(SIGNS) not in SAYS_NOTHING:
        return
    year = year_covered(inspection.kind, inspection.period, inspection.begins_on or day)
    states = {"open": OPEN_STATES, "made_good": EntryState.MADE_GOOD.value}
    params = {"jurisdiction": inspection.jurisdiction_id, "heir": _heir(session, department), "year": year, "day": day}
    if entries := list(run(session, ENTRIES, **params, **states).scalars()):
        raise Refused(
            f"“{department.name}”的负面清单有{len(entries)}项（{_first(entries)}），总体评价须写明补欠情况"
            "（made_good，3.3）。"
        )


def _heir(session: Session, department: Department) -> int:
    return heirs(session).get(id_of(department), id_of(department))


def _first(names: list[str]) -> str:
    return "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")
