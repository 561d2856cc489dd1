"""Every false friend of the shipped term bank is explained in the four languages."""

from exchange.kernel.languages import Language
from exchange.vocabulary.concepts import shipped_bank


def test_each_note_is_written_in_each_language() -> None:
    noted = [concept for concept in shipped_bank() if concept.notes]
    assert len(noted) >= 60
    lacking = [(one.concept_id, code) for one in noted for code in Language if not one.notes.get(code.value)]
    assert lacking == []
