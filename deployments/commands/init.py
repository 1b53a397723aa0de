"""`mubiao init`: creates the installation with its jurisdiction and go-live date."""

import sys
from collections.abc import Sequence
from datetime import date

import click
from sqlmodel import Session

from deployments.act_entry import perform_act
from deployments.calendar_copy import save_calendar
from deployments.commands.answers import DATE, as_json, print_summary, send_to
from deployments.installation import installation
from models.database import begin
from models.ledger.cycle.forecast import forecast_opening, has_begun, warn_before_opening
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.registry.installation import initialize
from models.rules.cycle import Cycle
from models.rules.cycles import CYCLES, expected_runs, subject_of
from models.rules.periods import Period, Span
from models.rules.workdays import WorkCalendar
from tasks.clock import current_instant
from tasks.settings import settings

LEFT_OUT = (
    "其中期限还没有到的，可以逐期开启：mubiao act open_cycle --cycle 周期 --period 期间 --before-go-live 是 "
    "--reason 原因；全年都要的，启用日期写当年1月1日。"
)


@click.command(help="初始化管辖与启用日期。例：mubiao init --jurisdiction 贵州省 --go-live 2026-01-01")
@click.option("--jurisdiction", required=True, metavar="名称", help="管辖名称，如贵州省")
@click.option("--go-live", required=True, metavar="日期", type=DATE, help="启用日期；此前开始的期间一律不开启")
@click.option("--rehearsal", is_flag=True, help="演练：可以另定日期和时刻，所出具的都标明【演练】，以后不能改为正式")
@click.option("--organ-word", metavar="称谓", default="", help="本级机关的称谓，如市直；默认由管辖名称的最后一个字而来")
@send_to
@as_json
def command(
    *, jurisdiction: str, go_live: date, rehearsal: bool, organ_word: str, send_to: Sequence[str], as_json: bool
) -> None:
    """Create the installation, and save a copy of its calendar for commands without a database."""
    if send_to and not rehearsal:
        raise click.UsageError("--send-to 只用于演练，请同时写 --rehearsal。")
    founding = {"name": jurisdiction, "go_live": go_live, "rehearsal": rehearsal, "send_to": list(send_to)}
    founding["organ_word"] = organ_word
    with installation(new=True):
        summary = perform_act(initialize, founding)
        with begin() as session:
            calendar = calendar_of(session, home(session))
            early = _say_early(session, go_live)
        save_calendar(settings().home, calendar)
    if skipped := _list_left_out(go_live, calendar):
        print(f"注意：{go_live}启用，当年不开启：{skipped}。{LEFT_OUT}", file=sys.stderr)
    if early:
        print(f"注意：{early}", file=sys.stderr)
    print_summary(summary, as_json=as_json)


def _say_early(session: Session, go_live: date) -> str:
    """Returns what a go-live day in the past opens at once; empty if it is not past, or if cycles were opened."""
    today = current_instant().date()
    if go_live >= today or has_begun(session):
        return ""
    if warning := warn_before_opening(forecast_opening(session, today), whole=False):
        return warning
    return f"启用日期{go_live}在今天之前，此后开始的各期在首次巡检时开启，没有一开启就逾期的。"


def _list_left_out(go_live: date, calendar: WorkCalendar) -> str:
    """Returns the periods of the first year that began before go-live, without the months."""
    runs = expected_runs(go_live, date(go_live.year + 1, 12, 31), calendar)
    begun = {(cycle.key, str(period)) for cycle, period in runs}
    longer = [cycle for cycle in CYCLES if cycle.periodic and cycle.span is not Span.MONTH]
    missing = (
        (cycle, [p for p in cycle.periods(go_live.year) if (cycle.key, str(p)) not in begun]) for cycle in longer
    )
    return "、".join(_name_periods(cycle, periods) for cycle, periods in missing if periods)


def _name_periods(cycle: Cycle, periods: Sequence[Period]) -> str:
    """Returns the periods of a cycle in words: 2026年第一季度分析会, 季度分析会（第一季度至第三季度）."""
    first, last = periods[0], periods[-1]
    if first == last:
        return subject_of(cycle.duty, str(first))
    return f"{cycle.duty.name}（{'至'.join(p.label.removeprefix(f'{p.year}年') for p in (first, last))}）"
