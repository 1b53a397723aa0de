"""考评设定: the values of the year-end appraisal that the standard leaves to the agency (1-8)."""

from models.rules.setting import Setting

OF_APPRAISAL: tuple[Setting, ...] = ()
