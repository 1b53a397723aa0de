"""E-mail by SMTP with the standard library: own Message-ID, one connection for a batch, every answer read."""

import smtplib
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

from notifications.channels import LANES, Letter, Outcome, Place, Result, one_line, scrub
from notifications.relay import BROKEN, MAILBOX, Relay, cause, connect, read_relay, trust

# These answers speak of our account, not of the letter: the channel is down until somebody corrects the settings.
LOGIN_CODES = frozenset({530, 534, 535, 538})
ACCEPTED = range(200, 300)
CLOSING = 421
WORDS = {
    421: "邮件服务器暂停服务",
    450: "对方邮箱暂时不可用",
    451: "邮件服务器暂时无法处理",
    452: "邮件服务器或对方邮箱空间不足",
    550: "收件地址不存在或被拒收",
    551: "收件人不在该服务器",
    552: "对方邮箱已满或邮件过大",
    553: "收件地址不被接受",
    554: "邮件被对方拒收",
}


class MailChannel:
    """Hands letters to one relay over one connection, renewed when the relay has closed it."""

    name = "mail"
    limit = None
    lanes = LANES

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._smtp: smtplib.SMTP | None = None
        self._tls = trust(relay)

    def send(self, letter: Letter) -> Result:
        """Hand over one letter and say what the relay made of it."""
        if not MAILBOX.fullmatch(letter.address):
            return Result(Outcome.REFUSED, "address", f"邮箱地址“{one_line(letter.address)}”不正确")
        try:
            content = compose(letter, self._relay)
        except (ValueError, MessageError) as error:
            return Result(Outcome.REFUSED, "content", f"邮件内容无法编码（{type(error).__name__}）")
        try:
            smtp = self._ready()
        except BROKEN as error:
            return self._unreachable(error)
        return self._hand_over(smtp, letter.address, content)

    def close(self) -> None:
        """Say goodbye to the relay when it still listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(*BROKEN):
                smtp.quit()
            smtp.close()

    def _ready(self) -> smtplib.SMTP:
        if self._smtp is None or not _answers(self._smtp.noop):
            self._drop()
            self._smtp = connect(self._relay, self._tls)
        return self._smtp

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _hand_over(self, smtp: smtplib.SMTP, address: str, content: bytes) -> Result:
        stage = "MAIL"
        try:
            answer = smtp.mail(self._relay.sender)
            if _good(answer):
                stage = "RCPT"
                answer = smtp.rcpt(address)
            if stage == "RCPT" and _good(answer):
                stage = "DATA"
                answer = smtp.data(content)
        except smtplib.SMTPResponseException as error:
            answer = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
        except BROKEN as error:
            return self._lost(stage, error)
        return self._judge(stage, *answer)

    def _judge(self, stage: str, code: int, text: bytes) -> Result:
        said = self._scrub(f"{code} {text.decode('utf-8', 'replace')}")
        if _good((code, text)):
            return Result(Outcome.SENT, str(code), f"邮件服务器已接受（{said}）")
        self._clear(code)
        match code // 100:
            case 5 if stage == "MAIL" or code in LOGIN_CODES:
                return Result(Outcome.UNREACHABLE, str(code), f"邮件服务器不接受登录或发件地址，请检查设置（{said}）")
            case 5:
                return Result(Outcome.REFUSED, str(code), f"{WORDS.get(code, '邮件服务器拒绝接收')}（{said}）")
            case 4:
                return Result(Outcome.RETRY, str(code), f"{WORDS.get(code, '邮件服务器暂不接收')}（{said}）")
        return Result(Outcome.RETRY, "garbled", f"邮件服务器的应答无法识别（{said}）", doubtful=stage == "DATA")

    def _clear(self, code: int) -> None:
        """Prepare the connection for the next letter; after 421 or nonsense it is of no more use."""
        usable = code // 100 in {4, 5} and code != CLOSING
        if self._smtp is None or not usable or not _answers(self._smtp.rset):
            self._drop()

    def _lost(self, stage: str, error: Exception) -> Result:
        self._drop()
        if stage == "MAIL":  # nothing was said of this letter yet: the relay itself is at fault
            return self._unreachable(error)
        code, words = cause(error)
        if stage == "DATA":
            return Result(Outcome.RETRY, code, f"交出邮件后没有得到答复，不能确定是否已收下：{words}", doubtful=True)
        return Result(Outcome.RETRY, code, f"邮件尚未交出：{words}")

    def _unreachable(self, error: Exception) -> Result:
        code, words = cause(error)
        where = f"{self._relay.host}:{self._relay.port}"
        return Result(Outcome.UNREACHABLE, code, self._scrub(f"邮件服务器{where}不通：{words}"))

    def _scrub(self, text: str) -> str:
        user, password = self._relay.user, self._relay.password
        encoded = (b64encode(word.encode()).decode() for word in (password, f"\0{user}\0{password}") if password)
        return scrub(text, password, *encoded)


def compose(letter: Letter, relay: Relay) -> bytes:
    """Write the letter as a mail that passes any relay: every line is short and seven bits wide."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(relay.name), addr_spec=relay.sender)
    message["To"] = Address(addr_spec=letter.address)
    message["Subject"] = one_line(letter.subject)
    message["Message-ID"] = one_line(letter.message_id) or make_msgid(domain=relay.domain)
    if letter.at is not None:
        message["Date"] = letter.at
    message["Auto-Submitted"] = "auto-generated"  # keeps out-of-office answers away
    message.set_content(letter.text, cte="base64")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="base64")
    return message.as_bytes()


def _good(answer: tuple[int, bytes]) -> bool:
    return answer[0] in ACCEPTED


def _answers(command: Callable[[], tuple[int, bytes]]) -> bool:
    try:
        return _good(command())
    except BROKEN:
        return False


def open_mail(place: Place) -> MailChannel:
    """Open the relay of an `mbmail://` URL, or refuse the URL."""
    return MailChannel(read_relay(place))
