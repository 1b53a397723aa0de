"""Checks: draws can be repeated, no inspector is alone or tied to a department, each end has its cause (4, 6.2)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, col, select

from deployments.simulation.invariants.statement_checks import run_checks
from models.ledger.inspection.error_rate import rate_of
from models.ledger.nouns.shared_sql import HEIRS
from models.records import Inspection, Sample
from models.rules.errors import Refused
from models.rules.sampling import Purpose, draw, read_population, secret_hash, seed_of
from models.rules.states import InspectionState
from models.statements import run

_KEY = "i.year || '-' || i.number"
_ENTRY = "concat_ws('/', t.year, t.code, e.occurrence)"
# The signed findings cover the whole sample.
WITHOUT_FINDING = f"""
SELECT {_KEY} AS name, x.id AS target FROM inspection i JOIN sample s ON s.jurisdiction_id = i.jurisdiction_id
        AND s.subject = {_KEY} AND s.purpose = 'targets' AND s.state <> 'superseded'
    CROSS JOIN LATERAL jsonb_array_elements(s.drawn) AS d(part)
    CROSS JOIN LATERAL jsonb_array_elements_text(d.part -> 1) AS x(id)
WHERE EXISTS (SELECT 1 FROM finding f WHERE f.inspection_id = i.id AND f.state = 'signed')
    AND NOT EXISTS (SELECT 1 FROM finding f JOIN target t ON t.id = f.target_id
        WHERE f.inspection_id = i.id AND f.state = 'signed' AND concat_ws('/', t.year, t.code) = x.id) ORDER BY 1, 2
"""  # noqa: S608 - constants only
UNDERSTAFFED = f"""
SELECT {_KEY} AS name, m.team, count(m.id) AS n FROM inspection i
    LEFT JOIN team_member m ON m.inspection_id = i.id AND m.left_on IS NULL
WHERE i.state IN ('issued', 'concluded') GROUP BY i.id, m.team
HAVING count(m.id) < 2 OR count(m.id) FILTER (WHERE m.leader) <> 1 ORDER BY 1, 2
"""  # noqa: S608 - constants only
# An inspector tied to a department is in no team for it, and records no finding there.
TIED = f"""
SELECT {_KEY} AS name, p.name AS person, d.code FROM tie k JOIN inspector p ON p.id = k.inspector_id
    JOIN department d ON d.id = k.department_id JOIN team_member m ON m.inspector_id = p.id
    JOIN inspection i ON i.id = m.inspection_id
WHERE (m.left_on IS NULL AND i.state IN ('drafted', 'issued') AND i.departments ? d.code)
    OR EXISTS (SELECT 1 FROM finding f WHERE f.inspection_id = i.id AND f.department_id = d.id
        AND f.found_by ? p.name AND f.recorded_on > k.declared_on) ORDER BY 1, 2, 3
"""  # noqa: S608 - constants only
# 3.3, 4.3 c: an inspection ends only when every department is evaluated and every suggestion is answered.
UNEVALUATED = f"""
SELECT {_KEY} AS name, d.code FROM inspection i CROSS JOIN LATERAL jsonb_array_elements_text(i.departments) AS x(code)
    JOIN department o ON o.jurisdiction_id = i.jurisdiction_id AND o.code = x.code
    LEFT JOIN {HEIRS} h ON h.department_id = o.id JOIN department d ON d.id IN (o.id, h.heir)
WHERE i.kind IN ('mid_term', 'annual') AND i.state = 'concluded' GROUP BY i.id, o.id, d.code, d.id, h.heir
HAVING d.id = coalesce(h.heir, o.id) AND NOT EXISTS (SELECT 1 FROM evaluation v
    WHERE v.inspection_id = i.id AND v.department_id IN (o.id, d.id)) ORDER BY 1, 2
"""  # noqa: S608 - constants only
UNANSWERED = f"""
SELECT {_KEY} AS name, d.code FROM suggestion s JOIN inspection i ON i.id = s.inspection_id
    JOIN department d ON d.id = s.department_id WHERE i.state = 'concluded' AND s.answered_on IS NULL ORDER BY 1, 2
"""  # noqa: S608 - constants only
MISMATCHED_DUTY = """
SELECT o.period, o.state FROM obligation o WHERE o.kind = 'mid_term_inspection' AND (o.state = 'discharged') <> EXISTS (
    SELECT 1 FROM inspection i WHERE i.kind = 'mid_term' AND i.state = 'concluded'
        AND o.period = i.year || 'H1') ORDER BY 1
"""
# An entry from a finding has a failed one, a dismissed entry has a finding that conforms, and a proposal of the cloud
# was confirmed by a person.
WITHOUT_CAUSE = f"""
SELECT {_ENTRY} AS name, e.state FROM negative_entry e JOIN target t ON t.id = e.target_id
    LEFT JOIN entry_origin g ON g.entry_id = e.id LEFT JOIN finding f ON f.id = g.finding_id
WHERE (f.id IS NOT NULL AND (f.state = 'recorded' OR f.conclusion <> 'fails'))
    OR (e.state = 'dismissed' AND NOT EXISTS (SELECT 1 FROM finding q WHERE q.target_id = t.id
        AND q.state <> 'recorded' AND q.conclusion = 'conforms' AND q.signed_on >= g.proposed_on))
    OR (g.way = 'cloud' AND NOT EXISTS (SELECT 1 FROM cloud_upload u WHERE u.target_id = t.id
        AND u.state IN ('confirmed', 'superseded') AND u.decided_on = g.proposed_on)) ORDER BY 1
"""  # noqa: S608 - constants only
INSPECTIONS = (
    (WITHOUT_FINDING, "核查{name}：已经签字，抽取的{target}没有核查结果。"),
    (UNDERSTAFFED, "核查{name}：核查组{n}人，应有两人以上并有一名组长。"),
    (TIED, "核查{name}：{person}与{code}有回避情形，仍在核查。"),
    (UNEVALUATED, "核查{name}：已结束，{code}没有总体评价。"),
    (UNANSWERED, "核查{name}：已结束，对{code}的建议没有答复。"),
    (MISMATCHED_DUTY, "中期核查 {period}：{state}，与核查是否结束不符。"),
    (WITHOUT_CAUSE, "{name}：条目状态{state}，没有相应的核查结果或认定。"),
)


def check_inspections(session: Session, day: date) -> Iterator[str]:
    """Yield what is wrong with the inspections, and with the samples published and inspections ended on a day."""
    yield from run_checks(session, INSPECTIONS)
    for sample in session.exec(select(Sample).where(Sample.revealed_on == day).order_by(col(Sample.id))):
        yield from _check_draw(sample)
    yield from _check_error_rates(session, day)


def _check_draw(sample: Sample) -> Iterator[str]:
    """4.4: the data published before and after the draw must give the same draw when it is repeated."""
    population = read_population(sample.population)
    name = f"样本 {sample.subject} {sample.purpose.label} 第{sample.attempt}次"
    if (population.hash, secret_hash(sample.secret)) != (sample.population_hash, sample.secret_hash):
        yield f"{name}：总体或密数与承诺的不符。"
    elif sample.drawn_on:
        again = draw(seed_of(sample.secret, sample.number, sample.commitment_hash), population)
        if [[stratum, ids] for stratum, ids in again.items()] != sample.drawn:
            yield f"{name}：按公布的密数和公开数重新抽取，结果不同。"
        if sample.known_on and sample.drawn_on < sample.known_on:
            yield f"{name}：在公开数公布以前抽取。"


def _check_error_rates(session: Session, day: date) -> Iterator[str]:
    """2.1: an inspection that drew a sample and ended has an error rate."""
    ended = select(Inspection).where(Inspection.state == InspectionState.CONCLUDED, Inspection.ended_on == day)
    drew = select(Sample.subject).where(Sample.purpose == Purpose.TARGETS, col(Sample.drawn_on).is_not(None))
    keys = set(session.exec(drew))
    for inspection in session.exec(ended.order_by(col(Inspection.id))):
        if inspection.key in keys:
            try:
                rate_of(session, inspection)
            except Refused as refusal:
                yield f"核查{inspection.key}：已结束，没有误差率：{refusal.message}"


_NAME = "concat_ws('/', t.year, t.code, e.occurrence)"
WITHOUT_ENTRY = """
SELECT concat_ws(' ', r.period, t.code) AS name FROM review r JOIN target t ON t.id = r.target_id
    LEFT JOIN negative_entry e ON e.id = r.entry_id AND e.target_id = r.target_id
WHERE (r.outcome = 'undone' AND r.settles) <> (e.id IS NOT NULL) ORDER BY 1
"""
# While an entry from a review is only proposed, its on-site confirmation is owed; afterwards it is not.
MISMATCHED = f"""
SELECT {_NAME} AS name, e.state FROM negative_entry e JOIN target t ON t.id = e.target_id
WHERE EXISTS (SELECT 1 FROM review r WHERE r.entry_id = e.id)
    AND (e.state = 'proposed') <> EXISTS (SELECT 1 FROM obligation o WHERE o.kind = 'onsite_confirmation'
        AND o.subject = {_NAME} AND o.state = 'open') ORDER BY 1
"""  # noqa: S608 - constants only
UNREVIEWED = """
SELECT o.period, count(*) AS n FROM obligation o JOIN obligation s ON s.kind = 'self_check' AND s.period = o.period
    JOIN report_line l ON l.obligation_id = s.id AND l.version = 0
WHERE o.kind = 'online_review' AND o.state = 'discharged' AND s.state NOT IN ('waived', 'void')
    AND NOT EXISTS (SELECT 1 FROM review r WHERE r.target_id = l.target_id AND r.period = o.period)
GROUP BY o.period ORDER BY 1
"""


# The nouns, and of obligations the kinds, that were changed: every change has a transition.
CHANGED = """
SELECT DISTINCT CASE record WHEN 'obligation' THEN split_part(record_key, '|', 1) ELSE record END
FROM transition WHERE id > :seen
"""
CHECKS = (
    ({"review", "negative_entry"}, WITHOUT_ENTRY, "在线复核 {name}：未完成与负面清单条目不符。"),
    (
        {"review", "negative_entry", "onsite_confirmation"},
        MISMATCHED,
        "{name}：条目状态{state}，与现场认定是否待办不符。",
    ),
    ({"review", "online_review", "self_check"}, UNREVIEWED, "在线复核 {period}：已办结，还有{n}项没有复核。"),
)


def check_reviews(session: Session, seen: int = 0) -> Iterator[str]:
    """Yield every review, and every entry proposed by one, that does not match its consequences.

    A check is made if something that it reads was changed after move number `seen`.
    """
    changed = set(run(session, CHANGED, seen=seen).scalars())
    yield from run_checks(session, [(statement, words) for read, statement, words in CHECKS if read & changed])
