"""抽样承诺 and 抽样结果 as papers: the commitment on its day, the result once the draw can be repeated by all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.papers.sample import SamplePaper, sample_paper
from models.rules.errors import Refused
from models.rules.sampling import Purpose
from tests.models.ledger.sample.test_document import COMMITMENT, OTHER, SECRET

if TYPE_CHECKING:
    from tests.conftest import Acting
pytestmark = pytest.mark.usefixtures("committed_first")


@pytest.fixture
def committed(march: Acting) -> Acting:
    """The plan of 2026-1 is drafted and its sample is committed."""
    march.do("draft_inspection", kind="专项核查", title="粮食安全专项核查", standard="目标绩效要求")
    march.do("commit_sample", **COMMITMENT, secret=SECRET)
    return march


def paper(*, result: bool = False, purpose: Purpose = Purpose.TARGETS) -> SamplePaper:
    with begin() as session:
        return sample_paper(session, "2026-1", purpose, result=result)


def refused(*, result: bool = True, purpose: Purpose = Purpose.TARGETS) -> str:
    with pytest.raises(Refused) as refusal:
        paper(result=result, purpose=purpose)
    return refusal.value.message


def test_a_commitment_has_its_day_and_no_secret(committed: Acting) -> None:
    found = paper()
    assert (found.title, found.key) == ("核查2026-1抽查目标的抽样承诺", "2026-1/targets/1")
    assert (found.signature.day, found.document["secret"]) == (committed.day, "")


def test_a_result_waits_for_the_draw_and_the_secret(committed: Acting) -> None:
    assert refused() == "“2026-1”抽查目标的抽样结果还不能核验，请先抽取（mubiao sample draw）并公布密数。"
    committed.do("draw_sample", subject="2026-1")
    assert refused().endswith("请先公布密数（mubiao sample reveal）。")
    committed.do("reveal_sample", subject="2026-1")
    found = paper(result=True)
    assert found.title == "核查2026-1抽查目标的抽样结果"
    assert (found.document["secret"], found.signature.day) == (
        SECRET,
        date.fromisoformat(found.document["revealed_on"]),
    )


@pytest.mark.usefixtures("committed")
def test_what_was_never_committed_has_no_paper() -> None:
    assert refused(result=False, purpose=Purpose.TEAM) == "“2026-1”抽取核查组还没有承诺抽样。"


def test_each_paper_has_a_number_of_its_own(committed: Acting) -> None:
    committed.do("draw_sample", subject="2026-1")
    committed.do("reveal_sample", subject="2026-1")
    for kind, subject, number in (("抽样承诺", "2026-1", "1"), ("抽样结果", "2026-1/抽查目标", "2")):
        committed.do("issue_paper", kind=kind, subject=subject, number=f"黔目标办发〔2026〕{number}号")
    numbers = [paper(result=result).signature.number for result in (False, True)]
    assert numbers == ["黔目标办发〔2026〕1号", "黔目标办发〔2026〕2号"]
    words = committed.refused("issue_paper", kind="抽样承诺", subject="2026-1/名单", number="3")
    assert words == "抽样的用途“名单”应为：抽查目标、抽取核查组，如：2026-3/抽查目标。"


def test_a_second_commitment_is_another_paper(committed: Acting) -> None:
    committed.do("issue_paper", kind="抽样承诺", subject="2026-1", number="黔目标办发〔2026〕1号")
    committed.do("commit_sample", **COMMITMENT, secret=OTHER, reason="名单有误")
    found = paper()
    assert (found.title, found.key) == ("核查2026-1抽查目标的抽样承诺（第2次承诺）", "2026-1/targets/2")
    assert (found.signature.number, found.document["reason"]) == ("", "名单有误")
    assert [each["attempt"] for each in found.document["earlier"]] == [1]
