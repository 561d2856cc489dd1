"""Help for a translator: the term bank's words, and a draft by the machine where an administrator named one."""

from dataclasses import replace

from flask import Flask, current_app

from exchange.kernel.languages import Language
from exchange.practices.models import Section, TextState
from exchange.practices.service import TextDraft
from exchange.practices.service.aging import caught_up
from exchange.text.machine import Machine
from exchange.vocabulary.concepts import ConceptBank

MOST_TERMS = 6
_MACHINE = "exchange.machine"


def set_machine(app: Flask, machine: Machine) -> None:
    """Name it; the composition root decides which."""
    app.extensions[_MACHINE] = machine


def current_machine() -> Machine:
    """That of this application."""
    machine: Machine = current_app.extensions[_MACHINE]
    return machine


def official_terms(terms: ConceptBank, text: str, source: Language, target: Language) -> tuple[tuple[str, str], ...]:
    """What the bank calls the concepts of a text in both languages; at most six, each once."""
    found: dict[str, str] = {}
    for match in terms.matches(text):
        concept = terms.concept(match.concept_id)
        if concept and match.language is source and concept.labels.get(target):
            found[concept.shown(source)] = concept.labels[target][0]
    return tuple(found.items())[:MOST_TERMS]


def drafted(text: TextDraft, official: TextDraft, machine: Machine) -> TextDraft:
    """Everything of the official text in the machine's words, marked as such.

    Raises:
        UnavailableError: it does not answer.
    """
    keys = list(official.sections)
    given = [official.title, official.summary, *(official.sections[key] for key in keys)]
    title, summary, *bodies = machine.translate(given, official.language, text.language)
    sections: dict[Section, str] = dict(zip(keys, bodies, strict=True))
    draft = replace(text, title=title[:120], summary=summary[:600], sections=sections, html={}, translator=None)
    return caught_up(replace(draft, state=TextState.MACHINE), official)
