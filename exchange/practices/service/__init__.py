"""Use cases of practices: write, clear, circulate, withdraw. None of them commits."""

from exchange.practices.service.asking import answer_remarks
from exchange.practices.service.attaching import attach, detach
from exchange.practices.service.checking import keep_checks
from exchange.practices.service.circulating import change_circulation, close_version, withdraw
from exchange.practices.service.clearing import clear, let_out, refuse, send_back, send_for_clearance, take_back
from exchange.practices.service.conditions import write_conditions
from exchange.practices.service.drafts import CARD, PracticeDraft, TextDraft, laid_out, missing
from exchange.practices.service.judging import Judgement, judge
from exchange.practices.service.keeping import archive, archive_forgotten, confirm, set_rule
from exchange.practices.service.taking import PICTURE_ADDRESS, take_picture, take_pieces
from exchange.practices.service.writing import SAVED_BEFORE, create_draft, save_draft, start_revision

__all__ = [
    "CARD",
    "PICTURE_ADDRESS",
    "SAVED_BEFORE",
    "Judgement",
    "PracticeDraft",
    "TextDraft",
    "answer_remarks",
    "archive",
    "archive_forgotten",
    "attach",
    "change_circulation",
    "clear",
    "close_version",
    "confirm",
    "create_draft",
    "detach",
    "judge",
    "keep_checks",
    "laid_out",
    "let_out",
    "missing",
    "refuse",
    "save_draft",
    "send_back",
    "send_for_clearance",
    "set_rule",
    "start_revision",
    "take_back",
    "take_picture",
    "take_pieces",
    "withdraw",
    "write_conditions",
]
