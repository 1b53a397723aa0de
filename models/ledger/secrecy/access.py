"""阅看: a named reader opens a marked record; the access is recorded before the content is shown (4.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from models.intake.secrecy import Opened
from models.ledger.acts import Context, Role, Summary, act, check_signed_after
from models.ledger.jurisdiction import home
from models.ledger.notices import agency_of
from models.ledger.secrecy.markings import MarkedMatter, find_matter, marking_of
from models.ledger.secrecy.readers import account_of, is_admitted
from models.ledger.target.versions import requirements_in
from models.ledger.transitions import lock, next_row, record_row
from models.records import Department, Evidence, Finding, Secrecy, SecrecyAccess, Target, TargetDraft, id_of
from models.rules.errors import Refused
from models.rules.requirements import NEEDS, written
from models.rules.secrecy import Matter
from models.statements import run

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
            'purpose', a.purpose, 'account', a.account) ORDER BY a.serial), '[]') FROM secrecy_access a
            JOIN department d ON d.id = a.department_id WHERE a.secrecy_id = s.id) AS openings
FROM (SELECT DISTINCT ON (record, record_id) * FROM secrecy WHERE jurisdiction_id = :jurisdiction
    ORDER BY record, record_id, serial DESC) s
WHERE s.marking IS NOT NULL ORDER BY s.record, s.record_key COLLATE "C"
"""
INSTEAD = "阅看涉密事项请用 mubiao secrets open，阅看的同时记入台账。"
ANY_PERSON = {Role.AGENCY, Role.OFFICE, Role.HEAD, Role.LEADER}


@dataclass(frozen=True, slots=True)
class OpenedContent:
    """The opened content: lines of title and text, or the SHA-256 of a file."""

    lines: tuple[tuple[str, str], ...] = ()
    file: str = ""


@act("open_secret", "阅看涉密事项", clause="3-4.7", roles=ANY_PERSON, instead=INSTEAD, own=True)
def open_secret(session: Session, data: Opened, ctx: Context) -> Summary:
    """4.7: record an access to a marked record in the chain: reader, time and purpose.

    Raises Refused if the actor is no named reader, or if the content could not be shown. The summary, which the chain
    stores, contains nothing of the content; `content_of` returns that by the id of the access.
    """
    lock(session, "secrecy")
    matter = find_matter(session, ctx, data)
    marking_of(matter)
    assert matter.now is not None  # noqa: S101 - `marking_of` refuses an unmarked one
    department, name = _reader_of(session, ctx)
    if not is_admitted(session, matter, id_of(department), name):
        raise Refused(f"“{department.name} {name}”不是{matter.words}的阅看人员，不能阅看。确需阅看的，由管理机构指定。")
    _check_paper(ctx, matter)
    account, remark = _own_account(session, ctx, matter, (department, name))
    access = SecrecyAccess(
        **next_row(session, "secrecy_access", "serial", secrecy_id=id_of(matter.now)),
        department_id=id_of(department),
        name=name,
        account=account,
        purpose=data.purpose,
        opened_on=ctx.date,
    )
    record_row(session, ctx, access, "opened")
    words = f"{department.name} {name}于{ctx.date}阅看{matter.words}，第{access.serial}次，已记入台账。{remark}"
    return Summary(words, {"opened": 1}, {"access": id_of(access)})


def content_of(session: Session, access: int) -> OpenedContent:
    """Return the content of the access with this id; call it after the transaction of `open_secret` has committed."""
    access_row = session.get_one(SecrecyAccess, access)
    marked = session.get_one(Secrecy, access_row.secrecy_id)
    match marked.record:
        case Matter.TARGET:
            return OpenedContent(tuple(_target_lines(session, session.get_one(Target, marked.record_id))))
        case Matter.TARGET_DRAFT:
            return OpenedContent(tuple(_draft_lines(session.get_one(TargetDraft, marked.record_id))))
        case Matter.FINDING:
            return OpenedContent(tuple(_finding_lines(session, session.get_one(Finding, marked.record_id))))
        case _:
            return OpenedContent(file=session.get_one(Evidence, marked.record_id).sha256)


def marked_now(session: Session) -> list[dict[str, Any]]:
    """Return every marked record by key, with its readers and accesses, without its content."""
    return [dict(row) for row in run(session, MARKED, jurisdiction=home(session)).mappings()]


def _reader_of(session: Session, ctx: Context) -> tuple[Department, str]:
    """Return department and name of the reader: the operator of the agency, or the person for whom he opens it.

    Raises Refused if it is opened on another person's behalf without a signed paper.
    """
    if ctx.actor.department is None:
        return session.get_one(Department, agency_of(session, ctx.jurisdiction)), ctx.actor.entered_by
    if not ctx.actor.paper:
        raise Refused(
            "涉密事项由阅看人员本人阅看。代他人阅看的，写明其签字文件的文号和日期（--paper、--paper-date），"
            "或附签字页（--page）。"
        )
    department = session.get_one(Department, ctx.actor.department)
    return department, ctx.actor.name.removeprefix(f"{department.name} ")


def _check_paper(ctx: Context, matter: MarkedMatter) -> None:
    """A49: raise Refused for a signed paper older than the marking, and for the marked file as its signed page."""
    paper = ctx.actor.paper
    assert matter.now is not None  # noqa: S101 - `marking_of` refuses an unmarked one
    check_signed_after(ctx, matter.now.marked_on, "标注密级的日期")
    if paper and paper.page and paper.page == matter.now.record_key:
        raise Refused("签字页就是要阅看的材料，不是阅看人员的签字，请核对。")


def _own_account(
    session: Session, ctx: Context, matter: MarkedMatter, reader: tuple[Department, str]
) -> tuple[str, str]:
    """Return the account of a reader at this machine, and a remark if his admission is bound to it from now on.

    Raises Refused under another account than that of the admission. What is opened on a signed paper has no account.
    """
    if ctx.actor.department is not None:
        return "", ""
    department, name = reader
    bound, account = account_of(session, matter, id_of(department), name), ctx.actor.account
    if bound != account:
        raise Refused(
            f"“{department.name} {name}”以本机账户 {bound} 阅看{matter.words}，现在的账户是{account}，不能阅看。"
            "账户有变的，由管理机构重新指定（admit_reader）。"
        )
    return account, ""


def _target_lines(session: Session, target: Target) -> list[tuple[str, str]]:
    requirements = requirements_in(session, id_of(target), target.version)
    lines = [(title, written(requirements[name]) or "") for name, title in NEEDS.items()]
    findings = [(f"核查{row.inspection}", row.found) for row in run(session, FINDINGS, target=target.id)]
    return [("目标名称", target.name), *_nonempty([*lines, ("来源文件", target.source_document), *findings])]


def _draft_lines(draft: TargetDraft) -> list[tuple[str, str]]:
    lines = [(title, written(getattr(draft, name)) or "") for name, title in NEEDS.items()]
    return [("目标名称", draft.name), *_nonempty([*lines, ("来源文件", draft.source_document), ("说明", draft.note)])]


def _finding_lines(session: Session, finding: Finding) -> list[tuple[str, str]]:
    target = session.get_one(Target, finding.target_id)
    lines = [("申报情况", finding.declared), ("核查情况", finding.found), ("地点", finding.place)]
    return [("目标名称", target.name), ("核查结论", finding.conclusion.label), *_nonempty(lines)]


def _nonempty(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(title, words) for title, words in lines if words]
