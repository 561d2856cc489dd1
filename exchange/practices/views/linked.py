"""The practice in words that machines share (schema.org), beside its page: only what stands on the page."""

from typing import Any

from flask import current_app, url_for

from exchange.practices.forms.practice import LICENCES
from exchange.practices.queries import PracticePage
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy
from exchange.web.db import reading


def linked_data(page: PracticePage) -> dict[str, Any]:
    """A report of an institution with its version, languages and subjects."""
    card, home = page.card, current_app.config["EXCHANGE"].public_url.rstrip("/")
    words = taxonomy(reading())
    return {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": card.title,
        "abstract": card.summary,
        "inLanguage": page.language,
        "url": home + url_for("practices.show", slug=card.slug),
        "identifier": f"{page.permanent or card.slug}/{card.revision}",
        "version": card.revision,
        "author": {"@type": "GovernmentOrganization", "name": card.ministry_name.text_for(page.language)},
        "publisher": {"@type": "Organization", "name": current_app.config["EXCHANGE"].site_name},
        "spatialCoverage": card.country,
        "datePublished": page.published_at.date().isoformat() if page.published_at else None,
        "dateModified": page.cleared_on.isoformat() if page.cleared_on else None,
        "expires": card.valid_until.isoformat() if card.valid_until else None,
        "about": [words.label(TermList.THEME, code, page.language) for code in page.themes],
        "usageInfo": LICENCES.get(page.licence),
        "workTranslation": [
            home + url_for("practices.language_version", slug=card.slug, lang=one.language)
            for one in card.tongues
            if one.language != page.language
        ],
    }
