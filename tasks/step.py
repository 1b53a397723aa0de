"""A step: a thin Prefect task that opens a transaction, performs one act and returns its Summary. Retries live here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar, cast

from prefect import Task, task
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import SyncClientContext, TagsContext, TaskRunContext
from prefect.states import Failed
from prefect.tasks import exponential_backoff

from models.database import begin, bind, changes, is_bound, unbind
from models.ledger.acts import SYSTEM, Act, Summary
from models.ledger.cycle.starts import last_day_swept
from models.ledger.evidence.store import configure_store
from models.ledger.perform import perform
from models.ledger.questions import ALWAYS, Question, with_work
from models.rules.cycle import Cycle, Routine
from models.rules.errors import MubiaoError, Refused, Unavailable
from models.rules.workdays import BusinessDay
from models.statements import transaction
from tasks.cell_check import enter_cell
from tasks.clock_check import trust_clock
from tasks.run_record import begin_run
from tasks.settings import settings

Step = Task[[BusinessDay], Summary]
Result = TypeVar("Result")
RETRIES = 3
_questions: dict[Callable[[BusinessDay], Any], Question] = {}  # by the function of the step


def prepare() -> None:
    """Bind this process to the installation's database and evidence store, and check them, unless already bound.

    Raises Refused if no database address is configured, or if the check does.
    """
    if is_bound():
        return
    _bind()
    try:
        enter_cell()
    except MubiaoError:
        unbind()  # the next step checks again
        raise


def _bind() -> None:
    if is_bound():
        return
    current = settings()
    if not current.database_url:
        raise Refused("没有数据库地址：请用 mubiao up 启动，或设置 DATABASE_URL。")
    configure_store(*current.evidence)
    bind(current.database_url.get_secret_value())


async def unavailable(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Returns whether to retry a failed step: only when it raised Unavailable, never when it raised Refused."""
    return isinstance(await state.aresult(raise_on_failure=False), Unavailable)


def step(
    title: str,
    act: Act[Any],
    says: Callable[[BusinessDay], dict[str, str]] = lambda _: {},
    *,
    asks: Question,
    daily: bool = False,
) -> Step:
    """Returns the task that performs one act on the business day. `says` returns the act's input for that day.

    `asks`: whether the step has anything to do. `daily`: recorded once a day, however often the step runs.
    """

    def body(day: BusinessDay) -> Summary:
        prepare()
        with begin() as session:
            summary = perform(session, act, says(day), day, SYSTEM, f"{act}|{day.date}" if daily else None)
        return replace(summary, words=summary.words + transaction(session).sealing)

    return as_step(title, body, asks)


def as_step(title: str, body: Callable[[BusinessDay], Result], asks: Question = ALWAYS) -> Task[[BusinessDay], Result]:
    """Returns the Prefect task for a step body. It retries with back-off when the body raises Unavailable.

    A task run that is refused ends with the sentence as its message; `run_task` raises it for the caller.
    """

    def shown(day: BusinessDay) -> Result:
        try:
            return body(day)
        except Refused as error:
            if TaskRunContext.get() is None:
                raise
            return cast("Result", Failed(message=error.message, data=error))  # a state that Prefect takes as it is

    prefect_task: Task[[BusinessDay], Result] = task(
        name=title,
        task_run_name=title,
        retries=RETRIES,
        retry_delay_seconds=exponential_backoff(5),
        retry_jitter_factor=0.2,
        retry_condition_fn=unavailable,
    )(shown)
    _questions[shown] = asks
    return prefect_task


def _after_last_sweep(day: BusinessDay) -> BusinessDay:
    """Returns the day of a run that starts late: its planned one, but never before the last day swept."""
    prepare()
    with begin() as session:
        swept = last_day_swept(session) or day.date
    return replace(day, date=min(max(day.date, swept), day.at.date()))


after_last_sweep = as_step("核对运行日期", _after_last_sweep)


@cache
def first_step(cycle: Cycle | Routine) -> Step:
    """Returns the step that begins each run of a cycle, also in a process that is bound.

    It stops the run if its database is not to be worked with, or the clock is not trusted.
    """

    def body(_day: BusinessDay) -> Summary:
        _bind()
        enter_cell()
        begin_run(cycle)
        return trust_clock()

    return as_step("核对时钟", body)


def run_steps(steps: Sequence[Step], day: BusinessDay, *, engine: bool, every: bool = False) -> list[Summary]:
    """Run the steps in order, as Prefect tasks or as plain functions. Returns one summary per step.

    A step that has nothing to do does not run, unless `every` step is wanted.

    Tags stay on the run: for a tagged task Prefect queries the server for a slot per tag, 0.1 seconds each. All tasks
    use one client: each of its own would load the machine's certificates, 0.04 seconds each.
    """
    chosen = iter(steps) if every else _choose(steps, day)
    if not engine:
        return [each if isinstance(each, Summary) else each.fn(day) for each in chosen]
    with TagsContext(current_tags=set()), SyncClientContext.get_or_create():
        return [each if isinstance(each, Summary) else run_task(each, day) for each in chosen]


def question_of(each: Step) -> Question:
    """Returns whether a step has anything to do, as a question to the ledger."""
    return _questions[each.fn]


def _choose(steps: Sequence[Step], day: BusinessDay) -> Iterator[Step | Summary]:
    """Yield each step that has anything to do, and what the others say; the ledger is asked again after a change."""
    asked, answers = -1, [True] * len(steps)
    questions = [question_of(each) for each in steps]
    for place, (each, question) in enumerate(zip(steps, questions, strict=True)):
        if question is not ALWAYS and asked != changes():
            prepare()
            asked = changes()
            with begin() as session:
                answers = with_work(session, questions, day)
        yield each if answers[place] else question.nothing


def run_task(prefect_task: Task[[BusinessDay], Result], day: BusinessDay) -> Result:
    """Run a step as a Prefect task. Raises Refused with its sentence if the step was refused."""
    result = prefect_task(day)
    if isinstance(result, State):
        raise Refused(str(result.message))
    return result


def combine(summaries: Sequence[Summary]) -> Summary:
    """Returns one summary of several steps: their words in order, each in a new line, their counts added."""
    counts: dict[str, int] = {}
    for summary in summaries:
        for name, count in summary.counts.items():
            counts[name] = counts.get(name, 0) + count
    data = {key: value for summary in summaries for key, value in summary.data.items()}
    return Summary("\n".join(summary.words for summary in summaries if summary.words), counts, data)
