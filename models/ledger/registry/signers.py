"""签字人: rows and addresses of heads and supervising leaders wait for a second person (A49b)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session

from models.intake.contact import ContactRow
from models.ledger.acts import Context
from models.ledger.notices import agency_of, notify_one
from models.ledger.representatives import IN_FORCE
from models.ledger.transitions import lock, next_row, record_row
from models.loading import load
from models.records import Contact, Department, SignerChange, id_of
from models.rules.chinese_dates import in_full
from models.rules.duties import Audience
from models.rules.errors import FieldRefused, Refused
from models.rules.kinds import ContactRole
from models.rules.personal_names import PAGE_ACCOUNT, one_spelling
from models.rules.several import first_of
from models.statements import run

SIGNERS = frozenset({ContactRole.HEAD, ContactRole.LEADER_IN_CHARGE})
SHOWN = 10
# Heads and leaders in office or to come: what is registered under their names is theirs, in each place of the account.
NAMED_SIGNERS = f"""
SELECT c.department_id, d.name AS department, d.is_agency, c.role, c.name, c.email, c.wecom_id,
    {IN_FORCE.format("c")} AS sitting, c.department_id || ARRAY(
        SELECT q.department_id FROM account a JOIN account_place p ON p.account_id = a.id
            JOIN account_place q ON q.account_id = a.id
        WHERE (p.department_id, a.person) = (c.department_id, c.name) AND a.ended_on IS NULL) AS places
FROM contact c JOIN department d ON d.id = c.department_id
WHERE d.jurisdiction_id = :jurisdiction AND c.role IN ('head', 'leader_in_charge')
    AND coalesce(c.valid_to, 'infinity') >= :day ORDER BY d.code COLLATE "C", c.role, c.id
"""  # noqa: S608 - constants only
HERE_WAITING = "r.jurisdiction_id = :here AND r.state = 'waiting'"
NEEDS_PAPER = (
    "{0}：主要领导、分管省领导和管理机构负责人的登记、地址和账号，须写明任免文件的文号、日期并附文件，由另一名经办人确认后"
    "生效；没有作任何改动。没有另一名经办人的，请在本机办理。"
)
WAITS = "{0}：待另一名经办人确认（签字人变更{1}），确认以前仍按原登记；没有另一名经办人的，在本机确认。"
HIS_NAME = "“{0}”是“{1}”的{2}，其姓名和地址的登记须两人办理，请管理机构用联系人表登记。"


class PersonRow(NamedTuple):
    """A row of a sheet, and the contact that it is about; None for a new one."""

    department: Department
    row: ContactRow
    contact: Contact | None

    @property
    def whose(self) -> tuple[int, str]:
        """Return the department and the name of the person."""
        return id_of(self.department), one_spelling(self.row.name)

    @property
    def changes(self) -> dict[str, Any]:
        """Return what the row would set; an empty cell keeps what is there."""
        given = self.row.model_dump(include={"email", "mobile", "wecom_id", "valid_to"})
        known = self.contact
        return {name: value for name, value in given.items() if not known or (value and getattr(known, name) != value)}

    @property
    def words(self) -> str:
        """Return who is registered, or what is changed of him, in words."""
        named = self.changes if self.contact else {"valid_from": self.row.valid_from} | self.changes
        fields = ContactRow.model_fields
        shown = {name: in_full(value) if name.startswith("valid") else value for name, value in named.items() if value}
        told = "".join(f"，{fields[name].validation_alias}{value}" for name, value in shown.items())
        did = "更改" if self.contact else "新登记"
        return f"{self.department.name}{self.row.role.label}{self.row.name}（{did}{told}）"


def from_afar(ctx: Context) -> bool:
    """Return whether an act comes from the page or by mail, and not from the machine."""
    return ctx.actor.account.startswith(PAGE_ACCOUNT) or ctx.actor.known.by_mail


def _named(session: Session, ctx: Context) -> Sequence[Any]:
    return run(session, NAMED_SIGNERS, jurisdiction=ctx.jurisdiction, day=ctx.date).all()


def of_signers(session: Session, ctx: Context, asked: Sequence[PersonRow]) -> list[PersonRow]:
    """Return the rows that change something about a signer: in his role, or another row of his name."""
    names = {(place, one_spelling(each.name)) for each in _named(session, ctx) for place in each.places}
    names |= {each.whose for each in asked if each.row.role in SIGNERS}
    return [each for each in asked if each.changes and each.whose in names]


def signer_named(session: Session, ctx: Context, department: int, name: str) -> Any:  # noqa: ANN401 - a result row
    """Return the head or leader of a department, in office or to come, who has this name, or None."""
    named = (each for each in _named(session, ctx) if department in each.places)
    return next((each for each in named if one_spelling(each.name) == one_spelling(name)), None)


def check_not_signer(session: Session, ctx: Context, department: int, name: str, field: str) -> None:
    """Raise FieldRefused if an office, or one clerk at the page, would register an address under a signer's name."""
    if from_afar(ctx) and (found := signer_named(session, ctx, department, name)):
        raise FieldRefused(HIS_NAME.format(found.name, found.department, ContactRole(found.role).label), field)


def hold_rows(session: Session, ctx: Context, asked: Sequence[PersonRow]) -> str:
    """Keep what a sheet says of signers until a second person confirms it; returns the sentence about it."""
    own = [each.row.model_copy(update={"department": each.department.code}) for each in asked]
    words = first_of([each.words for each in asked], SHOWN, "人")
    change, is_new = hold(session, ctx, words, rows=[each.model_dump(mode="json") for each in own])
    if is_new:
        what = f"以下登记的变更待第二人确认（签字人变更{change.serial}），确认以前仍按原登记"
        tell_signers(session, ctx, asked, what)
    return WAITS.format(f"主要领导、分管省领导{len(asked)}行", change.serial)


def hold(session: Session, ctx: Context, words: str, **what: Any) -> tuple[SignerChange, bool]:  # noqa: ANN401 - columns
    """Keep rows, or the end of an account, until a second person confirms it; returns it, and whether it is new.

    Raises Refused without the paper, its date and its file.
    """
    paper = ctx.actor.paper
    if not (paper and paper.number and paper.page):
        raise Refused(NEEDS_PAPER.format(words))
    lock(session, "signer_change")
    waiting = load(session, SignerChange, HERE_WAITING, here=ctx.jurisdiction)
    if same := next((each for each in waiting if all(getattr(each, name) == what[name] for name in what)), None):
        return same, False
    key = next_row(session, "signer_change", "serial", jurisdiction_id=ctx.jurisdiction)
    change = SignerChange(**key, words=words, **what, paper=paper.as_json(), entered_by=ctx.actor.hand)
    record_row(session, ctx, change, "entered")
    return change, True


def tell_signers(session: Session, ctx: Context, asked: Sequence[PersonRow], what: str) -> None:
    """Tell, before rows are written, who is in office in each department, and the head of the agency.

    The first sheet is not told: no one is in office before it.
    """
    sitting = [each for each in _named(session, ctx) if each.sitting]
    by_department = defaultdict[int, list[str]](list)
    for each in asked:
        by_department[id_of(each.department)].append(each.words)
    for number, own in by_department.items():
        if holders := [each for each in sitting if number in each.places and not each.is_agency]:
            _tell(session, ctx, (number, Audience.HEAD), holders, what, own)
    if sitting:
        tell_agency_head(session, ctx, what, [each.words for each in asked])


def tell_of_merger(session: Session, ctx: Context, old: Department, new: Department, end: date) -> None:
    """Tell, before a merger from afar ends the terms in a department, its signers and the head of the agency."""
    if from_afar(ctx):
        known = load(
            session, Contact, "r.department_id = :old AND coalesce(r.valid_to, 'infinity') > :end", old=old.id, end=end
        )
        asked = [
            PersonRow(old, ContactRow.model_construct(**each.model_dump() | {"valid_to": end}), each) for each in known
        ]
        tell_signers(session, ctx, of_signers(session, ctx, asked), f"所在部门并入“{new.name}”，以下登记随之终止")


def tell_agency_head(session: Session, ctx: Context, what: str, lines: Sequence[str]) -> None:
    """Tell the head of the agency what happens to a signer, or the agency if he has no address."""
    own = [each for each in _named(session, ctx) if each.sitting and each.is_agency and each.role == ContactRole.HEAD]
    audience = Audience.HEAD if any(each.email or each.wecom_id for each in own) else Audience.AGENCY
    more = [f"其余{len(lines) - SHOWN}人"] if len(lines) > SHOWN else []
    _tell(session, ctx, (agency_of(session, ctx.jurisdiction), audience), own, what, [*lines[:SHOWN], *more])


def _tell(
    session: Session, ctx: Context, to: tuple[int, Audience], holders: Iterable[Any], what: str, lines: Sequence[str]
) -> None:
    payload = {"what": what, "lines": lines, "former": sorted({each.email for each in holders if each.email})}
    notify_one(session, ctx, "signer_changed", f"{ctx.act_id}|{to[0]}", to, payload=payload)
