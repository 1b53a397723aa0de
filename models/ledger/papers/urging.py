"""《催办函》 as a paper: a letter about one overdue duty, based on the agency's 催办 task (6.2.2, A17).

A numbered letter has the day of its number, a sent one its day of sending; for another one the caller passes the day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.duty.register import ObligationView, list_obligations
from models.ledger.jurisdiction import home, own_organs
from models.ledger.nouns import NOUNS
from models.ledger.paper_numbers import Issue, issues_of
from models.ledger.papers.signature import Signature, signature_of_paper
from models.rules.chinese_dates import in_full
from models.rules.cycles import DUTY_OF
from models.rules.deadlines import describe_proof
from models.rules.errors import Refused
from models.rules.organ_word import in_own_word
from models.rules.paper_number import PaperKind
from models.rules.reminders import UrgingMethod
from models.rules.states import ObligationState, UrgingState
from models.statements import ResultRow, run

TASKS = """
SELECT u.id, u.step, u.method, u.state, u.proposed_on, u.done_on, u.outcome
FROM urging u JOIN obligation o ON o.id = u.obligation_id AND o.due_version = u.due_version
WHERE o.id = :obligation ORDER BY u.step
"""
KEY = f"SELECT {NOUNS['urging'].key_of(':task')}"
SENT = {UrgingState.DONE, UrgingState.REPLACED}


@dataclass(frozen=True, slots=True)
class UrgingPaper:
    """Task `task`, the letter about duty `obligation`; `taken_over_from` names the debtor before a reform.

    `late` is the time overdue on the day of the letter, `earlier` each 催办 before it with its outcome, in words; `key`
    is what is numbered.
    """

    task: int
    obligation: int
    department: str
    taken_over_from: str
    subject: str
    due: date
    late: str
    why: str
    to_do: str
    earlier: tuple[str, ...]
    signature: Signature
    key: str = ""

    @property
    def title(self) -> str:
        """关于2026年3月月度检查的催办函."""
        return f"关于{self.subject}的催办函"


def urging_paper(session: Session, number: int, day: date) -> UrgingPaper:
    """Return the letter about an overdue duty, dated `day` if it has not been sent yet.

    Raises Refused if the duty is unknown or closed, or if it has no task to write a letter.
    """
    jurisdiction = home(session)
    tasks = run(session, TASKS, obligation=number).all()
    item = _find_item(session, number, day)
    task = _find_task(item, tasks)
    key = str(run(session, KEY, task=task.id).scalar_one())
    numbered = next(iter(issues_of(session, jurisdiction, PaperKind.URGING, key)), None)
    settled = _day_of(task, numbered)
    if not settled and day < task.proposed_on:
        raise Refused(
            f"发函催办于{task.proposed_on}安排，催办函不能写{day}的日期。"
            f"请写明日期：--on {task.proposed_on}，或以后的一日。"
        )
    day = settled or day
    item = _find_item(session, number, day)
    row = item.row
    return UrgingPaper(
        task=task.id,
        obligation=number,
        department=row.department,
        taken_over_from=row.taken_over_from or "",
        subject=item.title,
        due=row.due,
        late=f"已逾期{-item.days_left}个工作日" if item.days_left else "已逾期",
        why=describe_proof(row.proof),
        to_do=in_own_word(DUTY_OF[row.kind].to_do, own_organs(session, jurisdiction)),
        earlier=tuple(
            f"{in_full(each.done_on)}{UrgingMethod(each.method).label}：{each.outcome}"
            for each in tasks
            if each.step < task.step and UrgingState(each.state) in SENT
        ),
        signature=signature_of_paper(session, jurisdiction, day, (PaperKind.URGING, key)),
        key=key,
    )


def _day_of(task: ResultRow, numbered: Issue | None) -> date | None:
    """Return the day of a letter that was numbered or sent."""
    if numbered:
        return numbered.dated
    return task.done_on if UrgingState(task.state) in SENT else None


def _find_item(session: Session, number: int, day: date) -> ObligationView:
    if items := list_obligations(session, day, number=number):
        return items[0]
    raise Refused(f"没有编号为{number}的应办事项。查看：mubiao owed。")


def _find_task(item: ObligationView, tasks: Sequence[Any]) -> ResultRow:
    """Return the task to write a letter, sent or proposed; raises Refused with advice if no such task exists."""
    letters = [each for each in tasks if each.method == UrgingMethod.LETTER]
    if sent := [each for each in letters if UrgingState(each.state) in SENT]:
        return sent[-1]
    if item.row.state != ObligationState.OPEN:
        raise Refused(f"{_title_of(item)}{ObligationState(item.row.state).label}，不需要催办。")
    if waiting := [each for each in letters if each.state == UrgingState.PROPOSED]:
        return waiting[-1]
    raise Refused(_advice_without_letter(item, tasks))


def _advice_without_letter(item: ObligationView, tasks: Sequence[Any]) -> str:
    """Return why there is no letter about an open duty, and what to do."""
    if item.row.agency_owes:
        return f"“{item.title}”由本机构办理，没有催办。"
    if not tasks:
        return f"{_title_of(item)}没有催办任务；逾期后由每日巡检依次安排电话询问、发函、实地催办。"
    last = tasks[-1]
    current = f"催办任务{last.id}为{UrgingMethod(last.method).label}（{UrgingState(last.state).label}）"
    proposed = last.state == UrgingState.PROPOSED
    advice = (
        f"确需发函的，请登记时改用发函（register_urging --urging {last.id} --replaced-by 发函）。" if proposed else ""
    )
    return f"{_title_of(item)}没有发函的催办任务，{current}。{advice}"


def _title_of(item: ObligationView) -> str:
    return f"“{item.row.department}”的“{item.title}”"
