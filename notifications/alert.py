"""What an operator is told when something stands still: causes and their words, without office, target or person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from notifications.channels import Letter

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HEALING = timedelta(minutes=3)  # in which `up` starts again what has ended
WHAT_TO_DO = "请到运行本系统的机器上处理，可先执行 mubiao check。"
MINUTES = "已{n}分钟"


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason of an alert: its name, how its number is said, how often at most it is told, how long it must last.

    One that is `counted` happens, and is told again only if it has happened again; the others stand until they end. One
    that is `final` is told by a process that ends: once its end was told it waits for no hour.
    """

    code: str
    title: str
    says: str = MINUTES
    every: timedelta = HOUR
    lasting: timedelta = timedelta()
    counted: bool = False
    final: bool = False


ALL = (
    Cause("run_failed", "定时运行失败", "{n}次", counted=True),
    Cause("run_late", "定时运行迟到", "{n}项"),
    Cause("sweep_missing", "每日巡检到9时仍没有办完", "{n}天"),
    Cause("backup_old", "备份过期", "已{n}天没有完整的备份", every=DAY),
    Cause("disk_low", "磁盘空间将尽", "剩余{n}MB"),
    Cause("outbox_waiting", "待发消息积压", "{n}条"),
    Cause("inbox_away", "收件箱不能读取"),
    Cause("certificate_ending", "网页证书将到期", "还有{n}天", every=DAY),
    Cause("password_ending", "数据库口令将到期", "还有{n}天", every=DAY),
    Cause("database_away", "数据库不能使用", lasting=HEALING),
    Cause("page_away", "网页没有应答", lasting=HEALING),
    Cause("up_away", "mubiao up 停止", final=True),
    Cause("host_trouble", "主机值守发现问题", "{n}项"),
    Cause("look_failed", "有的情况未能查看", "{n}项"),
)
CAUSES = {each.code: each for each in ALL}


class Alert(NamedTuple):
    """One message to the operator: that a cause stands since when, with its number, or that it has ended."""

    cause: Cause
    number: int
    since: datetime
    ended: bool


def letter_of(alert: Alert, now: datetime, mark: str = "") -> Letter:
    """Returns the message behind a mark; the address is still to come."""
    title, number = alert.cause.title, alert.cause.says.format(n=alert.number)
    subject = f"已恢复：{title}" if alert.ended else f"{title}：{number}"
    rest = f"，{now:%Y-%m-%d %H:%M}恢复。" if alert.ended else f"。{WHAT_TO_DO}"
    text = f"{subject}，自{alert.since:%Y-%m-%d %H:%M}起{rest}"
    return Letter("", f"{mark}【系统告警】{subject}", f"{mark}{text}", markdown=f"{mark}**系统告警**：{text}", at=now)
