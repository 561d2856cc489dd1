"""The words of an adoption: its stages, its circles of readers, what its results count."""

from enum import StrEnum

from exchange.kernel.messages import N_


class Stage(StrEnum):
    """How far an adoption is, in order (domain.md 1.1)."""

    INTERESTED = "interested"
    STUDYING = "studying"
    DECIDED = "decided"
    PILOTING = "piloting"
    IN_FORCE = "in_force"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """The stage as the ledger names it, untranslated."""
        return _STAGE_LABELS[self]

    @property
    def rank(self) -> int:
        """Its place in the order."""
        return list(Stage).index(self)


_STAGE_LABELS = {
    Stage.INTERESTED: N_("Interested"),
    Stage.STUDYING: N_("Studying"),
    Stage.DECIDED: N_("Decided"),
    Stage.PILOTING: N_("Piloting"),
    Stage.IN_FORCE: N_("In force"),
    Stage.STOPPED: N_("Stopped"),
}


class Readers(StrEnum):
    """Who may know of an adoption, among those who read the practice; from narrow to wide."""

    MINISTRY = "ministry"
    TWO = "two"
    MEMBERS = "members"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """Who reads, in words, untranslated."""
        return _READER_LABELS[self]

    @property
    def width(self) -> int:
        """0 for the narrowest circle, 3 for the widest."""
        return list(Readers).index(self)

    @property
    def needs_clearance(self) -> bool:
        """Whether it speaks for the ministry before more than the two: then a clearing officer decides."""
        return self.width > Readers.TWO.width


_READER_LABELS = {
    Readers.MINISTRY: N_("My ministry"),
    Readers.TWO: N_("The two ministries"),
    Readers.MEMBERS: N_("Signed-in partners"),
    Readers.PUBLIC: N_("Everyone who reads the practice"),
}


class Unit(StrEnum):
    """What a result counts."""

    CHILDREN = "children"
    FAMILIES = "families"
    PERSONS = "persons"
    PERCENT = "percent"

    @property
    def label(self) -> str:
        """The unit as the head of a column, untranslated."""
        return _UNIT_LABELS[self]


_UNIT_LABELS = {
    Unit.CHILDREN: N_("Children"),
    Unit.FAMILIES: N_("Families"),
    Unit.PERSONS: N_("Persons"),
    Unit.PERCENT: N_("Per cent"),
}
