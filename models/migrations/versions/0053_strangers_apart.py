"""What strangers write stands in a table apart, which no backup takes; mails of before keep their text and digest."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0053'
down_revision = '0052'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'stranger_mail',
        sa.Column('mail_id', sa.Integer(), nullable=False),
        sa.Column('seen_on', sa.Date(), nullable=False),
        sa.Column('message_id', sa.String(), nullable=False),
        sa.Column('sender', sa.String(), nullable=False),
        sa.Column('subject', sa.String(), nullable=False),
        sa.Column('files', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('missing', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('sheets', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(['mail_id'], ['received_mail.id']),
        sa.PrimaryKeyConstraint('mail_id'),
    )
    op.create_index('stranger_mail_of_sender', 'stranger_mail', ['sender'])


def downgrade() -> None:
    op.drop_table('stranger_mail')
