"""A migration that a test makes: it stands after those of the program, in a copy of their folder."""

from __future__ import annotations

from contextlib import contextmanager
from shutil import copytree
from typing import TYPE_CHECKING

from models import migrations
from models.migrations import versions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

LATER = "0999"
SCRIPT = """
import sqlalchemy as sa
from alembic import op

revision = "{later}"
down_revision = "{newest}"


def upgrade():
    op.add_column("department", sa.Column("spare_number", sa.String(), nullable=False, server_default="无"))
    op.alter_column("department", "spare_number", server_default=None)


def downgrade():
    op.drop_column("department", "spare_number")
"""


@contextmanager
def later_migration(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A program with one migration more, which gives each department a spare number. Yields its version."""
    newest = max(versions())
    copytree(migrations.HERE, folder / "migrations")
    (folder / "migrations" / "versions" / f"{LATER}_spare.py").write_text(SCRIPT.format(later=LATER, newest=newest))
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "HERE", folder / "migrations")
        versions.cache_clear()
        try:
            yield LATER
        finally:
            versions.cache_clear()
