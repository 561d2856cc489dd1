"""How a version is quoted: as a sentence, and for programs that keep references."""

import json
from dataclasses import dataclass
from datetime import date

from flask import current_app, url_for
from flask_babel import gettext as _

from exchange.kernel.countries import country_name
from exchange.kernel.when import date_text
from exchange.practices.queries import ExactVersion
from exchange.web.reader import current_reader

MEDIA_TYPES = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "json": "application/vnd.citationstyles.csl+json",
}


@dataclass(frozen=True)
class Cited:
    """The facts of a quotation, in the reader's language where the version has it."""

    key: str
    title: str
    title_language: str
    author: str
    country: str
    site: str
    address: str
    permanent: str
    version: int
    on: date | None
    language: str
    check_value: str


def cited(exact: ExactVersion) -> Cited:
    """From the version's own facts."""
    language, settings = current_reader().language.value, current_app.config["EXCHANGE"]
    path = url_for("practices.version", slug=exact.slug, number=exact.version)
    return Cited(
        key=f"exchange-{exact.permanent or exact.slug}-v{exact.version}",
        title=exact.titles.text_for(language),
        title_language=exact.titles.language_for(language) or exact.language,
        author=exact.ministry.text_for(language),
        country=country_name(exact.country, language),
        site=settings.site_name,
        address=settings.public_url.rstrip("/") + path,
        permanent=str(exact.permanent or ""),
        version=exact.version,
        on=exact.cleared_on,
        language=exact.language,
        check_value=exact.check_value,
    )


def as_sentence(one: Cited) -> str:
    """For a decree, a protocol, a footnote."""
    return str(
        _(
            "%(author)s (%(country)s). %(title)s. Practice no. %(number)s, version %(version)s, cleared on %(day)s. "
            "%(site)s, %(address)s. SHA-256: %(check)s.",
            author=one.author,
            country=one.country,
            title=one.title.rstrip("."),
            number=one.permanent,
            version=one.version,
            day=date_text(one.on, current_reader().language.value) if one.on else "",
            site=one.site,
            address=one.address,
            check=one.check_value,
        )
    )


def as_bibtex(one: Cited) -> str:
    """One entry; braces keep the letters as they are."""
    rows = {
        "author": f"{{{_tex(one.author)}}}",
        "title": f"{{{_tex(one.title)}}}",
        "year": str(one.on.year) if one.on else "",
        "month": str(one.on.month) if one.on else "",
        "edition": f"Version {one.version}",
        "number": one.permanent,
        "publisher": f"{{{_tex(one.site)}}}",
        "url": one.address,
        "language": one.language,
        "note": f"SHA-256 {one.check_value}",
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in rows.items() if value)
    return f"@techreport{{{one.key},\n{body}\n}}\n"


def as_ris(one: Cited) -> str:
    """One record; each line is a tag, two spaces, a dash and the value."""
    rows = (
        ("TY", "GOVDOC"),
        ("AU", one.author),
        ("TI", one.title),
        ("PY", str(one.on.year) if one.on else ""),
        ("DA", f"{one.on:%Y/%m/%d}" if one.on else ""),
        ("ET", f"Version {one.version}"),
        ("M1", one.permanent),
        ("PB", one.site),
        ("CY", one.country),
        ("LA", one.language),
        ("UR", one.address),
        ("N1", f"SHA-256 {one.check_value}"),
    )
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in rows if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def as_csl(one: Cited) -> str:
    """A list of one item, as reference programs exchange it."""
    item: dict[str, object] = {
        "id": one.key,
        "type": "report",
        "title": one.title,
        "author": [{"literal": one.author}],
        "publisher": one.site,
        "publisher-place": one.country,
        "number": one.permanent,
        "version": str(one.version),
        "URL": one.address,
        "language": one.language,
        "note": f"SHA-256 {one.check_value}",
    }
    if one.on:
        item["issued"] = {"date-parts": [[one.on.year, one.on.month, one.on.day]]}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _tex(text: str) -> str:
    """Signs that mean something to TeX, as themselves."""
    signs = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    signs |= {sign: f"\\{sign}" for sign in "#$%&_"}
    return "".join(signs.get(sign, sign) for sign in " ".join(text.split()))
