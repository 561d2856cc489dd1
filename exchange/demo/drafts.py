"""Sample texts on the way out of a ministry: one draft, one that waits for clearance. Invented; marked sample."""

from datetime import datetime

from exchange.demo.people import actor_behind
from exchange.kernel.translated import Translated
from exchange.practices import service
from exchange.practices.models import Piece, Practice, Rows, Section, Visibility
from exchange.practices.queries import remarks_of
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
    not_placed=(
        Piece("### Nümunə: sənədin əlavəsi", "Nümunə: sənədin əlavəsi", "heading"),
        Piece("Nümunə mətn. Otaqların siyahısı və iş saatları bu əlavədədir.", "Nümunə: sənədin əlavəsi"),
        Piece("- Nümunə: otaqlar seçildi\n- Nümunə: psixoloqlar təlim keçdi", "İcra mərhələləri", "list", "steps"),
        Piece("Nümunə mətn. Axşam saatlarında psixoloq tapmaq çətin oldu.", "Çətinliklər", "paragraph", "difficulties"),
    ),
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


_QUESTION = "Örnek soru: bu cümle hangi illeri anlatıyor?"
_ANSWER = "Örnek yanıt: yalnızca pilot illeri."


def write_drafts(now: datetime) -> None:
    """Azerbaijan's publisher has a draft with pieces of a file; a text of Türkiye's is with the clearing officer again.

    The officer had asked about a field; the publisher has answered there.
    """
    _write("publisher@az.example", _DRAFT, now)
    slug = _write("publisher@tr.example", _WAITING, now).slug
    author, officer = actor_behind("publisher@tr.example"), actor_behind("reviewer@tr.example")
    with transaction() as session:
        sent = service.send_for_clearance(session, actor=author, slug=slug, now=now)
        version, revision_id = sent.version, sent.id
    with transaction() as session:
        asked = {"problem": _QUESTION}
        told = {"slug": slug, "remark": "", "questions": asked, "now": now, "expected_version": version}
        service.send_back(session, actor=officer, **told)  # type: ignore[arg-type]  # one value for each of its parameters
    with transaction() as session:
        (remark,) = remarks_of(session, [revision_id])
        service.answer_remarks(session, actor=author, slug=slug, answers={remark.id: _ANSWER}, now=now)
        service.send_for_clearance(session, actor=author, slug=slug, now=now)


def _write(email: str, draft: PracticeDraft, now: datetime) -> Practice:
    actor, ready = actor_behind(email), service.laid_out(draft)
    with transaction() as session:
        practice = service.create_draft(session, actor=actor, draft=ready, country=draft.country, now=now)
        practice.is_sample = True
        return practice
