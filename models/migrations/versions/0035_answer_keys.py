"""Keys of the codes on answer sheets; an installation of before makes its first one when it needs it."""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('answer_key',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('installation', sa.String(), nullable=False),
        sa.Column('digest', sa.String(), nullable=False),
        sa.Column('made_on', sa.Date(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('number'))
    op.create_table('sealed_answer_key',
        sa.Column('answer_key_id', sa.Integer(), nullable=False),
        sa.Column('secret', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['answer_key_id'], ['answer_key.id']),
        sa.PrimaryKeyConstraint('answer_key_id'))


def downgrade() -> None:
    op.drop_table('sealed_answer_key')
    op.drop_table('answer_key')
