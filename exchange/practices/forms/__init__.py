"""The forms of practices: shape and messages; what is allowed is the service's to say."""

from exchange.practices.forms.decision import (
    CLEAR,
    REFUSE,
    ArchiveForm,
    AttachForm,
    BeginForm,
    CirculationForm,
    DecisionForm,
    RuleForm,
    WithdrawForm,
)
from exchange.practices.forms.evidence import ConditionsForm, JudgeForm
from exchange.practices.forms.placing import DROPPED, FIELDS, moved, placed
from exchange.practices.forms.practice import CIRCLED, LISTS, PracticeForm
from exchange.practices.forms.sections import SectionsForm, TranslationForm
from exchange.practices.forms.writing import draft_from, fields_of, sections_of, typed_sections

__all__ = [
    "CIRCLED",
    "CLEAR",
    "DROPPED",
    "FIELDS",
    "LISTS",
    "REFUSE",
    "ArchiveForm",
    "AttachForm",
    "BeginForm",
    "CirculationForm",
    "ConditionsForm",
    "DecisionForm",
    "JudgeForm",
    "PracticeForm",
    "RuleForm",
    "SectionsForm",
    "TranslationForm",
    "WithdrawForm",
    "draft_from",
    "fields_of",
    "moved",
    "placed",
    "sections_of",
    "typed_sections",
]
