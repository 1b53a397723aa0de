"""SQL that several rooms share: of targets, successors, duties, the negative list, drafts, ratings of leaders."""

from collections.abc import Iterable
from enum import StrEnum

from models.rules.kinds import Known
from models.rules.states import EntryState
from models.rules.states.negative_list import TAKEN_BACK
from models.rules.target.due import LEAF

# What makes a row `x` of target_department the lead's, and the row of the department that leads target `t`.
LEADING = 0
LEADS = f"x.position = {LEADING}"
LEAD = f"target_department x ON x.target_id = t.id AND {LEADS}"
# SQL: target `t` is the one that a key names, and entry `e` of its entries: 2026/T001, 2026/T001/1.
NAMED_BY = "CAST(t.year AS text) = split_part({key}, '/', 1) AND t.code = split_part({key}, '/', 2)"
ENTRY_NAMED_BY = "CAST(e.occurrence AS text) = split_part({key}, '/', 3)"


# What its author did himself, in block `b`: by mail or signed in; nobody entered it for him (A49).
IN_PERSON = f"b.known = ANY('{{{','.join(each for each in Known if each.in_person)}}}')"
# The natural keys of records, written out so that their classes are not loaded: a test compares each with its record.
TARGET_KEY = "concat_ws('|', {t}.year, {t}.code)"  # of a draft too
ENTRY_KEY = "concat_ws('|', {t}.year, {t}.code, {e}.occurrence)"
REMEDIATION_KEY = "concat_ws('|', {t}.year, {t}.code, {e}.occurrence, {r}.round)"
SUBMISSION_KEY = "concat_ws('|', {p}.year, {p}.number)"
OBLIGATION_KEY = "concat_ws('|', {o}.kind, {o}.period, {d}.code, {o}.subject, {o}.round)"
# The target that an obligation `o` of a negative entry is about, and how many of its lines `o` owes and has answered.
# The sum keeps a planner without statistics from reading all targets of the jurisdiction for each obligation: with a
# plain column it would know the jurisdiction as a constant, and take that part of the index alone.
TARGET_OF = f"""LEFT JOIN target t ON o.subject <> '' AND t.jurisdiction_id = o.jurisdiction_id + 0
    AND {NAMED_BY.format(key="o.subject")}"""
# The name of that target, with the leaf whose own date it is (目标到期).
TARGET_NAME = f"t.name || coalesce('（指标' || NULLIF(split_part(o.subject, '{LEAF}', 2), '') || '）', '')"
# Every merged department with its final successor, through any chain of mergers.
HEIRS = """(
    WITH RECURSIVE line(department_id, heir) AS (
        SELECT department_id, successor_id FROM reform WHERE kind = 'merge'
        UNION SELECT l.department_id, r.successor_id FROM line l
            JOIN reform r ON r.department_id = l.heir AND r.kind = 'merge')
    SELECT l.department_id, l.heir FROM line l
    WHERE NOT EXISTS (SELECT 1 FROM reform r WHERE r.department_id = l.heir AND r.kind = 'merge'))"""
# The department `d` that leads target `t` now: the lead `x` of the target, or the final successor of that one.
LEAD_NOW = "coalesce(h.heir, x.department_id)"
LED_BY = f"""JOIN {LEAD}
    LEFT JOIN {HEIRS} h ON h.department_id = x.department_id
    JOIN department d ON d.id = {LEAD_NOW}"""
# The name of department {d} when obligation `o` ended: the old one of the first renaming after that day.
NAME_THEN = f"""LEFT JOIN LATERAL (
    SELECT r.old_name AS name, coalesce(NULLIF(r.old_short_name, ''), r.old_name) AS short_name FROM reform r
    WHERE r.department_id = {{d}}.id AND r.kind = 'rename' AND o.state <> 'open'
        AND r.effective_on > coalesce(o.counted_on, (
            SELECT max(b.business_date) FROM transition m JOIN block b ON b.act_id = m.act_id
            WHERE m.record = 'obligation' AND m.record_key = {OBLIGATION_KEY.format(o="o", d="d")}))
    ORDER BY r.effective_on LIMIT 1) {{then}} ON true"""
# An appeal `a` with its entry `e` of target `t`, or its target `y`, and the subject of the duties about it.
APPEAL = """appeal a LEFT JOIN (negative_entry e JOIN target t ON t.id = e.target_id) ON e.id = a.entry_id
    LEFT JOIN target y ON y.id = a.target_id"""
OF_APPEAL = """CASE WHEN t.id IS NULL THEN concat_ws('/', y.year, y.code, a.subject_kind, a.subject_key, a.number)
    ELSE concat_ws('/', t.year, t.code, e.occurrence, a.number) END"""
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
# The limits of round {r}.round of entry `e` for target `t` that were extended or excused, in order; NULL without one.
EXTENDED = f"""(SELECT array_agg(m.detail ->> 'from' ORDER BY m.id) FROM transition m WHERE m.record = 'remediation'
    AND m.record_key = {REMEDIATION_KEY.format(t="t", e="e", r="{r}")} AND m.event = 'relimited'
    AND coalesce(m.detail ->> 'number', m.detail ->> 'overdue') IS NOT NULL {{until}})"""
# Who inspected and signed what ended entry `{e}` of target `t` by a ruling or a correction; NULL if it did not end so.
ENDED_BY = f"""(SELECT m.detail ->> 'basis' FROM transition m WHERE m.record = 'negative_entry'
    AND m.record_key = {ENTRY_KEY.format(t="t", e="{e}")} AND m.event IN ('withdraw', 'correct') {{until}}
    ORDER BY m.id DESC LIMIT 1)"""
# Whether a duty of a round was discharged late before its completion was withdrawn: that stays.
ONCE_LATE = f"""
SELECT EXISTS (SELECT FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN transition m ON m.record = 'obligation' AND m.record_key = {OBLIGATION_KEY.format(o="o", d="d")}
WHERE o.id = :obligation AND m.event = 'discharge' AND CAST(m.detail ->> 'late' AS boolean))
"""


def in_sql(states: Iterable[StrEnum]) -> str:
    """Return states of an entry, or kinds, as a list in SQL, such as ('dismissed', 'made_good')."""
    quoted = sorted(f"'{state.value}'" for state in states)
    return f"({', '.join(quoted)})"


# The day on which the completion of a round was declared, by its key: 2026|T001|1|1.
DECLARED_ON = """(SELECT coalesce(CAST(k.detail ->> 'declared_on' AS date), z.business_date) FROM transition k
    JOIN block z ON z.act_id = k.act_id WHERE k.record = 'remediation' AND k.event = 'complete'
        AND k.record_key = {key} ORDER BY k.id DESC LIMIT 1)"""
# The day of the finding or of the proposal of an entry `e` with its origin `g`: by it the entry counts (A53).
COUNTS_ON = "least({e}.found_on, {e}.listed_on, {g}.proposed_on)"
# What a list says of the entry with a key about a target of an earlier year: that it is in no sheet. NULL otherwise.
UNSCORED = """(SELECT z.detail #>> ARRAY['unscored', {key}] FROM transition z WHERE z.record = 'negative_list'
    AND z.event = 'frozen' AND z.detail #>> ARRAY['unscored', {key}] IS NOT NULL {of} LIMIT 1)"""
# Whether a score sheet {s} counts the entry with a key, or leaves it out by name.
IN_SHEET = """(strpos({s}.content, concat('"entry":"', {key}, '"')) > 0
    OR strpos({s}.content, concat('条目', {key}, '不计')) > 0)"""
# In place of the table `negative_entry`: its rows as they are now, or, if `:until` is a day, those that there were at
# its end, each with its state of then. The recheck of what was declared complete by that day counts as of it, and what
# was proposed or found by then counts when it is confirmed later, with what was ruled about it (A53).
ENTRIES_THEN = f"""(
    SELECT n.id, n.target_id, n.occurrence, n.department_id, n.finding, n.found_on, n.listed_on, n.state
    FROM negative_entry n
    WHERE CAST(:until AS date) IS NULL
    UNION ALL SELECT n.id, n.target_id, n.occurrence, n.department_id, n.finding, n.found_on, n.listed_on, s.state
    FROM negative_entry n JOIN (
        SELECT DISTINCT ON (m.record_id) m.record_id, m.to_state AS state
        FROM transition m CROSS JOIN LATERAL (SELECT z.business_date FROM block z WHERE z.act_id = m.act_id OFFSET 0) b
        WHERE m.record = 'negative_entry' AND (b.business_date <= CAST(:until AS date)
            OR m.event = 'make_good' AND EXISTS (SELECT FROM remediation r WHERE r.entry_id = m.record_id AND r.state =
                'accepted' AND {DECLARED_ON.format(key="concat(m.record_key, '|', r.round)")} <= CAST(:until AS date))
            OR m.to_state IN {in_sql({EntryState.LISTED, *TAKEN_BACK})} AND EXISTS (SELECT FROM negative_entry x
                LEFT JOIN entry_origin y ON y.entry_id = x.id WHERE x.id = m.record_id AND x.listed_on >
                    CAST(:until AS date) AND {COUNTS_ON.format(e="x", g="y")} <= CAST(:until AS date)))
        ORDER BY m.record_id, m.id DESC) s ON s.record_id = n.id)"""


# The newest line of each draft that was consulted.
NEWEST_LINES = """(SELECT DISTINCT ON (l.draft_id) l.* FROM draft_line l
    JOIN obligation o ON o.id = l.obligation_id AND o.kind = 'consultation' ORDER BY l.draft_id, l.id DESC)"""


RATINGS_DIGEST = "encode(sha256(convert_to(concat({salt}, CAST({marks} AS text)), 'UTF8')), 'hex')"
# Whether a line of a report declares its target or leaf complete (1-2.9).
DONE = "({line}.status = 'done' OR {line}.progress >= 100 AND {line}.status IS DISTINCT FROM 'not_started')"
# A37: the paper of the leading group that ends the appraisal of a year, that of go-live; null without one.
YEAR_ENDED = """(SELECT concat_ws('，', b.name, e.paper_number, e.paper_date)
    FROM score_exception e JOIN body b ON b.id = e.body_id
    WHERE (e.jurisdiction_id, e.year, e.kind) = ({jurisdiction}, {year}, 'year')
        AND NOT EXISTS (SELECT FROM score_exception l
        WHERE (l.jurisdiction_id, l.year, l.lifts) = (e.jurisdiction_id, e.year, e.serial)))"""
