"""Three ids get the type of what they point at; on PostgreSQL they have it already.

Revision ID: 20261129_wide_ids
Revises: 20261128_secrecy
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_wide_ids"
down_revision = "20261128_secrecy"
branch_labels = None
depends_on = None

NARROW, WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.BigInteger()
PLACES = (("bid_share", "id"), ("team_plan", "bid_id"), ("team_plan", "job_id"))


def upgrade() -> None:
    turn(NARROW, WIDE)


def downgrade() -> None:
    turn(WIDE, NARROW)


def turn(old: sa.types.TypeEngine[int], new: sa.types.TypeEngine[int]) -> None:
    """From one type to the other."""
    for table, column in PLACES:
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=old, type_=new, existing_nullable=False)
