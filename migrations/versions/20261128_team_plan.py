"""team plans

Revision ID: team_plan
Revises: 0002_quorum
"""

import sqlalchemy as sa
from alembic import op

revision = "team_plan"
down_revision = "0002_quorum"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "team_plan",
        sa.Column("bid_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("job_id", WHOLE, nullable=False),
        sa.Column("asked", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("made", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_team_plan_bid_id")),
        sa.ForeignKeyConstraint(["job_id"], ["long_job.id"], name=op.f("fk_team_plan_job_id")),
        sa.PrimaryKeyConstraint("bid_id", name=op.f("pk_team_plan")),
    )


def downgrade() -> None:
    op.drop_table("team_plan")
