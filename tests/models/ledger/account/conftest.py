"""The people of an office in March, and the accounts that are opened for them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting

MING, HEAD = "D002/李明", "D002/王强"


def digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


@pytest.fixture
@story
def staffed(march: Acting) -> Acting:
    """D002 has a liaison and a head."""
    for role, name, box in (("联络员", "李明", "ming"), ("主要领导", "王强", "qiang")):
        march.take("contacts", {"部门编码": "D002", "角色": role, "姓名": name, "邮箱": f"{box}@example.org"})
    return march


@pytest.fixture
@story
def opened(staffed: Acting) -> Acting:
    """An account of the liaison, with the slip of the code A."""
    staffed.do("open_account", people=[MING], code_digest=digest("A"))
    return staffed
