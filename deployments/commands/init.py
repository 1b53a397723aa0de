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
from models.ledger.cycle.opening import open_cycle
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.periods_ahead import PeriodAhead, periods_ahead
from models.ledger.registry.installation import initialize
from tasks.clock import current_instant
from tasks.settings import settings

REASON = "启用时期限还没有到，照常办理"
IS_ORDERED = "已安排，到开启日自动开启"
LATER = "再执行一次 mubiao init"
NOT_ORDERED = "没有安排，不会开启；要开启的，加 --open-ahead 再执行一次"


@click.command(help="初始化管辖与启用日期。例：mubiao init --jurisdiction 贵州省 --go-live 2026-01-01")
@click.option("--jurisdiction", required=True, metavar="名称", help="管辖名称，如贵州省")
@click.option("--go-live", required=True, metavar="日期", type=DATE, help="启用日期；此前开始的期间一律不开启")
@click.option("--rehearsal", is_flag=True, help="演练：可以另定日期和时刻，所出具的都标明【演练】，以后不能改为正式")
@click.option("--open-ahead", is_flag=True, help="当年启用日期以前开始、期限还没有到的各期，到各自的开启日照常开启")
@click.option("--organ-word", metavar="称谓", default="", help="本级机关的称谓，如市直；默认由管辖名称的最后一个字而来")
@send_to
@as_json
def command(
    *,
    jurisdiction: str,
    go_live: date,
    rehearsal: bool,
    open_ahead: bool,
    organ_word: str,
    send_to: Sequence[str],
    as_json: bool,
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
            ahead = periods_ahead(session, home(session), current_instant().date())
        save_calendar(settings().home, calendar)
        # What opens today cannot be taken back: who is warned of a day that is new here may still correct it.
        may_open = LATER not in early or not any(map(summary.counts.get, ("founded", "corrected")))
        if ahead and _open_ahead(go_live, ahead, asked=open_ahead, may_open=may_open):
            early = ""
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


def _open_ahead(go_live: date, ahead: Sequence[PeriodAhead], *, asked: bool, may_open: bool) -> bool:
    """Print what of the year is still ahead; keep an order for each if that is `asked`, or agreed to at a terminal.

    Returns whether they are kept.
    """
    listed = "、".join(map(str, ahead))
    print(f"注意：{go_live}启用，所属期间在此前开始、期限还没有到的：{listed}。", file=sys.stderr)
    if may_open and (asked or (sys.stdin.isatty() and click.confirm("这些期间到各自的开启日照常开启吗", err=True))):
        for each in ahead:
            given = {"cycle": each.cycle.key, "period": str(each.period), "before_go_live": True, "reason": REASON}
            perform_act(open_cycle, given)
        print(f"{IS_ORDERED}。", file=sys.stderr)
        return True
    print(f"{NOT_ORDERED}。", file=sys.stderr)
    return False
