"""E-mail by SMTP with the standard library: explicit Message-ID, one connection per batch, every answer checked."""

import smtplib
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from email.errors import MessageError

from models.rules.errors import Unavailable
from notifications.channels import LANES, Letter, Outcome, Place, Result, one_line, scrub
from notifications.mail_format import compose
from notifications.relay import BROKEN, MAILBOX, Relay, cause, connect, read_relay, trust

# These codes concern our account, not the letter: the channel is down until the settings are corrected.
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
    """Sends letters to one relay over one connection, reopened if the relay has closed it."""

    name = "mail"
    limit = None
    lanes = LANES

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._smtp: smtplib.SMTP | None = None
        self._tls = trust(relay)

    def send(self, letter: Letter) -> Result:
        """Send one letter and return the relay's answer."""
        if not MAILBOX.fullmatch(letter.address):
            return Result(Outcome.REFUSED, "address", f"邮箱地址“{one_line(letter.address)}”不正确")
        try:
            content = compose(letter, self._relay)
        except (ValueError, MessageError) as error:
            return Result(Outcome.REFUSED, "content", f"邮件内容无法编码（{type(error).__name__}）")
        try:
            smtp = self._connected()
        except BROKEN as error:
            return self._unreachable(error)
        return self._hand_over(smtp, letter, content)

    def greet(self) -> None:
        """Connect, say hello, log in if a login is set, and quit. Raises Unavailable with the reason if that fails."""
        try:
            self._connected()
        except BROKEN as error:
            raise Unavailable(self._unreachable(error).reason) from error
        finally:
            self.close()

    def close(self) -> None:
        """Quit the connection, if it is still open."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(*BROKEN):
                smtp.quit()
            smtp.close()

    def _connected(self) -> smtplib.SMTP:
        """Returns the open connection; reconnects if the relay does not answer NOOP."""
        if self._smtp is None or not _succeeds(self._smtp.noop):
            self._disconnect()
            self._smtp = connect(self._relay, self._tls)
        return self._smtp

    def _disconnect(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _hand_over(self, smtp: smtplib.SMTP, letter: Letter, content: bytes) -> Result:
        """Run MAIL, RCPT and DATA, and return the result of the last answer."""
        stage = "MAIL"
        try:
            answer = smtp.mail(letter.reply_to or self._relay.sender)
            if _is_accepted(answer):
                stage = "RCPT"
                answer = smtp.rcpt(letter.address)
            if stage == "RCPT" and _is_accepted(answer):
                stage = "DATA"
                answer = smtp.data(content)
        except smtplib.SMTPDataError as error:  # the answer to DATA itself: nothing was handed over
            return self._refuse_content(error)
        except smtplib.SMTPResponseException as error:
            answer = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
        except BROKEN as error:
            return self._connection_lost(stage, error)
        return self._judge(stage, *answer)

    def _refuse_content(self, error: smtplib.SMTPDataError) -> Result:
        """Returns the result for an answer to DATA other than 354, also for a belated 250 to an earlier command."""
        text = error.smtp_error if isinstance(error.smtp_error, bytes) else b""
        if error.smtp_code // 100 in {4, 5}:
            return self._judge("DATA", error.smtp_code, text)
        self._disconnect()
        answer = self._scrub(f"{error.smtp_code} {text.decode('utf-8', 'replace')}")
        return Result(Outcome.RETRY, "garbled", f"邮件尚未交出：邮件服务器的应答错位（{answer}）")

    def _judge(self, stage: str, code: int, text: bytes) -> Result:
        """Returns the result for an answer of the relay at this stage."""
        answer = self._scrub(f"{code} {text.decode('utf-8', 'replace')}")
        if _is_accepted((code, text)):
            return Result(Outcome.SENT, str(code), f"邮件服务器已接受（{answer}）")
        self._reset(code)
        match code // 100:
            case 5 if stage == "MAIL" or code in LOGIN_CODES:
                return Result(Outcome.UNREACHABLE, str(code), f"邮件服务器不接受登录或发件地址，请检查设置（{answer}）")
            case 5:
                return Result(Outcome.REFUSED, str(code), f"{WORDS.get(code, '邮件服务器拒绝接收')}（{answer}）")
            case 4:
                return Result(Outcome.RETRY, str(code), f"{WORDS.get(code, '邮件服务器暂不接收')}（{answer}）")
        return Result(Outcome.RETRY, "garbled", f"邮件服务器的应答无法识别（{answer}）", may_repeat=stage == "DATA")

    def _reset(self, code: int) -> None:
        """Reset the connection for the next letter, or close it after code 421 or an invalid answer."""
        usable = code // 100 in {4, 5} and code != CLOSING
        if self._smtp is None or not usable or not _succeeds(self._smtp.rset):
            self._disconnect()

    def _connection_lost(self, stage: str, error: Exception) -> Result:
        """Returns the result when the connection breaks: unreachable at MAIL, may_repeat at DATA, else a retry."""
        self._disconnect()
        if stage == "MAIL":  # the letter was not handed over yet, so the relay itself is down
            return self._unreachable(error)
        code, words = cause(error)
        if stage == "DATA":
            return Result(Outcome.RETRY, code, f"交出邮件后没有得到答复，不能确定是否已收下：{words}", may_repeat=True)
        return Result(Outcome.RETRY, code, f"邮件尚未交出：{words}")

    def _unreachable(self, error: Exception) -> Result:
        """Returns the result when the relay is unreachable."""
        code, words = cause(error)
        where = f"{self._relay.host}:{self._relay.port}"
        return Result(Outcome.UNREACHABLE, code, self._scrub(f"邮件服务器{where}不通：{words}"))

    def _scrub(self, text: str) -> str:
        """Returns the text without the password, plain or in base64."""
        user, password = self._relay.user, self._relay.password
        encoded = (b64encode(word.encode()).decode() for word in (password, f"\0{user}\0{password}") if password)
        return scrub(text, password, *encoded)


def _is_accepted(answer: tuple[int, bytes]) -> bool:
    return answer[0] in ACCEPTED


def _succeeds(command: Callable[[], tuple[int, bytes]]) -> bool:
    try:
        return _is_accepted(command())
    except BROKEN:
        return False


def open_mail(place: Place) -> MailChannel:
    """Returns the channel of an `mbmail://` URL. Raises Refused if the URL is invalid."""
    return MailChannel(read_relay(place))
