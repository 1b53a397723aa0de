"""请求编号: who asks for an act a second time gets the first answer; some are given by the system only."""

from models.rules.errors import Refused, printable

MAIL, ANSWER, LISTED, BACKUP = "mail:", "answer:", "清单/", "backup:"
RESERVED = (MAIL, ANSWER, LISTED, BACKUP)


def check_request_id(request_id: str) -> None:
    """Raise Refused for a request id with which an operator could take the place of a mail or of a list."""
    if request_id.startswith(RESERVED):
        raise Refused(f"请求编号“{printable(request_id)}”的开头留给系统（收取回复、成批办理），请换一个编号。")
