"""Tables of practices. Where each of the forty fields of domain.md section 1 lives is said in the modules' heads."""

from exchange.practices.models.practice import Practice, PracticePartner
from exchange.practices.models.revision import (
    PracticeSection,
    PracticeText,
    Revision,
    RevisionCode,
    RevisionTheme,
)
from exchange.practices.models.rows import (
    Cost,
    Digital,
    LegalAct,
    Partner,
    Precondition,
    Result,
    Rows,
    Source,
    Step,
)
from exchange.practices.models.states import COSTS, PracticeState, RevisionState, Section, TextState, Visibility

__all__ = [
    "COSTS",
    "Cost",
    "Digital",
    "LegalAct",
    "Partner",
    "Practice",
    "PracticePartner",
    "PracticeSection",
    "PracticeState",
    "PracticeText",
    "Precondition",
    "Result",
    "Revision",
    "RevisionCode",
    "RevisionState",
    "RevisionTheme",
    "Rows",
    "Section",
    "Source",
    "Step",
    "TextState",
    "Visibility",
]
