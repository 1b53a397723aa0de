"""The evidence folder has an identity; a hand-over of a message is on record before it begins."""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('evidence_store',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(), nullable=False),
        sa.CheckConstraint('id = 1', name='one_store'),
        sa.PrimaryKeyConstraint('id'))
    op.add_column('message', sa.Column('in_handover', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column('message', 'in_handover', server_default=None)
    # What an older version was sending may have been handed over.
    op.execute("UPDATE message SET in_handover = true WHERE state = 'sending'")


def downgrade() -> None:
    op.drop_column('message', 'in_handover')
    op.drop_table('evidence_store')
