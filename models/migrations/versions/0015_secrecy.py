"""Markings of secrecy, who may open what is marked, and who did."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('secrecy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('record', sa.Enum('target', 'finding', 'evidence', name='is_matter', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('record_key', sa.String(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('marking', sa.Enum('internal', 'work_secret', 'secret', 'confidential', name='is_marking', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('marked_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('record', 'record_id', 'serial')
    )
    op.create_table('secrecy_reader',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('secrecy_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('admitted', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['secrecy_id'], ['secrecy.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('secrecy_id', 'department_id', 'name', 'serial')
    )
    op.create_table('secrecy_access',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('secrecy_id', sa.Integer(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['secrecy_id'], ['secrecy.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('secrecy_id', 'serial')
    )


def downgrade() -> None:
    op.drop_table('secrecy_access')
    op.drop_table('secrecy_reader')
    op.drop_table('secrecy')
