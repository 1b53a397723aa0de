"""A visit: where a form leads, and what a page is framed by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.deployments.portal.conftest import Desk


def test_a_page_says_whose_it_is_and_who_is_signed_in(signed_in: Desk) -> None:
    page = signed_in.get("/").text
    assert "<title>应办 - 贵州省目标绩效管理</title>" in page
    assert "<span>李明</span>" in page
    assert "<script src=" in page
    assert "http" not in page.replace("https://", "")
