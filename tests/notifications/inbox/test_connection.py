"""Failures of an IMAP server in words: what failed and what to do, without the password."""

from __future__ import annotations

import imaplib
from socket import gaierror
from ssl import SSLCertVerificationError, SSLError

import pytest
from imap_tools.errors import MailboxFetchError, MailboxFolderSelectError, MailboxLoginError

from models.rules.errors import Unavailable
from notifications.inbox.connection import Server

SERVER = Server("mail.example.org", 993, "answers", "geheim", "回复")


def said(error: Exception) -> str:
    with pytest.raises(Unavailable) as failed, SERVER.answers(lambda: None):
        raise error
    return failed.value.message


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MailboxLoginError(("NO", [b"LOGIN failed for geheim"]), "OK"), "登录失败，请检查用户名和密码"),
        (MailboxFolderSelectError(("NO", [b"no such folder"]), "OK"), "无法打开文件夹“回复”"),
        (MailboxFolderSelectError(("NO", [b"SELECT Unsafe Login. kefu@188.com"]), "OK"), "（Unsafe Login）"),
        (MailboxFetchError(("NO", "busy"), "OK"), "服务器没有完成请求（服务器答复：busy）"),
        (imaplib.IMAP4.abort("TLS not supported by server"), "请改用imaps://"),
        (imaplib.IMAP4.abort("socket error: EOF"), "连接中断或应答无法识别"),
        (gaierror(-2, "unknown"), "主机名无法解析"),
        (ConnectionRefusedError(), "对方拒绝连接"),
        (ConnectionResetError(), "连接中断"),
        (TimeoutError(), "等待对方应答超时"),
        (SSLCertVerificationError(), "对方证书未通过验证"),
        (SSLError(), "加密连接失败"),
        (OSError(101, "unreachable"), "网络不通"),
    ],
)
def test_a_failure_is_a_sentence(error: Exception, words: str) -> None:
    sentence = said(error)
    assert words in sentence
    assert sentence.startswith("收件箱mail.example.org:993：")
    assert sentence.endswith("。回复暂未收取，稍后自动重试。")
    assert "geheim" not in sentence


def test_the_password_is_in_no_repr() -> None:
    assert "geheim" not in repr(SERVER)


def test_another_error_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), SERVER.answers(lambda: None):
        raise ZeroDivisionError
