"""`mubiao grades`: class, place and grade of each department of a year, ties, and what is missing (1-2.19)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day, print_json
from deployments.commands.lists import code_of, of_department
from deployments.commands.scores_alongside import alongside_json, graded_words
from deployments.installation import ledger
from deployments.text_table import SCREEN, table
from models.ledger.jurisdiction import home
from models.ledger.policies import cut_off_on
from models.ledger.score.alongside import NOT_IN_SCORE, Alongside, alongside_scores
from models.ledger.score.grades import grades
from models.ledger.score.individuals import list_individuals
from models.ledger.score.tracked import check_tracked, unasked_in_words, year_to_show
from models.ledger.secrets import concealed
from models.rules.points import UNDECIDED, UNSET
from models.rules.score.component import shown
from models.rules.score.cut_off import counted_in_words
from models.rules.score.grade import NO_GRADE
from models.rules.score.standing import Candidate, ClassTie, Grades, Standing
from tasks.clock import business_day

TITLES = ("编码", "部门", "类别", "合计", "位次", "等次")
TRIAL = "{year}年试算（{day}）：{counted}，不是考评结果。"
RENEW, DECIDED, TO_BE_DECIDED = "需重新决定", "已决定", "待管理机构决定"


@click.command(help="各部门一年的位次和等次，并列的和还缺的。例：mubiao grades --year 2026")
@click.option("--year", metavar="年度", type=click.IntRange(2000, 9998), help="默认为正在考评的年度")
@of_department
@on_day
@as_json
def command(*, year: int | None, department: str | None, day: date | None, as_json: bool) -> None:
    """List the grades of a year."""
    with ledger() as session:
        code, today = code_of(session, department), business_day(day).date
        of_year = year or year_to_show(session, home(session), today)
        check_tracked(session, home(session), of_year, today)
        cut_off, found = (
            cut_off_on(session, home(session), of_year),
            concealed(session, grades(session, of_year, today)),
        )
        people, unasked = (
            list_individuals(session, of_year, found),
            unasked_in_words(session, home(session), of_year),
        )
        alongside = concealed(session, alongside_scores(session, of_year))
    its = [each for each in found.standings if code in (None, each.candidate.code)]
    if as_json:
        head = {"year": of_year, "on": today, "cut_off": cut_off and cut_off.day, "individuals": people}
        print_json(_json(found, its, alongside, head | {"unasked": unasked}))
        return
    print(table(TITLES, map(_cells, its), SCREEN, (0,), ()) if its else "该年度没有纳入考评的部门。")
    counted = counted_in_words(cut_off, today)
    standing = "{year}年已审定（{paper}），截至{day}；此后台账的变化不改变等次。" if found.approved else TRIAL
    standing = standing.format(year=of_year, day=today, counted=counted, paper=found.approved)
    notes = [*filter(None, [unasked]), *_notes(found), *map(_people_in_words, people), *_alongside(its, alongside)]
    print(standing, *notes, sep="\n")


def _alongside(its: Iterable[Standing], alongside: Alongside) -> Iterator[str]:
    """1-8.3: yield what stands next to every grade and touches none, once there is something of the year."""
    if alongside.surveyed or alongside.discipline:
        yield f"等次旁列（{NOT_IN_SCORE}）：公众测评{alongside.survey}。"
        yield from [graded_words(alongside, each.candidate.code, each.candidate.department) for each in its]


def _cells(standing: Standing) -> list[Any]:
    its = standing.candidate
    grade = NO_GRADE if its.ungraded else standing.grade or UNDECIDED
    total = (UNDECIDED if its.open else UNSET) if its.total is None else shown(its.total)
    return [its.code, its.department, its.unit_class or "未登记", total, standing.place or "", grade]


def _notes(found: Grades) -> Iterator[str]:
    names = {each.candidate.code: each.candidate.department for each in found.standings}
    yield from _ungraded(found)
    yield from _corrected(found)
    if alike := list(_alike(found.standings)):
        yield f"合计取两位小数，位次按未取舍的得分排列：{'，'.join(alike)}。"
    yield from [_tie_in_words(tie, names) for tie in found.ties]
    yield from [f"不再适用的决定：{each.unit_class}，{each.words}。" for each in found.lapsed]
    yield from [f"还缺：{words}。" for words in found.missing]


def _ungraded(found: Grades) -> Iterator[str]:
    for each in found.standings:
        if each.candidate.ungraded:
            yield f"{each.candidate.department}：{each.candidate.ungraded}。"


def _corrected(found: Grades) -> Iterator[str]:
    for each in found.standings:
        if each.corrected:
            yield f"{each.candidate.department}：得分表已更正（{each.corrected}）。"


def _alike(standings: Iterable[Standing]) -> Iterator[str]:
    """Yield the exact total of each department that shows the total of another one in its class and has another place.

    Exact to all digits of the total; A46 shows two.
    """
    groups: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    for each in standings:
        if each.place and each.candidate.total is not None:
            groups[each.candidate.unit_class, shown(each.candidate.total)].append(each)
    for group in groups.values():
        if len({each.place for each in group}) > 1:
            for each in sorted(group, key=lambda one: (one.place or 0, one.candidate.code)):
                yield f"{each.candidate.department}{_exact(each.candidate)}"


def _exact(its: Candidate) -> str:
    return "" if its.total is None else f"{its.total.normalize():f}"


def _people_in_words(row: dict[str, Any]) -> str:
    fault = f"；{row['fault']}，须更正" if row["fault"] else ""
    return f"个人等次：{row['department']}{row['words']}{fault}。"


def _tie_in_words(tie: ClassTie, names: Mapping[str, str]) -> str:
    units = "、".join(names[code] for code in tie.units)
    decision = f"（{tie.decision.words}）" if tie.decision else ""
    return f"并列：{tie.unit_class}的{units}，留给其中的等次是{'、'.join(tie.grades)}，{_state(tie)}{decision}。"


def _state(tie: ClassTie) -> str:
    return DECIDED if tie.decision else RENEW if tie.renewed else TO_BE_DECIDED


def _json(found: Grades, its: list[Standing], alongside: Alongside, head: dict[str, Any]) -> dict[str, Any]:
    return head | {
        "departments": [
            standing_json(each) | {"alongside": alongside_json(alongside, each.candidate.code)} for each in its
        ],
        "ties": [_tie_json(tie) for tie in found.ties],
        "lapsed": [{"class": each.unit_class, "words": each.words} for each in found.lapsed],
        "missing": list(found.missing),
        "approved": found.approved or None,
    }


def standing_json(standing: Standing) -> dict[str, Any]:
    """A department with its exact total, place and grade."""
    its = standing.candidate
    return {
        "code": its.code,
        "department": its.department,
        "class": its.unit_class or None,
        "total": _exact(its) or None,
        "exact": None if its.value is None else str(its.value),
        "place": standing.place,
        "grade": standing.grade or None,
        "ungraded": its.ungraded or None,
        "lacks": its.lacks,
        "corrected": standing.corrected or None,
    }


def _tie_json(tie: ClassTie) -> dict[str, Any]:
    return {
        "class": tie.unit_class,
        "departments": list(tie.units),
        "grades": list(tie.grades),
        "exact": str(tie.value),
        "state": _state(tie),
        "decision": dict(tie.decision.grades) if tie.decision else None,
        "words": tie.decision.words if tie.decision else "",
    }
