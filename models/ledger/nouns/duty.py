"""应办事项: deadlines, obligations, 催办, 已阅, 年终复核."""

from models.ledger.nouns.noun import PLACE, Noun
from models.ledger.nouns.target import NAMED_BY
from models.records.record import TargetTexts
from models.rules.states import OBLIGATION, URGING
from models.rules.target.due import LEAF

OBLIGATION_KEY = "concat_ws('|', {o}.kind, {o}.period, {d}.code, {o}.subject, {o}.round)"
# The key of the duty of a record `r`.
DUTY_OF_RECORD = f"""(SELECT {OBLIGATION_KEY.format(o="o", d="od")} FROM obligation o
    JOIN department od ON od.id = o.department_id WHERE o.id = r.obligation_id)"""
_LINES = """(SELECT json_agg(
        json_build_array(t.year, t.code, l.target_version, l.progress, l.status, l.remark, l.quantity)
    ORDER BY t.year, t.code COLLATE "C") FROM report_line l JOIN target t ON t.id = l.target_id
    WHERE l.obligation_id = {obligation} AND l.version = {version})"""
_LEAVES = """(SELECT json_agg(json_build_array(t.year, t.code, f.indicator, f.position, f.progress, f.status,
        f.remark, f.quantity) ORDER BY t.year, t.code COLLATE "C", f.position)
    FROM report_leaf f JOIN target t ON t.id = f.target_id
    WHERE f.obligation_id = {obligation} AND f.version = {version})"""
LINES = f"""(SELECT json_build_array(q.lines, q.leaves)
    FROM (SELECT {_LINES} AS lines, {_LEAVES} AS leaves) q)"""
# The target that an obligation `o` of a negative entry is about, and how many of its lines `o` owes and has answered.
# The sum keeps a planner without statistics from reading all targets of the jurisdiction for each obligation: with a
# plain column it would know the jurisdiction as a constant, and take that part of the index alone.
TARGET_OF = f"""LEFT JOIN target t ON o.subject <> '' AND t.jurisdiction_id = o.jurisdiction_id + 0
    AND {NAMED_BY.format(key="o.subject")}"""
# The name of that target, with the leaf whose own date it is (目标到期).
TARGET_NAME = f"t.name || coalesce('（指标' || NULLIF(split_part(o.subject, '{LEAF}', 2), '') || '）', '')"
# The last month of the period of obligation `o`: of 2026-03 and 2026Q1 it is 2026-03, of 2026 it is 2026-12.
LAST_MONTH = """CASE WHEN o.period LIKE '%Q_' THEN left(o.period, 4) || '-' || lpad(CAST(3 * CAST(right(o.period, 1)
    AS int) AS text), 2, '0') WHEN length(o.period) = 4 THEN o.period || '-12' ELSE o.period END"""
# Of the reports `r` to obligations `o`, the one about the latest month first, and of one month the newest: what lists,
# sheets and ledgers show as last reported.
LATEST_REPORT = f"{LAST_MONTH} DESC, r.received_on DESC, r.id DESC"
LINES_OF = """LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE l.version = 0) AS lines, count(*) FILTER (WHERE l.version > 0
        AND l.version = (SELECT max(r.version) FROM report r WHERE r.obligation_id = o.id)) AS reported
    FROM report_line l WHERE l.obligation_id = o.id) k ON true"""
# Rows `x` about an obligation whose subject is target `m`.
DUTY_OF_TARGET = f"""x.obligation_id IN (SELECT o.id FROM obligation o JOIN target t ON t.id = m.id AND o.subject <> ''
    AND {NAMED_BY.format(key="o.subject")})"""
# A32: of an obligation `o` of department {d} whose report was returned, the verdict of the first receipt, as the detail
# of that transition; NULL if it was not returned.
FIRST_RECEIPT = f"""(SELECT m.detail FROM transition m WHERE o.subject = '' AND o.due_version > 1
    AND m.record = 'obligation' AND m.record_key = {OBLIGATION_KEY.format(o="o", d="{d}")} AND m.event = 'discharge'
    AND EXISTS (SELECT FROM transition n WHERE n.record = m.record AND n.record_key = m.record_key
        AND n.event = 'return' AND n.id > m.id)
    ORDER BY m.id LIMIT 1)"""
FIRST_LATE = f"CAST({FIRST_RECEIPT} ->> 'late' AS boolean)"
FIRST_ENTERED_LATE = f"{FIRST_RECEIPT} ->> 'entered_late' IS NOT NULL"
# Whether the entry that discharged obligation {o} was made long after its stated receipt (补录).
ENTERED_LATE = f"""({{o}}.state = 'discharged' AND EXISTS (SELECT FROM department ed, LATERAL (
    SELECT em.detail FROM transition em WHERE em.record = 'obligation' AND em.event = 'discharge'
        AND em.record_key = {OBLIGATION_KEY.format(o="{o}", d="ed")} ORDER BY em.id DESC LIMIT 1) last
    WHERE ed.id = {{o}}.department_id AND last.detail ->> 'entered_late' IS NOT NULL))"""
# The detail of the waiver of obligation `o` of department `d`; NULL if it has none, or if it was taken back. `{until}`
# restricts the transitions `m` to those of an earlier time.
WAIVER = f"""(SELECT CASE m.event WHEN 'waive' THEN m.detail END FROM transition m WHERE m.record = 'obligation'
    AND m.record_key = {OBLIGATION_KEY.format(o="o", d="d")} AND m.event IN ('waive', 'reinstate') {{until}}
    ORDER BY m.id DESC LIMIT 1)"""
# The waiver of the remediation of round {r}.round of entry `e` for target `t`.
REMEDIATION_WAIVER = f"""(SELECT {WAIVER} FROM obligation o JOIN department d ON d.id = o.department_id
    WHERE o.jurisdiction_id = t.jurisdiction_id AND o.kind = 'remediation' AND o.period = ''
        AND o.department_id = e.department_id AND o.subject = concat_ws('/', t.year, t.code, e.occurrence)
        AND o.round = {{r}}.round)"""
# Whether a duty of a round was discharged late before its completion was withdrawn: that stays.
ONCE_LATE = f"""
SELECT EXISTS (SELECT FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN transition m ON m.record = 'obligation' AND m.record_key = {OBLIGATION_KEY.format(o="o", d="d")}
WHERE o.id = :obligation AND m.event = 'discharge' AND CAST(m.detail ->> 'late' AS boolean))
"""
OF_OBLIGATION = "JOIN obligation o ON o.id = r.obligation_id JOIN department d ON d.id = o.department_id"


DUTY_NOUNS: dict[str, Noun] = {
    "deadline": Noun(
        "deadline r",
        "concat_ws('|', r.rule, r.anchor, r.n, r.calendar, r.suspensions, NULLIF(r.source, ''))",
        f"{PLACE}, r.due, r.target, r.earliest, r.provisional, r.proof",
        title="期限",
    ),
    "obligation": Noun(
        "obligation r JOIN department d ON d.id = r.department_id JOIN department w ON w.id = r.owed_by"
        " JOIN deadline x ON x.id = r.deadline_id",
        OBLIGATION_KEY.format(o="r", d="d"),
        f"{PLACE}, (SELECT concat_ws('|', c.cycle, c.period) FROM cycle_run c WHERE c.id = r.cycle_run_id),"
        " w.code, r.clause, concat_ws('|', x.rule, NULLIF(x.source, '')), x.anchor, x.n, x.calendar, x.suspensions,"
        " x.due, r.due_version, r.state,"
        " r.opened_on, r.opened_late, r.counted_on, r.late, " + LINES.format(obligation="r.id", version=0),
        title="应办事项",
        moves=OBLIGATION,
    ),
    "urging": Noun(
        f"urging r {OF_OBLIGATION}",
        f"concat_ws('|', {OBLIGATION_KEY.format(o='o', d='d')}, r.due_version, r.step)",
        "r.method, r.state, r.proposed_on, r.done_on, r.outcome",
        title="催办",
        moves=URGING,
        of_target=TargetTexts(withheld="outcome", rows=DUTY_OF_TARGET),
    ),
    "acknowledgement": Noun(
        f"acknowledgement r {OF_OBLIGATION}",
        f"concat_ws('|', {OBLIGATION_KEY.format(o='o', d='d')}, r.version)",
        "r.read_on, r.read_by",
        title="已阅",
    ),
    "reverification": Noun(
        f"reverification r {OF_OBLIGATION} LEFT JOIN (evaluation v JOIN inspection i ON i.id = v.inspection_id"
        " JOIN department w ON w.id = v.department_id) ON v.id = r.evaluation_id",
        OBLIGATION_KEY.format(o="o", d="d"),
        "r.complete, r.missing, r.recorded_on, r.uninspected, i.year, i.number, w.code, v.serial, r.beyond",
        title="年终复核",
    ),
}
