"""Make the font files of exchange/static/fonts out of the published ones; run by hand when a font is updated.

Needs `pip install fonttools brotli` and the woff2 files of the npm packages @fontsource-variable/source-sans-3 and
source-serif-4 (folder `files`). The result holds the weights 400 to 700 and the features that we use. The fonts are
renamed, because the licence (SIL OFL 1.1) reserves the name of the original for unchanged copies.

    python assets/subset_fonts.py FOLDER_OF_WOFF2 exchange/static/fonts
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FEATURES = ["ccmp", "locl", "kern", "liga"]
FAMILIES = {"source-sans-3": "Exchange Sans", "source-serif-4": "Exchange Serif"}
# Azerbaijani and Turkish letters beyond Latin-1; a page in one script loads two small files a face.
TURKIC = {0x011E, 0x011F, 0x0130, 0x015E, 0x015F, 0x018F, 0x0259}
# Letters of Latin-1 that none of our four languages uses: French, Spanish and Nordic names load them.
WESTERN = set(range(0x00C0, 0x0100)) - set(map(ord, "ÂÇÎÖÛÜâçîöûü"))
RUSSIAN = {0x0401, 0x0451, 0x2116, *range(0x0410, 0x0450)}
PAPER_WEIGHTS = (400, 640)
KEPT_NAMES = {0, 1, 2, 3, 4, 5, 6, 13, 14, 16}


@dataclass(frozen=True)
class Part:
    """One file: which published file it comes from, and which letters of it stay (None: all)."""

    name: str
    source: str
    letters: frozenset[int] | None = None
    without: frozenset[int] = frozenset()


PARTS = [
    Part("latin", "latin", without=frozenset(WESTERN)),
    Part("western", "latin", letters=frozenset(WESTERN)),
    Part("turkic", "latin-ext", letters=frozenset(TURKIC)),
    Part("latin-ext", "latin-ext", without=frozenset(TURKIC)),
    Part("russian", "cyrillic", letters=frozenset(RUSSIAN)),
    Part("cyrillic", "cyrillic", without=frozenset(RUSSIAN)),
    Part("cyrillic-ext", "cyrillic-ext"),
]


def rename(font: TTFont, family: str) -> None:
    """Give the font its own name; the copyright line and the licence stay."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in KEPT_NAMES]
    for record in names.names:
        text = {1: family, 2: "Regular", 3: f"{family} subset", 4: family, 6: family.replace(" ", ""), 16: family}
        if record.nameID in text:
            record.string = text[record.nameID]


def make(source: Path, target: Path, part: Part, family: str) -> None:
    """Write one file."""
    font = TTFont(source)
    letters = set(font.getBestCmap()) if part.letters is None else set(part.letters)
    options = Options()
    options.layout_features = FEATURES
    options.name_IDs = sorted(KEPT_NAMES)
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(letters - part.without))
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": (400, 700)}, inplace=True)
    rename(font, family)
    font.flavor = "woff2"
    font.save(target)


def make_paper(source: Path, target: Path, slug: str, family: str, weight: int) -> None:
    """Write one file with every script, for paper: PDF writers do not follow `unicode-range`, and need the space too."""
    parts = []
    for script in ("latin", "latin-ext", "cyrillic", "cyrillic-ext"):
        font = TTFont(source / f"{slug}-{script}-wght-normal.woff2")
        instantiateVariableFont(font, {"wght": weight}, inplace=True)
        for table in ("GSUB", "GPOS", "GDEF", "STAT", "MVAR", "HVAR", "avar"):
            if table in font:
                del font[table]  # kerning between files cannot be merged
        font.flavor = None
        path = target / f"part-{script}.ttf"
        font.save(path)
        parts.append(path)
    merged = Merger().merge([str(part) for part in parts])
    rename(merged, f"{family} Paper")
    merged["OS/2"].usWeightClass = weight
    merged.flavor = "woff2"
    file = target / f"{family.replace(' ', '-').lower()}-paper-{weight}.woff2"
    merged.save(file)
    for part in parts:
        part.unlink()
    print(f"{file.name}: {file.stat().st_size:,} bytes")


def main(source: Path, target: Path) -> None:
    """Make every file and say how large it is."""
    for slug, family in FAMILIES.items():
        for part in PARTS:
            file = target / f"{family.replace(' ', '-').lower()}-{part.name}.woff2"
            make(source / f"{slug}-{part.source}-wght-normal.woff2", file, part, family)
            print(f"{file.name}: {file.stat().st_size:,} bytes")
        for weight in PAPER_WEIGHTS:
            make_paper(source, target, slug, family, weight)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
