"""Whether messages can be sent: each channel is opened, a test mail is sent. Used by `check`."""

from collections.abc import Callable

from pydantic import SecretStr

from deployments.health import CheckResult
from models.rules.errors import MubiaoError
from notifications.channels import Letter, Outcome
from notifications.mail import MailChannel
from notifications.services import open_channel
from tasks.clock import current_instant
from tasks.settings import Settings

TEST_MAIL = "测试邮件"


def check_test_mail(chosen: Settings, address: str) -> CheckResult:
    """Send a test mail to an address; returns whether the mail server took it."""
    return _attempt(lambda: _send_test_mail(chosen, address), TEST_MAIL)


def check_channel(name: str, url: SecretStr | None, advice: str = "") -> CheckResult:
    """Returns whether a channel is set and can be opened; `advice` says how to set it."""
    if url is None:
        return CheckResult(name, ok=False, advice=f"未设置，通知只会排队：{advice}")
    return _attempt(lambda: _try_channel(url.get_secret_value()), name)


def _try_channel(url: str) -> None:
    """Open the channel; a mail server is greeted, nothing is sent."""
    channel = open_channel(url)
    if isinstance(channel, MailChannel):
        channel.greet()
    channel.close()


def _attempt(attempt: Callable[[], None], name: str) -> CheckResult:
    try:
        attempt()
    except MubiaoError as error:
        return CheckResult(name, ok=False, advice=error.message)
    return CheckResult(name, ok=True)


def _send_test_mail(chosen: Settings, address: str) -> None:
    if chosen.mail_url is None:
        raise MubiaoError("未设置邮件服务器")
    channel = open_channel(chosen.mail_url.get_secret_value())
    now = current_instant()
    reference = f"<check-{now:%Y%m%d%H%M%S}@{chosen.mail_domain}>"
    result = channel.send(
        Letter(address, "目标绩效管理：测试邮件", "收到即表示邮件可用。", message_id=reference, at=now)
    )
    channel.close()
    if result.outcome is not Outcome.SENT:
        raise MubiaoError(f"{result.outcome.label}：{result.reason}")
