"""Files that wrap others in a way that is not opened, and links: known by their content, named by their file."""

import re
from pathlib import PurePosixPath

TNEF, MAIL_OF_OUTLOOK = b"\x78\x9f\x3e\x22", "__substg1.0_".encode("utf-16-le")
APPLE_DOUBLE = (b"\x00\x05\x16\x07", b"\x00\x05\x16\x00")
BINHEX = b"(This file must be converted with BinHex"
HEAD_BYTES = 4096  # bytes
WRAPPED_TYPES = {
    "application/ms-tnef": "winmail",
    "application/mac-binhex40": "binhex",
    "application/pkcs7-mime": "smime",
    "application/x-pkcs7-mime": "smime",
}
ENDINGS = {
    ".hqx": "binhex",
    ".p7m": "smime",
    ".msg": "msg",
    **dict.fromkeys((".url", ".lnk", ".webloc", ".website"), "link"),
}
SENTENCES = {
    "winmail": "附件“{}”是Outlook的专用格式，没有打开，请在Outlook中把邮件格式改为HTML或纯文本后重新发来",
    "binhex": "附件“{}”是苹果电脑的BinHex编码，没有打开，请把其中的文件作为普通附件重新发来",
    "smime": "附件“{}”是加密或签名封装的邮件（S/MIME），没有打开，请不加密，把文件作为普通附件重新发来",
    "link": "附件“{}”只是一个链接，所指的文件没有随信寄来，请把文件作为普通附件发来",
    "msg": "附件“{}”是Outlook的邮件文件，没有打开，请把其中的文件作为普通附件重新发来",
}
HEADERS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3,}\r?\n")
OF_A_MAIL = re.compile(rb"^(MIME-Version|Received|Message-ID|From):", re.IGNORECASE | re.MULTILINE)


# What programs add to a file, and other forms of the text of a mail.
LEFT_BY_PROGRAMS = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
FORMS_OF_TEXT = frozenset(
    f"text/{kind}" for kind in ("rtf", "richtext", "enriched", "calendar", "x-amp-html", "watch-html")
)


def is_litter(name: str, kind: str, data: bytes) -> bool:
    """Return whether a part is what programs add: AppleDouble, a lock file of Office, another form of the text."""
    added = name.startswith(("._", "~$")) or name.lower() in LEFT_BY_PROGRAMS
    return (
        added
        or kind == "application/applefile"
        or data.startswith(APPLE_DOUBLE)
        or (not name and kind in FORMS_OF_TEXT)
    )


def is_mail(name: str, data: bytes) -> bool:
    """Return whether a file is a mail: by its ending, or by the headers at its beginning."""
    headers = HEADERS.match(data[: HEAD_BYTES * 16])
    return bool(headers and (name.lower().endswith(".eml") or len(set(OF_A_MAIL.findall(headers[0]))) > 1))


def unopened(name: str, kind: str, data: bytes) -> str:
    """Return why a file is not opened, in a sentence without its full stop; empty for any other file."""
    ending = PurePosixPath(name.lower()).suffix
    what = WRAPPED_TYPES.get(kind) or ENDINGS.get(ending) or _by_content(data)
    return SENTENCES[what].format(name or "未命名") if what else ""


def _by_content(data: bytes) -> str:
    if data.startswith(TNEF):
        return "winmail"
    if data.startswith(b"\xd0\xcf\x11\xe0") and MAIL_OF_OUTLOOK in data:
        return "msg"
    return "binhex" if BINHEX in data[:HEAD_BYTES] else ""
