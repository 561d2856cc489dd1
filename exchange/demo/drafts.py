"""Sample texts on the way out of a ministry: one draft, one that waits for clearance. Invented; marked sample."""

from datetime import datetime

from exchange.demo.people import actor_behind
from exchange.kernel.translated import Translated
from exchange.practices import service
from exchange.practices.models import Practice, Rows, Section, Visibility
from exchange.practices.service import PracticeDraft, TextDraft
from exchange.web.db import transaction

_AZ_ORG = Translated(
    {"az": "Sosial Xidmətlər Agentliyi", "en": "Social Services Agency", "tr": "Sosyal Hizmetler Ajansı"}
)
_DRAFT = PracticeDraft(
    language="az",
    country="AZ",
    org=_AZ_ORG,
    contact_role=Translated({"az": "Ailə dəstəyi şöbəsi"}),
    themes=("fs.counsel",),
    rows=Rows(samples=("title", "summary")),
    texts=(
        TextDraft(
            "az",
            title="Nümunə: valideynlər üçün məsləhət otaqları",
            summary=(
                "Nümunə mətn. Valideyn psixoloqla növbə gözləmədən görüşür; uşağın ailədən ayrılmasının qarşısı alınır."
            ),
        ),
    ),
)
_WAITING = PracticeDraft(
    language="tr",
    country="TR",
    org=Translated({"tr": "Çocuk Hizmetleri Genel Müdürlüğü", "en": "General Directorate of Child Services"}),
    contact_role=Translated({"tr": "Koruyucu aile birimi", "en": "Foster care unit"}),
    status="pilot",
    themes=("cp.leave",),
    targets=("adolescents-care-leavers",),
    visibility=Visibility.MEMBERS,
    rows=Rows(samples=("title", "summary", "problem", "solution")),
    texts=(
        TextDraft(
            "tr",
            title="Örnek: kuruluştan ayrılan gençlere ilk yıl desteği",
            summary=(
                "Örnek metin. Kuruluş bakımından ayrılan gence bir yıl boyunca "
                "barınma, iş ve danışmanlık desteği verilir."
            ),
            sections={
                Section.PROBLEM: "Örnek metin. Genç, on sekiz yaşında kuruluştan ayrılır ve çoğu zaman yalnız kalır.",
                Section.SOLUTION: (
                    "Örnek metin. Her gence **bir danışman** atanır:\n\n- ilk ay haftada bir görüşme\n- sonra ayda bir"
                ),
            },
        ),
    ),
)


def write_drafts(now: datetime) -> None:
    """Azerbaijan's publisher has a draft; a text of Türkiye's publisher is with the clearing officer."""
    _write("publisher@az.example", _DRAFT, now)
    practice = _write("publisher@tr.example", _WAITING, now)
    actor = actor_behind("publisher@tr.example")
    with transaction() as session:
        service.send_for_clearance(session, actor=actor, slug=practice.slug, now=now)


def _write(email: str, draft: PracticeDraft, now: datetime) -> Practice:
    actor, ready = actor_behind(email), service.laid_out(draft)
    with transaction() as session:
        practice = service.create_draft(session, actor=actor, draft=ready, country=draft.country, now=now)
        practice.is_sample = True
        return practice
