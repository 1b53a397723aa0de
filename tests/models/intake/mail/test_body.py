"""The text of a mail: what the sender wrote himself, its pictures, and links to files that did not come."""

from __future__ import annotations

import pytest

from models.intake.mail.body import LINKED, links, own_text, plain
from tests.models.intake.mail.mails import mail, multipart, parts_of


def line_of(data: bytes) -> str:
    return own_text(parts_of(data)[1])


def html(text: str, charset: str = "utf-8") -> bytes:
    return multipart(f"Content-Type: text/html; charset={charset}\r\n\r\n".encode() + text.encode(charset))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("收到", "收到"),
        ("\n\n  收到。  \n张三", "收到。\n张三"),
        ("收到！\n> 原文", "收到！"),
        ("> 原文\n>> 更早\n收到", "收到"),
        ("在 2026年3月5日，目标办写道：\n> 请填报\n\n收到", "收到"),
        ("On Thu, 5 Mar 2026 at 09:00, A wrote:\n> text\nreceived", "received"),
        ("在 2026年3月5日，目标办写道：\n请填报\n收到", ""),
        ("------------------ 原始邮件 ------------------\n发件人: 目标办\n收到", ""),
        ("-----Original Message-----\n收到", ""),
        ("发件人：目标办\n主题：收到", ""),
        ("From: A\nSubject: b", ""),
        ("-- \n张三", ""),
        ("1 40\n日期：2026年3月10日\n李明 13800000000", "1 40"),
        ("1 40\n-----\n李明\n办公室 301", "1 40"),
        ("1 40\n日期：2026年3月10日\n请问何时截止", "1 40\n日期：2026年3月10日\n请问何时截止"),
        ("1 40\n-----\n李明\n1 30", "1 40\n-----\n李明\n1 30"),
        ("1 40\n发自我的iPhone\n[以上作废]\n主题：a\n收件人：b", "1 40\n发自我的iPhone\n[以上作废]"),
        ("1 40\n____________\n发件人：a\n发送时间：b\n1 30", "1 40"),
        ("________________________________\n收到", ""),
        ("发自我的iPhone\n收到", ""),
        ("收到\n李明\n[cid:image001.png@01DC8E0A.5B0F2D30]", "收到\n李明"),
        ("收到[cid:image001.png@01DC8E0A]\n<image002.jpg>\n[image: 徽标.png]\n[图片：标志]", "收到"),
        ("见<附件一>，[重要]", "见<附件一>，[重要]"),
        ("收到\nli@x.cn<mailto:li@x.cn>\nwww.x.cn<http://www.x.cn>", "收到\nli@x.cn\nwww.x.cn"),
        ("Sent from my Huawei phone", ""),
        ("", ""),
        (" \n\u200b\n", ""),
        ("长" * 5_000, "长" * 2_000),
        ("一\x00二\u202e三", "一二三"),
    ],
)
def test_the_text_is_what_the_sender_wrote(text: str, line: str) -> None:
    assert line_of(mail(text or " ")) == line


def test_a_line_that_the_mail_program_broke_is_one_line() -> None:
    text = "收到，我们正在 \r\n办理 \r\n> 原文 \r\n谢谢\r\n-- \r\n张三"
    flowed = b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n" + text.encode()
    assert line_of(multipart(flowed)) == "收到，我们正在 办理\n谢谢"
    assert line_of(mail(text)) == "收到，我们正在\n办理\n谢谢"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<div>收到。</div><div>张三</div>", "收到。\n张三"),
        ("<html><head><title>t</title><style>p{}</style></head><body><p>已收到</p></body></html>", "已收到"),
        ("收到<br>张三", "收到\n张三"),
        ("收到<br>-- <br>张三", "收到"),
        ("收到<p>签名由 网易邮箱大师 定制</p>", "收到"),
        ("<blockquote>原文</blockquote><p>知悉</p>", "知悉"),
        ("<p>&#25910;&#21040;&nbsp;</p>", "收到"),
        ("<p>收<b>悉</b></p>", "收悉"),
        (
            "<div><br></div><div><div>---------- 原始邮件 ---------</div></div>收到",
            "",
        ),
        ("<script>收到</script>", ""),
        ("<p>收到", "收到"),
        ("<![if foo", "<![if foo"),
        ("<", "<"),
        ("<p></blockquote></style>收到</p>", "收到"),
    ],
)
def test_the_text_of_html_is_found(text: str, line: str) -> None:
    assert line_of(html(text)) == line


def test_plain_text_comes_before_html_and_html_stands_in_where_it_is_empty() -> None:
    both = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>html</p>"
    assert line_of(multipart(both, b"Content-Type: text/plain\r\n\r\nplain", kind="alternative")) == "plain"
    assert line_of(multipart(b"Content-Type: text/plain\r\n\r\n  \r\n", both, kind="alternative")) == "html"


def test_a_text_that_is_attached_is_not_the_text_of_the_mail() -> None:
    assert line_of(mail("正文", {"说明.txt": "收到".encode()})) == "正文"


@pytest.mark.parametrize("charset", ["gbk", "utf-8", "us-ascii"])
def test_text_in_gbk_is_read_under_any_name(charset: str) -> None:
    part = f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + "已收到，谢谢".encode("gbk")
    assert line_of(multipart(part)) == "已收到，谢谢"


@pytest.mark.parametrize(
    "text",
    [
        "https://mail.qq.com/cgi-bin/ftnExs_download?k=1&code=2",
        "https://wx.mail.qq.com/ftn/download?func=3&key=a",
        "https://mail.163.com/large-attachment-download/index.html?p=X",
        "https://dashi.163.com/html/cloud-attachment-download/?key=abc",
        "从QQ邮箱发来的超大附件",
        "https://pan.baidu.com/s/1aBcD_efG?pwd=8x2k",
        "https://pan.quark.cn/s/0a1b2c3d4e5f",
        "https://www.alipan.com/s/AbCdEf12345",
        "https://share.weiyun.com/AbCdEf12",
        "https://cloud.189.cn/t/AbCdEf12",
        "https://wwx.lanzoui.com/iAbCdEf12",
    ],
)
def test_a_link_to_a_large_file_is_named(text: str) -> None:
    assert links(parts_of(mail(text))[1]) == (LINKED,)
    assert links(parts_of(html(f'<a href="{text}">文件</a>'))[1]) == (LINKED,)


@pytest.mark.parametrize("text", ["收到", "请不要用超大附件发送", "https://www.163.com/news"])
def test_another_text_is_no_link(text: str) -> None:
    assert links(parts_of(mail(text))[1]) == ()


def test_a_very_long_text_is_read_in_part() -> None:
    assert len(plain("<p>一</p>" * 10)) < 50
    assert len(line_of(mail("收到\n" + "行\n" * 800_000))) == 2_000
