"""Keep the ledger of adoptions."""

import sqlalchemy as sa
from alembic import op

import exchange.kernel.base


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The dossiers' entries are made anew: they came from a file that can be read in again, and SQLite cannot change
    # a CHECK in place. Steps and results of adoptions move to tables of their own.
    op.drop_table("relation_event_practice")
    op.drop_table("relation_event")
    op.create_table(
        "relation_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("relation_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "practice_published",
                "question",
                "answer",
                "meeting_request",
                "meeting_accepted",
                "meeting_held",
                "minutes_confirmed",
                "commitment",
                "agreement",
                "visit",
                "expert_mission",
                "training",
                "declaration",
                "adoption_step",
                "result",
                "plan",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "basis",
            sa.Enum(
                "public_fact", "stated", "sample", name="basis", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "circle",
            sa.Enum(
                "as_practice", "two_institutions", name="circle", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("side_ministry_id", sa.Uuid(), nullable=True),
        sa.Column("title", exchange.kernel.base.TranslatedText(), nullable=False),
        sa.Column("text", exchange.kernel.base.TranslatedText(), nullable=False),
        sa.Column("source_id", sa.String(length=16), nullable=True),
        sa.Column("source_link", sa.String(length=500), nullable=True),
        sa.Column(
            "commitment_state",
            sa.Enum(
                "accepted",
                "in_progress",
                "done",
                "dropped",
                name="commitmentstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("meeting_key", sa.String(length=64), nullable=True),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("entered_for", sa.Uuid(), nullable=True),
        sa.Column("entered_at", exchange.kernel.base.Instant(timezone=True), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "basis = 'sample' OR source_link IS NOT NULL", name=op.f("ck_relation_event_facts_name_a_source")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('adoption_step', 'result')",
            name=op.f("ck_relation_event_adoptions_stand_in_their_ledger"),
        ),
        sa.CheckConstraint("until >= happened_on", name=op.f("ck_relation_event_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["relation_id"], ["relation.id"], name=op.f("fk_relation_event_relation_id_relation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["side_ministry_id"], ["ministry.id"], name=op.f("fk_relation_event_side_ministry_id_ministry")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_relation_event_entered_by_person")),
        sa.ForeignKeyConstraint(["entered_for"], ["ministry.id"], name=op.f("fk_relation_event_entered_for_ministry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation_event")),
        sa.UniqueConstraint("relation_id", "key", name=op.f("uq_relation_event_relation_id_key")),
    )
    with op.batch_alter_table("relation_event", schema=None) as batch_op:
        batch_op.create_index("ix_relation_event_relation_id_happened_on", ["relation_id", "happened_on"], unique=False)

    op.create_table(
        "relation_event_practice",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("subject", "adoption", name="part", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["relation_event.id"],
            name=op.f("fk_relation_event_practice_event_id_relation_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_relation_event_practice_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("event_id", "practice_id", "part", name=op.f("pk_relation_event_practice")),
    )
    with op.batch_alter_table("relation_event_practice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relation_event_practice_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "adoption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("ministry_id", sa.Uuid(), nullable=False),
        sa.Column("own_practice_id", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "readers",
            sa.Enum(
                "ministry",
                "two",
                "members",
                "public",
                name="readers",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "interested",
                "studying",
                "decided",
                "piloting",
                "in_force",
                "stopped",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("prompted_months", sa.Integer(), nullable=False),
        sa.Column("prompted_at", exchange.kernel.base.Instant(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", exchange.kernel.base.Instant(timezone=True), nullable=False),
        sa.Column("updated_at", exchange.kernel.base.Instant(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("prompted_months IN (0, 6, 12, 24)", name=op.f("ck_adoption_prompted_at_a_known_month")),
        sa.ForeignKeyConstraint(["ministry_id"], ["ministry.id"], name=op.f("fk_adoption_ministry_id_ministry")),
        sa.ForeignKeyConstraint(
            ["own_practice_id"], ["practice.id"], name=op.f("fk_adoption_own_practice_id_practice")
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_adoption_practice_id_practice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
        sa.UniqueConstraint("practice_id", "ministry_id", name=op.f("uq_adoption_practice_id_ministry_id")),
    )
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adoption_ministry_id"), ["ministry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_adoption_own_practice_id"), ["own_practice_id"], unique=False)
        batch_op.create_index("ix_adoption_prompts", ["prompted_months", "created_at"], unique=False)

    op.create_table(
        "relation_file",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["relation_event.id"],
            name=op.f("fk_relation_file_event_id_relation_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_relation_file")),
    )
    op.create_table(
        "adoption_result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("adoption_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("figure", sa.Double(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "children",
                "families",
                "persons",
                "percent",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", exchange.kernel.base.TranslatedText(), nullable=False),
        sa.Column("text", exchange.kernel.base.TranslatedText(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("source_id", sa.String(length=16), nullable=False),
        sa.Column("more_sources", sa.JSON(), nullable=False),
        sa.Column("method", sa.String(length=300), nullable=False),
        sa.Column("stated_by", sa.String(length=200), nullable=False),
        sa.Column("post", exchange.kernel.base.TranslatedText(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("entered_at", exchange.kernel.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("source <> ''", name=op.f("ck_adoption_result_names_a_source")),
        sa.CheckConstraint(
            "unit <> 'percent' OR figure BETWEEN 0 AND 100", name=op.f("ck_adoption_result_per_cent_in_range")
        ),
        sa.CheckConstraint("figure >= 0", name=op.f("ck_adoption_result_figure_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["adoption_id"], ["adoption.id"], name=op.f("fk_adoption_result_adoption_id_adoption"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_adoption_result_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_result")),
        sa.UniqueConstraint("adoption_id", "key", name=op.f("uq_adoption_result_adoption_id_key")),
    )
    op.create_table(
        "adoption_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("adoption_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "interested",
                "studying",
                "decided",
                "piloting",
                "in_force",
                "stopped",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("title", exchange.kernel.base.TranslatedText(), nullable=False),
        sa.Column("text", exchange.kernel.base.TranslatedText(), nullable=False),
        sa.Column("act_title", sa.String(length=300), nullable=False),
        sa.Column("act_number", sa.String(length=80), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("post", exchange.kernel.base.TranslatedText(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("entered_at", exchange.kernel.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("until >= happened_on", name=op.f("ck_adoption_step_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["adoption_id"], ["adoption.id"], name=op.f("fk_adoption_step_adoption_id_adoption"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_adoption_step_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_step")),
        sa.UniqueConstraint("adoption_id", "key", name=op.f("uq_adoption_step_adoption_id_key")),
    )


def downgrade() -> None:
    op.drop_table("adoption_step")
    op.drop_table("adoption_result")
    op.drop_table("relation_file")
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.drop_index("ix_adoption_prompts")
        batch_op.drop_index(batch_op.f("ix_adoption_own_practice_id"))
        batch_op.drop_index(batch_op.f("ix_adoption_ministry_id"))

    op.drop_table("adoption")
    op.drop_table("relation_event_practice")
    op.drop_table("relation_event")
    op.create_table(
        "relation_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("relation_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "practice_published",
                "question",
                "answer",
                "meeting_request",
                "meeting_accepted",
                "meeting_held",
                "minutes_confirmed",
                "commitment",
                "agreement",
                "visit",
                "expert_mission",
                "declaration",
                "adoption_step",
                "result",
                "plan",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "basis",
            sa.Enum("public_fact", "sample", name="basis", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "circle",
            sa.Enum(
                "as_practice", "two_institutions", name="circle", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("side_ministry_id", sa.Uuid(), nullable=True),
        sa.Column("title", exchange.kernel.base.TranslatedText(), nullable=False),
        sa.Column("text", exchange.kernel.base.TranslatedText(), nullable=False),
        sa.Column("source_id", sa.String(length=16), nullable=True),
        sa.Column("source_link", sa.String(length=500), nullable=True),
        sa.Column("figure", sa.Double(), nullable=True),
        sa.Column(
            "unit",
            sa.Enum(
                "children", "families", "persons", name="unit", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "interested",
                "studying",
                "decided",
                "piloting",
                "in_force",
                "stopped",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "commitment_state",
            sa.Enum(
                "accepted",
                "in_progress",
                "done",
                "dropped",
                name="commitmentstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("meeting_key", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "basis <> 'public_fact' OR source_link IS NOT NULL", name=op.f("ck_relation_event_facts_name_a_source")
        ),
        sa.CheckConstraint(
            "kind <> 'adoption_step' OR stage IS NOT NULL", name=op.f("ck_relation_event_adoption_steps_have_a_stage")
        ),
        sa.CheckConstraint(
            "kind <> 'result' OR (figure IS NOT NULL AND unit IS NOT NULL)",
            name=op.f("ck_relation_event_results_have_a_figure"),
        ),
        sa.CheckConstraint(
            "kind <> 'result' OR source_link IS NOT NULL", name=op.f("ck_relation_event_results_name_a_source")
        ),
        sa.CheckConstraint("until >= happened_on", name=op.f("ck_relation_event_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["relation_id"], ["relation.id"], name=op.f("fk_relation_event_relation_id_relation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["side_ministry_id"], ["ministry.id"], name=op.f("fk_relation_event_side_ministry_id_ministry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation_event")),
        sa.UniqueConstraint("relation_id", "key", name=op.f("uq_relation_event_relation_id_key")),
    )
    with op.batch_alter_table("relation_event", schema=None) as batch_op:
        batch_op.create_index("ix_relation_event_relation_id_happened_on", ["relation_id", "happened_on"], unique=False)

    op.create_table(
        "relation_event_practice",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("subject", "adoption", name="part", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["relation_event.id"],
            name=op.f("fk_relation_event_practice_event_id_relation_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_relation_event_practice_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("event_id", "practice_id", "part", name=op.f("pk_relation_event_practice")),
    )
    with op.batch_alter_table("relation_event_practice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relation_event_practice_practice_id"), ["practice_id"], unique=False)
