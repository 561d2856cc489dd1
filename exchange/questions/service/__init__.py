"""The use cases of questions: ask, follow what the discussion does, publish without names, promise, remind."""

from exchange.questions.models import PublicForm, Question
from exchange.questions.service.asking import Draft, ask, mark_answered, mark_withdrawn, take_up_samples
from exchange.questions.service.promising import ONLY_ADMINISTRATOR, promise, remind
from exchange.questions.service.publishing import NOT_ANSWERED, NOT_YOURS, laid_out, publish

__all__ = [
    "NOT_ANSWERED",
    "NOT_YOURS",
    "ONLY_ADMINISTRATOR",
    "Draft",
    "PublicForm",
    "Question",
    "ask",
    "laid_out",
    "mark_answered",
    "mark_withdrawn",
    "promise",
    "publish",
    "remind",
    "take_up_samples",
]
