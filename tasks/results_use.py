"""The step of 结果运用: who has not received the results of a year."""

from models.ledger.questions import ALWAYS
from models.ledger.results_use import progress
from tasks.step import step

watch_results_use = step("结果运用进展", progress.watch_results_use, asks=ALWAYS)
