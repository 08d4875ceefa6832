"""Panels and awards: dismissed conflicts, complaints, decision messages, stage gates

Revision ID: 0003_panels
Revises: team_plan
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_panels"
down_revision = "team_plan"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stage_gate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("challenge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("set_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.id"], name=op.f("fk_stage_gate_challenge_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_stage_gate_decided_by_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_stage_gate_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_gate")),
    )
    with op.batch_alter_table("stage_gate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_gate_challenge_id"), ["challenge_id"], unique=False)
        batch_op.create_index(
            "uq_stage_gate_ahead",
            ["challenge_id"],
            unique=True,
            sqlite_where=sa.text("state = 'set'"),
            postgresql_where=sa.text("state = 'set'"),
        )

    op.create_table(
        "decision_message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("panel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bid_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_decision_message_bid_id")),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["person.id"], name=op.f("fk_decision_message_edited_by_id")
        ),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_decision_message_panel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_message")),
        sa.UniqueConstraint("panel_id", "bid_id", name=op.f("uq_decision_message_panel_id_bid_id")),
    )
    op.create_table(
        "gate_ruling",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("gate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ruling", sa.String(32), nullable=False),
        sa.Column("into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(ruling = 'merge') = (into_id IS NOT NULL)", name=op.f("ck_gate_ruling_into")),
        sa.ForeignKeyConstraint(["gate_id"], ["stage_gate.id"], name=op.f("fk_gate_ruling_gate_id")),
        sa.ForeignKeyConstraint(["into_id"], ["project.id"], name=op.f("fk_gate_ruling_into_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_gate_ruling_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_ruling")),
        sa.UniqueConstraint("gate_id", "project_id", name=op.f("uq_gate_ruling_gate_id_project_id")),
    )
    op.create_table(
        "award_complaint",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("objection_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_award_complaint_by_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_award_complaint_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["award_objection.id"], name=op.f("fk_award_complaint_objection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_complaint")),
        sa.UniqueConstraint("objection_id", name=op.f("uq_award_complaint_objection_id")),
    )
    with op.batch_alter_table("commitment_letter", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "reminded",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                nullable=False,
                server_default="0",
            )
        )

    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.add_column(sa.Column("act_by", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("dismissed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_recusal_dismissed_by_id"), "person", ["dismissed_by_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_recusal_dismissed_by_id"), type_="foreignkey")
        batch_op.drop_column("dismissed_at")
        batch_op.drop_column("dismissed_by_id")

    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.drop_column("act_by")

    with op.batch_alter_table("commitment_letter", schema=None) as batch_op:
        batch_op.drop_column("reminded")

    op.drop_table("award_complaint")
    op.drop_table("gate_ruling")
    op.drop_table("decision_message")
    with op.batch_alter_table("stage_gate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_stage_gate_ahead",
            sqlite_where=sa.text("state = 'set'"),
            postgresql_where=sa.text("state = 'set'"),
        )
        batch_op.drop_index(batch_op.f("ix_stage_gate_challenge_id"))

    op.drop_table("stage_gate")
