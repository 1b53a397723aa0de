"""The receipt names targets that were adjusted, added or withdrawn since the sheet of a duty was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.ledger.answer.changes import changes_since
from tests.conftest import PAGE
from tests.mails import in_transaction

if TYPE_CHECKING:
    from tests.conftest import Acting

NEW = {"编号": "T010", "年度": "2026", "目标名称": "新建桥梁", "责任部门": "D001", "下达日期": "2026-03-10"}


@pytest.mark.usefixtures("march")
def test_without_changes_there_is_nothing_to_say() -> None:
    assert in_transaction(changes_since, [1]) == []
    assert in_transaction(changes_since, []) == []


def test_a_target_that_was_issued_since_is_named(march: Acting) -> None:
    march.on("2026-03-10").take("targets", NEW)
    assert in_transaction(changes_since, [1]) == ["目标T010“新建桥梁”在发表后下达，不在本表中"]


def test_a_target_that_was_withdrawn_since_is_named(march: Acting) -> None:
    march.do("withdraw_target", target="T002", reason="误导入", evidence=[str(page) for page in PAGE])
    [words] = in_transaction(changes_since, [1])
    assert words.startswith("目标T002“")
    assert words.endswith("已撤回，本表中的这一行不再需要")
