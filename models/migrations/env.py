"""Alembic's entry point to the tables; run through `models.migrations.migrate` with a connection."""

from alembic import context
from sqlmodel import SQLModel

from models.records import all_tables

all_tables()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
