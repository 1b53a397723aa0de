"""Two rows of the roster with one name: they are two people, and the answer asks to check it (4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting

PARTY = {"credit_code": "91520000MA6AAAAA0X", "qualification": "甲级", "independence": "与受核查部门无业务往来"}
BOTH = "本机构/王文、中鼎公司/王文"
REMARK = "有同名的“王文”，请核对是不同的人。"


def register_namesake(acting: Acting, name: str = "王文") -> None:
    """Put a person of a third party on the roster, by default a namesake of 王文 of the agency."""
    acting.do("register_third_party", name="中鼎公司", **PARTY)
    acting.do("register_inspector", name=name, third_party="中鼎公司")
