"""The states of a delivery: received once, used only after that, and nothing once it is replaced (1-9)."""

from __future__ import annotations

import pytest

from models.rules.errors import Refused
from models.rules.states import RESULT_DELIVERY, ResultDeliveryEvent, ResultDeliveryState, follow

S, E = ResultDeliveryState, ResultDeliveryEvent
EXPECTED = {
    (S.DELIVERED, E.TELL): S.TOLD,
    (S.DELIVERED, E.RECEIVE): S.RECEIVED,
    (S.DELIVERED, E.USE): "考评结果尚未签收，请先登记签收，再登记结果运用。",
    (S.DELIVERED, E.REPLACE): S.REPLACED,
    (S.TOLD, E.TELL): None,
    (S.TOLD, E.RECEIVE): S.RECEIVED,
    (S.TOLD, E.USE): "考评结果尚未签收，请先登记签收，再登记结果运用。",
    (S.TOLD, E.REPLACE): S.REPLACED,
    (S.RECEIVED, E.TELL): "考评结果已经签收，不用电话告知。",
    (S.RECEIVED, E.RECEIVE): None,
    (S.RECEIVED, E.USE): S.USED,
    (S.RECEIVED, E.REPLACE): S.REPLACED,
    (S.USED, E.TELL): "考评结果已经签收，不用电话告知。",
    (S.USED, E.RECEIVE): None,
    (S.USED, E.USE): None,
    (S.USED, E.REPLACE): S.REPLACED,
    (S.REPLACED, E.TELL): "所反馈的考评结果已经更正，请按更正后反馈的办理。",
    (S.REPLACED, E.RECEIVE): "所反馈的考评结果已经更正，请按更正后反馈的办理。",
    (S.REPLACED, E.USE): "所反馈的考评结果已经更正，请按更正后反馈的办理。",
    (S.REPLACED, E.REPLACE): None,
}


def test_every_pair_is_written_out() -> None:
    assert {(state, event) for state in S for event in E} == EXPECTED.keys()


@pytest.mark.parametrize(("pair", "then"), EXPECTED.items())
def test_each_event_leads_where_it_should(
    pair: tuple[ResultDeliveryState, ResultDeliveryEvent], then: ResultDeliveryState | str | None
) -> None:
    if isinstance(then, S) or then is None:
        assert follow(RESULT_DELIVERY, *pair) == then
        return
    with pytest.raises(Refused) as refusal:
        follow(RESULT_DELIVERY, *pair)
    assert refusal.value.message == then
