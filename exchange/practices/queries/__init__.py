"""Reads about practices: frozen values ready for a template, always under the reader's right."""

from exchange.practices.queries.attached import attached_file
from exchange.practices.queries.card import PracticeCard, TongueView
from exchange.practices.queries.cards import (
    PracticeBrief,
    Totals,
    brief,
    briefs,
    briefs_by_slug,
    country_counts,
    own_published,
    practice_totals,
    practices_in,
    recently_confirmed,
    search_cards,
    theme_counts,
    title_of,
)
from exchange.practices.queries.comparing import beside, compared
from exchange.practices.queries.desk import DeskItem, History, drafts_of, history, own_texts, sent_by, to_clear
from exchange.practices.queries.exact import ExactVersion, exact_version, slug_of_number
from exchange.practices.queries.fit import Fit, own_conditions
from exchange.practices.queries.found import FoundText, find_by_words, found_sections, found_texts
from exchange.practices.queries.listed import ListedPractice, practices_listed
from exchange.practices.queries.loading import find_readable, load_for_desk
from exchange.practices.queries.page import PracticePage, practice_page
from exchange.practices.queries.parts import SectionView
from exchange.practices.queries.pictures import PictureView, picture_of, pictures_of
from exchange.practices.queries.remarks import RemarkView, RuleView, checked_by, remarks_of, rule_of
from exchange.practices.queries.reviews import EvidenceView, evidence_of

__all__ = [
    "DeskItem",
    "EvidenceView",
    "ExactVersion",
    "Fit",
    "FoundText",
    "History",
    "ListedPractice",
    "PictureView",
    "PracticeBrief",
    "PracticeCard",
    "PracticePage",
    "RemarkView",
    "RuleView",
    "SectionView",
    "TongueView",
    "Totals",
    "attached_file",
    "beside",
    "brief",
    "briefs",
    "briefs_by_slug",
    "checked_by",
    "compared",
    "country_counts",
    "drafts_of",
    "evidence_of",
    "exact_version",
    "find_by_words",
    "find_readable",
    "found_sections",
    "found_texts",
    "history",
    "load_for_desk",
    "own_conditions",
    "own_published",
    "own_texts",
    "picture_of",
    "pictures_of",
    "practice_page",
    "practice_totals",
    "practices_in",
    "practices_listed",
    "recently_confirmed",
    "remarks_of",
    "rule_of",
    "search_cards",
    "sent_by",
    "slug_of_number",
    "theme_counts",
    "title_of",
    "to_clear",
]
