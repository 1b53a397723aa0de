"""图片重复: one statement compares the new pictures with all earlier ones (7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlmodel import col, select

from models.database import begin
from models.ledger.cloud.uploads import find_reused
from models.records import CloudUpload
from models.rules.cloud_pictures import SAME

if TYPE_CHECKING:
    from tests.conftest import Acting, Photograph, Sql

SAID = {"period": "2026-03", "progress": "30"}


def matches() -> list[tuple[str, str, str]]:
    """Return the repeated pictures of the newest upload: (file, earlier file, month)."""
    with begin() as session:
        newest = session.exec(select(CloudUpload).order_by(col(CloudUpload.id).desc())).first()
        assert newest is not None
        return [(each.file, each.earlier, each.month) for each in find_reused(session, newest)]


@pytest.fixture
def two(cloud: Acting, photograph: Photograph) -> None:
    """K001 and then K002 uploaded pictures that have nothing in common."""
    for number, target in enumerate(("K001", "K002"), 1):
        cloud.do("upload_progress", target=target, **SAID, media=str(photograph(f"{target}.jpg", number)))


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("turned", range(SAME + 2))
def test_pictures_are_matched_while_no_more_bits_differ_than_may(sql: Sql, turned: int) -> None:
    mask = (1 << turned) - 1 if turned < 2 else -(2**63) + (1 << turned - 1) - 1  # the sign bit counts like any other
    sql(
        "UPDATE cloud_medium SET bits = (SELECT min(bits) FROM cloud_medium WHERE file_name = 'K001.jpg')"
        " # CAST(:mask AS bigint) WHERE file_name = 'K002.jpg'",
        mask=mask,
    )
    assert matches() == ([("K002.jpg", "K001.jpg", "2026-03")] if turned <= SAME else [])


@pytest.mark.usefixtures("two")
def test_pictures_of_another_jurisdiction_are_not_looked_at(sql: Sql) -> None:
    sql("UPDATE cloud_medium SET bits = 0")
    assert matches() != []
    sql("UPDATE cloud_upload SET jurisdiction_id = 1 WHERE id = (SELECT min(id) FROM cloud_upload)")
    assert matches() == []


def test_a_repeated_picture_names_its_first_occurrence(cloud: Acting, photograph: Photograph) -> None:
    picture = str(photograph("一.jpg"))
    for month in ("2026-03", "2026-04", "2026-05"):
        cloud.on(f"{month}-01").open("cloud_monitoring", month)
        cloud.on(f"{month}-02").do("upload_progress", target="K001", period=month, progress="90", media=picture)
    assert matches() == [("一.jpg", "一.jpg", "2026-03")]
