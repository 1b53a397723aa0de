"""密级标注 of drafts (4.7)."""

import sqlalchemy as sa
from alembic import op

revision = '0057'
down_revision = '0056'
branch_labels = None
depends_on = None

BEFORE = ('target', 'finding', 'evidence')


def upgrade() -> None:
    _allow((*BEFORE, 'target_draft'))


def downgrade() -> None:
    op.execute("DELETE FROM secrecy WHERE record = 'target_draft'")
    _allow(BEFORE)


def _allow(keys: tuple[str, ...]) -> None:
    op.drop_constraint('is_matter', 'secrecy', type_='check')
    op.create_check_constraint('is_matter', 'secrecy', sa.column('record').in_(keys))
