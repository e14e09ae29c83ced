"""Drafts of diagrams; versions say who published them and why."""

import sqlalchemy as sa
from alembic import op

from engine.columns import Instant, PublicId

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Go to this revision."""
    # Built anew, the table would take those that name it along.
    op.execute(
        "ALTER TABLE version ADD COLUMN created_by INTEGER"
        " CONSTRAINT fk_version_created_by REFERENCES employee (id)"
    )
    op.add_column("version", sa.Column("name", sa.String(80), nullable=False, server_default=""))
    op.add_column("version", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "diagram_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", PublicId(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=False),
        sa.Column("editors", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["version.id"], name=op.f("fk_diagram_draft_base_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["employee.id"], name=op.f("fk_diagram_draft_updated_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagram_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_diagram_draft_public_id")),
    )
    op.create_table(
        "draft_file",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["diagram_draft.id"], name=op.f("fk_draft_file_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_draft_file_employee_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", "path", name=op.f("pk_draft_file")),
    )
    op.create_table(
        "draft_reader",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["diagram_draft.id"], name=op.f("fk_draft_reader_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_draft_reader_employee_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", "employee_id", name=op.f("pk_draft_reader")),
    )


def downgrade() -> None:
    """Go back."""
    for name in ("draft_reader", "draft_file", "diagram_draft"):
        op.drop_table(name)
    for column in ("note", "name", "created_by"):
        op.drop_column("version", column)
