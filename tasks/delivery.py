"""The step that sends due notices."""

import os
import socket

from models.ledger.acts import Summary
from models.rules.business_day import BusinessDay
from notifications.delivery import deliver
from notifications.outlets import Outlets
from tasks.clock import lease_time
from tasks.settings import settings
from tasks.step import as_step, prepare


def outlets() -> Outlets:
    """Returns the configured channels; a channel without an address is left out."""
    current = settings()
    urls = {"mail": current.mail_url, "wecom": current.wecom_url, "wecom_app": current.wecom_app_url}
    return Outlets(
        urls={name: url.get_secret_value() for name, url in urls.items() if url},
        domain=current.mail_domain,
        now=lease_time,
        worker=f"{socket.gethostname()}:{os.getpid()}",
        folder=current.home / "rehearsal",
        reply_to=current.inbox_address,
        most_attached=current.attachment_limit_mb * 2**20,
    )


def _send_due_notices(day: BusinessDay) -> Summary:
    """Send due notices in transactions of this step, after the acts that caused them have committed."""
    prepare()
    return deliver(day, outlets())


deliver_notices = as_step("通知投递", _send_due_notices)
