"""Rows for scores, recommendations, text and sensitivity."""

import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from pymcdm.methods import TOPSIS, WSM
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.match.measure import Row, peak, public_set, timed
from matching.recommend import top
from matching.scoring import score_table
from matching.sensitivity import stability
from matching.text import Index

WEIGHTS = np.array([0.35, 0.15, 0.15, 0.1, 0.1, 0.1, 0.05])
ANCHORS = [[(0.0, 0.0), (10.0, 1.0)]] * 7


def score_table_row() -> Row:
    """10^5 bids × 7 criteria."""
    values = np.random.default_rng(0).random((100_000, 7)) * 10
    row = Row("score 10^5 bids × 7 criteria, parts kept", "10 ms", "2 ms", peer="pymcdm weighted sum")
    row.seconds, table = timed(lambda: score_table(values, ANCHORS, WEIGHTS), 15)
    copy, _ = timed(values.copy, 15)
    row.limit_seconds = copy * 60 / (2 * 56)  # the limit moves 60 bytes a bid, the copy 112
    method = WSM()
    row.peer_seconds, _ = timed(lambda: method(values, WEIGHTS, np.ones(7), validation=False))
    row.megabytes = peak(lambda: score_table(values, ANCHORS, WEIGHTS))
    exact = bool((table.parts[:, ::-1].cumsum(axis=1)[:, -1] == table.totals).all())
    row.quality = {
        "parts add exactly": exact,
        "times the copy limit": round(row.seconds / row.limit_seconds, 1),
    }
    return row.judge(row.seconds < 0.010 and exact, row.seconds < 0.002)


Scoring = Callable[[np.ndarray, np.ndarray], np.ndarray]


def _study(panels: int, score: Scoring) -> list[int]:
    """[winner changed when a loser withdrew, top two swapped when a hopeless cheap bid joined]."""
    rng, found = np.random.default_rng(1), [0, 0]
    for _ in range(panels):
        values, weights = rng.random((6, 7)), rng.dirichlet(np.ones(7))
        order = np.argsort(-score(values, weights))
        rest = np.delete(values, int(rng.choice(order[1:])), axis=0)
        found[0] += not np.array_equal(rest[np.argmax(score(rest, weights))], values[order[0]])
        joined = np.vstack([values, [5.0, 0, 0, 0, 0, 0, 0]])
        found[1] += list(np.argsort(-score(joined, weights)[:6])[:2]) != list(order[:2])
    return found


def reversal_row(panels: int = 10_000) -> Row:
    """Winner changes when a loser withdraws; the top two swap when a hopeless cheap bid joins."""
    row = Row(
        "rank reversal and lowball study",
        "0 of 400",
        "0 of 10,000",
        peer="pymcdm TOPSIS, min-max (400 panels)",
    )
    method, unit = TOPSIS(), [[(0.0, 0.0), (1.0, 1.0)]] * 7
    row.seconds, ours = timed(lambda: _study(panels, lambda values, w: score_table(values, unit, w).totals))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = _study(400, lambda values, w: np.asarray(method(values, w, np.ones(7), validation=False)))
    row.quality = {"withdrawal, lowball": ours, "peer": theirs}
    return row.judge(sum(ours) == 0, panels >= 10_000)


def recommend_row() -> Row:
    """10^7 pairs, top tens both ways."""
    rng = np.random.default_rng(0)
    need = np.zeros((1000, 125))
    for line in need:
        line[rng.choice(125, 5, replace=False)] = rng.integers(1, 6, 5)
    level = rng.integers(0, 6, (10_000, 125)) * (rng.random((10_000, 125)) < 0.15)
    row = Row(
        "coverage of 10^7 pairs with top tens both ways",
        "2 s, 300 MB",
        "0.5 s, 130 MB",
        peer="numpy, skill by skill",
    )
    row.seconds, found = timed(lambda: top(need, level, 10), 3)
    row.megabytes = peak(lambda: top(need, level, 10))

    def plain() -> np.ndarray:
        share = (need > 0) / (need > 0).sum(axis=1, keepdims=True)
        full = np.zeros((100, 10_000))
        for skill in range(125):
            met = np.minimum(1, level[:, skill] / np.maximum(need[:100, [skill]], 1))
            full += share[:100, [skill]] * met
        return np.sort(full, axis=1)[:, ::-1][:, :10]

    seconds, best = timed(plain)
    row.peer_seconds = seconds * 10
    same = bool(np.allclose(best, found.for_needs.score[:100]))
    row.quality = {"as the formula says": same, "peer": "a tenth of the pairs, one way, times 10"}
    return row.judge(
        same and row.seconds < 2 and row.megabytes < 300, row.seconds < 0.5 and row.megabytes < 130
    )


def long_texts(count: int, rng: np.random.Generator) -> list[str]:
    """Made-up texts of about 1,500 characters with the skew of real ones."""
    words = ["".join(chr(0x4E00 + int(c)) for c in rng.zipf(1.3, 2) % 4000) for _ in range(20_000)]
    pick = rng.zipf(1.2, (count, 700)) % len(words)
    return ["".join(words[w] for w in line) for line in pick]


def _product(peer: TfidfVectorizer, queries: list[str], texts: Any) -> Any:
    return (peer.transform(queries) @ texts.T).toarray()


def text_speed_row() -> Row:
    """Index 10^4 + 10^3 long texts, top tens of all pairs."""
    rng = np.random.default_rng(0)
    texts, queries = long_texts(10_000, rng), long_texts(1_000, rng)
    row = Row("text: index 10^4 + 10^3 long texts, top tens of all pairs", "12 s", "6 s index, 2 s pairs")
    made, index = timed(lambda: Index(texts))
    pairs, alike = timed(partial(index.similarity, queries))
    best, _ = timed(lambda: np.argpartition(-alike, 10, axis=1)[:, :10])
    row.seconds, row.cpu_seconds = made + pairs + best, made.cpu + pairs.cpu + best.cpu
    row.peer = "scikit-learn, characters and pairs, a tenth of the texts, times 10"
    peer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    seconds, theirs = timed(partial(peer.fit_transform, texts[:1000]))
    product, _ = timed(partial(_product, peer, queries[:100], theirs))
    row.peer_seconds = 10 * seconds + 100 * product
    row.quality = {"index s": round(made, 2), "pairs s": round(pairs + best, 2)}
    return row.judge(row.seconds < 12, made < 6 and pairs + best < 2)


def text_quality_row() -> Row:
    """Recall on public questions."""
    row = Row("text: cmrc2018_trial recall@1, similarity / search", "0.94 / 0.95", "0.96 for search")
    data = public_set("cmrc2018_trial.json.gz")
    if data is None:
        row.skipped = "the public set is not here (MARKETPLACE_BENCH_DATA)"
        return row
    index, right = Index(data["docs"]), np.array([line["doc"] for line in data["queries"]])
    asked = [line["q"] for line in data["queries"]]
    row.seconds, alike = timed(partial(index.similarity, asked))
    hits = [next((hit.index for hit in index.search(query, 1)), -1) for query in asked]
    cosine, search = float(np.mean(alike.argmax(axis=1) == right)), float(np.mean(np.array(hits) == right))
    peer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    theirs = peer.fit_transform(data["docs"])
    row.peer = "scikit-learn, characters and pairs"
    row.peer_seconds, other = timed(partial(_product, peer, asked, theirs))
    row.quality = {
        "similarity": round(cosine, 4),
        "search": round(search, 4),
        "peer": round(float(np.mean(other.argmax(axis=1) == right)), 4),
    }
    return row.judge(cosine >= 0.94 and search >= 0.95, search >= 0.96)


def sensitivity_row() -> Row:
    """50 bids."""
    values = np.random.default_rng(0).random((50, 7))
    parts = score_table(values, [[(0.0, 0.0), (1.0, 1.0)]] * 7, WEIGHTS).parts
    row = Row(
        "sensitivity, 50 bids",
        "50 ms with 10^4 draws",
        "1 ms closed forms, 30 ms draws",
        peer="one draw at a time",
    )
    closed, _ = timed(lambda: stability(parts, WEIGHTS, 0), 9)
    row.seconds, found = timed(lambda: stability(parts, WEIGHTS), 5)

    def slow() -> None:
        rng = np.random.default_rng(0)
        for _ in range(1000):
            np.argmax(values @ rng.dirichlet(WEIGHTS * 50))

    seconds, _ = timed(slow)
    row.peer_seconds = seconds * 10
    row.quality = {"closed forms ms": round(closed * 1000, 2), "shares sum": float(found.share.sum())}
    return row.judge(row.seconds < 0.050, closed < 0.001 and row.seconds < 0.030)
