"""消息: 送达不明 until a person decides, 已确认送达 if it was found to have come; 异议: a mail to what was entered.

Revision ID: 0226
Revises: 0224
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0226", "0224"
branch_labels = depends_on = None
BEFORE = ("sending", "waiting", "sent", "parked", "dropped")
STATES = ("sending", "waiting", "sent", "doubtful", "arrived", "parked", "dropped")
SAID = ("appeal", "delay", "question", "other")


def upgrade() -> None:
    """Allow both states, of which what was found out is final, and the objection."""
    _allow(STATES, failed="'doubtful', 'parked', 'dropped'", final="'sent', 'dropped', 'arrived'")
    _restrict("received_mail", "said", "is_mailsaid", (*SAID, "objection"))


def downgrade() -> None:
    """Allow the states of before; what is doubtful was not sent for certain, and waits for a decision."""
    op.execute("DROP TRIGGER message_is_final ON message")
    op.execute("UPDATE message SET state = CASE state WHEN 'doubtful' THEN 'parked' ELSE 'dropped' END "
        "WHERE state IN ('doubtful', 'arrived')")
    _allow(BEFORE, failed="'parked', 'dropped'", final="'sent', 'dropped'")
    _restrict("received_mail", "said", "is_mailsaid", SAID)


def _restrict(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, sa.column(column, sa.String).in_(values))


def _allow(states: tuple[str, ...], *, failed: str, final: str) -> None:
    _restrict("message", "state", "is_messagestate", states)
    op.drop_index("message_failed", "message")
    op.create_index("message_failed", "message", ["id"], postgresql_where=sa.text(f"state IN ({failed})"))
    op.execute("DROP TRIGGER IF EXISTS message_is_final ON message")
    op.execute(
        f"CREATE TRIGGER message_is_final BEFORE UPDATE ON message FOR EACH ROW "
        f"WHEN (OLD.state IN ({final})) EXECUTE FUNCTION refuse_final()"
    )
