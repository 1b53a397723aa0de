"""签字人: rows and addresses of heads and supervising leaders wait for a second person, and are told of (A49b)."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlmodel import Session

from models.intake.contact import ContactRow
from models.ledger.acts import Context
from models.ledger.four_eyes import operator_of
from models.ledger.notices import agency_of, notify_one
from models.ledger.representatives import IN_FORCE
from models.ledger.transitions import lock, next_row, record_row
from models.loading import load
from models.records import Contact, Department, SignerChange, id_of
from models.rules.duties import Audience
from models.rules.errors import FieldRefused, Refused
from models.rules.kinds import ContactRole
from models.rules.personal_names import PAGE_ACCOUNT, one_spelling
from models.rules.several import first_of
from models.statements import run

SIGNER_CHANGED = "signer_changed"
SIGNERS = frozenset({ContactRole.HEAD, ContactRole.LEADER_IN_CHARGE})
SHOWN = 10
SITTING = f"""
SELECT c.department_id, d.code, d.is_agency, c.role, c.name, c.email, c.wecom_id
FROM contact c JOIN department d ON d.id = c.department_id
WHERE d.jurisdiction_id = :jurisdiction AND c.role IN ('head', 'leader_in_charge') AND {IN_FORCE.format("c")}
ORDER BY d.code COLLATE "C", c.role, c.id
"""  # noqa: S608 - constants only
NEEDS_PAPER = (
    "{0}：主要领导、分管省领导和管理机构负责人的登记、地址和账号，须写明任免文件的文号、日期并附文件，由另一名经办人确认后"
    "生效；没有作任何改动。没有另一名经办人的，请在本机办理。"
)
WAITS = "{0}：待另一名经办人确认（签字人变更{1}），确认以前仍按原登记；没有另一名经办人的，在本机确认。"
ENDED = "“{0}”任“{1}”{2}已于{3}届满，不能改失效日期恢复；重新任职的，请另加一行，写明新的生效日期，并重新开单、签回执。"
HIS_NAME = "“{0}”是“{1}”的{2}，其姓名和地址的登记须两人办理，请管理机构用联系人表登记。"


class Asked(NamedTuple):
    """A row of a sheet with its key, and the contact that it is about; None for a new one."""

    key: tuple[Any, ...]
    department: Department
    row: ContactRow
    contact: Contact | None

    @property
    def changes(self) -> dict[str, Any]:
        """Return what the row would set; an empty cell keeps what is there."""
        given = self.row.model_dump(include={"email", "mobile", "wecom_id", "valid_to"})
        if self.contact is None:
            return given
        return {name: value for name, value in given.items() if value and getattr(self.contact, name) != value}

    @property
    def was(self) -> dict[str, Any]:
        """Return what the ledger has of the contact, as JSON; empty for a new one."""
        return ContactRow.model_validate(_fields(self)).model_dump(mode="json") if self.contact else {}

    @property
    def words(self) -> str:
        """Return who is registered, or what is changed of him, in words."""
        named = self.changes | ({} if self.contact else {"valid_from": self.row.valid_from})
        titles = {name: str(field.validation_alias) for name, field in ContactRow.model_fields.items()}
        told = [f"{titles[name]}{value}" for name, value in named.items() if value]
        did = "更改" if self.contact else "新登记"
        return f"{self.department.name}{self.row.role.label}{self.row.name}（{'，'.join([did, *told])}）"


def _fields(asked: Asked) -> dict[str, Any]:
    assert asked.contact  # noqa: S101 - as its caller
    return {**asked.contact.model_dump(include=ContactRow.model_fields.keys()), "department": asked.department.code}


def from_afar(ctx: Context) -> bool:
    """Return whether an act comes from the page or by mail, and not from the machine."""
    return ctx.actor.account.startswith(PAGE_ACCOUNT) or ctx.actor.known.by_mail


def sitting_signers(session: Session, ctx: Context) -> Sequence[Any]:
    """Return the heads and supervising leaders in office, also the head of the agency."""
    return run(session, SITTING, jurisdiction=ctx.jurisdiction, day=ctx.date).all()


def of_signers(asked: Iterable[Asked], sitting: Iterable[Any]) -> list[Asked]:
    """Return the rows that change something about a signer: in his role, or another row of his name."""
    names = {(each.department_id, one_spelling(each.name)) for each in sitting}
    return [
        each
        for each in asked
        if (each.row.role in SIGNERS or (each.department.id, one_spelling(each.row.name)) in names) and each.changes
    ]


def check_terms(asked: Iterable[Asked], ctx: Context) -> None:
    """Raise Refused for a row that lets a term of a signer that is over go on: his receipt was signed for that term."""
    for _, department, row, contact in asked:
        ended = contact.valid_to if contact and contact.valid_to and contact.valid_to < ctx.date else None
        if ended and row.role in SIGNERS and row.valid_to and row.valid_to > ended:
            raise Refused(ENDED.format(row.name, department.name, row.role.label, ended))


def check_not_signer(session: Session, ctx: Context, department: int, name: str, field: str) -> None:
    """Raise FieldRefused if an office, or one clerk at the page, would register an address under a signer's name."""
    for each in sitting_signers(session, ctx) if from_afar(ctx) else ():
        if each.department_id == department and one_spelling(each.name) == one_spelling(name):
            office, role = session.get_one(Department, department).name, ContactRole(each.role).label
            raise FieldRefused(HIS_NAME.format(each.name, office, role), field)


def hold_rows(session: Session, ctx: Context, asked: Sequence[Asked], sitting: Sequence[Any]) -> str:
    """Keep what a sheet says of signers until a second person confirms it; returns the sentence about it."""
    rows = [{"row": _as_json(each), "was": each.was} for each in asked]
    words = first_of([each.words for each in asked], SHOWN, "人")
    change = hold(session, ctx, words, rows=rows)
    tell_signers(session, ctx, asked, sitting, f"有变更待第二人确认（签字人变更{change.serial}），确认以前不变")
    return WAITS.format(f"主要领导、分管省领导{len(asked)}行", change.serial)


def _as_json(asked: Asked) -> dict[str, Any]:
    return asked.row.model_copy(update={"department": asked.department.code}).model_dump(mode="json")


def hold(
    session: Session, ctx: Context, words: str, *, rows: Sequence[Any] = (), account: int | None = None, why: str = ""
) -> SignerChange:
    """Keep a change until a second person confirms it; one that waits already is returned.

    Raises Refused without the paper, its date and its file.
    """
    paper = ctx.actor.paper
    if not (paper and paper.number and paper.dated and paper.page):
        raise Refused(NEEDS_PAPER.format(words))
    lock(session, "signer_change")
    for known in load(
        session, SignerChange, "r.jurisdiction_id = :here AND r.state = 'waiting'", here=ctx.jurisdiction
    ):
        if (known.rows, known.account) == (list(rows), account):
            return known
    hand = operator_of(ctx)
    change = SignerChange(
        **next_row(session, "signer_change", "serial", jurisdiction_id=ctx.jurisdiction),
        rows=list(rows),
        account=account,
        words=words,
        reason=why,
        paper_number=paper.number,
        paper_date=paper.dated,
        page=paper.page,
        entered_by=hand.name,
        entered_account=hand.account,
        entered_on=ctx.date,
    )
    record_row(session, ctx, change, "entered")
    return change


def way_of(ctx: Context, change: SignerChange | None) -> dict[str, Any]:
    """Return how what is in force about a signer was entered, for the record: by two people, or at the machine."""
    paper = ctx.actor.paper.as_json() if ctx.actor.paper and change is None else {}
    return {"entered": f"两人办理，签字人变更{change.serial}"} if change else {"entered": "本机录入", **paper}


def tell_signers(session: Session, ctx: Context, asked: Sequence[Asked], sitting: Sequence[Any], what: str) -> int:
    """Tell who is in office in each department, at his own address, and the head of the agency; returns how many."""
    told = 0
    for number in dict.fromkeys(id_of(each.department) for each in asked):
        lines = [each.words for each in asked if each.department.id == number]
        holders = [each for each in sitting if each.department_id == number]
        if holders and not holders[0].is_agency:
            former = sorted({each.email for each in holders if each.email})
            payload = {"what": what, "lines": lines, "former": former}
            told += _tell(session, ctx, holders[0].code, (number, Audience.HEAD), payload)
    if sitting:
        told += tell_agency_head(session, ctx, sitting, what, [each.words for each in asked])
    return told


def tell_agency_head(session: Session, ctx: Context, sitting: Iterable[Any], what: str, lines: Sequence[str]) -> int:
    """Tell the head of the agency what happens to a signer, or the agency if he has no address."""
    own = [each for each in sitting if each.is_agency and each.role == ContactRole.HEAD]
    audience = Audience.HEAD if any(each.email or each.wecom_id for each in own) else Audience.AGENCY
    shown = [*lines[:SHOWN], *([f"等{len(lines)}人"] if len(lines) > SHOWN else [])]
    payload = {"what": what, "lines": shown, "former": sorted({each.email for each in own if each.email})}
    return _tell(session, ctx, "", (agency_of(session, ctx.jurisdiction), audience), payload)


def _tell(session: Session, ctx: Context, code: str, to: tuple[int, Audience], payload: dict[str, Any]) -> int:
    return notify_one(session, ctx, SIGNER_CHANGED, f"{ctx.act_id}|{code}", to, payload=payload)
