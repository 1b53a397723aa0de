"""The fixtures of 创新项目评选, whose applications and votes come in sheets."""

from tests.models.ledger.innovation.conftest import applied, called, october, paper, project, stored

__all__ = ["applied", "called", "october", "paper", "project", "stored"]
