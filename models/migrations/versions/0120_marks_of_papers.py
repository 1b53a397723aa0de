"""Papers have 份号, 密级和保密期限 and 紧急程度 where the agency stated them; those of before have none."""

import sqlalchemy as sa
from alembic import op

revision = '0120'
down_revision = '0119'
branch_labels = None
depends_on = None

URGENCIES = ('none', 'extreme', 'urgent')


def upgrade() -> None:
    kind = sa.Enum(*URGENCIES, native_enum=False, length=24, create_constraint=False, name='is_urgency')
    for name, type_ in (('copy_number', sa.String()), ('secrecy', sa.String()), ('urgency', kind)):
        op.add_column('issued_paper', sa.Column(name, type_, nullable=False, server_default='none' if name == 'urgency' else ''))
        op.alter_column('issued_paper', name, server_default=None)
    op.create_check_constraint('is_urgency', 'issued_paper', sa.column('urgency').in_(URGENCIES))
    op.create_check_constraint('copies_of_a_secret', 'issued_paper', "secrecy = '' OR copy_number <> ''")


def downgrade() -> None:
    op.drop_constraint('copies_of_a_secret', 'issued_paper', type_='check')
    op.drop_constraint('is_urgency', 'issued_paper', type_='check')
    for name in ('urgency', 'secrecy', 'copy_number'):
        op.drop_column('issued_paper', name)
