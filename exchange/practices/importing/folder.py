"""One folder as one value: the draft of its practice and what stands beside the draft."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from exchange.kernel.catalogues import tongue
from exchange.kernel.errors import InvalidError
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.practices.importing.content import PracticeContent, VersionState, structured
from exchange.practices.importing.texts import UnreadableError, read_file, read_text
from exchange.practices.models import COSTS, Digital, FileKind, NewTo, Rows, Section, TextState
from exchange.practices.service import drafts
from exchange.practices.service.drafts import PracticeDraft, TextDraft, missing
from exchange.practices.service.filling import costs_circle, section_circles

FILE = "practice.yaml"
_UNKNOWN = "not published"  # the file's word for what nobody has said
_FILE_LANGUAGES = frozenset({"", "other", *Language})
_PARTS = frozenset({*Section, COSTS})
_NO_COSTS = "not available"  # the file's word for costs that nobody has published
NO_COSTS = N_("Not available")


@dataclass(frozen=True)
class PracticeFolder:
    """What was read. `draft.partners` is still empty: the ministries are named by slug in `content`."""

    path: Path
    content: PracticeContent
    draft: PracticeDraft


def read_folder(path: Path, organisations: Mapping[str, Translated] | None = None) -> PracticeFolder:
    """Read and check a folder; nothing is written anywhere.

    Raises:
        InvalidError: one sentence for each thing that cannot be imported, by the file's name.
    """
    content = _content(path, organisations or {})
    faults: dict[str, Message | str] = {}
    texts = [text for language in content.versions if (text := _text(path, content, language, faults))]
    draft = _draft(content, tuple(texts))
    faults |= {name: message for name, message in missing(draft).items() if name != "visibility"}
    faults |= _inconsistent(path, content)
    if faults:
        raise InvalidError(faults)
    return PracticeFolder(path, content, draft)


def laid_out(folder: PracticeFolder) -> PracticeFolder:
    """The folder with the HTML of every text; it may take a second, so call it before the writing transaction.

    Raises:
        InvalidError: a text cannot be laid out.
    """
    return replace(folder, draft=drafts.laid_out(folder.draft))


def read_organisations(path: Path) -> dict[str, Translated]:
    """Names of bodies by slug, from organisations.yaml.

    Raises:
        InvalidError: the file is no such table.
    """
    try:
        return {str(slug): Translated(names) for slug, names in yaml.safe_load(read_file(path)).items()}
    except (UnreadableError, yaml.YAMLError, AttributeError, TypeError) as error:
        message = Message(N_("%(file)s is no table of names."), {"file": path.name})
        raise InvalidError({path.name: message}) from error


def _content(path: Path, organisations: Mapping[str, Translated]) -> PracticeContent:
    try:
        raw = yaml.safe_load(read_file(path / FILE))
    except UnreadableError as error:
        raise InvalidError({FILE: error.message}) from error
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidError({FILE: N_("This file is not valid YAML.")}) from error
    content = structured(raw, organisations)
    if isinstance(content, PracticeContent):
        return content
    raise InvalidError({f"{FILE} {number}": line for number, line in enumerate(content, start=1)})


def _text(
    path: Path, content: PracticeContent, language: Language, faults: dict[str, Message | str]
) -> TextDraft | None:
    file = path / f"{language.value}.md"
    try:
        written = read_text(file)
    except UnreadableError as error:
        faults[file.name] = error.message
        return None
    stands = content.translation_state.get(language, VersionState())
    is_official = language is content.lang
    return TextDraft(
        language.value,
        title=written.title,
        summary=written.summary,
        sections=written.sections,
        state=TextState.OFFICIAL if is_official else stands.state,
        source_revision=None if is_official else stands.source_revision,
        behind_by=len(stands.missing),
        is_reviewed=stands.reviewed,
    )


def _draft(content: PracticeContent, texts: tuple[TextDraft, ...]) -> PracticeDraft:
    return PracticeDraft(
        language=content.lang.value,
        country=content.country,
        level=content.level,
        org=content.org,
        contact_role=content.contact_role,
        status=content.status,
        started=content.started or None,
        ended=content.ended or None,
        themes=content.themes,
        targets=content.targets,
        channels=content.channels,
        evidence_claim=content.evidence_claim,
        licence=content.licence,
        rows=_rows(content),
        texts=tuple(sorted(texts, key=lambda text: text.language)),
        visibility=content.visibility,
        field_visibility=section_circles(_known_parts(content)),
        costs_circle=costs_circle(_known_parts(content)),
    )


def _known_parts(content: PracticeContent) -> dict[str, str]:
    """The circles of parts that exist; the others are faults."""
    return {part: circle for part, circle in content.field_visibility.items() if part in _PARTS}


def _rows(content: PracticeContent) -> Rows:
    return Rows(
        steps=content.steps,
        partners=content.partners,
        legal_acts=content.legal_acts,
        objectives=content.objectives,
        new_to=content.new_to,
        results=content.results,
        costs=content.costs,
        staff_fte=content.staff_fte,
        funding_source=content.funding_source,
        files=content.files,
        preconditions=content.preconditions,
        sources=content.sources,
        digital=_digital(content),
        age_bands=content.age_band,
        offers=content.offers,
        based_on=tuple(origin for origin in content.based_on if isinstance(origin, Translated)),
        based_on_slugs=tuple(origin for origin in content.based_on if isinstance(origin, str)),
        sdg=content.sdg,
        awards=content.awards,
        notes=_cost_note(content.cost_note),
        started_note=content.started_note,
        status_note=content.status_note,
        legal_acts_note=content.legal_acts_note,
        samples=content.sample,
    )


def _cost_note(written: str | Translated) -> Translated:
    """As it is written; the file's own word for "not available" in every language."""
    if isinstance(written, Translated):
        return written
    return _in_every_language(NO_COSTS) if written == _NO_COSTS else Translated({"en": written})


def _digital(content: PracticeContent) -> Digital:
    lists = content.digital.registries
    longest = max(map(len, lists.values()), default=0)
    return Digital(
        registries=tuple(
            Translated({language: texts[at] for language, texts in lists.items() if at < len(texts)})
            for at in range(longest)
        ),
        identifier=_known(content.digital.identifier),
        consent=_known(content.digital.consent),
        open_source=content.digital.open_source,
    )


def _known(text: Translated) -> Translated:
    return Translated() if text.get("en") == _UNKNOWN else text


def _in_every_language(text: str) -> Translated:
    return Translated({language.value: tongue(language.value).gettext(text) for language in Language})


def _inconsistent(path: Path, content: PracticeContent) -> dict[str, Message | str]:
    faults: dict[str, Message | str] = {}
    if content.slug != path.name:
        faults["slug"] = N_("The folder and the practice in it have different names.")
    if content.lang not in content.versions:
        faults["versions"] = N_("The official language is not among the versions.")
    if len(set(content.versions)) != len(content.versions):
        faults["versions"] = N_("A language stands twice among the versions.")
    return faults | _unknown(content)


def _unknown(content: PracticeContent) -> dict[str, Message | str]:
    """Words that stand for nothing here, and links that would not be shown."""
    used = {
        "field_visibility": next((part for part in content.field_visibility if part not in _PARTS), ""),
        "new_to": content.new_to if content.new_to not in set(NewTo) else "",
        "files": next((file.kind for file in content.files if file.kind not in set(FileKind)), "")
        or next((file.language for file in content.files if file.language not in _FILE_LANGUAGES), ""),
    }
    faults: dict[str, Message | str] = {
        key: Message(N_("“%(name)s” is not known here."), {"name": name}) for key, name in used.items() if name
    }
    if any(not file.link.startswith("https://") for file in content.files):
        faults["files"] = N_("Write a link that begins with https://.")
    return faults
