"""The measurement as a table for people and as JSON for programs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from statistics import median

from exchange.search.bench.speed.engine import Timed
from exchange.search.bench.speed.questions import KINDS
from exchange.search.bench.speed.run import WHOLE, Measured, Run

OURS, FTS5, TANTIVY = "ours", "FTS5", "tantivy"
_P95 = 0.95

# search.md 5, at 100,000 documents: ours against the peer, at most.
TARGETS: Mapping[tuple[str, str], float] = {
    ("common", FTS5): 1 / 150,
    ("common", TANTIVY): 1.0,
    ("or", TANTIVY): 2.0,
    ("phrase", TANTIVY): 1.2,
    ("prefix", TANTIVY): 0.8,
    ("filter", TANTIVY): 0.5,
    ("facets", TANTIVY): 0.8,
    ("snippets", TANTIVY): 0.4,
}


def as_text(run: Run) -> str:
    """The tables of one size."""
    return "\n".join([f"## {run.documents:,} documents", "", *_times(run), "", *_ratios(run), "", *_builds(run), ""])


def as_json(runs: Sequence[Run]) -> str:
    """Every single time."""
    return json.dumps([asdict(run) for run in runs], ensure_ascii=False)


def _times(run: Run) -> Iterator[str]:
    names = [engine.name for engine in run.engines]
    yield f"| ms of CPU, p50 / p95 (first asking) ×askings | {' | '.join(names)} | totals |"
    yield f"|---|{'---|' * (len(names) + 1)}"
    for name in (*(kind.name for kind in KINDS), WHOLE):
        held = [engine.kinds.get(name) for engine in run.engines]
        yield f"| {name} | {' | '.join(_cell(one) for one in held)} | {_totals(held)} |"


def _cell(one: Timed | None) -> str:
    if one is None:
        return "–"
    best = sorted(median(times) for times in zip(*one.rounds, strict=True))
    times = f"{median(best):.3f} / {best[int(len(best) * _P95)]:.2f} ({median(one.first):.2f})"
    return f"{times} ×{one.asked}"


def _totals(held: Sequence[Timed | None]) -> str:
    """The questions that all engines answered must have found as many documents."""
    answered = [one.totals for one in held if one]
    shared = min(map(len, answered), default=0)
    totals = {sum(one[:shared]) for one in answered}
    return "equal" if len(totals) == 1 else " ≠ ".join(f"{total:,}" for total in sorted(totals))


def _ratios(run: Run) -> Iterator[str]:
    yield "| ours against | ratio | over the rounds | target | |"
    yield "|---|---|---|---|---|"
    engines = {engine.name: engine for engine in run.engines}
    for kind in KINDS:
        for peer in (FTS5, TANTIVY):
            if peer in engines and kind.name in engines[peer].kinds:
                yield _ratio(kind.name, peer, engines)


def _ratio(kind: str, peer: str, engines: Mapping[str, Measured]) -> str:
    mine, theirs = engines[OURS].kinds[kind], engines[peer].kinds[kind]
    shared = min(len(mine.first), len(theirs.first))
    pairs = zip(mine.rounds, theirs.rounds, strict=False)
    ratios = [median(one[:shared]) / median(other[:shared]) for one, other in pairs]
    ratio, target = median(ratios), TARGETS.get((kind, peer))
    spread = f"{_shown(min(ratios))} to {_shown(max(ratios))}"
    if target is None:
        return f"| {peer}, {kind} | {_shown(ratio)} | {spread} | | |"
    return (
        f"| {peer}, {kind} | {_shown(ratio)} | {spread} | {_shown(target)} | {'met' if ratio <= target else 'missed'} |"
    )


def _shown(ratio: float) -> str:
    return f"1/{1 / ratio:.0f}" if ratio < 0.1 else f"{ratio:.2f}"  # noqa: PLR2004 - a tenth reads better as a fraction


def _builds(run: Run) -> Iterator[str]:
    yield "| building | documents per CPU second | save to searchable, ms | bytes per document | memory, MB |"
    yield "|---|---|---|---|---|"
    for engine in run.engines:
        if engine.built:
            rate, size = run.documents / engine.built.cpu_seconds, engine.built.size_bytes / run.documents
            memory = f"{engine.built.memory_mb:,.0f}" if engine.built.memory_mb else "–"
            yield f"| {engine.name} | {rate:.0f} | {engine.built.save_ms:.1f} | {size:,.0f} | {memory} |"
        if engine.opened:
            opened = engine.opened
            yield f"| {engine.name}, opened | {opened.cpu_ms:.0f} ms of CPU | – | – | {opened.memory_mb:.0f} |"
            yield f"| {engine.name}, is it the newest commit? | {opened.check_ms:.4f} ms of CPU | – | – | – |"
    for name in run.missing:
        yield f"| {name} | not installed | – | – | – |"
