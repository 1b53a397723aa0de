"""参与单位: the bodies that take part in the management of targets, and their levels (1-2.12)."""

import re
from typing import Self

from models.rules.kinds import Labelled

# 省委督查室, 市政府督查室: the word of a jurisdiction for the two that supervise.
SUPERVISING = re.compile(r"[省市州县区旗](?:(委)|政府)督查室")


class BodyKind(Labelled):
    """What a body is in the standard (Part 1, 2.4, 2.5, 2.12, 9.2); any other takes part under its own name."""

    LEADING_GROUP = "leading_group", "领导小组"
    LEADING_GROUP_OFFICE = "leading_group_office", "领导小组办公室"
    TARGET_SECTION = "target_section", "目标部"
    WORK_COMMITTEE = "work_committee", "机关工委"
    ORGANIZATION = "organization", "组织部"
    PUBLICITY = "publicity", "宣传部"
    PARTY_SUPERVISION = "party_supervision", "党委督查室"
    GOVERNMENT_SUPERVISION = "government_supervision", "政府督查室"
    CIVIL_SERVICE = "civil_service", "公务员管理部门"
    OTHER = "other", "其他"

    @classmethod
    def from_label(cls, text: str) -> Self:
        """Return the kind with this label or key; 省委督查室 is 党委督查室.

        Raises ValueError, with the list of labels, for another word.
        """
        found = SUPERVISING.fullmatch(text)
        word = cls.PARTY_SUPERVISION if found and found[1] else cls.GOVERNMENT_SUPERVISION if found else None
        return super().from_label(word.label if word else text)


OFFICES = "管理单位目标办"  # the fourth level: the departments, which have a separate register
LEVELS = (BodyKind.LEADING_GROUP, BodyKind.LEADING_GROUP_OFFICE, BodyKind.TARGET_SECTION)
# Which body approves, and who manages: of each of these a jurisdiction has one at a time.
SINGLE = frozenset(BodyKind) - {BodyKind.TARGET_SECTION, BodyKind.OTHER}


def level_of(kind: BodyKind) -> int:
    """Return the level of a body in the agency, from 1 to 3 (Part 1, 2.12); 0 for one that works together with it."""
    return LEVELS.index(kind) + 1 if kind in LEVELS else 0
