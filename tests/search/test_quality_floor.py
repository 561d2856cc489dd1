"""A short measure on texts of our own: the practices of the demonstration, asked by their titles. With margins."""

from pathlib import Path

import pytest

from exchange.kernel.languages import Language
from exchange.search.bench.engines import Ours, ours
from exchange.search.bench.measures import ndcg
from exchange.search.bench.sets import Text
from exchange.search.bench.variants import typings
from exchange.search.meaning.encoder import is_installed
from exchange.vocabulary.concepts import shipped_bank

PRACTICES = Path(__file__).parents[2] / "exchange" / "demo" / "data" / "practices"
SAME_LANGUAGE = {Language.AZ: 0.82, Language.TR: 0.87, Language.EN: 0.89, Language.RU: 0.95}
ACROSS = 0.75


def titles(language: Language) -> dict[str, str]:
    return {path.parent.name: _title(path) for path in _files(language)}


def bodies(language: Language) -> list[Text]:
    """Without the title, which is asked for."""
    return [
        Text(path.parent.name, language, "\n".join(line for line in _lines(path) if not line.startswith("title:")))
        for path in _files(language)
    ]


def _files(language: Language) -> list[Path]:
    return sorted(PRACTICES.glob(f"*/{language}.md"))


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line.strip(" #-")]


def _title(path: Path) -> str:
    return next(line for line in _lines(path) if line.startswith("title:")).removeprefix("title:").strip(' "')


def value(engine: Ours, questions: dict[str, str], known: set[str]) -> float:
    asked = [(key, question) for key, question in questions.items() if key in known]
    return sum(ndcg(engine.find(question, 10), {key: 1.0}) for key, question in asked) / len(asked)


@pytest.mark.slow
@pytest.mark.parametrize("language", list(Language))
def test_a_title_finds_its_text_however_it_is_typed(language: Language) -> None:
    known = {text.id for text in bodies(language)}
    with ours(bodies(language)) as engine:
        assert value(engine, titles(language), known) >= SAME_LANGUAGE[language]
        for title in titles(language).values():
            expected = engine.find(title, 10)
            assert all(engine.find(typed(title), 10) == expected for typed in typings(language).values())


@pytest.mark.slow
@pytest.mark.skipif(not is_installed(), reason="the extra `semantic` is not installed")
def test_a_title_finds_its_text_in_another_language() -> None:
    texts = bodies(Language.RU)
    with ours(texts, shipped_bank(), by_meaning=True) as engine:
        for asked in (Language.AZ, Language.TR, Language.EN):
            assert value(engine, titles(asked), {text.id for text in texts}) >= ACROSS
