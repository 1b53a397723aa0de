"""The step that sends what is due."""

import os
import socket

from models.ledger.acts import Summary
from models.rules.business_day import BusinessDay
from notifications.delivery import Outlets, deliver
from tasks.clock import lease_time
from tasks.settings import settings
from tasks.step import as_step, prepare


def outlets() -> Outlets:
    """The ways out that the settings name; a channel without an address is not used."""
    chosen = settings()
    urls = {"mail": chosen.mail_url, "wecom": chosen.wecom_url}
    return Outlets(
        urls={name: url.get_secret_value() for name, url in urls.items() if url},
        domain=chosen.mail_domain,
        now=lease_time,
        worker=f"{socket.gethostname()}:{os.getpid()}",
    )


def _deliver(day: BusinessDay) -> Summary:
    """Send what is due, outside any transaction of the acts that caused it."""
    prepare()
    return deliver(day, outlets())


deliver_notices = as_step("通知投递", _deliver)
