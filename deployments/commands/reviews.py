"""`mubiao reviews`: lists the work of a quarter's online review; `--xlsx` writes the sheet for one reviewer."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from deployments.commands.answers import PATH, as_json, check_path, on_day, print_answer, write_file
from deployments.installation import ledger
from deployments.review_sheet import workbook
from deployments.text_table import table
from models.ledger.inspection.roster import tied_departments
from models.ledger.jurisdiction import home
from models.ledger.review.lines import lines_of, with_paces, without_secrets
from models.ledger.review.reviewable import Reviewable
from models.rules.errors import Refused
from models.rules.periods import Period
from models.rules.personal_names import one_spelling
from models.rules.review import ONLINE_REVIEW, LineStanding, ReviewOutcome
from models.rules.states import EntryState
from tasks.clock import business_day

TITLES = (
    "目标",
    "名称",
    "部门",
    "申报情况",
    "印证材料",
    "上次复核",
    "分派",
    "复核结果",
    "复核人",
    "复核日期",
    "现场认定",
)


@click.command(
    help="在线复核的清单，最久未复核的在前。例：mubiao reviews --period 2026Q3 --reviewer 张三 --xlsx 复核表.xlsx"
)
@click.option("--period", metavar="季度", help="如2026Q3；默认最近一个季度")
@click.option("--reviewer", metavar="复核人", help="只列分派给这名复核人的")
@click.option("--second", metavar="第二人", help="只列等这个人确认或裁定的；与 --xlsx 写成其复核表")
@click.option("--left", is_flag=True, help="只列尚未复核的")
@click.option(
    "--xlsx",
    metavar="文件",
    type=PATH,
    help="写成复核表，填好后用 mubiao import reviews 导入；须写 --reviewer 或 --second",
)
@click.option("--force", "force", is_flag=True, help="文件已经存在时覆盖")
@on_day
@as_json
def command(  # noqa: PLR0913 - the options of the list
    *,
    period: str | None,
    reviewer: str | None,
    second: str | None,
    left: bool,
    xlsx: Path | None,
    force: bool,
    day: date | None,
    as_json: bool,
) -> None:
    """List the targets of a quarter in the order of review, with their conclusions."""
    if xlsx:
        _check_sheet_options(xlsx, reviewer or second, left=left, force=force)
    quarter = ONLINE_REVIEW.period(period) if period else ONLINE_REVIEW.newest(business_day(day).date)
    with ledger() as session:
        all_lines = lines_of(session, home(session), quarter)
        waiting = _waiting_for(session, all_lines, second) if second else all_lines
        shown = [each for each in waiting if _is_wanted(each, reviewer, left=left)]
        lines = without_secrets(session, with_paces(session, quarter, shown))
    words = _format_list(lines) if lines else _describe_empty_list(quarter, waiting, reviewer, second, left=left)
    if xlsx:
        words = _write_sheet(xlsx, quarter, str(reviewer or second), lines)
    print_answer([line.as_json() for line in lines], words, as_json=as_json)


def _check_sheet_options(path: Path, reviewer: str | None, *, left: bool, force: bool) -> None:
    if not reviewer:
        raise Refused("复核表按复核人各写一份，请写明 --reviewer。")
    if left:
        raise Refused("复核表包含分派的全部目标，请去掉 --left。")
    check_path(path, (".xlsx",), force=force)


def _write_sheet(path: Path, quarter: Period, reviewer: str, lines: Sequence[Reviewable]) -> str:
    if not lines:
        raise Refused(
            f"{quarter.label}在线复核没有分派给“{reviewer}”的目标，也没有等其确认的（分派：assign_reviews）。"
        )
    write_file(path, workbook(quarter, reviewer, lines))
    return f"已写入{len(lines)}项：{path}"


def _describe_empty_list(
    quarter: Period, lines: Sequence[Reviewable], reviewer: str | None, second: str | None, *, left: bool
) -> str:
    """Returns why the list is empty; for a reviewer without assignment, the assigned reviewers."""
    assigned = sorted({line.row.assigned for line in lines if line.row.assigned})
    if reviewer and reviewer not in assigned:
        hint = f"，已分派：{'、'.join(assigned)}" if assigned else "，请先分派（assign_reviews）"
        return f"{quarter.label}在线复核没有分派给“{reviewer}”的目标{hint}。"
    what = f"等“{second}”确认或裁定" if second else f"{'待' if left else '应'}复核"
    return f"{quarter.label}没有{what}的目标。"


def _is_wanted(line: Reviewable, reviewer: str | None, *, left: bool) -> bool:
    return (not reviewer or line.row.assigned == reviewer) and not (left and line.reviewed)


def _waiting_for(session: Session, lines: Sequence[Reviewable], person: str) -> list[Reviewable]:
    """Returns the lines that this person may confirm or decide: not those of departments with a tie."""
    wanted = [line for line in lines if line.waits_for(person)]
    tied = tied_departments(session, home(session), one_spelling(person), [line.row.department_code for line in wanted])
    return [line for line in wanted if line.row.department_code not in tied]


def _format_list(lines: Sequence[Reviewable]) -> str:
    done = sum(line.reviewed for line in lines)
    listed = table(TITLES, map(_cells, lines), whole=(0, 9), wrapped=(1, 2, 3, 7, 8, 10))
    times = Counter(line.standing for line in lines if line.reviewed)
    open_ = "".join(
        f"，{each.label}{times[each]}项" for each in LineStanding if times[each] and each is not LineStanding.SETTLED
    )
    single = sum(bool(line.row.single) for line in lines)
    open_ += f"，决定由一人复核{single}项" if single else ""
    return f"{listed}\n共{len(lines)}项，已复核{done}项，待复核{len(lines) - done}项{open_}。"


def _cells(line: Reviewable) -> list[Any]:
    row = line.row
    outcome = ReviewOutcome(line.result).label if line.result else ""
    outcome += f"（{line.standing.label}）" if line.result and line.standing is not LineStanding.SETTLED else ""
    outcome += "（此后有变化）" if line.changed_since else ""
    entry = EntryState(row.entry).label if row.entry else ""
    inspection = f"{entry}（核查{row.inspection}）" if row.inspection else entry
    declared = [row.code, row.name, row.department, _declared(line), f"{len(row.evidence)}{line.by_place}"]
    standing = [row.last_reviewed or "", row.assigned or "", outcome, _people(row), row.reviewed_on or "", inspection]
    return declared + standing


def _people(row: Any) -> str:  # noqa: ANN401 - a result row
    """Returns who reviewed, confirmed and decided, and the paper by which one person suffices."""
    people = "、".join(filter(None, (row.reviewer, row.second, row.decided_by and f"{row.decided_by}裁定")))
    return people + (f"（一人复核，{row.single}）" if row.single and not row.second else "")


def _declared(line: Reviewable) -> str:
    """Returns the declaration with its pace: 进行中 60% 绿."""
    return f"{line.declared} {line.pace}" if line.pace and line.reported else line.declared
