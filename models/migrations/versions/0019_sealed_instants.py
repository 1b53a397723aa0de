"""A block keeps the instant at which it was sealed, and the digest of the input of a request with an id."""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

# The head has the instant of the block that it names.
HEAD = """
CREATE OR REPLACE FUNCTION refuse_other_head() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.id = OLD.id AND NEW.height = OLD.height + 1 AND EXISTS (SELECT FROM public.block
        WHERE height = NEW.height AND hash = NEW.hash AND previous_hash = OLD.hash{sealed}) THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'the head of the chain only advances to the block after it' USING ERRCODE = '42501';
END $$
"""


def upgrade() -> None:
    op.add_column('block', sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('block', sa.Column('input_digest', sa.String(), nullable=False, server_default=''))
    op.alter_column('block', 'input_digest', server_default=None)
    op.add_column('chain_head', sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=True))
    op.execute(HEAD.format(sealed=' AND sealed_at = NEW.sealed_at'))


def downgrade() -> None:
    op.execute(HEAD.format(sealed=''))
    op.drop_column('chain_head', 'sealed_at')
    op.drop_column('block', 'input_digest')
    op.drop_column('block', 'sealed_at')
