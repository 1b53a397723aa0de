"""Health of an installation: clock, daily sweep, inbox, schedules in Prefect. Used by `check` and by `up`."""

import ssl
import urllib.request
from collections.abc import Iterator
from datetime import date
from http.client import HTTPException
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlmodel import Session

from deployments.page_address import page_at
from deployments.prefect_schedules import Schedules, join_names, read_schedules
from deployments.server import HOST, is_own, is_up, prefect_environment
from deployments.start_record import is_starting, listener_of
from models.database import database_time
from models.inbox_record import inbox_failure, withheld_mails
from models.ledger.account.people import clerks_of
from models.ledger.cycle.late_runs import late_runs
from models.ledger.cycle.starts import days_without_sweep, last_swept
from models.ledger.four_eyes import stand_ins_on
from models.ledger.jurisdiction import home
from models.ledger.periods_ahead import periods_ahead
from models.ledger.unread_inbox import describe_unread, long_unread
from models.rules.cycles import CYCLES, ROUTINES
from models.rules.errors import Unavailable
from tasks.clock import current_instant, virtual_instant
from tasks.clock_check import STOPPED, check_clock
from tasks.settings import Settings, settings

SKEW_SECONDS = 60
LONGEST_WITHOUT = 1  # working days; beyond that a reminder was missed
NEVER_SWEPT = "尚未执行过，也没有错过；{when}每日8时执行"
DECIDE = (
    "要开启的：mubiao act open_cycle --cycle 周期 --period 期间 --before-go-live 是 --reason 原因；"
    "不要的：mubiao act leave_out_period --cycle 周期 --period 期间 --reason 原因"
)
RUN_UP, TELL_HOST = "请运行 mubiao up，或执行 mubiao run daily_sweep", "请告知主机的管理员"
ONE_ADDRESS = "没有写明网页前的代理服务器，所有来访的人都算一个地址，在新的浏览器登录的人要和猜口令的人一起排队"
SOON = "一般在一分钟内完成，请稍后再查"


class CheckResult(NamedTuple):
    """Result of one check: whether it passed, and advice in words."""

    item: str
    ok: bool
    advice: str = ""


def way_to_set(chosen: Settings, name: str, example: str) -> str:
    """Returns in words how a setting is set; that of a cell by who runs its host."""
    if chosen.cell:
        return f"请主机的管理员执行 mubiao host set {chosen.cell} '{name}={example}'"
    return f"请设置 MUBIAO_{name.upper()}={example}"


def check_operator(name: str) -> CheckResult:
    """Returns whether the operator has stated a name; the account alone does not tell two people apart (A49)."""
    without = (
        "没有写明姓名，只记本机账户；同一账户录入又核对、重算、更正的，答复注明；设定须另一人的（four_eyes）不能办"
    )
    advice = f"{without}。请先设置 MUBIAO_OPERATOR=姓名"
    return CheckResult("经办人", ok=bool(name), advice=name or advice)


def check_stand_ins(session: Session, day: date) -> Iterator[CheckResult]:
    """Yields each decision in force that names the second person where another one is asked for."""
    for row in stand_ins_on(session, home(session), day):
        when = f"{row.valid_from}至{row.valid_to}，{row.paper_number}，{row.reason}"
        yield CheckResult("指定的另一人", ok=True, advice=f"{row.first}经办的可由{row.person}办理（{when}）")


def check_clerks(session: Session, chosen: Settings, today: date) -> Iterator[CheckResult]:
    """Yields, if people use the page, whether two clerks can register heads and leaders there (A49b)."""
    clerks = clerks_of(session, home(session), today)
    if len(clerks) == 1 and (chosen.page_url or chosen.cell):
        advice = f"只有{clerks[0]}一名经办人有网页账号：主要领导、分管省领导的登记、地址和账号停用，在本机办理"
        yield CheckResult("网页经办人", ok=True, advice=advice)


def check_left_out(session: Session, today: date) -> Iterator[CheckResult]:
    """Yields the periods of the year that began before the go-live date and will not open, until that is decided."""
    if ahead := periods_ahead(session, home(session), today):
        named = f"启用日期以前开始的{'、'.join(map(str, ahead))}不会开启"
        yield CheckResult("不会开启的周期", ok=False, advice=f"{named}。{DECIDE}")


def check_clock_trust(session: Session) -> CheckResult:
    """Returns whether the machine's clock is trusted."""
    result = check_clock(session)
    if result is None or result.doubt is None:
        return CheckResult("时钟与台账", ok=True)
    return CheckResult("时钟与台账", ok=False, advice=f"{result.doubt.words}。{STOPPED if result.doubt.stops else ''}")


def check_database_clock(session: Session) -> CheckResult:
    """Returns whether the database's clock is that of this machine; a virtual one of a rehearsal is no measure."""
    skew = abs((database_time(session) - current_instant()).total_seconds())
    exact = skew < SKEW_SECONDS or virtual_instant() is not None
    return CheckResult("数据库时钟", exact, "" if exact else f"与本机相差{skew:.0f}秒，请校时")


def check_sweep(session: Session) -> CheckResult:
    """Returns whether the daily sweep ran to its end within a working day; without it no reminder is sent."""
    days, last = days_without_sweep(session, current_instant().date()), last_swept(session)
    if days <= LONGEST_WITHOUT:
        never = NEVER_SWEPT.format(when="" if settings().cell else "mubiao up 运行时")
        return CheckResult("每日巡检", ok=True, advice=f"最近一次{last:%Y-%m-%d %H:%M}" if last else never)
    since = f"最近一次{last:%Y-%m-%d %H:%M}" if last else "从未执行"
    advice = f"{since}，已有{days}个工作日没有执行，期间不提醒、不催办。{TELL_HOST if settings().cell else RUN_UP}"
    return CheckResult("每日巡检", ok=False, advice=advice)


def check_inbox(session: Session) -> CheckResult | None:
    """Returns whether the inbox answered within the last two working hours; None if there is no inbox."""
    current = settings()
    if not current.inbox_url:
        return None
    if failure := long_unread(session, current_instant()):
        return CheckResult("收件箱", ok=False, advice=describe_unread(failure))
    brief, withheld = inbox_failure(session), len(withheld_mails(session))
    missing = f"有{withheld}封邮件服务器列出而没有给出，请在邮箱中查看；给出后自动收取" if withheld else ""
    return CheckResult("收件箱", ok=True, advice=brief.words if brief else missing)


def check_runs(session: Session) -> Iterator[CheckResult]:
    """Yields the check of the daily sweep, and which deliveries, readings and sweeps are late, if one is."""
    yield check_sweep(session)
    if late := late_runs(session, current_instant()):
        advice = f"{'；'.join(late)}。{TELL_HOST if settings().cell else '请看Prefect界面中的运行，或执行 mubiao up'}"
        yield CheckResult("定时运行", ok=False, advice=advice)


def check_prefect(chosen: Settings) -> Iterator[CheckResult]:
    """Yields the check of this installation's Prefect server, and of its schedules if it runs."""
    environment = prefect_environment(chosen.home, chosen.port, listen=chosen.prefect_listen)
    starting = is_starting(chosen.home)
    yield (server := check_server(environment, starting=starting))
    if server.ok:
        yield check_schedules(environment, starting=starting)


def check_server(environment: dict[str, str], *, starting: bool = False) -> CheckResult:
    """Returns whether this installation's own Prefect server runs; while `mubiao up` is `starting` it need not yet."""
    if not is_up(environment):
        if starting:
            return CheckResult("Prefect服务", ok=True, advice=f"正在启动，{SOON}")
        return CheckResult("Prefect服务", ok=False, advice="未运行，计划不会自动执行；请运行 mubiao up")
    if not is_own(environment):
        other = f"端口{environment['PREFECT_SERVER_API_PORT']}上的Prefect服务不是本系统的，计划不会自动执行"
        return CheckResult("Prefect服务", ok=False, advice=f"{other}；请设置 MUBIAO_PORT 为另一个端口，运行 mubiao up")
    return CheckResult("Prefect服务", ok=True)


def check_page(chosen: Settings) -> Iterator[CheckResult]:
    """Yields whether the page answers at the address where it listens; nothing if it is not wanted or was not begun.

    That of a cell is served by its host: it is asked at the address that people type. Behind a proxy that is not named
    all people have its address.
    """
    if chosen.cell:
        if chosen.page_url:
            told = "" if answers(chosen.page_url) else f"没有应答，{TELL_HOST}"
            yield CheckResult("网页", ok=not told, advice=f"{chosen.page_url}{told}")
        return
    listen = listener_of(chosen.home, chosen.page_listen if chosen.page_url else "")
    if not listen:
        return
    yield from _check_proxies(chosen)
    if answers(f"{'https' if chosen.page_certificate else 'http'}://{listen}"):
        yield CheckResult("网页", ok=True, advice=page_at(chosen, listen))
        return
    starting = is_starting(chosen.home)
    advice = f"正在启动，{SOON}" if starting else f"{listen}没有应答；请运行 mubiao up，日志见 logs/page.log"
    yield CheckResult("网页", ok=starting, advice=advice)


def _check_proxies(chosen: Settings) -> Iterator[CheckResult]:
    """Yields what it means that the proxy before the page is not named."""
    typed = urlsplit(chosen.page_url).hostname  # without a certificate the page listens on loopback only
    if typed not in (None, HOST, "localhost") and not (chosen.page_certificate or chosen.page_proxies):
        advice = f"{ONE_ADDRESS}。{way_to_set(chosen, 'page_proxies', '127.0.0.1')}"
        yield CheckResult("来访地址", ok=True, advice=advice)


def answers(url: str) -> bool:
    """Returns whether the page answers; its certificate need not name the address that is asked here."""
    unnamed = ssl.create_default_context()
    unnamed.check_hostname, unnamed.verify_mode = False, ssl.CERT_NONE
    try:
        urllib.request.urlopen(f"{url}/in", timeout=5, context=unnamed).close()  # noqa: S310 - our own
    except (OSError, HTTPException):
        return False
    return True


def check_schedules(environment: dict[str, str], *, starting: bool = False) -> CheckResult:
    """Returns whether Prefect holds every schedule unchanged and unpaused.

    While `mubiao up` is `starting` it registers them one after the other: missing ones are no fault.
    """
    try:
        schedules = read_schedules(environment)
    except Unavailable as error:
        words = f"正在登记，{SOON}" if starting else error.message
        return CheckResult("计划", ok=starting, advice=words)
    if starting and schedules.lost:
        words = f"正在登记：共{len(CYCLES) + len(ROUTINES)}项，还有{len(schedules.lost)}项，{SOON}"
        return CheckResult("计划", ok=True, advice=words)
    return CheckResult(
        "计划",
        ok=not (schedules.lost or schedules.paused),
        advice="；".join([*_describe_lost(schedules), *_describe_paused(schedules)]),
    )


def _describe_lost(schedules: Schedules) -> list[str]:
    return [f"Prefect中缺少或被改动：{join_names(schedules.lost)}，请重新启动 mubiao up"] if schedules.lost else []


def _describe_paused(schedules: Schedules) -> list[str]:
    if not schedules.paused:
        return []
    return [f"在Prefect界面中被暂停，不会自动执行：{join_names(schedules.paused)}，请在界面恢复，或重新启动 mubiao up"]
