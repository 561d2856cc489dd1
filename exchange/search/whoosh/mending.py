"""What one part of a segment can give back to the other: the store from Whoosh's file, Whoosh's file from the store."""

from dataclasses import replace
from pathlib import Path

from exchange.search.columns.draft import Draft
from exchange.search.columns.file import WrongStoreError, checked_store, read_store
from exchange.search.columns.layout import Arrays
from exchange.search.port import SearchUnavailableError
from exchange.search.whoosh.committing import Committer, Written
from exchange.search.whoosh.fallback import WhooshSegment
from exchange.search.whoosh.manifest import SEGMENT, STORE, Manifest, Member, Sealer


class Mender:
    """Finds damage and repairs it. Every file is read through once; afterwards only its size is looked at."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._sound: set[str] = set()

    def damaged(self, path: Path, manifest: Manifest) -> dict[str, list[Member]]:
        """By ending: the members whose file is missing or not as it was written."""
        return {
            ending: [one for one in manifest.members if not self._is_sound(path, manifest, f"{one.name}{ending}")]
            for ending in (STORE, SEGMENT)
        }

    def mended(self, path: Path, manifest: Manifest, committer: Committer) -> tuple[Manifest, list[Written]] | None:
        """The manifest without the damaged members, and what takes their places; None when all is well.

        Raises:
            SearchUnavailableError: both parts of a segment are damaged; only a rebuild helps.
        """
        damaged = self.damaged(path, manifest)
        if not any(damaged.values()) and self._is_sound(path, manifest, manifest.toc):
            return None
        fresh = []
        for member in dict.fromkeys([*damaged[STORE], *damaged[SEGMENT]]):
            draft = Draft.of(self._arrays(path, member, damaged))
            fresh.append(replace(committer.write(manifest.build, draft), deleted=member.deleted))
        gone = {member.name for members in damaged.values() for member in members}
        return replace(manifest, members=tuple(one for one in manifest.members if one.name not in gone)), fresh

    def _arrays(self, path: Path, member: Member, damaged: dict[str, list[Member]]) -> Arrays:
        if member not in damaged[STORE]:
            return read_store(path / f"{member.name}{STORE}")
        if member not in damaged[SEGMENT]:
            return WhooshSegment(path, member).whole()
        raise SearchUnavailableError(f"A segment of the index is lost: {member.name}")

    def _is_sound(self, path: Path, manifest: Manifest, name: str) -> bool:
        facts = manifest.files[name]
        try:
            if (path / name).stat().st_size != facts.size:
                return False
            if facts.digest not in self._sound:
                if self._sealer.facts(path / name) != facts:
                    return False
                if name.endswith(STORE):
                    checked_store(path / name)
        except (OSError, WrongStoreError):
            return False
        self._sound.add(facts.digest)
        return True
