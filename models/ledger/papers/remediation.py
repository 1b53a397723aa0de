"""《整改通知》 as a paper: to a head about one entry of the negative list and its current limit (6.2.4, 4.3).

Its date is the day since which limit and debtor are unchanged: limit set, extended, moved by an appeal, or taken over.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.source import papers_in
from models.ledger.appeal.time_limits import limits_since
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.nouns.shared_sql import OBLIGATION_KEY, REMEDIATION_KEY, WAIVER
from models.ledger.papers.signature import NAME_ON, Signature, signature_of_paper
from models.ledger.secrets import concealed
from models.ledger.target.versions import requirements_in
from models.rules.chinese_dates import in_full
from models.rules.deadlines import compute_deadline, describe_proof
from models.rules.errors import Refused
from models.rules.negative_list import FEEDBACK, describe_recheck, describe_waiver
from models.rules.paper_number import PaperKind
from models.rules.requirements import described
from models.rules.states import EntryState, ObligationState
from models.statements import ResultRow, of_row, run

# Joins to round `{m}` of entry `{e}` of target `t` the inspection that is the basis of its recheck, and the source of
# its block.
RECHECKED = f"""LEFT JOIN LATERAL (SELECT i.year || '-' || i.number AS inspection FROM finding f
        JOIN inspection i ON i.id = f.inspection_id WHERE f.id = {{m}}.recheck_finding_id) basis ON true
    LEFT JOIN LATERAL (SELECT
            coalesce(x.detail #> '{{{{row,source}}}}', b.source) AS source
        FROM transition x JOIN block b ON b.act_id = x.act_id
        WHERE x.record = 'remediation' AND x.event IN ('accept', 'reject')
            AND x.record_key = {REMEDIATION_KEY.format(t="t", e="{e}", r="{m}")}
        ORDER BY x.id DESC LIMIT 1) hand ON true"""  # noqa: S608 - constants only
RECHECK_COLUMNS = "{m}.rechecked_by, {m}.recheck_signed_by, basis.inspection AS basis, hand.source"


def recheck_in_words(row: ResultRow) -> str:
    """Return who rechecked and signed, with the paper, from a row with `COLUMNS`; empty before the recheck."""
    who = describe_recheck(row.rechecked_by or (), row.recheck_signed_by or "", row.basis)
    return "，".join([who, *(papers_in(row.source) if who and not row.basis else [])])


# The newest entry of a target and its newest round.
ENTRY = f"""
SELECT t.id AS target_id, t.name, t.version, e.id, e.occurrence, e.finding, e.found_on, e.listed_on, e.state,
    r.round, p.recheck, p.rechecked_on, {RECHECK_COLUMNS.format(m="p")}
FROM target t LEFT JOIN LATERAL (SELECT * FROM negative_entry n WHERE n.target_id = t.id
        ORDER BY n.occurrence DESC LIMIT 1) e ON true
    LEFT JOIN LATERAL (SELECT max(m.round) AS round FROM remediation m WHERE m.entry_id = e.id) r ON true
    LEFT JOIN remediation p ON p.entry_id = e.id AND p.round = r.round - 1
    {RECHECKED.format(e="e", m="p")}
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.code = :code
"""  # noqa: S608 - constants only
# The obligation of this round, its debtor, and the day of its last change.
DUTY = f"""
SELECT o.id, o.state, o.opened_on, x.due, x.proof, w.id AS debtor, since.day,
    {NAME_ON.format(d="w", day="since.day")} AS department, a.accepted_on,
    {WAIVER.format(until="")} AS waiver
FROM negative_entry e JOIN target t ON t.id = e.target_id JOIN department d ON d.id = e.department_id
    JOIN obligation o ON o.kind = 'remediation' AND o.jurisdiction_id = t.jurisdiction_id
        AND o.department_id = e.department_id AND o.subject = concat_ws('/', t.year, t.code, e.occurrence)
        AND o.round = :round
    JOIN deadline x ON x.id = o.deadline_id JOIN department w ON w.id = o.owed_by
    CROSS JOIN LATERAL (SELECT max(b.business_date) AS day FROM transition m JOIN block b ON b.act_id = m.act_id
        WHERE m.record = 'obligation' AND m.record_key = {OBLIGATION_KEY.format(o="o", d="d")}
            AND m.event IN ('opened', 'moved', 'resume', 'taken_over')) since
    LEFT JOIN appeal a ON a.entry_id = e.id AND a.state = 'accepted'
WHERE e.id = :entry
"""  # noqa: S608 - constants only
HEAD = """
SELECT c.name FROM contact c WHERE c.department_id = :department AND c.role = 'head'
    AND :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity')
ORDER BY c.valid_from DESC NULLS LAST, c.id LIMIT 1
"""
# The inspection whose signed finding listed the target; a covert one has neither place nor inspector. `way` is the way
# of detection, `confirmed` that of the signed finding.
ORIGIN = """
SELECT g.way, f.way AS confirmed, f.target_version, f.signed_on, CASE WHEN g.way <> 'covert' THEN f.place END AS place,
    CASE WHEN g.way <> 'covert' THEN f.signed_by END AS signed_by,
    i.year || '-' || i.number AS key, i.title, i.document_number
FROM entry_origin g JOIN finding f ON f.id = g.finding_id JOIN inspection i ON i.id = f.inspection_id
WHERE g.entry_id = :entry
"""


@dataclass(frozen=True, slots=True)
class RemediationPaper:
    """The notice to a head: finding, inspection, limit of the remediation and latest day of the feedback.

    `failed` is day, text and people of the previous round's recheck; `suspended_since` is set while an appeal runs,
    `contest_until` in the first round if a limit for appeals is set (A14); `waived`: words about a waiver.
    """

    obligation: int
    department: str
    head: str
    year: int
    target_code: str
    target: str
    asked: str
    occurrence: int
    finding: str
    found_on: date
    listed_on: date
    origin: Any
    round: int
    failed: tuple[date, str, str] | None
    limit: date
    latest: date
    why: str
    suspended_since: date | None
    contest_until: date | None
    signature: Signature
    waived: str = ""

    @property
    def title(self) -> str:
        """关于限期整改“农村公路”的通知."""
        return f"关于限期整改“{self.target}”的通知"

    @property
    def key(self) -> str:
        """Return what is numbered: 2026/GZ2021-07-2/1/1, the entry and its round."""
        return _key(self.year, self.target_code, self.occurrence, self.round)

    @property
    def clocks(self) -> str:
        """A9: return both limits in one line."""
        return f"整改时限 {in_full(self.limit)}；完成后{FEEDBACK.due.days}内反馈；最迟{in_full(self.latest)}"


def remediation_paper(session: Session, code: str, year: int) -> RemediationPaper:
    """Return the notice about the newest entry of a target and its newest round.

    Raises Refused if the target is unknown or not on the list, if its entry is unconfirmed or withdrawn, or if it has
    no limit yet.
    """
    jurisdiction = home(session)
    entry = _find_entry(session, jurisdiction, code, year)
    duty = run(session, DUTY, entry=entry.id, round=entry.round).one()
    origin = run(session, ORIGIN, entry=entry.id).one()
    paper = of_row(
        RemediationPaper,
        entry,
        obligation=duty.id,
        department=duty.department,
        head=run(session, HEAD, department=duty.debtor, day=duty.day).scalar() or "",
        year=year,
        target_code=code,
        target=entry.name,
        asked=described(requirements_in(session, entry.target_id, origin.target_version)),
        origin=origin,
        failed=(entry.rechecked_on, entry.recheck, recheck_in_words(entry)) if entry.rechecked_on else None,
        limit=duty.due,
        latest=compute_deadline(FEEDBACK.due, duty.due, calendar_of(session, jurisdiction)).due,
        why=describe_proof(duty.proof),
        suspended_since=duty.accepted_on if duty.state == ObligationState.SUSPENDED else None,
        contest_until=_last_to_contest(session, jurisdiction, duty.opened_on) if entry.round == 1 else None,
        signature=signature_of_paper(
            session,
            jurisdiction,
            duty.day,
            (PaperKind.REMEDIATION, _key(year, code, entry.occurrence, entry.round)),
        ),
        waived=describe_waiver(duty.waiver),
    )
    return concealed(session, paper, f"{year}/{code}/{entry.occurrence}")


def _key(*parts: object) -> str:
    return "/".join(map(str, parts))


def _last_to_contest(session: Session, jurisdiction: int, told: date) -> date | None:
    limit = limits_since(session, jurisdiction, [told]).get(told)
    return limit.last if limit else None


def _find_entry(session: Session, jurisdiction: int, code: str, year: int) -> ResultRow:
    entry = run(session, ENTRY, jurisdiction=jurisdiction, code=code, year=year).first()
    if entry is None:
        raise Refused(f"{year}年目标中没有编号“{code}”。其他年度请加 --year。")
    if entry.id is None:
        raise Refused(f"目标{code}没有列入负面清单，不需要整改通知。")
    state = EntryState(entry.state)
    if state is EntryState.PROPOSED:
        raise Refused(f"目标{code}{state.label}负面清单，尚待现场认定，认定后才发整改通知。")
    if state in {EntryState.DISMISSED, EntryState.WITHDRAWN, EntryState.CORRECTED}:
        raise Refused(f"目标{code}的条目{state.label}，不需要整改通知。")
    if entry.round is None:
        raise Refused(f"目标{code}尚未明确整改时限，请先明确（set_limit），再发整改通知。")
    return entry
