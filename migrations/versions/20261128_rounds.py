"""joint award rounds, panels drawn together

Revision ID: rounds
Revises: 20261128_studio_leads
"""

import sqlalchemy as sa
from alembic import op

revision = "rounds"
down_revision = "20261128_studio_leads"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "joint_round",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("asked", JSON, nullable=False),
        sa.Column("found", JSON, nullable=False),
        sa.Column("solved_at", MOMENT, nullable=True),
        sa.Column("chosen", JSON, nullable=False),
        sa.Column("departed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", WHOLE, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_joint_round_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_round")),
        sa.UniqueConstraint("name", name=op.f("uq_joint_round_name")),
    )
    op.create_table(
        "joint_draw",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("asked", JSON, nullable=False),
        sa.Column("found", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_draw")),
    )
    with op.batch_alter_table("panel") as batch:
        batch.add_column(sa.Column("joint_draw_id", WHOLE, nullable=True))
        batch.create_foreign_key(op.f("fk_panel_joint_draw_id"), "joint_draw", ["joint_draw_id"], ["id"])
    with op.batch_alter_table("challenge") as batch:
        batch.add_column(sa.Column("joint_round", sa.String(length=40), nullable=False, server_default=""))
        batch.add_column(sa.Column("round_decided_at", MOMENT, nullable=True))
        batch.create_index("ix_challenge_joint_round", ["joint_round"])


def downgrade() -> None:
    with op.batch_alter_table("challenge") as batch:
        batch.drop_index("ix_challenge_joint_round")
        batch.drop_column("round_decided_at")
        batch.drop_column("joint_round")
    with op.batch_alter_table("panel") as batch:
        batch.drop_constraint(op.f("fk_panel_joint_draw_id"), type_="foreignkey")
        batch.drop_column("joint_draw_id")
    op.drop_table("joint_draw")
    op.drop_table("joint_round")
