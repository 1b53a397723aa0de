"""The document of a sample: its published part at each step, and the proof after the secret is published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.sample.document import document_of
from models.ledger.sample.draw import samples_of
from models.rules.sample_documents import check_document
from models.rules.sampling import Purpose

if TYPE_CHECKING:
    from tests.conftest import Acting

SECRET, OTHER = "ab" * 32, "cd" * 32
COMMITMENT: dict[str, Any] = {"subject": "2026-1", "year": 2026, "by": "department", "take": 1}
pytestmark = pytest.mark.usefixtures("committed_first")


@pytest.fixture
def march(march: Acting) -> Acting:
    """The plan of 2026-1 is drafted."""
    march.do("draft_inspection", kind="专项核查", title="粮食安全专项核查", standard="目标绩效要求")
    return march


def document() -> dict[str, Any]:
    with begin() as session:
        made: dict[str, Any] = document_of(session, samples_of(session, 2, "2026-1", Purpose.TARGETS), rehearsal=False)
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


def test_the_document_has_the_public_part_at_every_step(march: Acting) -> None:
    march.do(
        "commit_sample",
        **COMMITMENT,
        secret=SECRET,
        number_kind="双色球",
        number_name="双色球第2026028期",
        known_on="2026-03-06",
    )
    before = document()
    assert (before["state"], before["drawn"], before["drawn_on"], before["secret"]) == ("committed", [], None, "")
    assert (before["known_on"], before["titles"]) == ("2026-03-06", {"D001": "第001厅", "D002": "第002厅"})
    assert (before["marks"], before["rule_words"]) == ([], "每层抽1项")
    march.on("2026-03-06").do("draw_sample", subject="2026-1", number="05,12,19,22,28,33+07")
    assert check_document(document()).faults == ("密数尚未公布，还不能核验抽取结果。",)
    march.on("2026-03-06").do("reveal_sample", subject="2026-1")
    verdict = check_document(document(), before)
    assert verdict.faults == ()
    assert verdict.proven[-1] == "与承诺时公布的文书一致。"


def test_the_commitments_before_go_with_it(march: Acting) -> None:
    march.do("commit_sample", **COMMITMENT, secret=SECRET)
    march.do("commit_sample", **COMMITMENT, secret=OTHER, reason="名单有误")
    march.do("draw_sample", subject="2026-1")
    march.do("reveal_sample", subject="2026-1")
    made = document()
    assert made["marks"] == ["第2次承诺", "仅凭抽取方保证"]
    assert [(each["attempt"], each["state"], each["secret"]) for each in made["earlier"]] == [(1, "superseded", SECRET)]
    assert check_document(made).faults == ()
    assert "第1次承诺" in check_document(made | {"earlier": [made["earlier"][0] | {"secret": OTHER}]}).faults[0]
