"""Uploads of key projects, what they show, and who uploads; entries of the negative list can come from the cloud."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

WAYS = ['on_site', 'online', 'covert']


def upgrade() -> None:
    op.create_table('cloud_delegation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('target_id', 'number')
    )
    op.create_table('cloud_upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('received', 'fine', 'warned', 'confirmed', 'cleared', 'superseded', name='is_uploadstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('progress', sa.Numeric(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('recorded_on', sa.Date(), nullable=False),
    sa.Column('uploaded_by', sa.String(), nullable=False),
    sa.Column('warnings', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('target_id', 'period', 'number')
    )
    op.create_table('cloud_medium',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('upload_id', sa.Integer(), nullable=False),
    sa.Column('evidence_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('picture', 'video', name='is_medium', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('bits', sa.BigInteger(), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('latitude', sa.Numeric(), nullable=True),
    sa.Column('longitude', sa.Numeric(), nullable=True),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], ),
    sa.ForeignKeyConstraint(['upload_id'], ['cloud_upload.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('upload_id', 'evidence_id')
    )
    _allow([*WAYS, 'cloud'])


def downgrade() -> None:
    _allow(WAYS, postgresql_not_valid=True)  # what came from the cloud stays
    op.drop_table('cloud_medium')
    op.drop_table('cloud_upload')
    op.drop_table('cloud_delegation')


def _allow(ways: list[str], **options: bool) -> None:
    for table in ('finding', 'entry_origin'):
        op.drop_constraint('is_way', table, type_='check')
        op.create_check_constraint('is_way', table, sa.column('way').in_(ways), **options)
