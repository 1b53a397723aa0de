"""初始化: the name and the go-live date of an installation, and whether it is a rehearsal; its clock and its key."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from models.intake.addresses import email
from models.intake.input import Input, Text, YesNo


def _check_mailbox(address: str) -> str:
    """Return an address; raises ValueError if it is a mailbox that cannot be one; keys of robots and URLs stay."""
    return email(address) if "@" in address and "://" not in address else address


def _check_line(name: str) -> str:
    """Return a name. Raises ValueError if it is no line of text."""
    if not name.isprintable():
        raise ValueError("应为一行文字，不能有换行和控制字符")
    return name


Address = Annotated[Text, AfterValidator(_check_mailbox)]


class Founding(Input):
    """The name of the jurisdiction and its go-live date."""

    name: Annotated[Text, AfterValidator(_check_line)] = Field(title="管辖名称", max_length=100)
    go_live: date = Field(title="启用日期")
    rehearsal: YesNo = Field(default=False, title="演练")
    send_to: tuple[Address, ...] = Field(default=(), title="演练中可以收到通知的地址")
    organ_word: str = Field(default="", title="本级机关的称谓")


class RehearsalBegun(Input):
    """A restored installation becomes a rehearsal."""

    send_to: tuple[Address, ...] = Field(default=(), title="演练中可以收到通知的地址")


class AnswerKeyRenewed(Input):
    """Why the key is renewed: all answer sheets that were made with the one before are outdated."""

    reason: Text = Field(title="原因", max_length=500)


class ClockConfirmed(Input):
    """Today's date, taken from another source than this machine."""

    today: date = Field(title="今天的日期")
