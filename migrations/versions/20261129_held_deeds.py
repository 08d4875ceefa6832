"""deeds that wait for the secrecy officer

Revision ID: 20261129_held_deeds
Revises: 20261129_wide_ids
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_held_deeds"
down_revision = "20261129_wide_ids"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "held_deed",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("unit_id", WHOLE, nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by_id", WHOLE, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_held_deed_unit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_held_deed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_deed")),
    )
    op.create_index("ix_held_deed_root", "held_deed", ["root", "state"])


def downgrade() -> None:
    op.drop_index("ix_held_deed_root", table_name="held_deed")
    op.drop_table("held_deed")
