"""Which field a heading of a document means, in four languages; inflected, numbered and capital headings too."""

import re
from dataclasses import dataclass
from functools import cache

from exchange.kernel.languages import fold
from exchange.search.analysis.stems import is_beginning, query_terms
from exchange.search.analysis.stops import ALL_STOP_WORDS

# Field of the form → how documents head it: Azerbaijani, Turkish, English, Russian.
HEADINGS: dict[str, tuple[str, str, str, str]] = {
    "summary": (
        "xülasə; qısa məlumat; qısa təsvir; annotasiya; xidmətin adı və məzmunu",
        "özet; kısa açıklama; kısa bilgi; genel bilgi",
        "summary; abstract; overview; in brief; short description; executive summary",
        "краткое описание; резюме; аннотация; общие сведения",
    ),
    "problem": (
        "problem; problemin təsviri; mövcud vəziyyət; əvvəlki vəziyyət; zərurət; ehtiyac",
        "sorun; problem; sorunun tanımı; mevcut durum; gerekçe; ihtiyaç",
        "problem; challenge; need; situation before; background; rationale",
        "проблема; исходная ситуация; предпосылки; обоснование; актуальность",
    ),
    "context": (
        "kontekst; hüquqi əsas; hüquqi baza; normativ baza; qanunvericilik; ümumi müddəalar",
        "bağlam; hukuki dayanak; yasal dayanak; mevzuat; genel hükümler",
        "context; legal base; legal basis; legal framework; legislation; general provisions",
        "контекст; правовая основа; правовая база; законодательство; общие положения",
    ),
    "objectives": (
        "məqsəd; məqsəd və vəzifələr; hədəflər; vəzifələr",
        "amaç; amaç ve hedefler; hedefler; hedef",
        "objectives; aims; goals; purpose; targets",
        "цели; цели и задачи; цель; задачи",
    ),
    "solution": (
        "həll; həll yolu; təcrübənin təsviri; modelin təsviri; xidmətin təsviri; xidmətin məzmunu; fəaliyyətin təsviri",
        "çözüm; uygulama; uygulamanın tanımı; model; hizmetin tanımı; faaliyetler",
        "solution; description; approach; the practice; the model; how it works; activities",
        "решение; описание практики; описание; подход; модель; содержание услуги; деятельность",
    ),
    "innovation": (
        "yenilik; innovasiya; yeniliyin mahiyyəti; fərqli cəhətlər",
        "yenilik; yenilikçi yönler; farklı yönler",
        "innovation; what is new; novelty; innovative aspects",
        "новизна; инновация; инновационность; что нового",
    ),
    "steps": (
        "icra mərhələləri; mərhələlər; addımlar; icra planı; həyata keçirilmə mərhələləri",
        "uygulama adımları; aşamalar; adımlar; uygulama aşamaları; takvim",
        "steps; timeline; implementation; stages; milestones; implementation steps",
        "этапы; шаги; этапы реализации; реализация; график",
    ),
    "partners": (
        "tərəfdaşlar; tərəfdaş qurumlar; əməkdaşlıq; iştirakçılar",
        "ortaklar; paydaşlar; iş birliği yapılan kurumlar",
        "partners; stakeholders; partner organisations; cooperation",
        "партнёры; партнеры; участники; заинтересованные стороны",
    ),
    "legal_acts": (
        "hüquqi aktlar; normativ hüquqi aktlar",
        "hukuki düzenlemeler; mevzuat listesi",
        "legal acts; list of acts; laws and decrees",
        "нормативные акты; правовые акты; перечень актов",
    ),
    "registries": (
        "reyestrlər; informasiya sistemləri; elektron sistemlər; məlumat mübadiləsi",
        "veri tabanları; bilgi sistemleri; entegre sistemler",
        "registries; data sources; information systems; digital components",
        "реестры; информационные системы; источники данных",
    ),
    "difficulties": (
        "çətinliklər; maneələr; özünü doğrultmayanlar; nə alınmadı; problemlər və çətinliklər; risklər",
        "zorluklar; karşılaşılan zorluklar; güçlükler; engeller; riskler",
        "difficulties; challenges faced; obstacles; barriers; what did not work; risks",
        "трудности; сложности; препятствия; что не получилось; риски",
    ),
    "costs": (
        "xərclər; maliyyə; resurslar; büdcə; maliyyələşmə",
        "maliyet; bütçe; mali kaynaklar; finansman",
        "costs; budget; resources; funding; financing",
        "затраты; бюджет; ресурсы; финансирование; стоимость",
    ),
    "results": (
        "nəticələr; əldə olunan nəticələr; göstəricilər; nailiyyətlər; statistika",
        "sonuçlar; elde edilen sonuçlar; çıktılar; göstergeler; kazanımlar",
        "results; outcomes; impact; achievements; indicators",
        "результаты; достижения; показатели; итоги; эффект",
    ),
    "user_feedback": (
        "istifadəçilərin rəyi; xidmət alanların rəyi; vətəndaş məmnunluğu; rəylər; vətəndaşların rəyi",
        "yararlanıcı görüşleri; memnuniyet; vatandaş memnuniyeti; geri bildirim",
        "user feedback; satisfaction; beneficiaries’ view; feedback",
        "отзывы; удовлетворённость; мнение получателей; обратная связь",
    ),
    "equity": (
        "bərabərlik; gender; əlçatanlıq; əlilliyi olan şəxslərin çıxışı",
        "eşitlik; toplumsal cinsiyet; erişilebilirlik",
        "equity; gender; accessibility; inclusion",
        "равенство; гендер; доступность; инклюзия",
    ),
    "safeguards": (
        "təhlükəsizlik tədbirləri; qoruma tədbirləri; fərdi məlumatların qorunması; etika; uşaqların qorunması",
        "güvenceler; kişisel verilerin korunması; etik; çocuk koruma ilkeleri",
        "safeguards; ethics; data protection; safeguarding",
        "гарантии; этика; защита персональных данных; защита детей",
    ),
    "adapt_keep": (
        "tövsiyələr; uyğunlaşdırma; saxlanmalı olan; tətbiq üçün tövsiyələr",
        "öneriler; uyarlama; uyarlama önerileri; korunması gerekenler",
        "recommendations; adaptation; advice; transferability; keep",
        "рекомендации; адаптация; советы; переносимость",
    ),
    "adapt_avoid": (
        "nədən çəkinmək lazımdır; qaçınmalı olan",
        "kaçınılması gerekenler",
        "avoid; what to avoid",
        "чего избегать",
    ),
    "lessons": (
        "öyrənilən dərslər; dərslər; çıxarılan dərslər; qənaətlər",
        "öğrenilen dersler; çıkarılan dersler; dersler",
        "lessons; lessons learned; lessons learnt; conclusions",
        "извлечённые уроки; уроки; выводы",
    ),
    "asks": (
        "nə öyrənmək istəyirik; öyrənmək istədiklərimiz",
        "öğrenmek istediklerimiz; ne öğrenmek istiyoruz",
        "what we would like to learn; questions to partners",
        "что мы хотели бы узнать; вопросы к партнёрам",
    ),
    "next": (
        "gələcək addımlar; növbəti addımlar; davamlılıq; gələcək planlar; perspektivlər",
        "sonraki adımlar; sürdürülebilirlik; gelecek planları",
        "next steps; sustainability; future plans; outlook",
        "дальнейшие шаги; устойчивость; планы; перспективы",
    ),
    "sources": (
        "mənbələr; istinadlar; ədəbiyyat",
        "kaynaklar; kaynakça; referanslar",
        "sources; references; bibliography",
        "источники; литература; ссылки",
    ),
    "awards": ("mükafatlar", "ödüller", "awards", "награды"),
}
_NUMBERING = re.compile(r"^\s*(?:[\dIVXivx]+[.)]\s*)+(?:\d+[.)]?\s*)*|^\s*\d+(?:\.\d+)*\s+")
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 0.5  # of the heading's words that mean something
_ALMOST_ALL = 0.99


@dataclass(frozen=True)
class _Word:
    """The stems of one word, and whether it only binds the others."""

    stems: frozenset[str]
    binds: bool


Words = tuple[_Word, ...]
Score = tuple[float, int]


def field_for(heading: str, *, exactly: bool = False) -> str:
    """The field that a heading means, or nothing. The phrase that explains most of the heading's words wins.

    Args:
        exactly: nothing but the phrase, as in a short paragraph that serves as a heading.
    """
    said = _words(heading)
    best: Score = (0.0, 0)
    field = ""
    for name, phrase in _phrases():
        score = _score(phrase, said)
        if score > best and score[0] >= (_ALMOST_ALL if exactly else _ENOUGH):
            best, field = score, name
    return field


def _score(phrase: Words, said: Words) -> Score:
    """How much of the heading the phrase explains, when all of the phrase is there; then how long the phrase is."""
    if not all(any(word.stems & one.stems for one in said) for word in phrase):
        return (0.0, 0)
    return (_meaning(phrase) / max(1, _meaning(said)), len(phrase))


def _meaning(words: Words) -> int:
    return sum(not word.binds for word in words) or len(words)


@cache
def _phrases() -> tuple[tuple[str, Words], ...]:
    return tuple(
        (name, _words(phrase)) for name, row in HEADINGS.items() for said in row for phrase in said.split("; ")
    )


def _words(text: str) -> Words:
    """Each word by its stems; a Turkic beginning is too weak a sign here."""
    plain = fold(_NUMBERING.sub("", text))
    return tuple(
        _Word(frozenset(term for term in query_terms(word) if not is_beginning(term)), word in ALL_STOP_WORDS)
        for word in _WORD.findall(plain)
    )
