"""Team changed: who has won elsewhere, and who stands in

Revision ID: 20261128_team_changed
Revises: 20261128_consortium
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_team_changed"
down_revision = "20261128_consortium"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "team_change",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bid_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("because_of_id", sa.BigInteger(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("candidate_id", WHOLE, nullable=True),
        sa.Column("loan_id", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_team_change_bid_id")),
        sa.ForeignKeyConstraint(["member_id"], ["team_member.id"], name=op.f("fk_team_change_member_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_team_change_person_id")),
        sa.ForeignKeyConstraint(["because_of_id"], ["bid.id"], name=op.f("fk_team_change_because_of_id")),
        sa.ForeignKeyConstraint(["candidate_id"], ["person.id"], name=op.f("fk_team_change_candidate_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_team_change_loan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_change")),
        sa.UniqueConstraint("bid_id", "person_id", name=op.f("uq_team_change_bid_id_person_id")),
        sa.UniqueConstraint("loan_id", name=op.f("uq_team_change_loan_id")),
    )
    op.create_index(op.f("ix_team_change_member_id"), "team_change", ["member_id"])
    op.create_index(op.f("ix_team_change_because_of_id"), "team_change", ["because_of_id"])


def downgrade() -> None:
    op.drop_table("team_change")
