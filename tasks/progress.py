"""The steps that watch a year: what is missing of 目标制定, 年度考评 and 结果运用, and what changed."""

from models.ledger.appraisal import watch
from models.ledger.draft import progress
from models.ledger.questions import ALWAYS
from models.ledger.results_use import progress as results_use_progress
from tasks.step import step

watch_target_setting = step("目标制定进展", progress.watch_target_setting, asks=ALWAYS)

watch_appraisal = step("年度考评进展", watch.watch_appraisal, asks=ALWAYS)

watch_results_use = step("结果运用进展", results_use_progress.watch_results_use, asks=ALWAYS)
