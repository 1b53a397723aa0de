"""The environment of a run: only the given settings while it lasts, and as before afterwards."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from deployments.environment import environment

if TYPE_CHECKING:
    import pytest


def test_other_settings_are_removed_meanwhile_and_restored_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUBIAO_PORT", "4299")
    before = dict(os.environ)  # noqa: TID251 - compared only
    with environment({"MUBIAO_HOME": "/nowhere"}):
        ours = {name for name in os.environ if name.startswith("MUBIAO_")}  # noqa: TID251 - compared only
        assert ours == {"MUBIAO_HOME"}
    assert dict(os.environ) == before  # noqa: TID251 - compared only
