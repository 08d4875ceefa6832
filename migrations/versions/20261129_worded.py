"""A decision message knows which result it is written for.

Revision ID: 20261129_worded
Revises: 20261129_seats
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_worded"
down_revision = "20261129_seats"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("decision_message") as batch:
        batch.add_column(sa.Column("wins", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("decision_message") as batch:
        batch.drop_column("wins")
