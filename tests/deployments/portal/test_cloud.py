"""目标云: an office sees the progress and small pictures of the key projects that it leads, not of marked ones."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from models.file_store.folder import place_of
from models.ledger.evidence.store import evidence_store
from tests.models.ledger.conftest import CLOUD

if TYPE_CHECKING:
    from tests.conftest import Photograph, Sql
    from tests.deployments.portal.conftest import Desk

PICTURE = "/cloud/2026-03/2026/K002/0"


@pytest.fixture
def uploaded(signed_in: Desk, photograph: Photograph) -> Desk:
    """K002 of D002 and K001 of D001 each have a picture of March; it is 20 March."""
    acting = signed_in.acting
    acting.take("targets", CLOUD, {**CLOUD, "编号": "K002", "目标名称": "供水", "责任部门": "D002"})
    acting.on("2026-03-01").open("cloud_monitoring", "2026-03")
    for number, code in enumerate(("K001", "K002")):
        media = str(photograph(f"{code}.jpg", number, size=(1600, 1200)))
        acting.on("2026-03-05").do("upload_progress", target=code, period="2026-03", progress="5", media=media)
    signed_in.acting = acting.on("2026-03-05")
    return signed_in


def test_an_office_sees_its_own_projects_with_pictures_made_small(uploaded: Desk) -> None:
    page = uploaded.get("/cloud?month=2026-03").text
    assert ("供水" in page, "农村公路" in page) == (True, False)
    assert "各月进度：3月5%" in page
    assert f'<img src="{PICTURE}"' in page
    answer = uploaded.get(PICTURE)
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(BytesIO(answer.content)).size == (320, 240)


def test_a_picture_is_made_small_once(uploaded: Desk, sql: Sql) -> None:
    first = uploaded.get(PICTURE).content
    for digest in sql.column("SELECT sha256 FROM evidence"):
        place_of(evidence_store().scratch, digest).unlink()
    assert uploaded.get(PICTURE).content == first


@pytest.mark.parametrize("path", ["2026-03/2026/K001/0", "2026-03/2026/K002/1", "2026-02/2026/K002/0", "x/2026/K002/0"])
def test_other_pictures_do_not_exist(uploaded: Desk, path: str) -> None:
    assert uploaded.get(f"/cloud/{path}").status_code == 404


def test_a_marked_project_is_a_pointer_without_pictures(uploaded: Desk) -> None:
    uploaded.acting.do("mark_secret", target="K002", year=2026, marking="工作秘密", reason="涉密")
    page = uploaded.get("/cloud?month=2026-03").text
    assert "已标注密级" in page
    assert "供水" not in page
    assert uploaded.get(PICTURE).status_code == 404


def test_a_month_that_is_none_does_not_exist(uploaded: Desk) -> None:
    assert uploaded.get("/cloud?month=2026Q1").status_code == 404
