"""The acts: their registry, who may do them, and how one is performed inside the caller's transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from inspect import signature
from typing import Any, Generic, TypeVar, cast, get_type_hints

from pydantic import BaseModel, ValidationError
from sqlalchemy import Row
from sqlmodel import Session

from models.database import run
from models.intake.faults import complain
from models.intake.source import Source
from models.ledger.secrets import secrets_of
from models.rules.business_day import BusinessDay
from models.rules.concealment import conceal
from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.transaction import PendingBlock, transaction

NATION = 1
HOME = "(SELECT id FROM jurisdiction WHERE go_live IS NOT NULL ORDER BY id LIMIT 1) AS home"
AS_IT_COMES = f"SELECT nextval('act_number') AS number, EXISTS (SELECT FROM secrecy) AS marked, {HOME}"  # noqa: S608 - constants only
AS_REQUESTED = f"""
{AS_IT_COMES}, pg_try_advisory_xact_lock(hashtextextended(:request_id, 0)) AS alone,
    (SELECT jsonb_build_array(act, result) FROM block WHERE request_id = :request_id) AS earlier
"""  # noqa: S608 - constants only


class Role(Labelled):
    """In whose name an act is done."""

    AGENCY = "agency", "省直目标绩效管理机构"
    OFFICE = "office", "部门目标办"
    HEAD = "head", "主要领导"
    LEADER = "leader", "分管省领导"
    SYSTEM = "system", "系统"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a name, a role, and the department for which an office, a head or a supervising leader speaks."""

    name: str
    role: Role
    department: int | None = None


SYSTEM = Actor("系统", Role.SYSTEM)
OPERATOR = Actor("管理机构经办人", Role.AGENCY)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything an act is told besides its input; nothing below reads a clock or an environment.

    `source` is what the block keeps of how an entry on behalf of an office was received (`Source.as_json`).
    """

    act_id: int
    jurisdiction: int
    day: BusinessDay
    actor: Actor
    request_id: str | None = None
    source: Mapping[str, Any] = field(default_factory=dict)

    @property
    def date(self) -> date:
        """The business date."""
        return self.day.date

    @property
    def at(self) -> datetime:
        """The instant of recording."""
        return self.day.at


@dataclass(frozen=True, slots=True)
class Summary:
    """What an act or a step did: one sentence for people, counts under fixed names, and data for `--json`."""

    words: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The summary as a JSON structure."""
        return {"words": self.words, "counts": dict(self.counts), "data": dict(self.data)}


Data = TypeVar("Data")


@dataclass(frozen=True, slots=True)
class Act(Generic[Data]):
    """A registered act: its name, Chinese title, clause, the roles that may do it, its input model, and its function.

    `form` is None if only code can give the input: the checked rows of a file. `instead` is the refusal of an act that
    has a command of its own.
    """

    name: str
    title: str
    clause: str
    roles: frozenset[Role]
    form: type[BaseModel] | None
    body: Callable[[Session, Data, Context], Summary]
    instead: str = ""

    def __call__(self, session: Session, data: Data, ctx: Context) -> Summary:
        """Run the function of the act inside the act of the caller, without a block of its own."""
        return self.body(session, data, ctx)

    def __str__(self) -> str:
        """Return the name, the same in request ids and in the blocks of the chain."""
        return self.name


ACTS: dict[str, Act[Any]] = {}


def act(
    name: str, title: str, *, clause: str, roles: set[Role], instead: str = ""
) -> Callable[[Callable[[Session, Data, Context], Summary]], Act[Data]]:
    """Register a function `(session, data, ctx) -> Summary` as an act; the annotation of `data` is its input.

    An input that is no Pydantic model can be given only by code, and so can that of an act with `instead`.
    """

    def register(body: Callable[[Session, Data, Context], Summary]) -> Act[Data]:
        annotation = get_type_hints(body)[list(signature(body).parameters)[1]]
        form = annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
        registered = ACTS[name] = Act(name, title, clause, frozenset(roles), form, body, instead)
        return registered

    return register


def find_act(name: str) -> Act[Any]:
    """Return the act of that name; raises Refused if there is no such act."""
    if name not in ACTS:
        raise Refused(f"没有名为“{name}”的操作。查看全部操作：mubiao act --list。")
    return ACTS[name]


def read_input(chosen: Act[Any], data: Mapping[str, Any]) -> BaseModel:
    """The checked input of an act; refuses with every complaint at once, in Chinese."""
    if chosen.form is None:
        raise Refused(f"“{chosen.title}”需要文件，请使用：mubiao import。")
    try:
        return chosen.form.model_validate(dict(data))
    except ValidationError as error:
        raise Refused(f"“{chosen.title}”未执行：{complain(error, chosen.form)}") from error


def perform(
    session: Session,
    chosen: Act[Data],
    data: Data | Mapping[str, Any],
    day: BusinessDay,
    actor: Actor = OPERATOR,
    request_id: str | None = None,
    source: Source | None = None,
) -> Summary:
    """Do one act: check role and input, do its body, and hand the transaction what its block will say.

    A repeated `request_id` returns the first result and does nothing; an empty one is none. `source` says how the
    agency came to know what it enters on behalf of an office. 4.7: what the act answers, and its block keeps, says of
    what is marked its pointer only.
    """
    if chosen.instead and isinstance(data, Mapping):
        raise Refused(chosen.instead)
    if actor.role not in chosen.roles:
        raise Refused(f"“{actor.role.label}”不能执行“{chosen.title}”，应由{'或'.join(_titles(chosen))}办理。")
    if source:
        _check_source(chosen, day, actor, source)
    begun = _begin(session, request_id)
    if request_id and begun.earlier:
        return _answer(session, _result_of(chosen, request_id, *begun.earlier), marked=begun.marked)
    checked = read_input(chosen, data) if isinstance(data, Mapping) else data
    received = source.as_json() if source else {}
    ctx = Context(int(begun.number), _home(session, chosen), day, actor, request_id or None, received)
    summary = _answer(session, chosen(session, cast(Data, checked), ctx), marked=begun.marked)
    leave_block(session, chosen.name, ctx, summary)
    return summary


def _answer(session: Session, summary: Summary, *, marked: bool) -> Summary:
    """What an act answers, without what is marked; where nothing ever was, nothing is asked."""
    if not marked:
        return summary
    secrets = secrets_of(session)
    return replace(summary, words=secrets.tell(summary.words), data=conceal(secrets, summary.data))


def leave_block(session: Session, name: str, ctx: Context, summary: Summary, content: str = "") -> None:
    """Tell the transaction what to write into the chain when it commits: one act, one transaction."""
    state = transaction(session)
    if state.block:
        raise ValueError(name)
    state.block = PendingBlock(
        act_id=ctx.act_id,
        jurisdiction_id=ctx.jurisdiction,
        act=name,
        actor=ctx.actor.name,
        role=ctx.actor.role.value,
        business_date=ctx.date,
        at=ctx.at,
        request_id=ctx.request_id,
        result=summary.as_json(),
        source=dict(ctx.source),
        content=content,
    )


def _check_source(chosen: Act[Any], day: BusinessDay, actor: Actor, source: Source) -> None:
    if actor.role is not Role.AGENCY:
        raise Refused("只有管理机构经办人代为录入时才注明来源；以本人名义办理的，请去掉来源。")
    if Role.OFFICE not in chosen.roles:
        raise Refused(f"“{chosen.title}”应由{'或'.join(_titles(chosen))}办理，不是代部门录入，请去掉来源。")
    if source.received and source.received > day.date:
        raise Refused(f"收到日期{source.received}在今天（{day.date}）之后，请核对。")


def _titles(chosen: Act[Any]) -> list[str]:
    return sorted(role.label for role in chosen.roles if role is not Role.SYSTEM) or [Role.SYSTEM.label]


def _result_of(chosen: Act[Any], request_id: str, act: str, result: Mapping[str, Any]) -> Summary:
    if act != chosen.name:
        raise Refused(f"请求编号“{request_id}”已用于另一项操作，请换一个编号。")
    return Summary(**result)


def _begin(session: Session, request_id: str | None) -> Row[Any]:
    """The number of the act, where it happens, and what the same request came to when it was made before.

    The same request twice at once: the second waits here until the first has its result.
    """
    if not request_id:
        begun = run(session, AS_IT_COMES).one()
    elif not (begun := run(session, AS_REQUESTED, request_id=request_id).one()).alone:
        run(session, "SELECT pg_advisory_xact_lock(hashtextextended(:request_id, 0))", request_id=request_id)
        begun = run(session, AS_REQUESTED, request_id=request_id).one()
    transaction(session).home = begun.home
    return begun


def _home(session: Session, chosen: Act[Any]) -> int:
    return NATION if chosen.name == "init" else home(session)


def home(session: Session) -> int:
    """The jurisdiction that this installation serves; refuses before `mubiao init`."""
    state = transaction(session)
    found: int | None = state.home or run(session, f"SELECT {HOME}").scalar()
    if found is None:
        raise Refused("尚未初始化。请先执行：mubiao init --jurisdiction 名称 --go-live 日期。")
    state.home = found
    return found
