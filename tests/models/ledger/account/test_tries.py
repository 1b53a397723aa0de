"""A code for one try: while the last one can still be used, no other is sent (3-4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.models.ledger.account.conftest import digest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def test_no_other_code_is_sent_while_the_last_one_can_still_be_used(opened: Acting, sql: Sql) -> None:
    opened.system.do("send_sign_in_code", account=1, code_digest=digest("1"))
    told = opened.system.refused("send_sign_in_code", account=1, code_digest=digest("2"))
    assert told == "上一个登录验证码还有效，没有另发。"
    assert sql.column("SELECT code_digest FROM sign_in_code") == [digest("1")]
