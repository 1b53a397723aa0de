"""What an operator is told when something stands still: causes and their words, without office, target or person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from notifications.channels import Letter

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HEALING = timedelta(minutes=3)  # in which `up` starts again what has ended
WHAT_TO_DO = "请在运行本系统的机器上执行 mubiao check 查看。"


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason of an alert: its name, how its number is said, how often at most it is told, how long it must last.

    One that is `counted` happens, and is told again only if it has happened again; the others stand until they end.
    """

    code: str
    title: str
    says: str
    every: timedelta = HOUR
    lasting: timedelta = timedelta()
    counted: bool = False


FOR_MINUTES = "已{n}分钟"
ALL = (
    Cause("run_failed", "定时运行失败", "{n}次", counted=True),
    Cause("run_late", "定时运行迟到", "{n}项"),
    Cause("sweep_missing", "每日巡检到9时仍没有办完", "{n}天"),
    Cause("backup_old", "备份过期", "已{n}天没有备份", every=DAY),
    Cause("disk_low", "磁盘空间将尽", "剩余{n}MB"),
    Cause("outbox_waiting", "待发消息积压", "{n}条"),
    Cause("certificate_ending", "网页证书将到期", "还有{n}天", every=DAY),
    Cause("password_ending", "数据库口令将到期", "还有{n}天", every=DAY),
    Cause("database_away", "数据库不能使用", FOR_MINUTES, lasting=HEALING),
    Cause("prefect_away", "Prefect服务没有应答", FOR_MINUTES, lasting=HEALING),
    Cause("page_away", "网页没有应答", FOR_MINUTES, lasting=HEALING),
    Cause("up_away", "mubiao up 停止或没有反应", FOR_MINUTES),
    Cause("host_trouble", "主机值守发现问题", "{n}项"),
    Cause("watch_away", "主机没有值守进程", FOR_MINUTES, lasting=HEALING),
)
CAUSES = {each.code: each for each in ALL}


class Seen(NamedTuple):
    """That a cause stands: its number, None for the minutes that it lasts; since when, None for since it was seen."""

    number: int | None = None
    since: datetime | None = None


def letter_of(cause: Cause, count: int, since: datetime, now: datetime, *, ended: bool, mark: str = "") -> Letter:
    """Returns the message about a cause, or about its end, behind a mark; the address is still to come."""
    number, begun = cause.says.format(n=count), f"自{since:%Y-%m-%d %H:%M}起"
    subject = f"已恢复：{cause.title}" if ended else f"{cause.title}：{number}"
    rest = f"，{now:%Y-%m-%d %H:%M}恢复。" if ended else f"。{WHAT_TO_DO}"
    text = f"{subject}，{begun}{rest}"
    return Letter("", f"{mark}【系统告警】{subject}", f"{mark}{text}", markdown=f"{mark}**系统告警**：{text}", at=now)
