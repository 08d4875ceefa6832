"""Posting: key tasks, amendments, invitations, suggestions, objections to the documents, columns by hand

Revision ID: 20261128_posting
Revises: 0003_panels
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_posting"
down_revision = "0003_panels"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NEW_TEXTS = ("milestones", "single_reason")


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "key_task",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("unit_id", WHOLE, nullable=False),
        sa.Column("year", WHOLE, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("by_id", WHOLE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        _to("key_task", "unit_id", "unit"),
        _to("key_task", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_task")),
    )
    op.create_index("ix_key_task_unit_id", "key_task", ["unit_id"])
    _challenge()
    with op.batch_alter_table("question") as table:
        table.add_column(sa.Column("kind", sa.String(32), nullable=False, server_default="question"))
        table.add_column(sa.Column("remedy", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("upheld", sa.Boolean(), nullable=True))
    with op.batch_alter_table("question") as table:
        table.alter_column("kind", server_default=None)
        table.alter_column("remedy", server_default=None)
    op.create_table(
        "amendment",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("challenge_id", WHOLE, nullable=False),
        sa.Column("terms_version", WHOLE, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("closes_before", MOMENT, nullable=False),
        sa.Column("closes_after", MOMENT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", WHOLE, nullable=False),
        _to("amendment", "challenge_id", "challenge"),
        _to("amendment", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint(
            "challenge_id", "terms_version", name=op.f("uq_amendment_challenge_id_terms_version")
        ),
    )
    op.create_table(
        "invitation",
        sa.Column("challenge_id", WHOLE, nullable=False),
        sa.Column("studio_id", WHOLE, nullable=False),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("by_id", WHOLE, nullable=False),
        _to("invitation", "challenge_id", "challenge"),
        _to("invitation", "studio_id", "studio"),
        _to("invitation", "by_id", "person"),
        sa.PrimaryKeyConstraint("challenge_id", "studio_id", name=op.f("pk_invitation")),
    )
    _suggestion()
    op.create_table(
        "column_map",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by_id", WHOLE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _to("column_map", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_map")),
        sa.UniqueConstraint("kind", "signature", name=op.f("uq_column_map_kind_signature")),
    )


def _challenge() -> None:
    with op.batch_alter_table("challenge") as table:
        for name in NEW_TEXTS:
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("key_task_id", WHOLE, nullable=True))
        table.add_column(sa.Column("paused_at", MOMENT, nullable=True))
        table.add_column(sa.Column("put_off_from", MOMENT, nullable=True))
        table.create_foreign_key(op.f("fk_challenge_key_task_id"), "key_task", ["key_task_id"], ["id"])
    with op.batch_alter_table("challenge") as table:
        for name in NEW_TEXTS:
            table.alter_column(name, server_default=None)


def _suggestion() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("by_id", WHOLE, nullable=False),
        sa.Column("department_id", WHOLE, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("volunteers", sa.Boolean(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", WHOLE, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("challenge_id", WHOLE, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        _to("suggestion", "by_id", "person"),
        _to("suggestion", "department_id", "unit"),
        _to("suggestion", "answered_by_id", "person"),
        _to("suggestion", "challenge_id", "challenge"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    op.create_index("ix_suggestion_by_id", "suggestion", ["by_id"])
    op.create_index("ix_suggestion_department_id", "suggestion", ["department_id"])


def downgrade() -> None:
    op.drop_table("column_map")
    op.drop_index("ix_suggestion_department_id", table_name="suggestion")
    op.drop_index("ix_suggestion_by_id", table_name="suggestion")
    op.drop_table("suggestion")
    op.drop_table("invitation")
    op.drop_table("amendment")
    with op.batch_alter_table("question") as table:
        table.drop_column("upheld")
        table.drop_column("remedy")
        table.drop_column("kind")
    with op.batch_alter_table("challenge") as table:
        table.drop_constraint(op.f("fk_challenge_key_task_id"), type_="foreignkey")
        for name in (*NEW_TEXTS, "key_task_id", "paused_at", "put_off_from"):
            table.drop_column(name)
    op.drop_index("ix_key_task_unit_id", table_name="key_task")
    op.drop_table("key_task")
