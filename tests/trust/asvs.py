"""ASVS 5.0 as asvs.txt has it: each item of levels 1 and 2 with the tests that hold it, or the reason; docs/asvs.md."""

from dataclasses import dataclass
from pathlib import Path

STATES = ("held", "reason", "away", "open")
_WORDS = {"held": "held by a test", "reason": "met, in this way", "away": "does not apply", "open": "**not met yet**"}


@dataclass(frozen=True)
class Item:
    """One requirement by its number in ASVS 5.0.0."""

    number: str
    level: int
    state: str
    says: str

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that hold it, as file::name."""
        return tuple(self.says.split()) if self.state == "held" else ()


def items() -> list[Item]:
    """In the order of the standard."""
    text = Path(__file__).with_name("asvs.txt").read_text(encoding="utf-8")
    return [_item(line) for line in text.splitlines() if line and not line.startswith("#")]


def as_markdown() -> str:
    """For docs/asvs.md."""
    found = items()
    lines = [
        "# ASVS 5.0, levels 1 and 2",
        "",
        "Made from `tests/trust/asvs.txt` by `make docs`. `tests/trust/test_asvs.py` holds that every item is there",
        "and every test exists.",
        "The requirements' own words: OWASP Application Security Verification Standard 5.0.0.",
        "",
        "| | level 1 | level 2 |",
        "|---|---|---|",
    ]
    for state in STATES:
        counts = [sum(one.state == state and one.level == level for one in found) for level in (1, 2)]
        lines.append(f"| {_WORDS[state]} | {counts[0]} | {counts[1]} |")
    lines += ["", "| item | level | | |", "|---|---|---|---|"]
    for one in found:
        says = "<br>".join(f"`{test}`" for test in one.tests) or one.says
        lines.append(f"| V{one.number} | {one.level} | {_WORDS[one.state]} | {says} |")
    return "\n".join(lines) + "\n"


def _item(line: str) -> Item:
    number, level, state, says = (part.strip() for part in line.split("|", 3))
    return Item(number, int(level), state, says)
