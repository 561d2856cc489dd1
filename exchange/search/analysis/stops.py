"""Words that say little in a question, per language, folded. Left out of a query when two others remain."""

from collections.abc import Sequence

from exchange.kernel.languages import Language

_AZ = """
ve ya ile ucun bu o bir de da ki ne nece hansi harada kim niye nedir olan olur olub hem amma lakin kimi gore
qeder sonra evvel her daha cox en ise var yox mi mu
"""
_TR = """
ve veya ile icin bu o bir de da ki ne nasil hangi nerede nereye kim kime niye neden kac nedir olan olur oldu
hem ama fakat gibi gore kadar sonra once her daha cok en ise var yok mi mu midir mudur tarafindan
"""
_EN = """
a an and or the of in on at to for from by with as is are was were be been being it its this that these those
what which who whom whose when where why how do does did has have had not no can could would should may if then
than so there their they he she his her we our you your i about into
"""
_RU = """
и или в во на с со к ко по о об от до из за у для при что как какой какая какие каких кто кого кому где куда
когда почему сколько это этот эта эти тот та те он она они его ее их был была было были быть не ни же ли бы а но
если так
"""

STOP_WORDS: dict[Language, frozenset[str]] = {
    Language.AZ: frozenset(_AZ.split()),
    Language.TR: frozenset(_TR.split()),
    Language.EN: frozenset(_EN.split()),
    Language.RU: frozenset(_RU.split()),
}

ALL_STOP_WORDS = frozenset[str]().union(*STOP_WORDS.values())
_ENOUGH = 2

# English stop words that are Turkic words of content once folded: iş work, on ten, at horse, can soul, it dog.
_DOUBTFUL = frozenset({"an", "at", "can", "is", "it", "not", "on"})


def without_stops(words: Sequence[tuple[str, ...]]) -> list[int]:
    """Which of the words to search for, by index. Each word comes with its folded spellings.

    The query's language is unknown, so a stop word of any language counts; a doubtful one only beside a sure one of
    its language. Where fewer than two other words remain, all stay.
    """
    dropped = _stops_of(words)
    kept = [at for at, spellings in enumerate(words) if dropped.isdisjoint(spellings)]
    return kept if len(kept) >= _ENOUGH else list(range(len(words)))


def _stops_of(words: Sequence[tuple[str, ...]]) -> frozenset[str]:
    sure = STOP_WORDS[Language.EN] - _DOUBTFUL - STOP_WORDS[Language.AZ] - STOP_WORDS[Language.TR]
    is_english = any(not sure.isdisjoint(spellings) for spellings in words)
    return ALL_STOP_WORDS if is_english else ALL_STOP_WORDS - _DOUBTFUL
