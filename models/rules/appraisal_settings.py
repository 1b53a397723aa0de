"""考评设定: the values of the year-end appraisal that the standard leaves to the agency (1-8)."""

from models.rules.score.cut_off import EXAMPLE as CUT_OFF_EXAMPLE
from models.rules.score.cut_off import cut_off_in_words, read_cut_off
from models.rules.score.grade import CLASSES_EXAMPLE, read_unit_classes, unit_classes_in_words
from models.rules.score.innovation import (
    ABSENT_EXAMPLE,
    PRIZE_EXAMPLE,
    absent_in_words,
    prizes_in_words,
    read_absent,
    read_prizes,
)
from models.rules.score.innovation_jury import (
    NOT_NAMED,
    PLACES_EXAMPLE,
    places_in_words,
    quorum_in_words,
    read_places,
    read_quorum,
)
from models.rules.score.leaders import (
    EXAMPLE,
    leader_scale_in_words,
    least_leaders_in_words,
    read_leader_scale,
    read_least_leaders,
)
from models.rules.score.quotas import (
    QUOTAS_EXAMPLE,
    RATIOS_EXAMPLE,
    quotas_in_words,
    ratios_in_words,
    read_quotas,
    read_ratios,
)
from models.rules.setting import Setting, days_in_words, read_days
from models.rules.survey import (
    GROUPS_EXAMPLE,
    WEIGHTS_EXAMPLE,
    group_weights_in_words,
    groups_in_words,
    read_group_weights,
    read_groups,
)

CUT_OFF = Setting("appraisal_cut_off", "考评截止日", "1-8.1", CUT_OFF_EXAMPLE, read_cut_off, cut_off_in_words)
UNIT_CLASSES = Setting("unit_classes", "单位类别", "1-2.19", CLASSES_EXAMPLE, read_unit_classes, unit_classes_in_words)
GRADE_QUOTAS = Setting("grade_quotas", "单位等次比例", "1-2.19", QUOTAS_EXAMPLE, read_quotas, quotas_in_words)
INDIVIDUAL_RATIOS = Setting("individual_ratios", "个人优秀比例", "1-2.19", RATIOS_EXAMPLE, read_ratios, ratios_in_words)
LEADER_SCALE = Setting(
    "leader_scale", "省领导评价的量表", "1-2.15", EXAMPLE, read_leader_scale, leader_scale_in_words, note="或0–100"
)
LEADER_LEAST = Setting(
    "leader_least", "省领导评价的最少人数", "1-2.15", "3", read_least_leaders, least_leaders_in_words
)
INNOVATION_PRIZES = Setting(
    "innovation_prizes", "创新项目各等次的分值", "1-2.16", PRIZE_EXAMPLE, read_prizes, prizes_in_words
)
INNOVATION_ABSENT = Setting(
    "innovation_absent",
    "未参加创新项目评选的计分",
    "1-2.16",
    ABSENT_EXAMPLE,
    read_absent,
    absent_in_words,
    note="或不计",
)
INNOVATION_QUORUM = Setting("innovation_quorum", "创新项目评委的最少人数", "1-2.16", "5", read_quorum, quorum_in_words)
INNOVATION_PLACES = Setting(
    "innovation_places", "创新项目各等次的项数", "1-2.16", PLACES_EXAMPLE, read_places, places_in_words, note=NOT_NAMED
)
OBJECTION_DAYS = Setting("objection_days", "考评异议的时限", "1-8.2", "5", read_days, days_in_words)
SURVEY_GROUPS = Setting("survey_groups", "公众测评的群体", "1-2.14", GROUPS_EXAMPLE, read_groups, groups_in_words)
SURVEY_GROUP_WEIGHTS = Setting(
    "survey_group_weights",
    "公众测评各群体的权重",
    "1-2.14",
    WEIGHTS_EXAMPLE,
    read_group_weights,
    group_weights_in_words,
)

OF_APPRAISAL: tuple[Setting, ...] = (
    *(CUT_OFF, UNIT_CLASSES, GRADE_QUOTAS, INDIVIDUAL_RATIOS, LEADER_SCALE, LEADER_LEAST),
    *(INNOVATION_PRIZES, INNOVATION_ABSENT, INNOVATION_QUORUM, INNOVATION_PLACES),
    OBJECTION_DAYS,
    *(SURVEY_GROUPS, SURVEY_GROUP_WEIGHTS),
)
