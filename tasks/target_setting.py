"""The step of 目标制定: how far the lists of the year are."""

from models.ledger.draft import progress
from models.ledger.questions import ALWAYS
from tasks.step import step

watch_target_setting = step("目标制定进展", progress.watch_target_setting, asks=ALWAYS)
