"""The connection to an IMAP server: encrypted, logged in, introduced by ID, its folder opened; failures in words."""

import imaplib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from socket import socket

from imap_tools import BaseMailBox, errors

from models.rules.errors import Unavailable
from notifications.channels import explain_failure, scrub, trusted
from notifications.inbox.waiting import Unreadable
from notifications.time_limit import time_limit

BROKEN = (OSError, EOFError, ValueError, imaplib.IMAP4.error, errors.ImapToolsError)
IDENTITY = '("name" "mubiao" "vendor" "mubiao")'
LOGIN = "登录失败，请检查用户名和密码（网易、QQ邮箱用授权码，并在邮箱设置中开启IMAP）"
UNSAFE = "服务器不允许打开邮箱（Unsafe Login），请在邮箱的网页设置中开启IMAP，并使用授权码"
NO_TLS = "服务器不支持STARTTLS加密，请改用imaps://"


@dataclass(frozen=True, slots=True)
class Server:
    """An IMAP server, the account and its folder; `seconds` is the limit of each answer."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    seconds: float = 10.0
    tls: bool = True
    plain: bool = False
    verify: bool = field(default=True, kw_only=True)

    @contextmanager
    def answers(self, link: Callable[[], socket | None], seconds: float | None = None) -> Iterator[None]:
        """Limit the block in time. Raises Unavailable, without the password, if the server fails."""
        try:
            with time_limit(seconds or self.seconds, link):
                yield
        except BROKEN as error:
            words = scrub(self._reason(error), self.password)
            kind = Unreadable if isinstance(error, errors.MailboxFetchError) else Unavailable
            raise kind(f"收件箱{self.host}:{self.port}：{words}。回复暂未收取，稍后自动重试。") from error

    def _reason(self, error: Exception) -> str:
        if isinstance(error, errors.UnexpectedCommandStatusError):
            return self._refusal(error)
        if isinstance(error, imaplib.IMAP4.error):
            text = str(error)
            return NO_TLS if "TLS not supported" in text else f"连接中断或应答无法识别（{text[:200]}）"
        return explain_failure(error)[1]

    def _refusal(self, error: errors.UnexpectedCommandStatusError) -> str:
        answer = f"（服务器答复：{_words(error.command_result[1])}）"
        if isinstance(error, errors.MailboxLoginError):
            return f"{LOGIN}{answer}"
        if isinstance(error, errors.MailboxFolderSelectError):
            unsafe = "unsafe login" in answer.lower()
            return UNSAFE if unsafe else f"无法打开文件夹“{self.folder}”，请检查地址末尾的文件夹名{answer}"
        return f"服务器没有完成请求{answer}"


def _words(data: object) -> str:
    pieces = data if isinstance(data, list | tuple) else [data]
    return " ".join(each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in pieces)[:200]


class _Mailbox(BaseMailBox):
    """A mailbox whose greeting and encryption are limited in time too."""

    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        server, options = self._server, {"timeout": self._server.seconds}
        kind: type[imaplib.IMAP4] = imaplib.IMAP4_SSL if server.tls else imaplib.IMAP4
        client = kind.__new__(kind)
        more = {"ssl_context": trusted(verify=server.verify)} if server.tls else {}
        with server.answers(lambda: getattr(client, "sock", None), server.seconds * 3), ExitStack() as undo:
            kind.__init__(client, server.host, server.port, **options, **more)  # type: ignore[arg-type]
            undo.callback(shut, client)
            if not server.tls and not server.plain:
                client.starttls(trusted(verify=server.verify))
            undo.pop_all()
        return client


def shut(client: imaplib.IMAP4) -> None:
    """Close a connection that may be closed or broken already."""
    with suppress(*BROKEN):
        client.shutdown()


def connect(server: Server) -> BaseMailBox:
    """Return the mailbox with its folder open. Raises Unavailable with the reason."""
    mailbox = _Mailbox(server)
    client = mailbox.client
    try:
        with server.answers(lambda: client.sock):
            _log_in(mailbox, server)
        with server.answers(lambda: client.sock):
            client.capability()  # some servers tell more after the login
            if "ID" in client.capabilities:  # 163 and 126 open no folder without it
                client.xatom("ID", IDENTITY)
        with server.answers(lambda: client.sock):
            mailbox.folder.set(server.folder)
    except Unavailable:
        shut(client)
        raise
    return mailbox


def _log_in(mailbox: BaseMailBox, server: Server) -> None:
    simple = (server.user + server.password).isascii()
    (mailbox.login if simple else mailbox.login_utf8)(server.user, server.password, initial_folder=None)
