"""The second clerk opens the paper of a change of signers; who does not work at the agency does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deployments.portal.conftest import CODE, Desk
from tests.deployments.portal.test_sheet_signers import MADE_HEAD, PAPER, clerk, second, send

if TYPE_CHECKING:
    from tests.conftest import Sql

__all__ = ["clerk", "second"]
pytestmark = pytest.mark.process  # what is sent is read in a process with limits


def test_the_second_clerk_opens_the_paper_and_others_do_not(clerk: Desk, second: Desk, sql: Sql) -> None:
    liaison = Desk(clerk.acting)
    liaison.first(CODE)
    send(clerk, MADE_HEAD, **PAPER)
    address = "/signer-changes/1/paper"
    assert f'<a href="{address}">' in second.page("/act/confirm_signers?number=1")
    paper = second.get(address)
    assert (paper.content, ".pdf" in paper.headers["content-disposition"]) == (b"%PDF-1.4 paper", True)
    assert [liaison.get(address).status_code, second.get("/signer-changes/7/paper").status_code] == [404, 404]
    sql('UPDATE signer_change SET paper = paper || \'{"page": "' + "0" * 64 + "\"}'")
    assert "任免文件不在材料库中" in second.page(address)
