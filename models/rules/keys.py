"""Keys of records and of requests.

A code or a name is one part of the key of a record, and / and | stand between the parts: 2026/T001/1. Who asks for an
act a second time with its 请求编号 gets the first answer; some of these are given by the system only.
"""

from models.rules.errors import Refused, printable

SEPARATORS = "/|"


def separator_in(text: str) -> str:
    """Return the first character of a text that separates the parts of keys; empty without one."""
    return next((each for each in text if each in SEPARATORS), "")


MAIL, ANSWER, LISTED, BACKUP = "mail:", "answer:", "清单/", "backup:"
RESERVED = (MAIL, ANSWER, LISTED, BACKUP)


def check_request_id(request_id: str) -> None:
    """Raise Refused for a request id with which an operator could take the place of a mail or of a list."""
    if request_id.startswith(RESERVED):
        raise Refused(f"请求编号“{printable(request_id)}”的开头留给系统（收取回复、成批办理），请换一个编号。")
