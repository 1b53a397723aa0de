"""What the agency has to decide, check and phone about on a day, section by section (6.2.2)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models.ledger.duty.asked import OPENED_PLANS, asked_lines
from models.ledger.duty.held import held_lines
from models.ledger.duty.seconds import unrated_lines, waiting_lines
from models.ledger.duty.urgings import UrgingTask, waiting_tasks
from models.ledger.jurisdiction import calendar_of
from models.ledger.notice_ends import untold_notices
from models.ledger.nouns.shared_sql import NEWEST_LINES
from models.ledger.periods_ahead import periods_ahead
from models.ledger.representatives import PRESENT
from models.ledger.strangers import DAY_LIMIT
from models.ledger.unread_inbox import describe_unread, long_unread
from models.ledger.vacancies import AGENCY, HEAD_VACANT, LIAISON, MAILBOX, vacancies
from models.rules.cycles import BEFORE_TOTAL
from models.rules.kinds import ContactRole
from models.rules.robots import GROUPS, OTHER, OTHER_SERVICE
from models.rules.secrecy import Secrets
from models.statements import run

# No address of a stranger: the message is kept, and stands in backups.
STRANGERS = 50  # mails of strangers of one day with a line each; the others of that day are one line
MAILS = f"""
WITH w AS (SELECT m.id, m.office_id, m.received_at, m.received_on, m.sender, d.name, m.sentence,
        row_number() OVER (PARTITION BY m.received_on, m.office_id IS NULL ORDER BY m.received_at, m.id) AS place
    FROM received_mail m LEFT JOIN department d ON d.id = m.office_id
    WHERE m.jurisdiction_id = :jurisdiction AND m.state = 'waiting')
SELECT line FROM (
    SELECT received_at, id, concat('来信', id, '：', coalesce(sender || '，' || name, '陌生地址'),
            '（' || NULLIF(sentence, '') || '）') AS line
        FROM w WHERE office_id IS NOT NULL OR place <= {STRANGERS}
    UNION ALL SELECT max(received_at), max(id), concat(received_on, '另有', count(*), '封陌生地址的来信')
        FROM w WHERE office_id IS NULL AND place > {STRANGERS} GROUP BY received_on) x
ORDER BY received_at, id
"""  # noqa: S608 - constants only
# What needs no decision.
OF_STRANGERS = f"""
SELECT line FROM (SELECT day, concat(day, '收到陌生地址的来信', mails, '封，没有回复表，来自', senders, '个地址'
            || CASE WHEN mails > {DAY_LIMIT} THEN '，其中' || mails - {DAY_LIMIT} || '封只计数' ELSE '' END)
        AS line
    FROM stranger_day WHERE jurisdiction_id = :jurisdiction AND recorded_on > :since AND recorded_on <= :day) x
ORDER BY day
"""  # noqa: S608 - constants only
ENTRIES = """
SELECT concat_ws(' ', d.name, t.name) AS line FROM negative_entry e JOIN target t ON t.id = e.target_id
    JOIN department d ON d.id = e.department_id
WHERE t.jurisdiction_id = :jurisdiction AND e.state = '{state}'
    AND NOT EXISTS (SELECT 1 FROM appeal a WHERE a.entry_id = e.id AND a.state = 'accepted')
ORDER BY e.listed_on, t.year, t.code COLLATE "C", e.occurrence
"""
APPEALS = """
SELECT concat_ws(' ', d.name, coalesce(t.name, a.subject_key), '（' || a.lodged_on || '提出，'
    || CASE a.state WHEN 'lodged' THEN '待答复是否受理' ELSE '待裁定' END || '）') AS line
FROM appeal a JOIN department d ON d.id = a.department_id LEFT JOIN negative_entry e ON e.id = a.entry_id
    LEFT JOIN target t ON t.id = coalesce(e.target_id, a.target_id)
WHERE d.jurisdiction_id = :jurisdiction AND a.state IN ('lodged', 'accepted')
ORDER BY a.lodged_on, d.code COLLATE "C", a.id
"""
# Filed since the day before the last working day; one that was returned meanwhile is not to be checked any more.
FILINGS = """
SELECT concat_ws(' ', d.name, t.name, '（第' || a.number || '次调整，' || a.filed_on || '报备）') AS line
FROM adjustment a JOIN target t ON t.id = a.target_id JOIN department d ON d.id = a.department_id
WHERE t.jurisdiction_id = :jurisdiction AND a.state = 'filed' AND a.id IN (
    SELECT m.record_id FROM transition m JOIN block b ON b.act_id = m.act_id
    WHERE m.record = 'adjustment' AND m.event = 'file' AND b.business_date >= :since AND b.business_date < :day)
ORDER BY a.filed_on, t.year, t.code COLLATE "C", a.number
"""
WHERE_TO = f"""CASE {" ".join(f"WHEN r.channel = '{name}' THEN '{words}'" for name, words in GROUPS.items())}
    WHEN r.channel = '{OTHER}' THEN '{OTHER_SERVICE}' ELSE r.address END"""
UNSENT = f"""
SELECT concat_ws(' ', '消息' || m.id, {WHERE_TO}, m.reason) AS line
FROM message m JOIN recipient r ON r.id = m.recipient_id WHERE m.state = 'parked' ORDER BY m.id
"""  # noqa: S608 - constants only
# The offices of each doubtful message.
DOUBTFUL = f"""
SELECT m.id, {WHERE_TO} AS place, m.reason, d.code, d.name FROM message m JOIN recipient r ON r.id = m.recipient_id
    JOIN LATERAL (SELECT DISTINCT n.department_id FROM delivery v JOIN notice n ON n.id = v.notice_id
        WHERE v.message_id = m.id) t ON true
    JOIN department d ON d.id = t.department_id
WHERE m.state = 'doubtful' ORDER BY m.id, d.code COLLATE "C"
"""  # noqa: S608 - constants only
OBJECTIONS = f"""
SELECT concat(concat_ws(' ', d.name, r.code, r.name), '（', l.answered_on, '反馈）') AS line FROM {NEWEST_LINES} l
    JOIN target_draft r ON r.id = l.draft_id AND r.state = 'consulted'
    JOIN obligation o ON o.id = l.obligation_id JOIN department d ON d.id = o.owed_by
WHERE r.jurisdiction_id = :jurisdiction AND l.opinion = 'objected' AND l.accepted IS NULL
ORDER BY l.answered_on, d.code COLLATE "C", r.code COLLATE "C"
"""  # noqa: S608 - constants only
# What an office asked when it received its list, told once like what was filed.
QUESTIONS = """
SELECT concat(concat_ws(' ', d.name, r.code, r.name), '：', l.reason) AS line FROM draft_line l
    JOIN target_draft r ON r.id = l.draft_id JOIN department d ON d.jurisdiction_id = r.jurisdiction_id
    JOIN obligation o ON o.id = l.obligation_id AND o.kind = 'receipt' AND d.id = o.owed_by
WHERE r.jurisdiction_id = :jurisdiction AND l.reason <> '' AND l.id IN (
    SELECT m.record_id FROM transition m JOIN block b ON b.act_id = m.act_id
    WHERE m.record = 'draft_line' AND m.event = 'answered' AND b.business_date >= :since AND b.business_date < :day)
ORDER BY d.code COLLATE "C", r.code COLLATE "C", l.id
"""
ASSIGNED = """
SELECT concat(r.year, '-', r.number, ' ', r.content, '（', r.paper_number, '，办理时限', r."limit",
    CASE WHEN r."limit" < :day THEN '，已过' END, '）') AS line
FROM assignment r WHERE r.jurisdiction_id = :jurisdiction AND r.state = 'open' AND r."limit" <= CAST(:day AS date) + 7
ORDER BY r."limit", r.year, r.number
"""
SIGNER_CHANGES = """
SELECT concat('变更', s.serial, '：', s.words, '（', s.entered_by, '录入，', s.paper ->> 'paper', '）') AS line
FROM signer_change s WHERE s.jurisdiction_id = :jurisdiction AND s.state = 'waiting' ORDER BY s.serial
"""
LACKING = {AGENCY: "邮箱和企业微信机器人", MAILBOX: "目标办邮箱", LIAISON: "联络员", HEAD_VACANT: "主要领导"}
PHONES = f"""
SELECT DISTINCT ON (d.code) d.code, c.name, c.role, c.mobile
FROM department d JOIN {PRESENT} c ON c.department_id = d.id
WHERE d.code = ANY(:codes) AND d.jurisdiction_id = :jurisdiction AND c.role IN ('liaison', 'office_director')
ORDER BY d.code, c.mobile = '', c.role, c.valid_from DESC NULLS LAST, c.id
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class DayInput:
    """The input of every section: jurisdiction, day, the last working day before it, and the instant."""

    jurisdiction: int
    day: date
    since: date
    now: datetime

    @property
    def begins_week(self) -> bool:
        """Return whether the day is the first working day of its week, Monday to Sunday."""
        return self.since.isocalendar()[:2] != self.day.isocalendar()[:2]


@dataclass(frozen=True, slots=True)
class DaySection:
    """One kind of work: its title, the command that lists all of it, and its lines.

    `duties` are the numbers of the lines about duties, `kinds` their kinds; 0 is one of the agency's own.
    """

    title: str
    command: str
    lines: tuple[str, ...]
    duties: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()


Lines = Callable[[Session, DayInput], Sequence[str]]


def _phones(session: Session, scene: DayInput, offices: Iterable[str]) -> Mapping[str, str]:
    """Return by the code of an office who is phoned there."""
    codes = sorted({*offices})
    people = run(session, PHONES, codes=codes, jurisdiction=scene.jurisdiction, day=scene.day) if codes else ()
    return {row.code: _in_words(row.role, row.name, row.mobile) for row in people}


def _doubtful(session: Session, scene: DayInput) -> Sequence[str]:
    rows = run(session, DOUBTFUL).all()
    phones = _phones(session, scene, (row.code for row in rows))
    return [f"消息{row.id}：{row.name}，{row.place}{phones.get(row.code, '')}（{row.reason}）" for row in rows]


def _urgings(session: Session, scene: DayInput) -> Sequence[str]:
    tasks = waiting_tasks(session, scene.jurisdiction)
    phones = _phones(session, scene, (task.code for task in tasks))
    return [
        f"任务{task.number}：{task.title}，{task.method.label}，{task.department}{phones.get(task.code, '')}"
        for task in _by_office_and_kind(tasks)
    ]


def _by_office_and_kind(tasks: Sequence[UrgingTask]) -> list[UrgingTask]:
    """Return tasks with those of one office together, then those of one kind: the office first that is late longest."""
    first = {task.code: task.due for task in reversed(tasks)}
    return sorted(tasks, key=lambda task: (first[task.code], task.code, task.kind, task.due, task.number))


def _untold(session: Session, scene: DayInput) -> Sequence[str]:
    return [
        "，".join(filter(None, (f"通知{row['id']}：{row['department']}", row["name"], row["about"])))
        + f"{_in_words(row['role'], row['person'], row['mobile'])}（{row['why']}）"
        for row in untold_notices(session, scene.day, scene.now)
    ]


def _lacking(session: Session, scene: DayInput) -> Sequence[str]:
    lacks: dict[str, list[str]] = {}
    found = vacancies(session, scene.jurisdiction, scene.day)
    for what, word in LACKING.items():
        for name in found[what]:
            lacks.setdefault(name, []).append(word)
    return [f"{name}：没有{'、'.join(words)}" for name, words in lacks.items()]


def unread(session: Session, scene: DayInput) -> Sequence[str]:
    """Return the failure to read the inbox that a run has noted."""
    failure = long_unread(session, scene.now)
    return [describe_unread(failure)] if failure else []


def _unrated(session: Session, scene: DayInput) -> Sequence[str]:
    return unrated_lines(session, scene.jurisdiction, scene.day) if scene.begins_week else []


def _asked(session: Session, scene: DayInput) -> Sequence[str]:
    return asked_lines(session, scene.jurisdiction, scene.day) if scene.begins_week else []


def _undecided(session: Session, scene: DayInput) -> Sequence[str]:
    """Return what does not open, once a week; what the total of a year waits for each day, from its opening day on."""
    found = periods_ahead(session, scene.jurisdiction, scene.day)
    told = (x for x in found if scene.begins_week or (x.cycle in BEFORE_TOTAL and x.opens_on <= scene.day))
    return [f"启用日期以前开始：{each}" for each in told]


def _in_words(role: str | None, name: str | None, mobile: str | None) -> str:
    return f"，{ContactRole(role).label}{name}{mobile and f' {mobile}'}" if role else ""


# In the order of the message, each with the query of its lines or a function that reads them. What lasts for weeks is
# told again with other work, and once a week without.
REVIEWS, STANDING, SIGNERS = "待第二人确认或裁定的复核", "待补的部门信息", "待确认的签字人变更"
SECTIONS: Mapping[str, tuple[str, str | Lines]] = {
    "停机后暂缓的提醒": (
        "mubiao notices --held",
        lambda session, scene: held_lines(session, scene.jurisdiction, scene.day),
    ),
    "待处理的来信": ("mubiao inbox", MAILS),
    "陌生地址的来信": ("mubiao inbox", OF_STRANGERS),
    "未能读取的收件箱": ("mubiao check", unread),
    SIGNERS: ("mubiao signer-changes", SIGNER_CHANGES),
    "待认定的拟列入": ("mubiao entries --open", ENTRIES.format(state="proposed")),
    "待明确整改时限": ("mubiao entries --open", ENTRIES.format(state="listed")),
    "待答复的申诉": ("mubiao appeals --open", APPEALS),
    "待答复的沟通异议": ("mubiao drafts", OBJECTIONS),
    "签收时提出的疑问": ("mubiao why --target 编号", QUESTIONS),
    "待核对的调整备案": ("mubiao targets", FILINGS),
    "待催办": ("mubiao owed --overdue", _urgings),
    "待电话通知": ("mubiao notices --untold", _untold),
    "送达不明的消息": ("mubiao messages --state doubtful", _doubtful),
    "开始拟制的核查方案": ("mubiao act draft_inspection", OPENED_PLANS),
    "到期的交办事项": ("mubiao assignments", ASSIGNED),
    "待办的省领导评价": ("mubiao leader-ratings", _unrated),
    "未发出的消息": ("mubiao messages --state parked", UNSENT),
    "不会开启的周期": ("mubiao act open_cycle", _undecided),
    "标准要求而没有的": ("mubiao check --standard", _asked),
    REVIEWS: ("mubiao reviews --second 姓名", lambda session, scene: waiting_lines(session, scene.jurisdiction)),
    STANDING: ("mubiao departments", _lacking),
}
QUERIES = {title: read for title, (_, read) in SECTIONS.items() if isinstance(read, str)}
ALL_LINES = f"SELECT {', '.join(f'ARRAY({query})' for query in QUERIES.values())}"


def sections_of(session: Session, scene: DayInput, secrets: Secrets) -> list[DaySection]:
    """Return the kinds of work that there are on a day, each with its lines; none is empty.

    What departments lack, and what waits for a second, is no reason for a message, but on a week's first working day.
    4.7: names and texts of what is marked are replaced by pointers.
    """
    sections: list[DaySection] = []
    found = run(session, ALL_LINES, jurisdiction=scene.jurisdiction, day=scene.day, since=scene.since).one()
    queried = dict(zip(QUERIES, found, strict=True))
    for title, (command, read) in SECTIONS.items():
        is_reason = title not in {REVIEWS, STANDING} or scene.begins_week or bool(sections)
        if is_reason and (lines := queried[title] if isinstance(read, str) else read(session, scene)):
            sections.append(DaySection(title, command, tuple(map(secrets.hide, lines))))
    return sections


def scene_of(session: Session, jurisdiction: int, day: date, now: datetime) -> DayInput:
    """Return the input of the sections on a day."""
    return DayInput(jurisdiction, day, calendar_of(session, jurisdiction).nth_before(day, 1), now)
