"""The acts: their registry, the roles that may perform them, their input and their result."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from importlib import import_module
from inspect import signature
from typing import Any, Generic, TypedDict, TypeVar, Unpack, get_type_hints

from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from models.intake.faults import complain
from models.intake.source import SignedPaper
from models.ledger.act_index import ACT_INDEX
from models.rules.errors import Refused
from models.rules.kinds import Known, Labelled
from models.rules.personal_names import account_in_words
from models.rules.workdays import BusinessDay
from models.statements import run, transaction


class Role(Labelled):
    """The capacity in which a person acts."""

    AGENCY = "agency", "省直目标绩效管理机构"
    OFFICE = "office", "部门目标办"
    HEAD = "head", "主要领导"
    LEADER = "leader", "分管省领导"
    SYSTEM = "system", "系统"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a name, a role, and the department of an office, a head or a supervising leader.

    `entered_by` is the operator at the machine by the name that he states, `account` that of the operating system.
    `paper` is what was signed by hand. `known` is how he is known (A49): what is done for others is claimed.
    """

    name: str
    role: Role
    department: int | None = None
    entered_by: str = ""
    account: str = ""
    paper: SignedPaper | None = None
    known: Known = Known.CLAIMED

    @property
    def is_operator(self) -> bool:
        """Return whether an operator of the agency acts, for the agency or for another."""
        return self.role is Role.AGENCY or bool(self.entered_by)

    @property
    def is_entered(self) -> bool:
        """Return whether an operator entered the act for this person."""
        return self.known is Known.CLAIMED and bool(self.entered_by)

    @property
    def hand(self) -> str:
        """Return the operator as a block records him: 王文（本机账户 root） if his stated name is not the account's."""
        return f"{self.entered_by}（{self._other_account}）" if self._other_account else self.entered_by

    @property
    def signature(self) -> str:
        """Return the name as a record prints it, with the operator who entered the act for another person."""
        by = "，".join(part for part in (f"{self.entered_by}代录", self._other_account) if part)
        return f"{self.name}（{by}）" if self.is_entered else self.name

    @property
    def _other_account(self) -> str:
        return account_in_words(self.account) if self.account and self.entered_by not in ("", self.account) else ""


LATENESS = "lateness"
# What its head is told too: a lateness that was moved, a signed reading or consent, an entry, an adjustment.
FOR_HEADS = frozenset(
    {LATENESS, "acknowledgement", "adjustment", "entry_receipt", "negative_entry", "remediation", "score_sheet"}
)
SYSTEM = Actor("系统", Role.SYSTEM, known=Known.SYSTEM)
OPERATOR = Actor("管理机构经办人", Role.AGENCY, known=Known.OPERATOR)


@dataclass(frozen=True, slots=True)
class Context:
    """The arguments of an act in addition to its input; code below this level reads neither clock nor environment.

    `source` is the part of the block that says how an entry on behalf of an office was received (`Source.as_json`) and
    on which signed paper it stands (`SignedPaper.as_json`), `input_digest` the digest of the input if there is a
    request id. `row` is the author and the source of one row of a sheet, which stand in its transitions. `awaited` are
    the targets that an answer sheet leaves to paper (4.7): what comes without them is taken, its duty stays open.
    """

    act_id: int
    jurisdiction: int
    day: BusinessDay
    actor: Actor
    request_id: str | None = None
    source: Mapping[str, Any] = field(default_factory=dict)
    input_digest: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)
    awaited: frozenset[str] = frozenset()

    @property
    def date(self) -> date:
        """Return the business date."""
        return self.day.date

    @property
    def at(self) -> datetime:
        """Return the instant of recording."""
        return self.day.at


def check_signed_after(ctx: Context, day: date, what: str) -> None:
    """Raise Refused if the paper that a person signed by hand, or its page, is older than what it signs (A49)."""
    paper = ctx.actor.paper
    if paper and paper.dated and paper.dated < day:
        raise Refused(f"签字文件日期{paper.dated}早于{what}（{day}），不是对其的签字，请核对。")
    if paper and paper.since and paper.since < day:
        raise Refused(f"该签字页{paper.since}已经提交过，早于{what}（{day}），不是对其的签字，请核对。")


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of an act or a step: a sentence for people, counts under fixed names, and data for `--json`."""

    words: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the summary as a JSON structure."""
        return {"words": self.words, "counts": dict(self.counts), "data": dict(self.data)}


@dataclass(frozen=True, slots=True)
class EnteredAct:
    """One act in the name of an office: its title, its result in words, and in which context it was done.

    It is told at the `former` addresses too, if the act replaced them.
    """

    office: int
    title: str
    words: str
    ctx: Context
    for_head: bool
    former: Sequence[str] = ()


def entering(session: Session, ctx: Context, office: int | None, title: str, body: Callable[[], Summary]) -> Summary:
    """Run the body of an act; keep it for the notice to `office` if an operator entered it and it changed a record.

    An act that is done within another one is part of that.
    """
    state = transaction(session)
    if office is None or not ctx.actor.is_entered or state.entering is not None:
        return body()
    state.entering = set()
    try:
        done = body()
        moved, about, former = state.entering, state.about, state.former
    finally:
        state.entering, state.about, state.former = None, "", ()
    if moved:
        keep_entered(session, ctx, office, title, about + done.words, moved, former=former)
    return done


def keep_entered(
    session: Session,
    ctx: Context,
    office: int,
    title: str,
    words: str,
    moved: Set[str] = frozenset(),
    *,
    former: Sequence[str] = (),
) -> None:
    """Keep for the notice to an office what was done in its name, or with what it gave; `moved` are nouns."""
    for_head = not FOR_HEADS.isdisjoint(moved)
    transaction(session).entered.append(EnteredAct(office, title, words, ctx, for_head, former))


Data = TypeVar("Data")
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(:noun, :row))"  # held until the commit
PATIENT = "SET LOCAL lock_timeout = '25s'"  # many may wait for the same turn
# An act of these modules reads a state and writes the next one: without a turn, one of two at once would be lost.
ONE_BY_ONE = {"registry", "papers", "policies"}
OF_SHEETS = "import_"  # a long sheet that is imported twice at once is read by the second when the first is done


@dataclass(frozen=True, slots=True)
class Act(Generic[Data]):
    """A registered act: its name, Chinese title, clause, the roles that may do it, its input model, and its function.

    `form` is None if only code can give the input: the checked rows of a file. `instead` is the refusal of an act that
    has a command of its own. `by_hand` names whose hand is the point of it: who enters it needs a paper with number and
    date, or a file of the signed page; with `own_mail` a mail of that person is enough. With `second_hand` a paper that
    the second person signed stands for his account. With `own` an act of offices is the agency's own too; by one that
    `claims_for` others it enters their words. Those `one_by_one` wait for each other.
    """

    name: str
    title: str
    clause: str
    roles: frozenset[Role]
    form: type[BaseModel] | None
    body: Callable[[Session, Data, Context], Summary]
    instead: str = ""
    by_hand: str = ""
    second_hand: bool = False
    own_mail: bool = False
    own: bool = False
    claims_for: str = ""
    one_by_one: str = ""

    def __call__(self, session: Session, data: Data, ctx: Context) -> Summary:
        """Run the function of the act inside the act of the caller, without a separate block."""
        if self.one_by_one:
            run(session, PATIENT)
            run(session, LOCK, noun=self.one_by_one, row=0)
        office = ctx.actor.department
        return entering(session, ctx, office, self.title, lambda: self.body(session, data, ctx))

    def __str__(self) -> str:
        """Return the name, the same in request ids and in the blocks of the chain."""
        return self.name


class Acts(Mapping[str, Act[Any]]):
    """All acts by name; the module of an act is loaded when the act is asked for."""

    def __getitem__(self, name: str) -> Act[Any]:
        """Return the act of that name. Raises KeyError if the index has none."""
        import_module(ACT_INDEX[name].module)
        return LOADED[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all acts; none is loaded for it."""
        return iter(ACT_INDEX)

    def __len__(self) -> int:
        """Return the number of all acts."""
        return len(ACT_INDEX)


ACTS = Acts()
LOADED: dict[str, Act[Any]] = {}  # the acts of the modules that are loaded


class ActOptions(TypedDict, total=False):
    """What is special about an act; see `Act`."""

    instead: str
    by_hand: str
    second_hand: bool
    own_mail: bool
    own: bool
    claims_for: str


def act(
    name: str, title: str, *, clause: str, roles: set[Role], **more: Unpack[ActOptions]
) -> Callable[[Callable[[Session, Data, Context], Summary]], Act[Data]]:
    """Register a function `(session, data, ctx) -> Summary` as an act; the annotation of `data` is its input.

    An input that is no Pydantic model can be given only by code, and so can that of an act with `instead`.
    """

    def register(body: Callable[[Session, Data, Context], Summary]) -> Act[Data]:
        named = body.func if isinstance(body, partial) else body
        annotation = get_type_hints(named)[list(signature(body).parameters)[1]]
        form = annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
        room = next((part for part in named.__module__.split(".") if part in ONE_BY_ONE), "")
        room = room or (name if name.startswith(OF_SHEETS) else "")
        registered = LOADED[name] = Act(name, title, clause, frozenset(roles), form, body, **more, one_by_one=room)
        return registered

    return register


class InputRefused(Refused):
    """The input of an act is wrong; `with_options` names each field with its option of `mubiao act` too."""

    def __init__(self, title: str, error: ValidationError, form: type[BaseModel]) -> None:
        super().__init__(f"“{title}”未执行：{complain(error, form)}")
        self.with_options = f"“{title}”未执行：{complain(error, form, options=True)}"


def find_act(name: str) -> Act[Any]:
    """Return the act of that name. Raises Refused if it does not exist."""
    if name in ACT_INDEX:
        return ACTS[name]
    raise Refused(f"没有名为“{name}”的操作。查看全部操作：mubiao act --list。")


def all_acts() -> list[Act[Any]]:
    """Return all acts; each of their modules is loaded."""
    return list(ACTS.values())


def read_input(chosen: Act[Any], data: Mapping[str, Any]) -> BaseModel:
    """Return the validated input of an act. Raises InputRefused with all errors of the input, in Chinese."""
    if chosen.form is None:
        raise Refused(f"“{chosen.title}”需要文件，请使用：mubiao import。")
    try:
        return chosen.form.model_validate(dict(data))
    except ValidationError as error:
        raise InputRefused(chosen.title, error, chosen.form) from error
