"""A studio's new lead: proposal and decision; what a suspended studio returns to

Revision ID: 20261128_studio_leads
Revises: 20261128_team_changed
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_studio_leads"
down_revision = "20261128_team_changed"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PEOPLE = ("old_lead_id", "person_id", "proposed_by_id", "decided_by_id")


def upgrade() -> None:
    op.create_table(
        "lead_change",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("studio_id", WHOLE, nullable=False),
        sa.Column("old_lead_id", WHOLE, nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("proposed_by_id", WHOLE, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", WHOLE, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["studio_id"], ["studio.id"], name=op.f("fk_lead_change_studio_id")),
        *(
            sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_lead_change_{name}"))
            for name in PEOPLE
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_change")),
    )
    op.create_index(op.f("ix_lead_change_studio_id"), "lead_change", ["studio_id"])
    op.create_index(
        "uq_lead_change_open",
        "lead_change",
        ["studio_id"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.add_column("studio", sa.Column("suspended_from", sa.String(32), nullable=True))


def downgrade() -> None:
    op.drop_column("studio", "suspended_from")  # in place: other tables refer to this one
    op.drop_table("lead_change")
