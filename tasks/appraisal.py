"""The step of 年度考评: what is missing, and what changed."""

from models.ledger.appraisal import watch
from models.ledger.questions import ALWAYS
from tasks.step import step

watch_appraisal = step("年度考评进展", watch.watch_appraisal, asks=ALWAYS)
