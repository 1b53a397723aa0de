"""What a page says when something fails: what to do, and nothing of the inside."""

from __future__ import annotations

import logging
import re
from errno import EIO, ENOSPC
from typing import TYPE_CHECKING

import pytest
from starlette.exceptions import HTTPException

from deployments.portal import desk as desks
from deployments.portal.errors import HANDLERS
from models.rules.errors import Refused, Unavailable

if TYPE_CHECKING:
    from tests.deployments.portal.conftest import Desk


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (Unavailable("数据库暂时不可用。"), 503, "数据库暂时不可用。"),
        (Refused("姓名有误。"), 422, "姓名有误。"),
        (ValueError("内情"), 500, "系统出错，没有办理。"),
        (HTTPException(503, "磁盘不足。"), 503, "磁盘不足。"),
        (OSError(ENOSPC, "内情"), 503, "系统磁盘空间不足，没有办理"),
        (OSError(EIO, "内情"), 500, "系统出错，没有办理。"),
    ],
)
def test_an_error_says_what_to_do_and_shows_nothing_inside(
    signed_in: Desk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
    words: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(desks, "list_obligations", fail)
    signed_in.client.raises = False
    with caplog.at_level(logging.ERROR, "uvicorn.error"):
        answer = signed_in.get("/")
    told = re.findall("错误编号([0-9a-f]{8})", answer.text)
    assert len(told) == (status >= 500)
    assert [re.findall("[0-9a-f]{8}", line) for line in caplog.messages] == ([told] if told else [])
    assert (answer.status_code, words in answer.text, "内情" in answer.text) == (status, True, False)


def test_every_kind_of_error_has_its_answer() -> None:
    assert {Refused, Unavailable, Exception} <= HANDLERS.keys()
