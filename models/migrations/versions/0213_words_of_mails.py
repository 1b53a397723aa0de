"""The text of a mail that a person has to answer, what it looks like, and the state of a mail that was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0213"
down_revision = "0212"
branch_labels = None
depends_on = None
SAID = ("appeal", "delay", "question", "other")
STATES = ("received", "taken", "partly", "returned", "waiting", "acknowledged", "bounced", "automatic", "dismissed")


def upgrade() -> None:
    """Add both columns; digests of mails are re-based: mails of homes made before are named by verify."""
    said = sa.Enum(*SAID, name="is_mailsaid", native_enum=False, create_constraint=True, length=24)
    op.add_column("received_mail", sa.Column("said", said, nullable=True))
    op.add_column("received_mail", sa.Column("words", sa.String(), nullable=False, server_default=""))
    op.alter_column("received_mail", "words", server_default=None)
    _allow(*STATES, "answered")


def downgrade() -> None:
    """Drop them and the state."""
    _allow(*STATES)
    op.drop_column("received_mail", "words")
    op.drop_column("received_mail", "said")


def _allow(*states: str) -> None:
    op.drop_constraint("is_mailstate", "received_mail", type_="check")
    op.create_check_constraint("is_mailstate", "received_mail", sa.column("state", sa.String).in_(states))
