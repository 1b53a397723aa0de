"""`mubiao check`: checks the installation before use, and says what to fix."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import packages_distributions

import click
from pydantic import SecretStr
from sqlmodel import Session

from deployments import embedded, health
from deployments.addressees import check_addressees, check_answering
from deployments.channel_checks import (
    check_alerts,
    check_channels,
    check_test_mail,
    check_waiting,
)
from deployments.check_codes import code_of
from deployments.commands.answers import as_json, print_json
from deployments.frozen_sheets import check_frozen_sheets
from deployments.health import CheckResult
from deployments.installation import ledger
from deployments.text_table import table
from models.disk import ENOUGH, MEGABYTE, RESERVE, free, is_short, shortage
from models.file_store.port import FileStore
from models.ledger.calendar.missing_notice import awaiting_notice, missing_on
from models.ledger.cycle.forecast import forecast_opening, has_begun, warn_before_opening
from models.ledger.cycle.pausing import halts_of, standing_halts
from models.ledger.duty.asked import lacking_words, list_asked
from models.ledger.evidence.identity import foreign_store
from models.ledger.evidence.register import describe_unreferenced, unreferenced_evidence
from models.ledger.evidence.store import evidence_store
from models.ledger.heirs import stranded
from models.ledger.jurisdiction import ONLY_REHEARSED, calendar_of, home, is_rehearsal
from models.ledger.messages import count_waiting
from models.migrations.protection import weaknesses
from models.rules.asked import need_not_words
from models.rules.errors import MubiaoError, Unavailable
from models.rules.pause import describe_halt
from models.rules.rehearsal import MARK
from models.statements import run
from tasks.clock import current_instant, virtual_instant
from tasks.settings import Settings, settings

PACKAGES = ("models", "tasks", "flows", "notifications", "deployments")
THIS_YEAR = "今年放假安排"
IMPORT = "请导入：mubiao import calendar 文件"
# Items without which nothing works, or explicitly requested ones.
CLOCK = "时区与时钟"
NEEDED = {CLOCK, "安装环境", "磁盘", "数据库与初始化", "测试邮件", THIS_YEAR}
AHEAD = timedelta(days=30)  # how early the end of a department is reported
AGAINST_OPERATOR = (
    "能在本机运行 mubiao 的人和管理员可以成为所有者，对其只有已经发出的末块可查："
    "发给管理机构的消息、台账月报和已有末块后形成的文书上都有，请保存，用 mubiao verify --head 核对"
)


@click.command(help="检查设置、数据库、日历、渠道、时钟、磁盘，指出要改什么。例：mubiao check --settings")
@click.option("--settings", "list_settings", is_flag=True, help="列出全部设置及其含义、取值和来源")
@click.option("--standard", is_flag=True, help="列出标准要求一年要有、台账还没有的，和怎样办理")
@click.option("--send-test", metavar="邮箱", help="向该邮箱发一封测试邮件")
@as_json
def command(*, list_settings: bool, standard: bool, send_test: str | None, as_json: bool) -> None:
    """Check everything that an installation needs. Raises Unavailable if a necessary item failed."""
    if list_settings or standard:
        (_print_settings if list_settings else _print_asked)(as_json=as_json)
        return
    items = list(_run_checks(settings(), send_test))
    if as_json:
        print_json([{**item._asdict(), "code": code_of(item.item)} for item in items])
    else:
        rows = [[each.item, "正常" if each.ok else "需处理", each.advice] for each in items]
        print(table(["检查", "结果", "建议"], rows, whole=(1,), wrapped=(0, 2)))
    if failed := [item.item for item in items if item.item in NEEDED and not item.ok]:
        raise Unavailable(f"请先处理：{'、'.join(failed)}。")


def _print_settings(*, as_json: bool) -> None:
    names = {
        name: {"meaning": field.title, "value": _format_setting(getattr(settings(), name)), "origin": _origin_of(name)}
        for name, field in Settings.model_fields.items()
    }
    rows = [{"name": name, **told} for name, told in names.items()]
    if as_json:
        print_json(rows)
    else:
        cells = [list(row.values()) for row in rows]
        print(table(["设置", "含义", "取值", "来源"], cells, whole=(0,), wrapped=(1, 2, 3)))


def _print_asked(*, as_json: bool) -> None:
    """Print what this year must have and lacks, then the clauses that a year need not carry out (A75)."""
    with ledger() as session:
        rows = list_asked(session, home(session), current_instant().date())
    if as_json:
        print_json(rows)
        return
    cells = [[row["clause"], row["label"], lacking_words(row), row["ended_by"]] for row in rows]
    print(table(["条文", "事项", "缺什么", "怎样办理"], cells, whole=(0,), wrapped=(2, 3)) if rows else "没有缺少的。")
    print(f"本级不设的：mubiao act answer_not_set_up --help\n只凭登记、一年不一定有的：{need_not_words()}。")


def _format_setting(value: object) -> str:
    if isinstance(value, SecretStr):
        return "***"
    return "（未设置）" if value in {None, ""} else str(value)


def _origin_of(name: str) -> str:
    variable = "DATABASE_URL" if name == "database_url" else f"MUBIAO_{name.upper()}"
    if settings().cell and not settings().is_desk:  # of the registry
        return "主机" if name in settings().model_fields_set else "默认"
    if variable in os.environ:
        return f"环境变量 {variable}"
    return "settings.toml" if name in settings().model_fields_set - {"home"} else "默认"


def _run_checks(chosen: Settings, send_test: str | None) -> Iterator[CheckResult]:
    """Yield the result of each check."""
    yield _check_time()
    yield _check_packages()
    yield health.check_operator(chosen.operator)
    yield _check_disk(chosen)
    yield from _check_records()
    yield from check_channels(chosen)
    if not chosen.cell:  # the host runs a cell: the times of its runs tell whether it does; its operator is told
        yield check_alerts(chosen)
        yield from health.check_prefect(chosen)
    yield from health.check_page(chosen)
    if send_test:
        yield check_test_mail(chosen, send_test)


def _check_time() -> CheckResult:
    """Return the time of this machine; a virtual one is an error outside a rehearsal (A51)."""
    time = f"北京时间{current_instant():%Y-%m-%d %H:%M}"
    if virtual_instant() is None:
        return CheckResult(CLOCK, ok=True, advice=time)
    virtual = f"虚拟时刻：{time}，不是本机的时间"
    if _is_rehearsal():
        return CheckResult(CLOCK, ok=True, advice=f"{MARK}{virtual}")
    return CheckResult(CLOCK, ok=False, advice=f"{virtual}。{ONLY_REHEARSED}请去掉设置 MUBIAO_CLOCK")


def _is_rehearsal() -> bool:
    try:
        with ledger() as session:
            return is_rehearsal(session)
    except MubiaoError:  # told by the checks of the records
        return False


def _check_packages() -> CheckResult:
    """Returns whether another distribution ships a package of the same name."""
    owners = packages_distributions()
    clash = {name: others for name in PACKAGES if (others := sorted(set(owners.get(name, ())) - {"mubiao"}))}
    advice = "；".join(f"{name} 与 {'、'.join(others)} 冲突" for name, others in clash.items())
    return CheckResult("安装环境", not clash, f"{advice}，请装入单独的环境" if clash else "")


def _check_disk(chosen: Settings) -> CheckResult:
    data = embedded.data_of(chosen.home)
    if not chosen.database_url and is_short(data):
        return CheckResult("磁盘", ok=False, advice=shortage(data))
    least = min((chosen.home, data, chosen.home / "evidence", chosen.home / "logs"), key=free)
    room = f"{least} 剩余{free(least) // MEGABYTE}MB"
    if free(least) >= ENOUGH:
        return CheckResult("磁盘", ok=True, advice=room)
    return CheckResult("磁盘", ok=False, advice=f"{room}，请清理；低于{RESERVE // MEGABYTE}MB时暂停写入")


def _check_records() -> Iterator[CheckResult]:
    """Yield the checks of database, clock, sweep, calendar, pauses and ending departments."""
    try:
        with ledger() as session:
            version = run(session, "SHOW server_version").scalar_one()
            yield CheckResult("数据库", ok=True, advice=f"PostgreSQL {str(version).split()[0]}")
            yield _check_protection(weaknesses(session))
            yield _check_store(session, evidence_store())
            if unnamed := describe_unreferenced(unreferenced_evidence(session)):
                yield CheckResult("印证材料", ok=False, advice=unnamed)
            yield from _check_moving(session, current_instant().date())
    except MubiaoError as error:
        yield CheckResult("数据库与初始化", ok=False, advice=error.message)


def _check_moving(session: Session, today: date) -> Iterator[CheckResult]:
    """Yield what may be another thing on another day."""
    yield health.check_database_clock(session)
    yield health.check_clock_trust(session)
    yield from health.check_runs(session)
    yield from filter(None, [health.check_inbox(session)])
    yield check_waiting(*count_waiting(session))
    yield check_frozen_sheets(session, today)
    yield from _check_calendar(session, today)
    for halt in standing_halts(halts_of(session, home(session)), today):
        yield CheckResult("周期暂停", ok=True, advice=describe_halt(halt))
    yield from health.check_left_out(session, today)
    yield from health.check_stand_ins(session, today)
    yield from health.check_clerks(session, settings(), today)
    yield from check_addressees(session, today)
    yield from _check_first_sweep(session, today)
    yield from _check_endings(session, today)
    yield from check_answering(session, settings(), today)


def _check_store(session: Session, store: FileStore) -> CheckResult:
    try:
        fault = store.closed or foreign_store(session, store) or store.open_to_others()
    except Unavailable as error:
        fault = error.message
    return CheckResult("印证材料文件夹", not fault, fault)


def _check_protection(weak_points: list[str]) -> CheckResult:
    if not weak_points:
        return CheckResult("台账保护", ok=True, advice=f"应用用户改不了已记的台账。{AGAINST_OPERATOR}")
    advice = f"当前数据库用户{'；'.join(weak_points)}，能够改写台账；请按README“Roles”一节分设所有者和应用用户。"
    return CheckResult("台账保护", ok=False, advice=f"{advice}{AGAINST_OPERATOR}")


def _check_calendar(session: Session, today: date) -> Iterator[CheckResult]:
    jurisdiction = home(session)
    until, missing = calendar_of(session, jurisdiction).announced_until, missing_on(session, jurisdiction, today)
    if missing is None:
        yield CheckResult("工作日历", ok=True, advice=f"放假安排已导入至{until}")
        return
    moving = [each for each in awaiting_notice(session, jurisdiction) if each["moves"]]
    waiting = "、".join(f"{each['title']}{each['number']}项（{each['due']}）" for each in moving)
    advice = f"放假安排已导入至{until}。{missing.words}。期限为暂定的在办事项：{waiting or '没有'}"
    yield CheckResult("工作日历", ok=False, advice=advice)
    if missing.lacks_today(today):
        yield CheckResult(THIS_YEAR, ok=False, advice=f"缺少{missing.year}年的，mubiao up 不会启动；{IMPORT}")


def _check_first_sweep(session: Session, today: date) -> Iterator[CheckResult]:
    """Yield, until anything was opened, what the first sweep opens; duties that are overdue at once are named."""
    if has_begun(session):
        return
    forecast = forecast_opening(session, today)
    warning = warn_before_opening(forecast, whole=True).replace("\n", "")
    what = f"将开启{forecast.duties}项应办事项，没有期限已过的" if forecast.duties else "今天没有要开启的"
    calm = f"{what}；启用日期{forecast.live}以前开始的期间一律不开启"
    yield CheckResult("首次巡检", not warning, warning or calm)


def _check_endings(session: Session, today: date) -> Iterator[CheckResult]:
    """Yield departments that end soon with open duties and without a successor."""
    for name, last, duties in stranded(session, home(session), today + AHEAD):
        owing = f"{last}终止，尚有{duties}项应办事项未办结，没有承接部门"
        yield CheckResult(f"部门终止：{name}", ok=False, advice=f"{owing}，请办理部门合并：mubiao act merge_department")
