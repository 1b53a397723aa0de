"""样本: the states from the commitment through the draw to the published secret; a second commitment supersedes."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, Outcomes, To


class SampleState(Labelled):
    """样本: how far others can verify it."""

    COMMITTED = "committed", "已承诺，待抽取"
    DRAWN = "drawn", "已抽取，密数待公布"
    REVEALED = "revealed", "密数已公布，可核验"
    SUPERSEDED = "superseded", "已被后一次承诺取代"


# The events of a sample; `supersede` is a second commitment for its matter, which also publishes the secret.
# `correct` is a second draw, because the public number had been mistyped.
SampleEvent = StrEnum("SampleEvent", "DRAW CORRECT REVEAL SUPERSEDE")


_S, _SE = SampleState, SampleEvent
_DRAWN = No(
    "样本已经抽取，不能重抽。公开数录错的，写明原因再抽，两次抽取都保留；"
    "确需重抽的，写明原因另行承诺，原承诺和原样本保留。"
)
_UNDRAWN = No("样本尚未抽取，没有可更正的公开数；直接抽取即可，不写更正的原因。")
# What most states answer; a row says what is different in its state.
_USUAL: Outcomes = {_SE.DRAW: _DRAWN, _SE.CORRECT: _UNDRAWN, _SE.REVEAL: IGNORED, _SE.SUPERSEDE: To(_S.SUPERSEDED)}
SAMPLE: Moves = {
    _S.COMMITTED: _USUAL
    | {
        _SE.DRAW: To(_S.DRAWN),
        _SE.REVEAL: No("样本尚未抽取，现在公布密数会使抽取结果被提前算出。请先抽取。"),
    },
    _S.DRAWN: _USUAL | {_SE.CORRECT: To(_S.DRAWN), _SE.REVEAL: To(_S.REVEALED)},
    _S.REVEALED: _USUAL | {_SE.CORRECT: To(_S.REVEALED)},
    _S.SUPERSEDED: _USUAL
    | {
        _SE.DRAW: No("该承诺已被后一次承诺取代，不再抽取。"),
        _SE.CORRECT: No("该承诺已被后一次承诺取代，不再更正。"),
        _SE.SUPERSEDE: IGNORED,
    },
}
