"""考评设定: the values of the year-end appraisal that the standard leaves to the agency (1-8)."""

from models.rules.score.leaders import (
    EXAMPLE,
    leader_scale_in_words,
    least_leaders_in_words,
    read_leader_scale,
    read_least_leaders,
)
from models.rules.setting import Setting

LEADER_SCALE = Setting(
    "leader_scale", "省领导评价的量表", "1-2.15", f"{EXAMPLE}（或0–100）", read_leader_scale, leader_scale_in_words
)
LEADER_LEAST = Setting(
    "leader_least", "省领导评价的最少人数", "1-2.15", "3", read_least_leaders, least_leaders_in_words
)

OF_APPRAISAL: tuple[Setting, ...] = (LEADER_SCALE, LEADER_LEAST)
