"""Whether messages can be sent: each channel is opened, a test mail is sent. Used by `check`."""

from collections.abc import Callable, Iterator

from pydantic import SecretStr

from deployments.health import CheckResult, way_to_set
from deployments.installation import ledger
from models.ledger.rehearsal import send_to
from models.rules.errors import MubiaoError
from models.rules.rehearsal import marked, may_receive
from models.rules.robots import DINGTALK, FEISHU
from notifications.alert_addresses import read_addresses
from notifications.alert_book import find_unsent
from notifications.channels import CHANNEL_NAMES, Channel, Letter, Outcome
from notifications.mail import MailChannel
from tasks.alerts import open_route
from tasks.clock import current_instant
from tasks.settings import Settings

UNTRIED = "地址能打开，没有试发"
SET_ALERTS = "请设置 MUBIAO_ALERT_TO=邮箱或渠道地址"


def check_test_mail(chosen: Settings, address: str) -> CheckResult:
    """Send a test mail to an address; returns whether the mail server took it. A rehearsal sends to its own only."""
    return _attempt(lambda: _send_test_mail(chosen, address), "测试邮件")


def check_channels(chosen: Settings) -> Iterator[CheckResult]:
    """Yields the check of mail and of WeCom, and of each other channel that is set."""
    mail = way_to_set(chosen, "mail_url", "mbmail://服务器:端口/?from=发件人")
    yield check_channel("邮件", chosen.mail_url, mail)
    wecom = way_to_set(chosen, "wecom_url", "mbwecoms://qyapi.weixin.qq.com/")
    yield check_channel("企业微信", chosen.wecom_url, wecom)
    for name in ("wecom_app", DINGTALK, FEISHU):
        if url := getattr(chosen, f"{name}_url"):
            yield check_channel(CHANNEL_NAMES[name], url)


def check_channel(name: str, url: SecretStr | None, advice: str = "") -> CheckResult:
    """Returns whether a channel is set and can be opened; `advice` says how to set it."""
    if url is None:
        return CheckResult(name, ok=False, advice=f"未设置，通知只会排队：{advice}")
    return _attempt(lambda: _try_channel(url.get_secret_value()), name, UNTRIED)


def check_alerts(chosen: Settings) -> CheckResult:
    """Returns whether an operator can be told that something stands still, and the newest alert that was not sent."""
    if chosen.alert_to is None:
        return CheckResult("告警", ok=False, advice=f"未设置，停住不动时无人得知：{SET_ALERTS}")
    if unsent := find_unsent(chosen.home, current_instant()):
        return CheckResult("告警", ok=False, advice=unsent)
    addresses = read_addresses(chosen.alert_to.get_secret_value())

    def try_all() -> None:
        for each in addresses:
            _try(open_route(chosen, each)[0])

    return _attempt(try_all, "告警", UNTRIED)


def check_waiting(notices: int, waiting: int, parked: int, doubtful: int = 0) -> CheckResult:
    """Returns how much waits to be sent; parked and doubtful messages wait for a decision."""
    stopped = f"；搁置{parked}条，请看 mubiao messages --state parked" if parked else ""
    stopped += f"；送达不明{doubtful}条，请看 mubiao messages --state doubtful" if doubtful else ""
    return CheckResult("待发消息", not (parked or doubtful), f"通知{notices}条未投递，消息{waiting}条待发{stopped}")


def _try_channel(url: str) -> None:
    """Open the channel; a mail server is greeted, nothing is sent."""
    from notifications.services import open_channel  # noqa: PLC0415 - loads Apprise

    _try(open_channel(url))


def _try(channel: Channel) -> None:
    if isinstance(channel, MailChannel):
        channel.greet()
    channel.close()


def _attempt(attempt: Callable[[], None], name: str, passed: str = "") -> CheckResult:
    try:
        attempt()
    except MubiaoError as error:
        return CheckResult(name, ok=False, advice=error.message)
    return CheckResult(name, ok=True, advice=passed)


def _send_test_mail(chosen: Settings, address: str) -> None:
    from notifications.services import open_channel  # noqa: PLC0415 - loads Apprise

    if chosen.mail_url is None:
        raise MubiaoError("未设置邮件服务器")
    with ledger() as session:
        allowed = send_to(session)
    if allowed is not None and not may_receive(allowed, address):
        raise MubiaoError(f"演练只发往 --send-to 写明的地址，没有发往{address}")
    channel = open_channel(chosen.mail_url.get_secret_value())
    now = current_instant()
    reference = f"<check-{now:%Y%m%d%H%M%S}@{chosen.mail_domain}>"
    result = channel.send(
        Letter(
            address,
            marked("目标绩效管理：测试邮件", rehearsal=allowed is not None),
            marked("收到即表示邮件可用。", rehearsal=allowed is not None),
            message_id=reference,
            at=now,
        )
    )
    channel.close()
    if result.outcome is not Outcome.SENT:
        raise MubiaoError(f"{result.outcome.label}：{result.reason}")
