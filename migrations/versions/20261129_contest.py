"""own weights of a challenge; a team change for each award; who the supervisor names to decide

Revision ID: 20261129_contest
Revises: 20261129_held_deeds
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_contest"
down_revision = "20261129_held_deeds"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("challenge") as batch:
        batch.add_column(sa.Column("own_weights", sa.JSON(none_as_null=True), nullable=True))
        batch.add_column(sa.Column("weights_reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("challenge") as batch:
        batch.alter_column("weights_reason", server_default=None)
    with op.batch_alter_table("panel") as batch:
        batch.add_column(sa.Column("teams_seen_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("team_change") as batch:
        batch.drop_constraint("uq_team_change_bid_id_person_id", type_="unique")
        batch.create_unique_constraint(
            op.f("uq_team_change_bid_id_person_id_because_of_id"), ["bid_id", "person_id", "because_of_id"]
        )
    for table in ("award_objection", "award_complaint"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("named_id", WHOLE, nullable=True))
            batch.create_foreign_key(op.f(f"fk_{table}_named_id"), "person", ["named_id"], ["id"])


def downgrade() -> None:
    for table in ("award_complaint", "award_objection"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_named_id"), type_="foreignkey")
            batch.drop_column("named_id")
    with op.batch_alter_table("team_change") as batch:
        batch.drop_constraint("uq_team_change_bid_id_person_id_because_of_id", type_="unique")
        batch.create_unique_constraint(op.f("uq_team_change_bid_id_person_id"), ["bid_id", "person_id"])
    with op.batch_alter_table("panel") as batch:
        batch.drop_column("teams_seen_at")
    with op.batch_alter_table("challenge") as batch:
        batch.drop_column("weights_reason")
        batch.drop_column("own_weights")
