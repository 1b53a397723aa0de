"""目标制定: opinions of offices, papers for the bodies that approve, waived gaps, the document behind a draft.

A draft of before has neither a date of its document nor a ground; its digest stays.
"""

import sqlalchemy as sa
from alembic import op

revision = '0056'
down_revision = '0055'
branch_labels = None
depends_on = None

GROUNDS = ('decision', 'superior', 'work_points', 'urgent', 'other')


def _kind(name: str, *keys: str) -> sa.Enum:
    return sa.Enum(*keys, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.add_column('target_draft', sa.Column('source_date', sa.Date(), nullable=True))
    op.add_column('target_draft', sa.Column('ground', _kind('is_ground', *GROUNDS), nullable=True))
    op.create_table(
        'draft_line',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('obligation_id', sa.Integer(), nullable=False),
        sa.Column('draft_id', sa.Integer(), nullable=False),
        sa.Column('opinion', _kind('is_opinion', 'agreed', 'objected'), nullable=True),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('proposal', sa.String(), nullable=False),
        sa.Column('answered_on', sa.Date(), nullable=True),
        sa.Column('accepted', sa.Boolean(), nullable=True),
        sa.Column('answer', sa.String(), nullable=False),
        sa.Column('decided_on', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id']),
        sa.ForeignKeyConstraint(['draft_id'], ['target_draft.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('obligation_id', 'draft_id'),
    )
    op.create_index('draft_line_by_draft', 'draft_line', ['draft_id'])
    op.create_table(
        'submission',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('category', _kind('is_category', 'building', 'functional'), nullable=False),
        sa.Column('body', sa.String(), nullable=False),
        sa.Column('submitted_on', sa.Date(), nullable=False),
        sa.Column('short', sa.String(), nullable=False),
        sa.Column('short_why', sa.String(), nullable=False),
        sa.Column('approval_number', sa.String(), nullable=False),
        sa.Column('approval_date', sa.Date(), nullable=True),
        sa.Column('approved_on', sa.Date(), nullable=True),
        sa.Column('issue_number', sa.String(), nullable=False),
        sa.Column('issue_date', sa.Date(), nullable=True),
        sa.Column('issued_on', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('jurisdiction_id', 'year', 'number'),
    )
    op.create_table(
        'submission_line',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('submission_id', sa.Integer(), nullable=False),
        sa.Column('draft_id', sa.Integer(), nullable=False),
        sa.Column('consulted', _kind('is_consulted', 'agreed', 'settled', 'silent', 'skipped'), nullable=False),
        sa.Column('why', sa.String(), nullable=False),
        sa.Column('decided', _kind('is_decided', 'waiting', 'approved', 'returned'), nullable=False),
        sa.Column('returned_why', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['submission_id'], ['submission.id']),
        sa.ForeignKeyConstraint(['draft_id'], ['target_draft.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('submission_id', 'draft_id'),
    )
    op.create_table(
        'gap_waiver',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=False),
        sa.Column('gap', sa.String(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('waived_on', sa.Date(), nullable=False),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('department_id', 'year', 'gap'),
    )


def downgrade() -> None:
    for table in ('gap_waiver', 'submission_line', 'submission', 'draft_line'):
        op.drop_table(table)
    op.drop_column('target_draft', 'ground')
    op.drop_column('target_draft', 'source_date')
