"""阅看: a named person opens what is marked; the opening is on record before a word of it is shown (4.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from models.database import run
from models.intake.secrecy import Opened
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import home
from models.ledger.secrecy.markings import ONE_AT_A_TIME, marking_of, matter_named
from models.ledger.secrecy.readers import is_admitted
from models.ledger.target.versions import asked_in
from models.ledger.transitions import record
from models.records import Department, Evidence, Finding, Secrecy, SecrecyAccess, Target, id_of
from models.rules.errors import Refused
from models.rules.requirements import ASKED, written
from models.rules.secrecy import Matter

NEXT = "SELECT coalesce(max(serial), 0) + 1 FROM secrecy_access WHERE secrecy_id = :secrecy"
FINDINGS = """
SELECT concat_ws('-', i.year, i.number) AS inspection, f.found FROM finding f
    JOIN inspection i ON i.id = f.inspection_id WHERE f.target_id = :target ORDER BY f.id
"""
MARKED = """
SELECT s.record, s.record_key, s.marking, s.marked_on, s.reason, (
        SELECT coalesce(jsonb_agg(concat_ws('/', q.code, q.name) ORDER BY q.code, q.name), '[]') FROM (
            SELECT DISTINCT ON (r.department_id, r.name) d.code, r.name, r.admitted FROM secrecy_reader r
                JOIN department d ON d.id = r.department_id
            WHERE r.secrecy_id = s.id ORDER BY r.department_id, r.name, r.serial DESC) q
        WHERE q.admitted) AS readers, (
        SELECT coalesce(jsonb_agg(jsonb_build_object('department', d.code, 'name', a.name, 'opened_on', a.opened_on,
            'purpose', a.purpose) ORDER BY a.serial), '[]') FROM secrecy_access a
            JOIN department d ON d.id = a.department_id WHERE a.secrecy_id = s.id) AS openings
FROM (SELECT DISTINCT ON (record, record_id) * FROM secrecy WHERE jurisdiction_id = :jurisdiction
    ORDER BY record, record_id, serial DESC) s
WHERE s.marking IS NOT NULL ORDER BY s.record, s.record_key COLLATE "C"
"""
INSTEAD = "阅看涉密事项请用 mubiao secrets open，阅看的同时记入台账。"
EVERYBODY = {Role.AGENCY, Role.OFFICE, Role.HEAD, Role.LEADER}


@dataclass(frozen=True, slots=True)
class Content:
    """What was opened: its lines, each a title and words, or of a file its SHA-256."""

    lines: tuple[tuple[str, str], ...] = ()
    file: str = ""


@act("open_secret", "阅看涉密事项", clause="3-4.7", roles=EVERYBODY, instead=INSTEAD)
def open_secret(session: Session, data: Opened, ctx: Context) -> Summary:
    """4.7: who opened what, when and what for is kept in the chain; refused to anybody who is not a named reader, and
    where its content would not be shown though the opening would be on record.

    The summary, which the chain keeps, says nothing of the content: `content_of` gives it, by the number of the access.
    """
    run(session, ONE_AT_A_TIME)
    named = matter_named(session, ctx, data)
    marking_of(named)
    assert named.now is not None  # noqa: S101 - it is marked
    department, name = _person(session, ctx)
    if not is_admitted(session, named, id_of(department), name):
        raise Refused(f"“{department.name} {name}”不是{named.words}的阅看人员，不能阅看。确需阅看的，由管理机构指定。")
    access = SecrecyAccess(
        secrecy_id=id_of(named.now),
        serial=int(run(session, NEXT, secrecy=named.now.id).scalar_one()),
        department_id=id_of(department),
        name=name,
        purpose=data.purpose,
        opened_on=ctx.date,
    )
    session.add(access)
    session.flush()
    record(session, ctx, "secrecy_access", [id_of(access)], "opened")
    words = f"{department.name} {name}于{ctx.date}阅看{named.words}，第{access.serial}次，已记入台账。"
    return Summary(words, {"opened": 1}, {"access": id_of(access)})


def content_of(session: Session, access: int) -> Content:
    """What the access with this number opened; call it once the act that made it is committed."""
    opened = session.get_one(SecrecyAccess, access)
    marked = session.get_one(Secrecy, opened.secrecy_id)
    match marked.record:
        case Matter.TARGET:
            return Content(tuple(_of_target(session, session.get_one(Target, marked.record_id))))
        case Matter.FINDING:
            return Content(tuple(_of_finding(session, session.get_one(Finding, marked.record_id))))
        case _:
            return Content(file=session.get_one(Evidence, marked.record_id).sha256)


def marked_now(session: Session) -> list[dict[str, Any]]:
    """Everything that is marked, by what it is called, with its readers and every opening; nothing of what it says."""
    return [dict(row) for row in run(session, MARKED, jurisdiction=home(session)).mappings()]


def _person(session: Session, ctx: Context) -> tuple[Department, str]:
    """Who acts in their own name; refuses whoever acts in the name of an office or of the agency."""
    if ctx.actor.department is None:
        raise Refused("涉密事项只能由阅看人员本人阅看，请加 --by 部门编码/姓名。")
    department = session.get_one(Department, ctx.actor.department)
    return department, ctx.actor.name.removeprefix(f"{department.name} ")


def _of_target(session: Session, target: Target) -> list[tuple[str, str]]:
    asked = asked_in(session, id_of(target), target.version)
    said = [(title, written(asked[name]) or "") for name, title in ASKED.items()]
    found = [(f"核查{row.inspection}", row.found) for row in run(session, FINDINGS, target=target.id)]
    return [("目标名称", target.name), *_filled([*said, ("来源文件", target.source_document), *found])]


def _of_finding(session: Session, finding: Finding) -> list[tuple[str, str]]:
    target = session.get_one(Target, finding.target_id)
    said = [("申报情况", finding.declared), ("核查情况", finding.found), ("地点", finding.place)]
    return [("目标名称", target.name), ("核查结论", finding.conclusion.label), *_filled(said)]


def _filled(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(title, words) for title, words in lines if words]
