"""消息: one that may or may not have come is 送达不明 until a person decides, and 已确认送达 if that was found out.

Revision ID: 0226
Revises: 0224
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0226", "0224"
branch_labels = depends_on = None
BEFORE = ("sending", "waiting", "sent", "parked", "dropped")
STATES = ("sending", "waiting", "sent", "doubtful", "arrived", "parked", "dropped")


def upgrade() -> None:
    """Allow both states; what was found out is final too."""
    _allow(STATES, failed="'doubtful', 'parked', 'dropped'", final="'sent', 'dropped', 'arrived'")


def downgrade() -> None:
    """Allow the states of before; what is doubtful was not sent for certain, and waits for a decision."""
    op.execute("DROP TRIGGER message_is_final ON message")
    op.execute("UPDATE message SET state = CASE state WHEN 'doubtful' THEN 'parked' ELSE 'dropped' END "
        "WHERE state IN ('doubtful', 'arrived')")
    _allow(BEFORE, failed="'parked', 'dropped'", final="'sent', 'dropped'")


def _allow(states: tuple[str, ...], *, failed: str, final: str) -> None:
    op.drop_constraint("is_messagestate", "message", type_="check")
    op.create_check_constraint("is_messagestate", "message", sa.column("state", sa.String).in_(states))
    op.drop_index("message_failed", "message")
    op.create_index("message_failed", "message", ["id"], postgresql_where=sa.text(f"state IN ({failed})"))
    op.execute("DROP TRIGGER IF EXISTS message_is_final ON message")
    op.execute(
        f"CREATE TRIGGER message_is_final BEFORE UPDATE ON message FOR EACH ROW "
        f"WHEN (OLD.state IN ({final})) EXECUTE FUNCTION refuse_final()"
    )
