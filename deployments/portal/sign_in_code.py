"""登录验证码: made when it is sent, at once and apart from the answer of the page; no text of it is kept (3-4.6)."""

import logging
import secrets
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from hashlib import sha256

from deployments.portal.hash_queue import named_in
from deployments.portal.visit import Visit
from models.database import begin
from models.intake.account import CodeSent
from models.ledger.account.people import account_named
from models.ledger.account.tries import addresses_of, send_sign_in_code
from models.ledger.acts import SYSTEM
from models.ledger.jurisdiction import home, is_rehearsal
from models.ledger.perform import perform
from models.rules.account import CODE_SIGNS, ONE_TRY_LENGTH, ONE_TRY_TERM, spaced
from models.rules.errors import Refused
from models.rules.rehearsal import marked
from models.rules.workdays import BusinessDay
from notifications.channels import Letter, Outcome
from tasks.settings import settings

LOG = logging.getLogger("uvicorn.error")
SENDER = ThreadPoolExecutor(1, "sign-in-code")  # who asks does not wait, and cannot tell whether anything is sent
TEXT = (
    "您登录目标绩效管理网页的验证码：{code}\n"
    f"{int(ONE_TRY_TERM.total_seconds() // 60)}分钟内有效，可以试一次口令。"
    "不是您本人要的，说明有人在猜您的口令：不要把验证码告诉任何人，并告知管理机构。"
)


def send_soon(visit: Visit) -> None:
    """Send a code to who has the name in the form, after the answer; an unknown name gets none."""
    SENDER.submit(copy_context().run, _send, named_in(visit), visit.day)


def _send(name: str, day: BusinessDay) -> None:
    try:
        with begin() as session:
            account = account_named(session, home(session), name)
        if account:
            _send_to(account, day)
    except Refused:  # the last code can still be used
        return
    except Exception as trouble:  # noqa: BLE001 - no request waits for this thread
        LOG.error("no sign-in code was sent: %s", type(trouble).__name__)  # noqa: TRY400 - its text may name an address


def _send_to(account: int, day: BusinessDay) -> None:
    """Make a code for an account and hand it to the first channel that takes it; no address, no code."""
    from notifications.outlets import open_channels, restricted_to, send_letter  # noqa: PLC0415 - loads Apprise
    from tasks.flow_steps import outlets  # noqa: PLC0415 - as above

    chosen = outlets()
    with begin() as session:
        allowed, rehearsal = restricted_to(session), is_rehearsal(session)
        addresses = addresses_of(session, account, day.at)
    channels, _ = open_channels(chosen, allowed)
    if not (ways := [(channels[name][0], address) for name, address in addresses if name in channels]):
        return
    code = "".join(secrets.choice(CODE_SIGNS) for _ in range(ONE_TRY_LENGTH))
    data = CodeSent(account=account, code_digest=sha256(code.encode()).hexdigest())
    with begin() as session:
        perform(session, send_sign_in_code, data, day, SYSTEM, f"sign-in-code:{data.code_digest}")
    for channel, address in ways:
        result = send_letter(_letter(address, code, day, rehearsal=rehearsal), channel, chosen.folder, allowed)
        channel.close()
        if result.outcome is Outcome.SENT:
            return
    LOG.error("no channel took a sign-in code")


def _letter(address: str, code: str, day: BusinessDay, *, rehearsal: bool) -> Letter:
    text = marked(TEXT.format(code=spaced(code)), rehearsal=rehearsal)
    reference = f"<code-{secrets.token_hex(8)}@{settings().mail_domain}>"
    subject = marked("登录验证码", rehearsal=rehearsal)
    return Letter(address, subject, text, markdown=text, message_id=reference, at=day.at)
