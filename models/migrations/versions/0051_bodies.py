"""参与单位 that work together with the agency, and 内设机构 of departments."""

import sqlalchemy as sa
from alembic import op

revision = '0051'
down_revision = '0048'
branch_labels = None
depends_on = None

KINDS = ('leading_group', 'leading_group_office', 'target_section', 'work_committee', 'organization', 'publicity',
         'party_supervision', 'government_supervision', 'civil_service', 'other')
KIND = sa.Enum(*KINDS, name='is_bodykind', native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        'body',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('kind', KIND, nullable=False),
        sa.Column('member', sa.Boolean(), nullable=False),
        sa.Column('basis', sa.String(), nullable=False),
        sa.Column('email', sa.String(), nullable=False),
        sa.Column('contact', sa.String(), nullable=False),
        sa.Column('mobile', sa.String(), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=True),
        sa.Column('valid_to', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('jurisdiction_id', 'name'),
    )
    op.create_table(
        'division',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=True),
        sa.Column('valid_to', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('department_id', 'name'),
    )


def downgrade() -> None:
    op.drop_table('division')
    op.drop_table('body')
