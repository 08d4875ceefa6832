"""quorum: officers' pairs, the paper key, files and keys of versions sealed in quorum mode

Revision ID: 0002_quorum
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_quorum"
down_revision = "0001"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "officer_key",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_officer_key_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_key")),
    )
    op.create_index("ix_officer_key_person_id", "officer_key", ["person_id"])
    op.create_index(
        "uq_officer_key_live",
        "officer_key",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "paper_key",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("made_by_id", WHOLE, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_paper_key_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_key")),
    )
    op.create_table(
        "sealed_file",
        sa.Column("bid_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", WHOLE, autoincrement=False, nullable=False),
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("bid_id", "version", "number", name=op.f("pk_sealed_file")),
        sa.UniqueConstraint("place", name=op.f("uq_sealed_file_place")),
    )
    op.create_table(
        "opened_key",
        sa.Column("bid_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", WHOLE, autoincrement=False, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("bid_id", "version", name=op.f("pk_opened_key")),
    )
    with op.batch_alter_table("opening") as batch_op:
        batch_op.add_column(sa.Column("handed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("opening") as batch_op:
        batch_op.drop_column("handed")
    op.drop_table("opened_key")
    op.drop_table("sealed_file")
    op.drop_table("paper_key")
    op.drop_index("uq_officer_key_live", table_name="officer_key")
    op.drop_index("ix_officer_key_person_id", table_name="officer_key")
    op.drop_table("officer_key")
