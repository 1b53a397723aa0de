"""Inspections: plans, teams, findings, and what is proposed for the negative list."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('inspection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('quarterly', 'mid_term', 'annual', 'special', 'urgent', name='is_inspectionkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('departments', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('scopes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('forms', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('methods', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('standard', sa.String(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('requirements', sa.String(), nullable=False),
    sa.Column('major', sa.Boolean(), nullable=False),
    sa.Column('whole_picture', sa.Boolean(), nullable=False),
    sa.Column('document_number', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('drafted', 'issued', 'concluded', 'cancelled', name='is_inspectionstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('drafted_on', sa.Date(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ended_why', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'year', 'number')
    )
    op.create_table('third_party',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('credit_code', sa.String(), nullable=False),
    sa.Column('qualification', sa.String(), nullable=False),
    sa.Column('independence', sa.String(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'name')
    )
    op.create_table('finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('team', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('target_version', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('declared_complete', sa.Boolean(), nullable=False),
    sa.Column('declared', sa.String(), nullable=False),
    sa.Column('conclusion', sa.Enum('conforms', 'fails', 'unverified', name='is_conclusion', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('found', sa.String(), nullable=False),
    sa.Column('way', sa.Enum('on_site', 'online', 'covert', name='is_way', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('methods', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('found_by', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('limit', sa.Date(), nullable=True),
    sa.Column('state', sa.Enum('recorded', 'signed', 'superseded', name='is_findingstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('recorded_on', sa.Date(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('signed_by', sa.String(), nullable=False),
    sa.Column('content_hash', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], ),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('inspection_id', 'target_id', 'serial')
    )
    op.create_table('inspector',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('third_party_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.String(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.ForeignKeyConstraint(['third_party_id'], ['third_party.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'name', 'third_party_id', postgresql_nulls_not_distinct=True)
    )
    op.create_table('suggestion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('reward', 'penalty', name='is_suggested', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('inspection_id', 'department_id', 'kind', 'text')
    )
    op.create_table('entry_origin',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('way', sa.Enum('on_site', 'online', 'covert', name='is_way', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=True),
    sa.Column('proposed_on', sa.Date(), nullable=True),
    sa.Column('detail', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['negative_entry.id'], ),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('entry_id')
    )
    op.create_table('team_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('team', sa.Integer(), nullable=False),
    sa.Column('inspector_id', sa.Integer(), nullable=False),
    sa.Column('leader', sa.Boolean(), nullable=False),
    sa.Column('joined_on', sa.Date(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('left_why', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], ),
    sa.ForeignKeyConstraint(['inspector_id'], ['inspector.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('inspection_id', 'team', 'inspector_id', 'joined_on')
    )
    op.create_table('tie',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspector_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('declared_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['inspector_id'], ['inspector.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('inspector_id', 'department_id')
    )
    op.drop_constraint('is_entrystate', 'negative_entry', type_='check')
    op.create_check_constraint('is_entrystate', 'negative_entry', "state IN ('proposed', 'listed', 'remedying', 'made_good', 'dismissed')")


def downgrade() -> None:
    op.drop_constraint('is_entrystate', 'negative_entry', type_='check')
    op.create_check_constraint('is_entrystate', 'negative_entry', "state IN ('listed', 'remedying', 'made_good')")
    op.drop_table('tie')
    op.drop_table('team_member')
    op.drop_table('entry_origin')
    op.drop_table('suggestion')
    op.drop_table('inspector')
    op.drop_table('finding')
    op.drop_table('third_party')
    op.drop_table('inspection')
