"""When a robot or a member of the app was last written to: the limit for a minute holds over all processes."""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('send_turn',
        sa.Column('receiver', sa.String(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('message_id', sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint('receiver', 'number'))


def downgrade() -> None:
    op.drop_table('send_turn')
