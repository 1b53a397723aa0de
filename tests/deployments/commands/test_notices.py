"""`mubiao notices`: lists notices with their audience and delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao


def test_the_newest_notices_come_first(line: Mubiao) -> None:
    rows = line.json("notices")
    assert [(row["kind"], row["audience"], row["department"]) for row in rows] == [
        ("opened_monthly_check", "office", "第002厅"),
        ("opened_monthly_check", "office", "第001厅"),
    ]
    assert len(line.json("notices", "--limit", "1")) == 1


def test_people_read_chinese_words(line: Mubiao) -> None:
    text = line.done("notices")
    assert "第001厅" in text
    assert "opened_monthly_check" not in text
    assert "office" not in text


def test_without_notices_it_says_so(founded_line: Mubiao) -> None:
    assert founded_line.done("notices") == "没有通知。\n"
    assert founded_line.json("notices") == []


@pytest.mark.parametrize("limit", ["0", "x", "-1"])
def test_a_limit_is_at_least_one(mubiao: Mubiao, limit: str) -> None:
    assert "--limit 填写有误，应为不小于1的整数" in mubiao.refused("notices", "--limit", limit, code=2)
