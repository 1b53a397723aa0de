"""报审: what stands in the way of a draft, how it was consulted, and which body approves it."""

from datetime import date

import pytest

from models.rules.body import BodyKind
from models.rules.draft import Consulted, OfficeOpinion
from models.rules.kinds import Category
from models.rules.submission import APPROVED_BY, Heard

TODAY = date(2026, 3, 13)
AGREED, OBJECTED = OfficeOpinion.AGREED, OfficeOpinion.OBJECTED


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        (Heard(), ""),
        (Heard(asked=True, opinion=AGREED, running=date(2026, 3, 20)), ""),
        (
            Heard(asked=True, opinion=AGREED, claimed=True, running=TODAY),
            "意见是代录的，部门反馈意见的期限2026-03-13未到",
        ),
        (Heard(asked=True, opinion=AGREED, claimed=True, running=date(2026, 3, 12)), ""),
        (
            Heard(asked=True, opinion=OBJECTED, accepted=False, claimed=True, running=TODAY),
            "意见是代录的，部门反馈意见的期限2026-03-13未到",
        ),
        (Heard(asked=True, opinion=OBJECTED), "部门的异议尚未答复（answer_objection）"),
        (Heard(asked=True, opinion=OBJECTED, accepted=True), "部门的异议已采纳，草案尚未修改"),
        (Heard(asked=True, opinion=OBJECTED, accepted=False), ""),
        (Heard(opinion=OBJECTED), "部门提出过异议，修改后的草案须再次沟通（consult_drafts）"),
        (Heard(opinion=OBJECTED, accepted=True), "部门提出过异议，修改后的草案须再次沟通（consult_drafts）"),
        (Heard(opinion=OBJECTED, accepted=False), ""),
        (Heard(asked=True, running=TODAY), "部门反馈意见的期限2026-03-13未到"),
        (Heard(asked=True, running=date(2026, 3, 14)), "部门反馈意见的期限2026-03-14未到"),
        (Heard(asked=True, running=date(2026, 3, 12)), ""),
        (Heard(asked=True), ""),
        (Heard(running=TODAY), ""),
    ],
)
def test_an_objection_and_a_running_day_stand_in_the_way(heard: Heard, words: str) -> None:
    assert heard.obstacle(TODAY) == words


@pytest.mark.parametrize(
    ("heard", "result"),
    [
        (Heard(), Consulted.SKIPPED),
        (Heard(opinion=AGREED), Consulted.SKIPPED),
        (Heard(asked=True), Consulted.SILENT),
        (Heard(asked=True, opinion=AGREED), Consulted.AGREED),
        (Heard(asked=True, opinion=OBJECTED, accepted=False), Consulted.SETTLED),
    ],
)
def test_the_paper_says_how_a_draft_was_consulted(heard: Heard, result: Consulted) -> None:
    assert heard.result is result


def test_each_road_has_its_body() -> None:
    assert APPROVED_BY == {
        Category.BUILDING: BodyKind.LEADING_GROUP,
        Category.FUNCTIONAL: BodyKind.LEADING_GROUP_OFFICE,
    }
