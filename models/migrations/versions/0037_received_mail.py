"""Received mails, the answers in them, and recipients that a message did not reach."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None

KNOWN = ('system', 'operator', 'claimed', 'known', 'coded')
OUTCOMES = ('taken', 'returned', 'outdated', 'waiting', 'unknown')
STATES = ('received', 'taken', 'partly', 'returned', 'waiting', 'acknowledged', 'bounced', 'automatic', 'dismissed')
INSTANT = sa.DateTime(timezone=True)


def choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    structure = postgresql.JSONB(astext_type=sa.Text())
    op.create_table('received_mail',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('digest', sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ('message_id', 'sender', 'subject')),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('received_at', INSTANT, nullable=False),
        sa.Column('seen_at', INSTANT, nullable=False),
        sa.Column('received_on', sa.Date(), nullable=False),
        sa.Column('office_id', sa.Integer(), nullable=True),
        sa.Column('person', sa.String(), nullable=False),
        sa.Column('audience', sa.String(), nullable=False),
        sa.Column('known', choice(KNOWN, 'is_known'), nullable=True),
        sa.Column('answers', sa.String(), nullable=False),
        sa.Column('automatic', sa.Boolean(), nullable=False),
        sa.Column('files', structure, nullable=False),
        sa.Column('missing', structure, nullable=False),
        sa.Column('state', choice(STATES, 'is_mailstate'), nullable=False),
        sa.Column('sentence', sa.String(), nullable=False),
        sa.Column('confirmed', structure, nullable=False),
        sa.Column('receipted_at', INSTANT, nullable=True),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.ForeignKeyConstraint(['office_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('digest'))
    op.create_index('received_mail_of_sender', 'received_mail', ['sender', 'seen_at'])
    op.create_index('received_mail_waiting', 'received_mail', ['id'],
        postgresql_where=sa.text("state IN ('received', 'waiting')"))
    op.create_table('answer',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('mail_id', sa.Integer(), nullable=True),
        sa.Column('obligation_id', sa.Integer(), nullable=True),
        sa.Column('due_version', sa.Integer(), nullable=False),
        sa.Column('file', sa.String(), nullable=False),
        sa.Column('file_digest', sa.String(), nullable=False),
        sa.Column('sheet', sa.String(), nullable=False),
        sa.Column('known', choice(KNOWN, 'is_known'), nullable=False),
        sa.Column('received_on', sa.Date(), nullable=False),
        sa.Column('received_at', INSTANT, nullable=True),
        sa.Column('outcome', choice(OUTCOMES, 'is_answeroutcome'), nullable=False),
        sa.Column('sentence', sa.String(), nullable=False),
        sa.Column('complaints', structure, nullable=False),
        sa.Column('replaced_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.ForeignKeyConstraint(['mail_id'], ['received_mail.id']),
        sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id']),
        sa.ForeignKeyConstraint(['replaced_id'], ['answer.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('file_digest', 'sheet', 'mail_id', 'obligation_id', 'due_version', 'outcome',
            postgresql_nulls_not_distinct=True))
    op.create_index('answer_by_mail', 'answer', ['mail_id'])
    op.create_index('answer_by_obligation', 'answer', ['obligation_id'])
    op.create_table('bounce',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('mail_id', sa.Integer(), nullable=False),
        sa.Column('message_id', sa.Integer(), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('returned_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['mail_id'], ['received_mail.id']),
        sa.ForeignKeyConstraint(['message_id'], ['message.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('mail_id', 'message_id'))
    op.create_index('ix_bounce_message_id', 'bounce', ['message_id'])


def downgrade() -> None:
    for table in ('bounce', 'answer', 'received_mail'):
        op.drop_table(table)
