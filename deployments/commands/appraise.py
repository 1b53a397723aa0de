"""`mubiao appraise --with`: who would move under other settings of the appraisal, changing nothing (1-8)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from deployments.commands.answers import PATH, as_json, on_day, print_json
from deployments.commands.grades import standing_json
from deployments.installation import ledger
from deployments.text_table import SCREEN, table
from models.intake.trial import TRIED, read_trial
from models.ledger.jurisdiction import home
from models.ledger.score.trial import Trial, TrialShift, try_settings
from models.ledger.settled import year_under_appraisal
from models.rules.points import UNSET
from models.rules.policy import say_value
from models.rules.score.component import shown
from models.rules.score.grade import NO_GRADE
from models.rules.score.standing import Standing
from models.rules.setting import StoredValue
from tasks.clock import business_day

TITLES = ("编码", "部门", "合计", "改后", "位次", "改后", "等次", "改后", "变动")


@click.command(help="换一套考评设定试算，看谁会变动，不作任何改动。例：mubiao appraise --year 2026 --with 设定.toml")
@click.option("--year", metavar="年度", type=click.IntRange(2000, 9998), help="默认为正在考评的年度")
@click.option("--with", "file", metavar="文件", type=PATH, required=True, help="TOML文件，每行一项考评设定")
@on_day
@as_json
def command(*, year: int | None, file: Path, day: date | None, as_json: bool) -> None:
    """Compare the grades of a year under the settings in force and under those of a file."""
    values = read_trial(file)
    with ledger() as session:
        today = business_day(day).date
        of_year = year or year_under_appraisal(session, home(session), today)
        trial = try_settings(session, of_year, today, values)
    if as_json:
        print_json({"year": of_year, "on": today} | _json(trial, values))
    else:
        _print_trial(trial, values)


def _print_trial(trial: Trial, values: Mapping[str, StoredValue]) -> None:
    print(table(TITLES, map(_cells, trial.shifts), SCREEN, (0,), ()) if trial.shifts else "该年度没有纳入考评的部门。")
    moved = sum(shift.moved for shift in trial.shifts)
    print(f"改后会变动的{moved}个，共{len(trial.shifts)}个部门；只是试算，没有作任何改动。")
    print(
        *[f"试用的设定：{TRIED[key].name}，{say_value(TRIED[key], value)}。" for key, value in values.items()], sep="\n"
    )
    for title, missing in (("现在", trial.before.missing), ("改后", trial.after.missing)):
        print("".join(f"{title}还缺：{words}。\n" for words in missing), end="")


def _cells(shift: TrialShift) -> list[Any]:
    pairs = zip(_shown(shift.before), _shown(shift.after), strict=True)
    its = shift.before.candidate
    return [its.code, its.department, *(cell for pair in pairs for cell in pair), "变动" if shift.moved else ""]


def _shown(standing: Standing) -> tuple[Any, Any, Any]:
    total = standing.candidate.total
    grade = NO_GRADE if standing.candidate.ungraded else standing.grade or "未定"
    return (UNSET if total is None else shown(total)), standing.place or "", grade


def _json(trial: Trial, values: Mapping[str, StoredValue]) -> dict[str, Any]:
    return {
        "settings": {key: say_value(TRIED[key], value) for key, value in values.items()},
        "departments": [
            {
                "code": shift.before.candidate.code,
                "moved": shift.moved,
                "before": standing_json(shift.before),
                "after": standing_json(shift.after),
            }
            for shift in trial.shifts
        ],
        "missing": {"before": list(trial.before.missing), "after": list(trial.after.missing)},
    }
