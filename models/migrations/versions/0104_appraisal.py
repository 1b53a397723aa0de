"""The score sheets of a year, their objections, and the papers that approve or correct them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0104'
down_revision = '0103'
branch_labels = None
depends_on = None

SHEETS = ('drafted', 'agreed', 'silent', 'objected', 'granted', 'settled', 'frozen', 'superseded')
OBJECTIONS = ('raised', 'taken_back', 'accepted', 'dismissed', 'confirmed')
COMPONENTS = ('functional', 'ideology', 'organization', 'integrity', 'team', 'village', 'leaders', 'innovation',
    'second_level')


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, length=24, create_constraint=True, name=name)


def upgrade() -> None:
    op.create_table('appraisal',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('body', sa.String(), nullable=False),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=False),
        sa.Column('approved_on', sa.Date(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=True),
        sa.Column('left_out', JSONB(), nullable=False),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('jurisdiction_id', 'year', 'serial'))
    op.create_table('score_sheet',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('content', sa.String(), nullable=False),
        sa.Column('digest', sa.String(), nullable=False),
        sa.Column('total', sa.Numeric(), nullable=False),
        sa.Column('unit_class', sa.String(), nullable=True),
        sa.Column('place', sa.Integer(), nullable=True),
        sa.Column('grade', sa.String(), nullable=True),
        sa.Column('state', _one_of('is_scoresheetstate', SHEETS), nullable=False),
        sa.Column('drafted_on', sa.Date(), nullable=False),
        sa.Column('answered_on', sa.Date(), nullable=True),
        sa.Column('obligation_id', sa.Integer(), nullable=True),
        sa.Column('appraisal_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id']),
        sa.ForeignKeyConstraint(['appraisal_id'], ['appraisal.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('department_id', 'year', 'version'))
    op.create_index('score_sheet_current', 'score_sheet', ['department_id', 'year'], unique=True,
        postgresql_where=sa.text("state <> 'superseded'"))
    op.create_table('score_objection',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('score_sheet_id', sa.Integer(), nullable=False),
        sa.Column('component', _one_of('is_component', COMPONENTS), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('raised_on', sa.Date(), nullable=False),
        sa.Column('state', _one_of('is_scoreobjectionstate', OBJECTIONS), nullable=False),
        sa.Column('answer', sa.String(), nullable=False),
        sa.Column('answered_on', sa.Date(), nullable=True),
        sa.Column('answered_by', sa.String(), nullable=False),
        sa.Column('account', sa.String(), nullable=False),
        sa.Column('left_out', JSONB(), nullable=False),
        sa.Column('confirmed_on', sa.Date(), nullable=True),
        sa.Column('confirmed_by', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['score_sheet_id'], ['score_sheet.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('score_sheet_id', 'component'))


def downgrade() -> None:
    op.drop_table('score_objection')
    op.drop_table('score_sheet')
    op.drop_table('appraisal')
