"""What in a text looks like the data of a person, of a child above all: reason to ask the writer once more.

It finds what has a form: numbers with check digits, dates of birth, telephones, private mail addresses, a name beside
an age or a father's name. It is no proof in either direction, so nothing is ever refused because of it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from exchange.kernel.messages import N_

MOST = 5  # of one text; more say nothing new
_LONGEST = 300_000  # letters that are looked at: the words of the largest file
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # where a line may break, inside a name too
_AROUND = 24  # letters shown before and after


class SpotKind(StrEnum):
    """What it looks like."""

    NUMBER = "number"
    BIRTH = "birth"
    PHONE = "phone"
    MAIL = "mail"
    NAME = "name"

    @property
    def label(self) -> str:
        """As words, untranslated."""
        return _LABELS[self]


_LABELS = {
    SpotKind.NUMBER: N_("A personal identity number"),
    SpotKind.BIRTH: N_("A date of birth"),
    SpotKind.PHONE: N_("A telephone number"),
    SpotKind.MAIL: N_("A private mail address"),
    SpotKind.NAME: N_("The name of a person"),
}


@dataclass(frozen=True)
class Spot:
    """One place: what it looks like, and the words around it."""

    kind: SpotKind
    excerpt: str


def spots(*texts: str | None) -> tuple[Spot, ...]:
    """Places that look like a person's data, in the order of the texts, at most five, each once."""
    found: dict[str, Spot] = {}
    for text in texts:
        plain = unicodedata.normalize("NFC", (text or "")[:_LONGEST]).translate(_INVISIBLE)
        for what, spot in _spots(_without_links(plain)):
            found.setdefault(what, spot)
            if len(found) == MOST:
                return tuple(found.values())
    return tuple(found.values())


_LINK = re.compile(r"https?://\S+|www\.\S+")

# The letters of the four languages: a name begins with a capital one. `re` knows no \p{Lu}.
_BIG, _SMALL = "A-ZÇƏĞİÖŞÜА-ЯЁ", "a-zçəğıöşüа-яё"
_NAME = rf"[{_BIG}][{_SMALL}]+"
_AGE = r"(?:[1-9]|1[0-7])"  # of a child
_EDGE, _END = rf"(?<![\w{_BIG}{_SMALL}])", r"(?!\w)"
_DAY = r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d"
_NO_NAME = frozenset(
    {
        *("Children", "Child", "Girls", "Girl", "Boys", "Boy", "Pupils", "Pupil", "Students", "Adolescents", "Youth"),
        *("Uşaq", "Uşaqlar", "Şagird", "Qız", "Oğlan", "Yeniyetmə", "Çocuk", "Çocuklar", "Öğrenci", "Kız", "Erkek"),
        *("Ergen", "Дети", "Ребёнок", "Ребенок", "Девочка", "Мальчик", "Подросток", "Подростки", "Ученик"),
    }
)

_NUMBERS = re.compile(r"(?<![\w.,-])\d{11,12}(?![\w-])")
_FIN = re.compile(
    rf"{_EDGE}(?i:fin|fi̇n|фин)\b[^\w\n]{{0,3}}(?i:kod\w*|code|код\w*)?[^\w\n]{{0,3}}([0-9A-HJ-NP-Z]{{7}}){_END}"
)
_BIRTH_WORDS = r"born|date of birth|birth date|d\.?o\.?b\.?|doğum\w*|təvəllüd\w*|дата рождения|родил\w+|рожд\."
_BIRTH_HEADS = r"date of birth|birth ?date|d\.?o\.?b\.?|doğum tari[xh]i|təvəllüdü?|дата рождения"
_BIRTH = re.compile(
    rf"{_EDGE}(?i:{_BIRTH_HEADS})(?!\w)[^\n.!?]{{0,120}}\n"  # the head of a column, and the row below it
    rf"(?:[|: -]{{3,120}}\n)?[^\n]{{0,120}}?(?<!\d)(?:{_DAY}){_END}"
    rf"|{_EDGE}(?i:{_BIRTH_WORDS})[^\w\n]{{0,4}}(?:\w+[^\w\n]{{1,2}}){{0,2}}(?:{_DAY}){_END}"
    rf"|(?<!\d)(?:{_DAY})[^\w\n]{{0,3}}(?:(?i:tarixində|tarihinde|il)\s)?"
    r"(?i:doğum\w*|təvəllüd\w*|г\. ?р\.|года рождения)"
)
_PHONE = re.compile(
    r"(?<![\w+])\+(?:994|90|7|995|996|998|380|373)[ ()-]{0,2}(?:\d[ ()-]{0,2}){9,10}(?!\d)"
    r"|(?<![\w+.,/-])0(?:5[0-9]|10|60|70|77|99)[ ()-]{1,2}\d{3}[ -]\d{2}[ -]\d{2}(?!\d)"
)
_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@(?:gmail|googlemail|hotmail|outlook|live|yahoo|ymail|icloud|proton|protonmail|mail|"
    r"inbox|list|bk|yandex|rambler|ya)\.(?:com|ru|me|az|com\.tr|net|kz)(?!\w)"
)
_NAMED = (
    # 11 yaşlı Aysel · 11 yaşındaki Ayşe · 11-year-old Anna · 11-летняя Анна
    rf"(?<!\d){_AGE}[ -](?i:yaşlı|yaşında(?:kı|ki)?|year-old|летн\w{{2}})\s(?:(?!adlı)\w+\s)?({_NAME})",
    # Aysel, 11 yaş · Anna (11 years old) · Anna, aged 11 · Анна, 11 лет
    rf"{_EDGE}({_NAME})(?:\s{_NAME})?(?:,\s|\s\(){_AGE}\s(?i:yaş\w*|years?(?:\s|-)old|лет|года?){_END}",
    rf"{_EDGE}({_NAME})(?:\s{_NAME})?(?:,\s|\s\(|\s)(?i:aged?)\s{_AGE}{_END}",
    # Aysel adlı uşaq · a child named Anna · ребёнок по имени Анна
    rf"{_EDGE}({_NAME})(?:\s{_NAME})?\s(?i:adlı|isimli|adında)\s(?i:uşa[qğ]\w*|qız\w*|oğlan\w*|çocu[kğ]\w*|kız\w*|yeniyetmə\w*)",
    rf"{_EDGE}(?i:child|girl|boy|pupil|ребён\w+|ребен\w+|девоч\w+|мальчи\w+)\s(?i:named|called|по имени)\s({_NAME})",
    # Məmmədov Əli Vəli oğlu · Иванова Анна Петровна
    rf"{_EDGE}({_NAME})\s{_NAME}\s(?:{_NAME}\s)?(?:oğlu|qızı)\b",
    rf"{_EDGE}({_NAME})\s{_NAME}\s[А-ЯЁ][а-яё]+(?:ович|евич|ична|овна|евна)(?:[ауеы]|ем|ой)?{_END}",
)  # fmt: skip
_NAMES = tuple(re.compile(pattern) for pattern in _NAMED)


def _without_links(text: str) -> str:
    return _LINK.sub(" ", text)


def _spots(text: str) -> Iterator[tuple[str, Spot]]:
    for kind, matches in (
        (SpotKind.NUMBER, _identity_numbers(text)),
        (SpotKind.BIRTH, _BIRTH.finditer(text)),
        (SpotKind.NAME, _names(text)),
        (SpotKind.PHONE, _PHONE.finditer(text)),
        (SpotKind.MAIL, _MAIL.finditer(text)),
    ):
        for match in matches:
            yield match.group(), Spot(kind, _excerpt(text, match))


def _identity_numbers(text: str) -> Iterator[re.Match[str]]:
    for match in _NUMBERS.finditer(text):
        digits = [int(digit) for digit in match.group()]
        if _is_turkish(digits) or _is_kazakh(digits):
            yield match
    yield from (match for match in _FIN.finditer(text) if re.search(r"\d", match.group(1)))


def _is_turkish(digits: list[int]) -> bool:
    """T.C. kimlik numarası: eleven digits, the first not zero, the last two check the rest."""
    if len(digits) != 11 or digits[0] == 0:  # noqa: PLR2004 - the length of the number
        return False
    odd, even = sum(digits[0:9:2]), sum(digits[1:8:2])
    return (odd * 7 - even) % 10 == digits[9] and sum(digits[:10]) % 10 == digits[10]


def _is_kazakh(digits: list[int]) -> bool:
    """ИИН: a date of birth, a century, a number, and a check digit with two rounds of weights."""
    if len(digits) != 12 or not 1 <= digits[2] * 10 + digits[3] <= 12 or not 1 <= digits[4] * 10 + digits[5] <= 31:  # noqa: PLR2004 - months, days
        return False
    check = sum(digit * weight for digit, weight in zip(digits, range(1, 12), strict=False)) % 11
    if check == 10:  # noqa: PLR2004 - the second round of the rule
        second = [*range(3, 12), 1, 2]
        check = sum(digit * weight for digit, weight in zip(digits, second, strict=False)) % 11
    return check == digits[11]


def _names(text: str) -> Iterable[re.Match[str]]:
    for pattern in _NAMES:
        yield from (match for match in pattern.finditer(text) if match.group(1) not in _NO_NAME)


def _excerpt(text: str, match: re.Match[str]) -> str:
    """The place with a few words around it, on one line."""
    start, end = max(0, match.start() - _AROUND), min(len(text), match.end() + _AROUND)
    words = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{words}{' …' if end < len(text) else ''}"
