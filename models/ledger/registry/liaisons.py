"""联络员: appointment, and notices to offices without one (6.1.6)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, select

from models.intake.contact import LiaisonNamed
from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act, keep_entered
from models.ledger.lookup import department_named
from models.ledger.notices import notify_agency
from models.ledger.questions import Question
from models.ledger.registry.addresses import unreachable
from models.ledger.registry.contacts import check_accounts, say_accounts
from models.ledger.registry.signers import check_not_signer
from models.ledger.seals import by_act, seal_of
from models.ledger.transitions import record_row, record_rows
from models.records import Contact, id_of
from models.rules.errors import Refused
from models.rules.kinds import ContactRole
from models.rules.personal_names import one_spelling
from models.statements import run, transaction

# `vacant`: the departments without a liaison, with the month since when; `told`: those that were told.
_VACANT = """
WITH held AS MATERIALIZED (
    SELECT department_id FROM contact WHERE role = 'liaison'
        AND :day BETWEEN coalesce(valid_from, '-infinity') AND coalesce(valid_to, 'infinity')),
told AS MATERIALIZED (
    SELECT subject, occasion FROM notice WHERE jurisdiction_id = :jurisdiction AND kind = 'liaison_missing'),
vacant AS (
    SELECT d.id, d.jurisdiction_id, d.code, to_char(greatest(coalesce(d.valid_from, j.go_live), coalesce((
        SELECT max(c.valid_to) + 1 FROM contact c
        WHERE c.department_id = d.id AND c.role = 'liaison' AND c.valid_to < :day), j.go_live)), 'YYYY-MM') AS since
    FROM department d JOIN jurisdiction j ON j.id = d.jurisdiction_id
    WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
        AND :day BETWEEN coalesce(d.valid_from, '-infinity') AND coalesce(d.valid_to, 'infinity')
        AND d.id NOT IN (SELECT department_id FROM held))
"""
_IS_UNTOLD = "(v.code, v.since) NOT IN (SELECT subject, occasion FROM told)"
VACANT = f"""{_VACANT},
queued AS (
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, payload, act_id, created_on)
SELECT v.jurisdiction_id, 'liaison_missing', v.code, v.since, 'office', v.id, '{{}}', :act_id, :day
FROM vacant v WHERE {_IS_UNTOLD}
ON CONFLICT DO NOTHING RETURNING notice.*),
sealed AS ({seal_of("notice", "queued")})
SELECT department_id FROM queued
"""  # noqa: S608 - constants only
LACKS_LIAISON = Question(
    f"EXISTS ({_VACANT} SELECT FROM vacant v WHERE {_IS_UNTOLD})",
    Summary("没有新出现的联络员空缺。", {"notices": 0}),
)
DEPARTMENT_NAMES = 'SELECT name FROM department WHERE id = ANY(:ids) ORDER BY code COLLATE "C"'


@act("watch_liaisons", "检查联络员", clause="3-6.1.6", roles={Role.SYSTEM, Role.AGENCY})
def watch_liaisons(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """6.1.6: notify each office without a current liaison, once per vacancy, and the agency of all new vacancies.

    An office without an address is named as one that cannot be told.
    """
    vacant = run(session, VACANT, jurisdiction=ctx.jurisdiction, day=ctx.date, **by_act(ctx)).scalars().all()
    if not vacant:
        return LACKS_LIAISON.nothing
    names = list(run(session, DEPARTMENT_NAMES, ids=list(vacant)).scalars())
    lost = set(unreachable(session, ctx.jurisdiction, ctx.date).values())
    untold = [name for name in names if name in lost]
    payload = {"departments": names} | ({"unreachable": untold} if untold else {})
    transaction(session).moved = True  # also if the agency has nothing new
    kind, day = "liaison_missing", ctx.date.isoformat()
    if not notify_agency(session, ctx, kind, day, payload=payload):  # it was told of others today
        notify_agency(session, ctx, kind, day, occasion=names[0], payload=payload)
    told = "将通知本机构" if len(untold) == len(vacant) else "将通知其目标办和本机构"
    untold_words = f"；{'、'.join(untold)}没有收件地址，系统通知不到，请电话告知" if untold else ""
    return Summary(f"{len(vacant)}个部门没有联络员，{told}{untold_words}。", {"notices": len(vacant)})


@act("appoint_liaison", "指派联络员", clause="3-6.1.6", roles={Role.OFFICE, Role.AGENCY})
def appoint_liaison(session: Session, data: LiaisonNamed, ctx: Context) -> Summary:
    """6.1.6: appoint the liaison of an office; the previous one ends the day before.

    Raises Refused if the department has ended, or if a later liaison is already registered.
    """
    department = department_named(session, ctx, data.department)
    check_not_signer(session, ctx, id_of(department), data.name, "name")
    start = data.valid_from or ctx.date
    if department.valid_to and department.valid_to < start:
        raise Refused(f"“{department.name}”已于{department.valid_to}终止，不再指派联络员。")
    liaisons = session.exec(select(Contact).filter_by(department_id=department.id, role=ContactRole.LIAISON))
    current = [each for each in liaisons if (each.valid_to or start) >= start]
    if any(one_spelling(c.name) == data.name for c in current):
        return Summary(f"“{data.name}”已是“{department.name}”的联络员，未作改动。", {"appointed": 0})
    if any(c.valid_from and c.valid_from >= start for c in current):
        raise Refused(f"“{department.name}”已有{start}以后生效的联络员，请先核对生效日期。")
    for contact in current:
        contact.valid_to = start - timedelta(days=1)
    new = Contact(
        department_id=id_of(department),
        role=ContactRole.LIAISON,
        valid_from=start,
        **data.model_dump(include={"name", "email", "mobile", "wecom_id"}),
    )
    record_rows(session, ctx, current, "ended")
    record_row(session, ctx, new, "appointed")
    check_accounts(session, [id_of(new)], start)
    _tell_office(session, ctx, current, new)
    words = f"“{data.name}”自{start}起任“{department.name}”联络员。{say_accounts(session, [id_of(new)])}"
    return Summary(words, {"appointed": 1})


def _tell_office(session: Session, ctx: Context, former: Sequence[Contact], new: Contact) -> None:
    """Tell an office, and the one that the agency replaced, who is its liaison now (A81)."""
    addresses = [each.email for each in former if each.email]
    if ctx.actor.is_entered:  # the act itself is told
        transaction(session).former = addresses
    elif ctx.actor.role is Role.AGENCY:
        before = f"，此前为“{'、'.join(each.name for each in former)}”" if former else ""
        words = f"“{new.name}”自{new.valid_from}起任联络员{before}。"
        keep_entered(session, ctx, new.department_id, appoint_liaison.title, words, former=addresses)
