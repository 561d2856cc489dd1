"""Keep the ledger: for officials step by step, for files at once."""

from exchange.adoptions.service.drafts import Description, ResultDraft, StepDraft
from exchange.adoptions.service.importing import AdoptionContent, Changes, forget_adoptions, import_adoption
from exchange.adoptions.service.keeping import add_result, begin, describe, take_step
from exchange.adoptions.service.prompting import ask_for_news

__all__ = [
    "AdoptionContent",
    "Changes",
    "Description",
    "ResultDraft",
    "StepDraft",
    "add_result",
    "ask_for_news",
    "begin",
    "describe",
    "forget_adoptions",
    "import_adoption",
    "take_step",
]
