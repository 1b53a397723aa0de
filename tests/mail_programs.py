"""Replies as seven mail programs write them, byte by byte: headers, quotations, HTML, names of files, signatures.

Written from what these programs are known to send; people, addresses and pictures are invented.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from quopri import encodestring
from struct import pack
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOGO = "image001.png@01DC8E0A.5B0F2D30"
QUOTED_TEXT = "各单位：\r\n请于期限前填好白色单元格，回复邮件。收到请回复。"


@dataclass(frozen=True, slots=True)
class Reply:
    """What an office says to a mail of ours: its words, and files with their names."""

    original: EmailMessage
    sender: str
    who: str
    number: int
    words: str
    files: Sequence[tuple[str, bytes]] = ()
    logo: bytes = b""

    @property
    def ours(self) -> str:
        return str(self.original["Message-ID"])

    @property
    def subject(self) -> str:
        return str(self.original["Subject"])


def base64(data: bytes) -> bytes:
    text = b64encode(data)
    return b"\r\n".join(text[place : place + 76] for place in range(0, len(text), 76))


def word(text: str, charset: str, how: str = "B") -> str:
    """One encoded word (RFC 2047), however long."""
    data = text.encode("gb18030" if charset.lower().startswith("gb") else charset)
    shown = b64encode(data).decode() if how == "B" else "".join(f"={each:02X}" for each in data)
    return f"=?{charset}?{how}?{shown}?="


def words(text: str, charset: str, between: str = "\r\n\t") -> str:
    """Several encoded words, as RFC 2047 asks for."""
    return between.join(word(text[place : place + 12], charset) for place in range(0, len(text), 12))


def continued(name: str, text: str) -> str:
    """A parameter in the pieces of RFC 2231."""
    encoded = f"utf-8''{quote(text)}"
    pieces = re.findall(r"(?:%..|[^%]){1,20}", encoded)
    return ";\r\n ".join(f"{name}*{number}*={piece}" for number, piece in enumerate(pieces))


def part(body: bytes, *headers: str, coded: str = "base64") -> bytes:
    """A part with its headers, of which the first is the type."""
    lines = [f"Content-Type: {headers[0]}", f"Content-Transfer-Encoding: {coded}", *headers[1:], "", ""]
    content = {"base64": base64(body), "quoted-printable": encodestring(body)}.get(coded, body)
    return "\r\n".join(lines).encode() + content


def parts(kind: str, boundary: str, *inside: bytes) -> bytes:
    mark = b"--" + boundary.encode()
    head = f'Content-Type: multipart/{kind};\r\n\tboundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(mark + b"\r\n" + each + b"\r\n" for each in inside) + mark + b"--\r\n"


def mail(reply: Reply, headers: Sequence[str], body: bytes) -> bytes:
    """The whole mail: its own headers, then those that all programs write."""
    every = [f"To: {reply.original['Reply-To'] or reply.original['From']}", "MIME-Version: 1.0", *headers, ""]
    return "\r\n".join(every).encode() + body


def outlook(reply: Reply) -> bytes:
    """Outlook 16: HTML with a signature picture by cid, which the plain text names; names of files in RFC 2047."""
    text = (
        f"{reply.words}\r\n\r\n{reply.who}\r\n第一厅办公室\r\n[cid:{LOGO}]\r\n\r\n发件人: 目标办 <answers@example.org> "
    )
    text += f"\r\n发送时间: 2026年4月1日 9:00\r\n收件人: {reply.who}\r\n主题: {reply.subject}\r\n\r\n{QUOTED_TEXT}\r\n"
    html = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{{margin:0}}</style></head>
<body lang=ZH-CN><div class=WordSection1><p class=MsoNormal><span>{reply.words}<o:p></o:p></span></p>
<p class=MsoNormal><span>{reply.who}</span></p><p class=MsoNormal><span>第一厅办公室</span></p>
<p class=MsoNormal><img width=120 src="cid:{LOGO}" alt="徽标"></p>
<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>发件人<span>:</span></b> 目标办<br>
<b>发送时间:</b> 2026年4月1日 9:00<br><b>主题:</b> {reply.subject}</p></div><p>{QUOTED_TEXT}</p></div></body></html>"""
    texts = parts(
        "alternative",
        "----=_NextPart_002_0007",
        part(text.encode("gb18030"), 'text/plain;\r\n\tcharset="gb2312"'),
        part(html.encode("gb18030"), 'text/html;\r\n\tcharset="gb2312"', coded="quoted-printable"),
    )
    logo = part(reply.logo, 'image/png; name="image001.png"', f"Content-ID: <{LOGO}>")
    shown = [parts('related;\r\n\ttype="multipart/alternative"', "----=_NextPart_001_0006", texts, logo)]
    for name, data in reply.files:
        given = words(name, "gb2312", "\r\n\t ")
        shown.append(
            part(
                data,
                f'{SHEET if name.endswith("xlsx") else "image/jpeg"};\r\n\tname="{given}"',
                f'Content-Disposition: attachment;\r\n\tfilename="{given}";\r\n\tsize={len(data)}',
            )
        )
    return mail(
        reply,
        (
            f"From: {word(reply.who, 'gb2312')} <{reply.sender}>",
            f"Subject: {words('答复: ' + reply.subject, 'gb2312')}",
            f"Thread-Topic: {words(reply.subject, 'gb2312')}",
            "Thread-Index: AQHcjgpbDy0wxYt1h0mP",
            f"In-Reply-To: {reply.ours}",
            f"References: {reply.ours}",
            f"Message-ID: <TYZPR0{reply.number}MB@TYZPR0{reply.number}.apcprd01.prod.outlook.com>",
            "X-Mailer: Microsoft Outlook 16.0",
            "X-Auto-Response-Suppress: DR, OOF, AutoReply",
            "X-MS-Has-Attach: yes",
            "X-MS-TNEF-Correlator:",
        ),
        parts("mixed", "----=_NextPart_000_0005", *shown),
    )


def outlook_rich(reply: Reply) -> bytes:
    """Outlook in its own format: text, and all files within one winmail.dat."""
    text = f"{reply.words}\r\n\r\n{reply.who}\r\n"
    packed = b"\x78\x9f\x3e\x22\x01\x00"
    for level, kind, value in [(1, 0x00089006, pack("<I", 0x10000)), *((2, 0x0006800F, d) for _, d in reply.files)]:
        packed += pack("<BII", level, kind, len(value)) + value + pack("<H", sum(value) % 65536)
    return mail(
        reply,
        (
            f"From: {word(reply.who, 'gb2312')} <{reply.sender}>",
            f"Subject: {words('答复: ' + reply.subject, 'gb2312')}",
            f"In-Reply-To: {reply.ours}",
            f"Message-ID: <00{reply.number}$rich@example.org>",
            "X-Mailer: Microsoft Outlook 16.0",
        ),
        parts(
            "mixed",
            "----=_NextPart_000_0009",
            part(text.encode("gb18030"), 'text/plain;\r\n\tcharset="gb2312"'),
            part(
                packed,
                'application/ms-tnef;\r\n\tname="winmail.dat"',
                'Content-Disposition: attachment;\r\n\tfilename="winmail.dat"',
            ),
        ),
    )


def foxmail(reply: Reply) -> bytes:
    """Foxmail 7.2: References without In-Reply-To, a list of headers above what it quotes, names in GB2312."""
    head = f"发件人： 目标办\r\n发送时间： 2026-04-01 09:00\r\n收件人： {reply.who}\r\n主题： {reply.subject}"
    text = f"{reply.words}\r\n\r\n\r\n\r\n{reply.who}\r\n电话：0851-85890000\r\n \r\n{head}\r\n{QUOTED_TEXT}\r\n"
    html = f"""<html><head><style>body {{ line-height: 1.5; }}</style></head><body><div><span></span>{reply.words}</div>
<div><br></div><hr style="width: 210px" color="#b5c4df" size="1" align="left"><div><span>{reply.who}</span>
<img src="cid:_Foxmail.1@5c2a" border="0">
<div>电话：0851-85890000</div></div><blockquote><div>
{head.replace(chr(13), "<br>")}</div><div>{QUOTED_TEXT}</div></blockquote></body></html>"""
    texts = parts(
        "alternative",
        "----=_002_NextPart341026_=----",
        part(text.encode("gb18030"), 'text/plain;\r\n\tcharset="GB2312"'),
        part(html.encode("gb18030"), 'text/html;\r\n\tcharset="GB2312"', coded="quoted-printable"),
    )
    logo = part(reply.logo, 'image/png;\r\n\tname="InsertPic_.png"', "Content-ID: <_Foxmail.1@5c2a>")
    inside = [parts("related", "----=_003_NextPart510437_=----", texts, logo)]
    for name, data in reply.files:
        given = words(name, "GB2312", "\r\n\t")
        inside.append(
            part(
                data,
                f'application/octet-stream;\r\n\tname="{given}"',
                f'Content-Disposition: attachment;\r\n\tfilename="{given}"',
            )
        )
    return mail(
        reply,
        (
            f"From: {word(reply.who, 'GB2312')} <{reply.sender}>",
            f"Subject: {words('回复: ' + reply.subject, 'GB2312')}",
            f"References: {reply.ours}",
            "X-Priority: 3",
            "X-GUID: 4D0C2B5A-6B1E-4C0F-9E2F-3D5B9A7C1E00",
            "X-Has-Attach: yes",
            "X-Mailer: Foxmail 7.2.25.492[cn]",
            f"Message-ID: <202604010930{reply.number:09}@example.org>",
        ),
        parts("mixed", "----=_001_NextPart862042_=----", *inside),
    )


def qq_mail(reply: Reply) -> bytes:
    """QQ邮箱 in the browser: HTML alone in GB18030, 原始邮件 between dashes, a name in one long encoded word."""
    html = f"""<div>{reply.words}</div><div><br></div><div><includetail><div style="font-size: 12px;padding:2px 0;">
------------------&nbsp;原始邮件&nbsp;------------------</div><div style="background:#efefef;">
<div><b>发件人:</b>&nbsp;目标办</div>
<div><b>发送时间:</b>&nbsp;2026年4月1日(星期三) 上午9:00</div>
<div><b>主题:</b>&nbsp;{reply.subject}</div></div>
<div>{QUOTED_TEXT}</div></includetail></div>"""
    inside = [part(html.encode("gb18030"), 'text/html;\r\n\tcharset="gb18030"')]
    for name, data in reply.files:
        given = word(name, "gb18030")
        inside.append(
            part(
                data,
                f'application/octet-stream;\r\n\tcharset="gb18030";\r\n\tname="{given}"',
                f'Content-Disposition: attachment; filename="{given}"',
            )
        )
    return mail(
        reply,
        (
            f'From: "{word("天道酬勤", "gb18030")}" <{reply.sender}>',
            f"Subject: {word('回复：' + reply.subject, 'gb18030')}",
            f"In-Reply-To: {reply.ours}",
            f"References: {reply.ours}",
            "X-QQ-mid: webmail411t1775008800t4106",
            "X-Mailer: QQMail 2.x",
            f"Message-ID: <tencent_{reply.number:032X}@qq.com>",
        ),
        parts("mixed", "----=_NextPart_69CC5F20_0B1A3C40_2A5D7E11", *inside),
    )


def netease(reply: Reply) -> bytes:
    """163 in the browser: text and HTML in GBK, 写道 above a quotation with >, names in Q of RFC 2047."""
    said = '在 2026-04-01 09:00:00，"目标办" <answers@example.org> 写道：'
    quoted = "\r\n".join(f">{line}" for line in QUOTED_TEXT.splitlines())
    text = f"{reply.words}\r\n\r\n\r\n\r\n\r\n{said}\r\n{quoted}\r\n"
    html = f"""<div style="line-height:1.7;color:#000000;font-size:14px"><p style="margin:0">{reply.words}</p><br>
<p>{said}</p><blockquote id="isReplyContent" style="PADDING-LEFT: 1ex">{QUOTED_TEXT}</blockquote></div>"""
    inside = [
        parts(
            "alternative",
            "----=_Part_208_1180.1775008801",
            part(text.encode("gb18030"), "text/plain; charset=GBK"),
            part(html.encode("gb18030"), "text/html; charset=GBK"),
        )
    ]
    for name, data in reply.files:
        given = word(name, "GBK", "Q")
        inside.append(
            part(
                data,
                f'{SHEET if name.endswith("xlsx") else "image/jpeg"}; name="{given}"',
                f'Content-Disposition: attachment; filename="{given}"',
            )
        )
    return mail(
        reply,
        (
            f"From: {word(reply.who, 'GBK', 'Q')} <{reply.sender}>",
            f"Subject: {word('Re:' + reply.subject, 'GBK', 'Q')}",
            f"In-Reply-To: {reply.ours}",
            f"References: {reply.ours}",
            "X-Originating-IP: [127.0.0.1]",
            "X-Mailer: Coremail Webmail Server Version XT5.0.14 build 20250101(6cc0b1a2)",
            "X-CM-SenderInfo: 5lqdqjzcrsiqqrwthudrp/",
            f"Message-ID: <{reply.number:x}.208.18f0a1b2c3d.Coremail.d@163.com>",
        ),
        parts("mixed", "----=_Part_207_9451.1775008800", *inside),
    )


def iphone(reply: Reply) -> bytes:
    """Mail of an iPhone: text on both sides of a file, 发自我的iPhone, pictures inline, names in pieces of RFC 2231."""
    after = "\r\n\r\n发自我的iPhone\r\n\r\n> 在 2026年4月1日，09:00，目标办 <answers@example.org> 写道：\r\n> \r\n"
    after += "".join(f"> {line}\r\n" for line in QUOTED_TEXT.splitlines())
    inside = [part(f"{reply.words}\r\n".encode(), "text/plain;\r\n\tcharset=utf-8", coded="quoted-printable")]
    for name, data in reply.files:
        kind, how = (SHEET, "attachment") if name.endswith("xlsx") else ("image/jpeg", "inline")
        inside.append(
            part(
                data,
                f"{kind};\r\n {continued('name', name)};\r\n\tx-apple-part-url=B2C1-{reply.number}",
                f"Content-Disposition: {how};\r\n {continued('filename', name)}",
            )
        )
    inside.append(part(after.encode(), "text/plain;\r\n\tcharset=utf-8"))
    return mail(
        reply,
        (
            f"From: {word(reply.who, 'utf-8')} <{reply.sender}>",
            f"Subject: {words('回复：' + reply.subject, 'utf-8', chr(13) + chr(10) + ' ')}",
            f"In-Reply-To: {reply.ours}",
            f"References: {reply.ours}",
            "Mime-Version: 1.0 (1.0)",
            "X-Mailer: iPhone Mail (22E240)",
            f"Message-ID: <7E1B0C2D-{reply.number:04X}-4A6B@example.org>",
        ),
        parts("mixed", "Apple-Mail-9A1D2C3B-40F1-4F0E", *inside),
    )


def thunderbird(reply: Reply) -> bytes:
    """Thunderbird: what is quoted first and the words below it, the signature below “-- ”, names in RFC 2231."""
    text = "在 2026/4/1 9:00, 目标办 写道:\r\n" + "".join(f"> {line}\r\n" for line in QUOTED_TEXT.splitlines())
    text += f"\r\n{reply.words}\r\n\r\n-- \r\n{reply.who}\r\n"
    inside = [part(text.encode(), "text/plain; charset=UTF-8; format=flowed", coded="8bit")]
    for name, data in reply.files:
        inside.append(
            part(
                data,
                f'application/octet-stream;\r\n name="{words(name, "UTF-8", chr(13) + chr(10) + " ")}"',
                f"Content-Disposition: attachment;\r\n {continued('filename', name)}",
            )
        )
    return mail(
        reply,
        (
            f"From: {word(reply.who, 'UTF-8')} <{reply.sender}>",
            f"Subject: {words('Re: ' + reply.subject, 'UTF-8', chr(13) + chr(10) + ' ')}",
            f"In-Reply-To: {reply.ours}",
            f"References: {reply.ours}",
            "User-Agent: Mozilla Thunderbird",
            "Content-Language: en-US",
            f"Message-ID: <5c1f8e0a-{reply.number:04x}-4d2b@example.org>",
        ),
        parts("mixed", "------------0kPzXb1ZqXn0wW9B", *inside),
    )


def coremail(reply: Reply) -> bytes:
    """Coremail of an office: subject and names of files as bytes of GBK without any encoding, no thread headers."""
    text = f"{reply.words}\r\n\r\n-----原始邮件-----\r\n发件人:目标办\r\n主题:{reply.subject}\r\n\r\n{QUOTED_TEXT}\r\n"
    inside = [part(text.encode("gb18030"), "text/plain; charset=gb2312", coded="8bit")]
    for name, data in reply.files:
        head = f'Content-Type: application/octet-stream; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        head += f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
        inside.append(head.encode("gb18030") + base64(data))
    head = f"From: {reply.who} <{reply.sender}>\r\nTo: answers@example.org\r\nSubject: 回复:{reply.subject}\r\n"
    head += f"Message-ID: <{reply.number:x}.31.1925.Coremail.office@example.org>\r\nMIME-Version: 1.0\r\n"
    head += "X-Mailer: Coremail Webmail Server Version XT6.0.5\r\n"
    return head.encode("gb18030") + parts("mixed", "----=_Part_31_77.1775008802", *inside)


PROGRAMS = {
    "Outlook": outlook,
    "Foxmail": foxmail,
    "QQ邮箱网页": qq_mail,
    "163网页": netease,
    "iPhone": iphone,
    "Thunderbird": thunderbird,
    "Coremail": coremail,
}
