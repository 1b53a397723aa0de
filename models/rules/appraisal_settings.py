"""考评设定: the values of the year-end appraisal that the standard leaves to the agency (1-8)."""

from functools import partial

from models.rules import survey
from models.rules.score import cut_off, grade, innovation, innovation_jury, leaders, quotas
from models.rules.setting import LEAST, Setting, days_in_words, of_labels, read_days, read_people

CUT_OFF = Setting(
    "appraisal_cut_off", "考评截止日", "1-8.1", cut_off.EXAMPLE, cut_off.read_cut_off, "次年{0[0]}月{0[1]}日".format
)
UNIT_CLASSES = Setting("unit_classes", "单位类别", "1-2.19", grade.CLASSES_EXAMPLE, grade.read_unit_classes, "、".join)
GRADE_QUOTAS = Setting(
    "grade_quotas", "单位等次比例", "1-2.19", quotas.QUOTAS_EXAMPLE, quotas.read_quotas, quotas.quotas_in_words
)
INDIVIDUAL_RATIOS = Setting(
    "individual_ratios", "个人优秀比例", "1-2.19", quotas.RATIOS_EXAMPLE, quotas.read_ratios, quotas.ratios_in_words
)
_SCALE = (leaders.EXAMPLE, leaders.read_leader_scale, leaders.leader_scale_in_words)
LEADER_SCALE = Setting("leader_scale", "省领导评价的量表", "1-2.15", *_SCALE, note="或0–100")
_TELLING = f"：少于{LEAST}人的平均会透露个人的评价"
LEADER_LEAST = Setting(
    "leader_least", "省领导评价的最少人数", "1-2.15", "3", partial(read_people, why=_TELLING), "{}人".format
)
_PRIZES = (innovation.PRIZE_EXAMPLE, innovation.read_prizes, innovation.prizes_in_words)
INNOVATION_PRIZES = Setting("innovation_prizes", "创新项目各等次的分值", "1-2.16", *_PRIZES)
_ABSENT = (innovation.ABSENT_EXAMPLE, innovation.read_absent, of_labels(innovation.Absent)[1])
INNOVATION_ABSENT = Setting("innovation_absent", "未参加创新项目评选的计分", "1-2.16", *_ABSENT, note="或不计")
INNOVATION_QUORUM = Setting("innovation_quorum", "创新项目评委的最少人数", "1-2.16", "5", read_people, "{}人".format)
_PLACES = (innovation_jury.PLACES_EXAMPLE, innovation_jury.read_places, innovation_jury.places_in_words)
INNOVATION_PLACES = Setting(
    "innovation_places", "创新项目各等次的项数", "1-2.16", *_PLACES, note=innovation_jury.NOT_NAMED
)
OBJECTION_DAYS = Setting("objection_days", "考评异议的时限", "1-8.2", "5", read_days, days_in_words)
SURVEY_GROUPS = Setting(
    "survey_groups", "公众测评的群体", "1-2.14", survey.GROUPS_EXAMPLE, survey.read_groups, "、".join
)
_WEIGHTS = (survey.WEIGHTS_EXAMPLE, survey.read_group_weights, survey.group_weights_in_words)
SURVEY_GROUP_WEIGHTS = Setting("survey_group_weights", "公众测评各群体的权重", "1-2.14", *_WEIGHTS)

OF_APPRAISAL: tuple[Setting, ...] = (
    *(CUT_OFF, UNIT_CLASSES, GRADE_QUOTAS, INDIVIDUAL_RATIOS, LEADER_SCALE, LEADER_LEAST),
    *(INNOVATION_PRIZES, INNOVATION_ABSENT, INNOVATION_QUORUM, INNOVATION_PLACES),
    OBJECTION_DAYS,
    *(SURVEY_GROUPS, SURVEY_GROUP_WEIGHTS),
)
