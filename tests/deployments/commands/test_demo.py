"""`mubiao demo`: what keeps it from starting (the demonstration itself is a journey)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployments.home_locks import sole_run

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao


def test_a_second_one_on_the_same_home_is_refused(mubiao: Mubiao) -> None:
    with sole_run(mubiao.home / "demo-lock"):
        assert "已有一个正在运行的 mubiao" in mubiao.refused("demo")


def test_an_unusable_home_is_reported(mubiao: Mubiao) -> None:
    mubiao.home.write_text("a file", encoding="utf-8")
    assert "无法使用数据目录" in mubiao.refused("demo", code=3)
