"""Parsers of what reaches a person or a group: a mail address, a mobile number, the address of a robot."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from models.intake.input import Text
from models.intake.values import Cell, folded, optional, text
from models.rules.robots import MASK, is_mask, is_robot_address

EMAIL_LENGTH = 254
_MOBILE = re.compile(r"1\d{10}", re.ASCII)
_LANDLINE = re.compile(r"[(]?(0\d{2,3})[)]?[\s-]?(\d{7,8})", re.ASCII)
_WORD, _LABEL = r"[A-Za-z0-9_%+-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_WORD}(?:\.{_WORD})*@(?:{_LABEL}\.)+(?=[A-Za-z]){_LABEL}")


def email(cell: Cell) -> str:
    """Parse a plain mail address."""
    content = text(folded(cell))
    if len(content) > EMAIL_LENGTH or not _EMAIL.fullmatch(content):
        raise ValueError(f"“{content}”不是有效的邮箱地址，请写成name@example.gov.cn")
    return content


def robot(cell: Cell) -> str:
    """Parse the address of a group's robot; the error does not repeat the address, which is a secret.

    The mask of an export is returned as `MASK`: the address stays as it is.
    """
    content = text(folded(cell))
    if is_mask(content):
        return MASK
    scheme, mark, rest = content.partition("://")
    address = f"{scheme.lower()}{mark}{rest}" if mark else content
    if not is_robot_address(address):
        raise ValueError(
            "不是有效的地址，请填机器人key、完整的webhook地址（企业微信https://……?key=……，"
            "钉钉https://……?access_token=……，飞书https://……/hook/……）或其他服务的Apprise地址"
        )
    return address


def mobile(cell: Cell) -> str:
    """Parse a mobile number of eleven digits without spaces and hyphens, or a landline with its area code."""
    content = text(folded(cell))
    if landline := _LANDLINE.fullmatch(content):
        return "-".join(landline.groups())
    digits = re.sub(r"[\s-]", "", content)
    if not _MOBILE.fullmatch(digits):
        raise ValueError(f"“{content}”不是11位手机号码，固定电话前须写区号，如0851-85360001")
    return digits


Email = Annotated[Text, AfterValidator(email)]
MaybeEmail = Annotated[str, BeforeValidator(optional(email, ""))]
MaybeRobot = Annotated[str, BeforeValidator(optional(robot, ""))]
MaybeMobile = Annotated[str, BeforeValidator(optional(mobile, ""))]
