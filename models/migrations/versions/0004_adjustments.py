"""Adjustments of targets, what targets asked for before and after, and what supports a record."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('adjustment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('ground', sa.Enum('major_policy', 'force_majeure', name='is_adjustmentground', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('changes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Enum('requested', 'head_consented', 'leader_consented', 'filed', 'returned', 'withdrawn', name='is_adjustmentstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('requested_on', sa.Date(), nullable=False),
    sa.Column('head_on', sa.Date(), nullable=True),
    sa.Column('head_by', sa.String(), nullable=False),
    sa.Column('head_number', sa.String(), nullable=False),
    sa.Column('leader_on', sa.Date(), nullable=True),
    sa.Column('leader_by', sa.String(), nullable=False),
    sa.Column('leader_number', sa.String(), nullable=False),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('returned_on', sa.Date(), nullable=True),
    sa.Column('returned_why', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('target_id', 'number')
    )
    op.create_index('adjustment_under_way', 'adjustment', ['target_id'], unique=True, postgresql_where=sa.text("state NOT IN ('filed', 'withdrawn')"))
    # A target of an installation from before is its own first version, proved by its own digest: nothing is filled in.
    op.create_table('target_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('correction', sa.Integer(), nullable=False),
    sa.Column('requirement', sa.String(), nullable=False),
    sa.Column('quantity', sa.Numeric(), nullable=True),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('cause', sa.Enum('issued', 'adjusted', 'restored', 'corrected', name='is_versioncause', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('adjustment_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['adjustment_id'], ['adjustment.id'], ),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('target_id', 'version', 'correction')
    )
    op.create_table('exhibit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record', sa.String(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('record_key', sa.String(), nullable=False),
    sa.Column('evidence_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('about', sa.Date(), nullable=True),
    sa.Column('made_on', sa.Date(), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('record', 'record_id', 'evidence_id')
    )


def downgrade() -> None:
    op.drop_table('exhibit')
    op.drop_table('target_version')
    op.drop_index('adjustment_under_way', table_name='adjustment')
    op.drop_table('adjustment')
