"""Postfix and Dovecot of this machine, in a temporary folder: a mailbox of each address of example.org.

Postfix takes mails on two ports: from who logs in, whose sender it vouches for, and from the world, whose claims to be
vouched for it drops. It delivers into maildirs, which Dovecot serves and where the time of a mail can be set.
"""

from __future__ import annotations

import os
import shutil
import signal
import smtplib
import ssl
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from email.utils import parseaddr
from imaplib import IMAP4_SSL, ParseFlags
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime
    from email.message import EmailMessage

PLACES = ("/usr/sbin", "/usr/bin", "/usr/local/sbin")
POSTFIX, DOVECOT = (shutil.which(name, path=":".join(PLACES)) for name in ("postfix", "dovecot"))
PASSWORD, OWNER = "s3cret:p@ss", "nobody"
QUOTED = "s3cret%3Ap%40ss"
HOST, INBOX = "127.0.0.1", "answers@example.org"
CONFIGURATION = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
mynetworks =
alias_maps =
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/boxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_mailbox_limit = 0
message_size_limit = 40000000
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_tls_security_level = may
smtpd_tls_chain_files = {certificate}
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_tls_auth_only = yes
smtpd_sender_login_maps = regexp:{folder}/logins
header_checks = regexp:{folder}/forged
"""
SERVICES = """
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sender_restrictions=reject_sender_login_mismatch,check_sender_access,regexp:{folder}/vouched
  -o cleanup_service_name=own
127.0.0.1:{world} inet n - n - - smtpd
own unix n - n - 0 cleanup
  -o header_checks=
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""
MAPS = {
    "logins": "/^(.*)$/ $1\n",
    "vouched": "/./ PREPEND Authentication-Results: mx.example.org; spf=pass; dmarc=pass\n",
    "forged": "/^Authentication-Results:[[:space:]]*mx\\.example\\.org/ IGNORE\n",
}
MAILBOXES = """
base_dir = {folder}/dovecot
state_dir = {folder}/dovecot
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{certificate}
ssl_key = <{certificate}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service auth {{
  unix_listener {folder}/queue/private/auth {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
"""


def why_not() -> str:
    """Why this machine cannot run them; nothing if it can."""
    missing = [name for name, program in (("postfix", POSTFIX), ("dovecot", DOVECOT)) if not program]
    if missing:
        return f"not installed: {' and '.join(missing)}"
    return "" if os.geteuid() == 0 else "Postfix is started by root only"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail in the mailbox of an address."""

    recipient: str
    path: Path

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.path.read_bytes(), policy=default)


@dataclass(slots=True)
class MailHost:
    """Both servers: a relay that keeps what it `received`, and the inbox of answers, into which it can `deliver`."""

    folder: Path
    certificate: Path
    submission: int
    world: int
    imaps: int
    wait_for: Callable[..., Any]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def relay_url(self) -> str:
        """The ordinary setting: a login, and STARTTLS."""
        user = INBOX.replace("@", "%40")
        return f"mbmail://{user}:{QUOTED}@{HOST}:{self.submission}/?from={INBOX}&mode=starttls"

    @property
    def inbox_url(self) -> str:
        return f"imaps://{INBOX.replace('@', '%40')}:{QUOTED}@{HOST}:{self.imaps}/INBOX"

    @property
    def received(self) -> list[Delivered]:
        """Every mail in the mailboxes of others, the oldest first."""
        self.wait_for("the queue to be empty", lambda: not self._queued())
        boxes = (box for box in (self.folder / "mail").iterdir() if box.name != INBOX)
        mails = sorted((path for box in boxes for path in _mails(box)), key=lambda each: each.stat().st_mtime_ns)
        return [Delivered(path.parents[1].name, path) for path in mails]

    def boxes(self, *addresses: str) -> None:
        """Let these addresses have a mailbox; a mail to any other one comes back."""
        with (self.folder / "boxes").open("a") as file:
            file.writelines(f"{each} {each}/\n" for each in addresses)

    def deliver(self, data: bytes, received_at: datetime, *, vouched: bool = True) -> None:
        """Send a mail to the inbox, which receives it at this instant; its writer has logged in, unless said."""
        before = {*_mails(self.inbox)}
        sender = parseaddr(str(message_from_bytes(data)["From"]))[1]
        port = self.submission if vouched else self.world
        with smtplib.SMTP(HOST, port, local_hostname="pc.example.org") as link:
            if vouched:
                link.starttls(context=ssl.create_default_context(cafile=str(self.certificate)))
                link.login(sender, PASSWORD)
            link.sendmail(sender, [INBOX], data, mail_options=["BODY=8BITMIME"])
        self.wait_for("the mail to arrive", lambda: not self._queued())
        self.date(received_at, before)

    def date(self, received_at: datetime, before: Collection[Path] = ()) -> None:
        """Set the instant of the unread mails of the inbox, except those that were there before."""
        for path in {*(self.inbox / "new").iterdir()} - {*before}:
            os.utime(path, (received_at.timestamp(), received_at.timestamp()))

    @property
    def inbox(self) -> Path:
        return self.folder / "mail" / INBOX

    def flags(self) -> list[set[str]]:
        """The flags of every mail in the inbox."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        with IMAP4_SSL(HOST, self.imaps, ssl_context=context) as client:
            client.login(INBOX, PASSWORD)
            client.select(readonly=True)
            found: Any = client.uid("FETCH", "1:*", "(FLAGS)")[1]
        return [{flag.decode() for flag in ParseFlags(each)} for each in found if each]

    def _queued(self) -> list[Path]:
        """The mails that wait; in this order one that moves on is seen."""
        return [path for name in ("incoming", "active") * 2 for path in (self.folder / "queue" / name).iterdir()]


def _mails(box: Path) -> list[Path]:
    return [path for name in ("new", "cur") if (box / name).is_dir() for path in (box / name).iterdir()]


@contextmanager
def mail_host(folder: Path, certificate: Path, free_port: Callable[[], int], wait_for: Any) -> Iterator[MailHost]:
    """Both servers, running in this folder until the block ends."""
    host = MailHost(folder, certificate, free_port(), free_port(), free_port(), wait_for)
    _configure(host)
    settings, daemons = str(folder / "postfix"), str(folder / "dovecot.conf")
    subprocess.run([str(POSTFIX), "-c", settings, "check"], check=True, capture_output=True, timeout=60)  # noqa: S603
    try:
        for line in ([str(DOVECOT), "-F", "-c", daemons], ["/usr/lib/postfix/sbin/master", "-c", settings, "-d"]):
            host.started.append(subprocess.Popen(line, start_new_session=True))  # noqa: S603 - a fixed line
        wait_for("a greeting", lambda: _answers(host))
        yield host
    finally:
        for server in host.started:
            server.send_signal(signal.SIGTERM)
        for server in host.started:
            server.wait(60)


def _configure(host: MailHost) -> None:
    from pwd import getpwnam  # noqa: PLC0415 - not on every system

    owner, folder = getpwnam(OWNER), host.folder
    for name in ("postfix", "queue", "data", "mail", "dovecot"):
        (folder / name).mkdir(mode=0o755)
    shutil.chown(folder / "data", "postfix")
    os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    words = {"folder": folder, "certificate": host.certificate, "uid": owner.pw_uid, "gid": owner.pw_gid}
    words |= {"submission": host.submission, "world": host.world, "imaps": host.imaps, "password": PASSWORD}
    (folder / "postfix" / "main.cf").write_text(CONFIGURATION.format(**words))
    (folder / "postfix" / "master.cf").write_text(SERVICES.format(**words))
    (folder / "dovecot.conf").write_text(MAILBOXES.format(**words))
    for name, text in MAPS.items():
        (folder / name).write_text(text)
    host.boxes(INBOX)


def _answers(host: MailHost) -> bool:
    try:
        host.flags()
        with smtplib.SMTP(HOST, host.submission, local_hostname="pc.example.org") as link:
            return link.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False
