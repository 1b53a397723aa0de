"""What the standard leaves to the agency, and the points of the frozen lists."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('policy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('value', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('source', sa.Enum('clause', 'choice', 'local', name='is_policysource', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('basis', sa.String(), nullable=False),
    sa.Column('recorded_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'key', 'version')
    )
    op.add_column('negative_list_line', sa.Column('points', sa.Numeric(), nullable=True))


def downgrade() -> None:
    op.drop_column('negative_list_line', 'points')
    op.drop_table('policy')
