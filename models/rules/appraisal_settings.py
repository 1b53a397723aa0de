"""考评设定: the values of the year-end appraisal that the standard leaves to the agency (1-8)."""

from models.rules.score.innovation import (
    ABSENT_EXAMPLE,
    PRIZE_EXAMPLE,
    absent_in_words,
    prizes_in_words,
    read_absent,
    read_prizes,
)
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
INNOVATION_PRIZES = Setting(
    "innovation_prizes", "创新项目各等次的分值", "1-2.16", PRIZE_EXAMPLE, read_prizes, prizes_in_words
)
INNOVATION_ABSENT = Setting(
    "innovation_absent", "未参加创新项目评选的计分", "1-2.16", ABSENT_EXAMPLE, read_absent, absent_in_words
)

OF_APPRAISAL: tuple[Setting, ...] = (LEADER_SCALE, LEADER_LEAST, INNOVATION_PRIZES, INNOVATION_ABSENT)
