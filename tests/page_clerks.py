"""A clerk of the agency at the page, with the paper of an appointment or without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from models.intake.source import SignedPaper

if TYPE_CHECKING:
    from tests.conftest import Acting

APPOINTED = SignedPaper(number="黔人任〔2025〕3号", dated=date(2025, 12, 30), page="a" * 64)


def at_page(acting: Acting, name: str = "王文", serial: int = 8, paper: SignedPaper | None = APPOINTED) -> Acting:
    actor = replace(acting.actor, entered_by=name, account=f"网页账号{serial}", paper=paper)
    return replace(acting, actor=actor, signs=False)
