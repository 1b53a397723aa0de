"""One new picture against all earlier ones: measured only if the right one was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.bench.uploads import GALLERY, _compare, comparing
from models.database import begin
from models.records import CloudUpload
from models.rules.errors import Refused
from models.statements import run

if TYPE_CHECKING:
    from deployments.bench.databases import BenchServer


def test_a_picture_is_compared_with_all_there_are(bench: BenchServer) -> None:
    (figure,) = comparing(bench, print, pictures=50)
    assert (figure.case, figure.note, figure.target) == ("picture", "已有50张", 0.05)
    assert 0 < figure.value < 1


def test_a_comparison_that_misses_the_picture_is_refused(bench: BenchServer) -> None:
    with bench.fresh(1, 1), begin() as session:
        run(session, GALLERY, pictures=3)
        run(session, "UPDATE cloud_medium SET bits = ~bits WHERE file_name = '1.jpg'")
        newest = session.get_one(CloudUpload, run(session, "SELECT max(id) FROM cloud_upload").scalar_one())
        with pytest.raises(Refused, match="图片比对的结果不对"):
            _compare(session, newest)
