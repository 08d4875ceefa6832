"""Consortia: a share has an answer of its own, a core member a studio

Revision ID: 20261128_consortium
Revises: 20261128_posting
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_consortium"
down_revision = "20261128_posting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("bid_share") as table:
        table.add_column(sa.Column("consent", sa.String(32), nullable=False, server_default="yes"))
        table.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        table.create_unique_constraint("uq_bid_share_bid_id_studio_id", ["bid_id", "studio_id"])
        table.create_check_constraint("percent", "percent BETWEEN 1 AND 100")
        table.create_check_constraint("agreed", "NOT live OR consent = 'yes'")
    with op.batch_alter_table("bid_share") as table:
        table.alter_column("consent", server_default=None)
    with op.batch_alter_table("team_member") as table:
        table.add_column(sa.Column("studio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
        table.create_foreign_key("fk_team_member_studio_id", "studio", ["studio_id"], ["id"])
    op.execute(
        "UPDATE team_member SET studio_id = (SELECT bid.studio_id FROM bid WHERE bid.id = team_member.bid_id) "
        "WHERE role <> 'support'"
    )


def downgrade() -> None:
    with op.batch_alter_table("team_member") as table:
        table.drop_constraint("fk_team_member_studio_id", type_="foreignkey")
        table.drop_column("studio_id")
    op.execute("DELETE FROM bid_share WHERE consent <> 'yes'")
    with op.batch_alter_table("bid_share") as table:
        table.drop_constraint("agreed", type_="check")
        table.drop_constraint("percent", type_="check")
        table.drop_constraint("uq_bid_share_bid_id_studio_id", type_="unique")
        table.drop_column("answered_at")
        table.drop_column("consent")
