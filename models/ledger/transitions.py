"""What is written down of each record: a digest over natural keys, never generated ids, one statement per set."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.database import canonical, run
from models.ledger.acts import Context
from models.ledger.nouns.adjustment import ADJUSTED
from models.ledger.nouns.covert import COVERT
from models.ledger.nouns.evaluation import EVALUATED
from models.ledger.nouns.inspection import INSPECTED
from models.ledger.nouns.noun import PLACE, Noun
from models.ledger.nouns.opinion import VOICED
from models.ledger.nouns.policy import SETTLED
from models.ledger.nouns.quality import QUALITY
from models.ledger.nouns.review import REVIEWED
from models.ledger.nouns.secrecy import SECRET
from models.ledger.nouns.upload import UPLOADED
from models.ledger.nouns.visit import VISITED

OBLIGATION_KEY = "concat_ws('|', {o}.kind, {o}.period, {d}.code, {o}.subject, {o}.round)"
_LINES = """(SELECT json_agg(json_build_array(t.year, t.code, l.target_version, l.progress, l.status, l.remark)
    ORDER BY t.year, t.code COLLATE "C") FROM report_line l JOIN target t ON t.id = l.target_id
    WHERE l.obligation_id = {obligation} AND l.version = {version})"""
# The target that an obligation `o` of a negative entry is about, and how many of its lines `o` owes and has answered.
TARGET_OF = """LEFT JOIN target t ON o.subject <> '' AND t.jurisdiction_id = o.jurisdiction_id
    AND CAST(t.year AS text) = split_part(o.subject, '/', 1) AND t.code = split_part(o.subject, '/', 2)"""
LINES_OF = """LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE l.version = 0) AS lines, count(*) FILTER (WHERE l.version > 0
        AND l.version = (SELECT max(r.version) FROM report r WHERE r.obligation_id = o.id)) AS reported
    FROM report_line l WHERE l.obligation_id = o.id) k ON true"""
_OF_OBLIGATION = "JOIN obligation o ON o.id = r.obligation_id JOIN department d ON d.id = o.department_id"

NOUNS: dict[str, Noun] = {
    "jurisdiction": Noun(
        "jurisdiction r LEFT JOIN jurisdiction p ON p.id = r.parent_id", "r.name", "p.name, r.go_live"
    ),
    "calendar_day": Noun(
        "calendar_day r JOIN jurisdiction j ON j.id = r.jurisdiction_id",
        "concat_ws('|', j.name, r.date)",
        "r.kind, r.name, r.notice_title, r.notice_number, r.notice_date",
    ),
    "department": Noun(
        "department r LEFT JOIN office f ON f.department_id = r.id",
        "r.code",
        f"{PLACE}, r.name, r.short_name, r.management, r.is_agency, r.valid_from, r.valid_to, f.email, f.wecom_robot",
    ),
    "contact": Noun(
        "contact r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.role, r.name, r.valid_from)",
        "r.email, r.mobile, r.wecom_id, r.valid_to",
    ),
    "target": Noun(
        "target r",
        "concat_ws('|', r.year, r.code)",
        f"{PLACE}, r.name, r.requirement, r.category, r.origin, r.source_document, r.key_project, r.quantity, r.unit,"
        " r.deadline, r.parent_code, r.issued_on, r.version,"
        " (SELECT jsonb_agg(jsonb_build_array(x.position, d.code)"
        " || CASE WHEN x.since IS NULL THEN '[]' ELSE jsonb_build_array(x.since) END ORDER BY x.position)"
        " FROM target_department x JOIN department d ON d.id = x.department_id WHERE x.target_id = r.id)",
    ),
    "reform": Noun(
        "reform r JOIN department d ON d.id = r.department_id LEFT JOIN department s ON s.id = r.successor_id",
        "concat_ws('|', d.code, r.kind, s.code, r.effective_on, r.basis)",
        "r.old_name, r.old_short_name, r.new_name, r.new_short_name",
    ),
    "cycle_run": Noun(
        "cycle_run r",
        "concat_ws('|', r.cycle, r.period)",
        f"{PLACE}, r.opens_on, r.opened_on, extract(epoch FROM r.opened_at), r.opened_late",
    ),
    "pause": Noun(
        "pause r", "concat_ws('|', r.cycle, r.paused_from)", f"{PLACE}, r.resumed_on, r.reason, r.resume_reason"
    ),
    "year_end_notice": Noun(
        "year_end_notice r", "concat_ws('|', r.year, r.number)", f"{PLACE}, r.requirements, r.due, r.received_on"
    ),
    "deadline": Noun(
        "deadline r",
        "concat_ws('|', r.rule, r.anchor, r.n, r.calendar, r.suspensions, NULLIF(r.source, ''))",
        f"{PLACE}, r.due, r.target, r.earliest, r.provisional, r.proof",
    ),
    "obligation": Noun(
        "obligation r JOIN department d ON d.id = r.department_id JOIN department w ON w.id = r.owed_by"
        " JOIN deadline x ON x.id = r.deadline_id",
        OBLIGATION_KEY.format(o="r", d="d"),
        f"{PLACE}, (SELECT concat_ws('|', c.cycle, c.period) FROM cycle_run c WHERE c.id = r.cycle_run_id),"
        " w.code, r.clause, concat_ws('|', x.rule, NULLIF(x.source, '')), x.anchor, x.n, x.calendar, x.suspensions,"
        " x.due, r.due_version, r.state,"
        " r.opened_on, r.opened_late, r.counted_on, r.late, " + _LINES.format(obligation="r.id", version=0),
    ),
    "report": Noun(
        f"report r {_OF_OBLIGATION}",
        f"concat_ws('|', {OBLIGATION_KEY.format(o='o', d='d')}, r.version)",
        "r.received_on, r.reported_by, r.note, " + _LINES.format(obligation="o.id", version="r.version"),
    ),
    "evidence_use": Noun(
        f"evidence_use r JOIN evidence e ON e.id = r.evidence_id {_OF_OBLIGATION}"
        " LEFT JOIN target t ON t.id = r.target_id",
        f"concat_ws('|', {OBLIGATION_KEY.format(o='o', d='d')}, t.year, t.code, e.sha256)",
        "e.size, r.file_name, r.about, r.made_on, r.received_on",
    ),
    "meeting": Noun(
        "meeting r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.kind, r.period)",
        "r.held_on, r.attendees, r.completion, r.problems, r.coordination, r.measures, r.recorded_on",
    ),
    "negative_entry": Noun(
        "negative_entry r JOIN target t ON t.id = r.target_id JOIN department d ON d.id = r.department_id",
        "concat_ws('|', t.year, t.code, r.occurrence)",
        "d.code, r.finding, r.found_on, r.listed_on, r.state",
    ),
    "remediation": Noun(
        "remediation r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id",
        "concat_ws('|', t.year, t.code, e.occurrence, r.round)",
        'r."limit", r.state, r.measures, r.completed_on, r.fed_back_on, r.feedback, r.rechecked_on, r.recheck',
    ),
    "urging": Noun(
        f"urging r {_OF_OBLIGATION}",
        f"concat_ws('|', {OBLIGATION_KEY.format(o='o', d='d')}, r.due_version, r.step)",
        "r.method, r.state, r.proposed_on, r.done_on, r.outcome",
    ),
    "acknowledgement": Noun(
        f"acknowledgement r {_OF_OBLIGATION}",
        f"concat_ws('|', {OBLIGATION_KEY.format(o='o', d='d')}, r.version)",
        "r.read_on, r.read_by",
    ),
    "reverification": Noun(
        f"reverification r {_OF_OBLIGATION} LEFT JOIN (evaluation v JOIN inspection i ON i.id = v.inspection_id"
        " JOIN department w ON w.id = v.department_id) ON v.id = r.evaluation_id",
        OBLIGATION_KEY.format(o="o", d="d"),
        # One that was recorded when nothing was said of an evaluation keeps its digest.
        "r.complete, r.missing, CASE WHEN v.id IS NULL AND r.uninspected = '' THEN to_json(r.recorded_on)"
        " ELSE json_build_array(r.recorded_on, r.uninspected, i.year, i.number, w.code, v.serial) END",
    ),
    "sample": Noun(
        "sample r",
        "concat_ws('|', r.subject, r.purpose, r.attempt)",
        f"{PLACE}, r.reason, r.rule, r.source, r.population, r.contents, r.population_hash, r.secret_hash,"
        " r.number_name, r.known_on, r.state, r.committed_on, r.number, r.drawn, r.drawn_on, r.secret, r.revealed_on",
    ),
    "message": Noun("message r", "r.reference", "r.subject, r.text, r.html, r.markdown", verified=False),
    **INSPECTED,
    **ADJUSTED,
    **COVERT,
    **QUALITY,
    **SETTLED,
    **UPLOADED,
    **EVALUATED,
    **VISITED,
    **VOICED,
    **REVIEWED,
    **SECRET,
}

INSERT = """
INSERT INTO transition (act_id, record, record_id, record_key, event, from_state, to_state, digest, detail)
SELECT :act_id, :noun, q.id, q.key, :event, :from_state, :to_state, q.digest, CAST(:detail AS jsonb)
FROM ({digests} WHERE r.id = ANY(:ids)) q ORDER BY q.key COLLATE "C"
"""
INSERTS = {noun: INSERT.format(digests=spec.digests) for noun, spec in NOUNS.items()}


def record(
    session: Session,
    ctx: Context,
    noun: str,
    ids: Sequence[int],
    event: str,
    *,
    moved: tuple[str, str] = ("", ""),
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one transition per record, with the digest of the record as it now is; `moved` is (from, to) state."""
    if not ids:
        return
    session.flush()
    session.info["moved"] = True
    run(
        session,
        INSERTS[noun],
        act_id=ctx.act_id,
        noun=noun,
        event=event,
        from_state=moved[0],
        to_state=moved[1],
        detail=canonical(detail or {}),
        ids=list(ids),
    )
