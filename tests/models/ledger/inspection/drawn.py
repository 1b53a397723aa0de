"""Samples with a wanted result: committed to and drawn until these targets are the drawn ones."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from tests.conftest import Sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Acting

DRAWN = "SELECT drawn FROM sample WHERE subject = :subject AND purpose = 'targets' ORDER BY attempt DESC LIMIT 1"


def draw_until(acting: Acting, subject: str, wanted: Sequence[str], among: Sequence[str]) -> None:
    """Commit to these targets and draw, with another secret and a reason each time, until the wanted ones are drawn."""
    strata = [{"name": "全部", "ids": sorted({*wanted, *among})}]
    usual: dict[str, Any] = {"subject": subject, "strata": strata, "take": len(wanted), "left_out_reason": "只查这几项"}
    for number in count(1):
        again = {"reason": "名单有误"} if number > 1 else {}
        acting.do("commit_sample", **usual, secret=f"{number:064x}", **again)
        acting.do("draw_sample", subject=subject)
        [[_, drawn]] = Sql().value(DRAWN, subject=subject)
        if set(drawn) == set(wanted):
            return
