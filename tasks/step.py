"""A step: a thin task that opens the transaction, calls one act and returns its Summary; retries live here."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from prefect import Task, task
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import TagsContext
from prefect.tasks import exponential_backoff

from models.database import begin, bind, is_bound
from models.ledger.acts import SYSTEM, Act, Summary
from models.ledger.evidence.store import keep_evidence_in
from models.ledger.perform import perform
from models.rules.business_day import BusinessDay
from models.rules.errors import Refused, Unavailable
from tasks.clock_check import heed
from tasks.settings import settings

Step = Task[[BusinessDay], Summary]
RETRIES = 3


def prepare() -> None:
    """Bind this process to the installation's database and evidence store, unless that was done."""
    if is_bound():
        return
    chosen = settings()
    if not chosen.database_url:
        raise Refused("没有数据库地址：请用 mubiao up 启动，或设置 DATABASE_URL。")
    bind(chosen.database_url.get_secret_value())
    keep_evidence_in(chosen.home / "evidence", chosen.evidence_limit_mb)


async def unavailable(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a failed step may succeed when tried again: the world was not ready, the request was not wrong."""
    return isinstance(await state.aresult(raise_on_failure=False), Unavailable)


def step(
    title: str, act: Act[Any], says: Callable[[BusinessDay], dict[str, str]] = lambda _: {}, *, daily: bool = False
) -> Step:
    """The task that performs one act on the business day; `says` gives the act's input for that day.

    `daily`: on record once a day, however often it is done.
    """

    def body(day: BusinessDay) -> Summary:
        prepare()
        with begin() as session:
            return perform(session, act, says(day), day, SYSTEM, f"{act}|{day.date}" if daily else None)

    return as_step(title, body)


def as_step(title: str, body: Callable[[BusinessDay], Summary]) -> Step:
    """How every step is made a task: retried with back-off when the world was not ready."""
    made: Step = task(
        name=title,
        task_run_name=title,
        retries=RETRIES,
        retry_delay_seconds=exponential_backoff(5),
        retry_jitter_factor=0.2,
        retry_condition_fn=unavailable,
    )(body)
    return made


def _heed(_day: BusinessDay) -> Summary:
    prepare()
    return heed()


heed_clock = as_step("核对时钟", _heed)


def guarded(steps: Sequence[Step], chosen: date | None) -> list[Step]:
    """The steps with a look at the clock before them, unless a person chose the business date and so looked at it."""
    return list(steps) if chosen else [heed_clock, *steps]


def run_steps(steps: Sequence[Step], day: BusinessDay, *, engine: bool) -> list[Summary]:
    """The steps one after the other, as Prefect tasks or as plain functions: the same work either way.

    Tags belong to the run: a tagged task asks the server for a slot of each tag, a tenth of a second every time.
    """
    if not engine:
        return [chosen.fn(day) for chosen in steps]
    with TagsContext(current_tags=set()):
        return [chosen(day) for chosen in steps]


def combine(summaries: Sequence[Summary]) -> Summary:
    """What several steps did together: their words in order, their counts added."""
    counts: dict[str, int] = {}
    for summary in summaries:
        for name, count in summary.counts.items():
            counts[name] = counts.get(name, 0) + count
    data = {key: value for summary in summaries for key, value in summary.data.items()}
    return Summary("".join(summary.words for summary in summaries), counts, data)
