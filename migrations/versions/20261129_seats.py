"""The panels of a person come in the order of their list.

Revision ID: 20261129_seats
Revises: 20261129_contest
"""

from alembic import op

revision = "20261129_seats"
down_revision = "20261129_contest"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_panel_seat_person", "panel_seat", ["person_id", "panel_id"])
    op.drop_index("ix_panel_seat_person_id", "panel_seat")


def downgrade() -> None:
    op.create_index("ix_panel_seat_person_id", "panel_seat", ["person_id"])
    op.drop_index("ix_panel_seat_person", "panel_seat")
