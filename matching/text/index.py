"""A small full-text index: how alike texts are, and which texts answer a query.

Likeness is the cosine of TF-IDF vectors (log term frequency, smoothed idf), which stays comparable across
texts. Search is BM25 (Robertson, Zaragoza 2009) divided by the most a text could reach for that query,
so that its scores, too, lie in 0..1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.checks import Floats, listed, refuse, whole
from matching.results import Result
from matching.text.tokens import Keys, keys_of, order_of

K1, B = 1.2, 0.75  # the usual constants of BM25
_COMMON = 8  # a token in more than an eighth of the texts is multiplied densely
_BATCH = 2_000_000  # characters handled at a time

Tags = Sequence[Iterable[object]]


@dataclass(frozen=True)
class Hit(Result):
    """A text found: its place in the index and a score in 0..1."""

    index: int
    score: float


@dataclass(frozen=True, eq=False)
class _Counts:
    """How often each token stands in each text: rows one after the other, tokens ascending."""

    keys: Keys
    count: NDArray[np.int64]
    start: NDArray[np.int64]


class Index:
    """Texts made comparable: Chinese, English or mixed.

    texts: any number of strings (an empty one is like nothing). tags: per text the ids of skills it
    speaks of, each one token more; one id with Chinese and English names makes the two languages meet.
    Raises ValueError if a text is not a string or tags do not match the texts.
    Source: Robertson, Zaragoza (2009), The probabilistic relevance framework.
    """

    def __init__(self, texts: Sequence[str], tags: Tags | None = None) -> None:
        counts = _count(texts, tags)
        self._size = len(texts)
        order = order_of(counts.keys)
        ranked = counts.keys[order]
        fresh = np.ones(len(ranked), dtype=bool)
        fresh[1:] = ranked[1:] != ranked[:-1]
        self._vocabulary = ranked[fresh]
        column = np.empty(len(ranked), dtype=np.int32)
        column[order] = np.cumsum(fresh, dtype=np.int32) - 1
        self._found = np.bincount(column, minlength=len(self._vocabulary))
        self._tf = sparse.csr_array(
            (counts.count.astype(np.float64), column, counts.start), shape=(self._size, len(self._vocabulary))
        )

    def __len__(self) -> int:
        return self._size

    def similarity(self, queries: Sequence[str], tags: Tags | None = None) -> Floats:
        """Cosine 0..1 of every query with every text: queries × texts.

        A token the index does not know counts in the length of the query, so that a stranger stays one.
        """
        query, unknown = self._vectors(queries, tags)
        weighed = query @ sparse.diags_array(self._idf)
        norm = np.sqrt(np.asarray(weighed.power(2).sum(axis=1)).ravel() + unknown * self._idf_unknown**2)
        scale = np.divide(1.0, norm, out=np.zeros_like(norm), where=norm > 0)
        weighed = sparse.diags_array(scale) @ weighed
        alike = self._times(weighed)
        return np.clip(alike, 0.0, 1.0, out=alike)

    def search(self, query: str, top: int = 10, tags: Iterable[object] = ()) -> tuple[Hit, ...]:
        """The texts that answer a query, best first, at most `top`, scores in 0..1.

        1 would be a text that is about nothing but the query. Equal scores stand in index order; texts
        sharing no token with the query are left out. Raises ValueError if `top` is not a whole number ≥ 1.
        """
        top = whole("top", top, 1)
        counts = _count([query], [tuple(tags)])
        place = np.searchsorted(self._vocabulary, counts.keys)
        known = place < len(self._vocabulary)
        known[known] = self._vocabulary[place[known]] == counts.keys[known]
        idf = np.full(len(place), np.log1p((self._size + 0.5) / 0.5))
        idf[known] = self._bm25_idf[place[known]]
        most = float((idf * (K1 + 1)).sum())
        if not known.any():
            return ()
        score = np.asarray(self._bm25[place[known], :].sum(axis=0)).ravel() / most
        best = np.lexsort((np.arange(self._size), -score))[:top]
        return tuple(Hit(int(text), float(score[text])) for text in best if score[text] > 0)

    @cached_property
    def _idf(self) -> Floats:
        idf: Floats = np.log((1 + self._size) / (1 + self._found)) + 1
        return idf

    @property
    def _idf_unknown(self) -> float:
        return float(np.log(1 + self._size) + 1)

    @cached_property
    def _bm25_idf(self) -> Floats:
        return np.asarray(np.log1p((self._size - self._found + 0.5) / (self._found + 0.5)))

    @cached_property
    def _unit(self) -> sparse.csr_array:
        """The texts as TF-IDF vectors of length 1."""
        unit = self._tf.copy()
        unit.data = (1 + np.log(unit.data)) * self._idf[unit.indices]
        square = (
            np.add.reduceat(np.append(unit.data**2, 0.0), unit.indptr[:-1]) if self._size else np.zeros(0)
        )
        square[np.diff(unit.indptr) == 0] = 0
        scale = np.divide(1.0, np.sqrt(square), out=np.zeros_like(square), where=square > 0)
        unit.data *= np.repeat(scale, np.diff(unit.indptr))
        return unit

    @cached_property
    def _split(self) -> tuple[NDArray[np.int64], Floats, sparse.csr_array]:
        """Common tokens dense, rare ones sparse: both products then run at full speed."""
        common = np.flatnonzero(self._found * _COMMON > self._size)
        place = np.full(len(self._vocabulary), -1, dtype=np.int64)
        place[common] = np.arange(len(common))
        unit = self._unit
        row = np.repeat(np.arange(self._size), np.diff(unit.indptr))
        column = place[unit.indices]
        often = column >= 0
        dense = np.zeros((self._size, len(common)))
        dense[row[often], column[often]] = unit.data[often]
        rare = ~often
        rest = sparse.csr_array(
            (unit.data[rare], (unit.indices[rare], row[rare])), shape=(len(self._vocabulary), self._size)
        )
        return common, dense, rest

    def _times(self, query: sparse.csr_array) -> Floats:
        common, dense, rest = self._split
        alike: Floats = query[:, common].toarray() @ dense.T
        rare = query @ rest
        row = np.repeat(np.arange(rare.shape[0]), np.diff(rare.indptr))
        alike[row, rare.indices] += rare.data
        return alike

    @cached_property
    def _bm25(self) -> sparse.csr_array:
        """tokens × texts: what each token adds to the score of each text."""
        length: Floats = np.asarray(self._tf.sum(axis=1)).ravel()
        fill = 1 - B + B * length / max(float(length.mean()), 1.0)
        weight = self._tf.copy()
        damped = weight.data + K1 * np.repeat(fill, np.diff(weight.indptr))
        weight.data = self._bm25_idf[weight.indices] * weight.data * (K1 + 1) / damped
        return weight.T.tocsr()

    def _vectors(self, texts: Sequence[str], tags: Tags | None) -> tuple[sparse.csr_array, Floats]:
        """Log term frequencies over the known tokens, and the squared length of the unknown ones."""
        counts = _count(texts, tags)
        order = np.argsort(counts.keys)
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.searchsorted(self._vocabulary, counts.keys[order])
        known = place < len(self._vocabulary)
        known[known] = self._vocabulary[place[known]] == counts.keys[known]
        tf = 1 + np.log(counts.count)
        row = np.repeat(np.arange(len(texts)), np.diff(counts.start))
        unknown = np.bincount(row[~known], tf[~known] ** 2, minlength=len(texts)).astype(np.float64)
        shape = (len(texts), len(self._vocabulary))
        return sparse.csr_array((tf[known], (row[known], place[known])), shape=shape), unknown


def _count(texts: Sequence[str], tags: Tags | None) -> _Counts:
    """Tokens of all texts, counted, batch by batch."""
    if isinstance(texts, str):
        raise refuse("texts", "must be a list of strings, is one string")
    for row, text in enumerate(listed("texts", texts)):
        if not isinstance(text, str):
            raise refuse("texts", f"must be a string, is {type(text).__name__}", row)
    if tags is not None and len(listed("tags", tags)) != len(texts):
        raise refuse("tags", f"must be given for each of {len(texts)} texts, has {len(tags)}")
    for row, ids in enumerate(tags or ()):
        if isinstance(ids, str) or not isinstance(ids, Iterable):
            raise refuse("tags", f"must be a list of ids for each text, is {ids!r}", row)
    keys: list[Keys] = [np.zeros(0, np.uint64)]
    counts: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    sizes: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]
    for begin, end in _batches(texts):
        found, bounds = keys_of(texts[begin:end], None if tags is None else tags[begin:end])
        fresh = np.ones(len(found), dtype=bool)
        fresh[1:] = found[1:] != found[:-1]
        fresh[bounds[:-1][bounds[:-1] < len(found)]] = True
        at = np.flatnonzero(fresh)
        keys.append(found[at])
        counts.append(np.diff(np.append(at, len(found))))
        sizes.append(np.diff(np.searchsorted(at, bounds)))
    return _Counts(np.concatenate(keys), np.concatenate(counts), np.cumsum(np.concatenate(sizes)))


def _batches(texts: Sequence[str]) -> Iterable[tuple[int, int]]:
    begin, size = 0, 0
    for end, text in enumerate(texts, start=1):
        size += len(text) + 1
        if size >= _BATCH:
            yield begin, end
            begin, size = end, 0
    if begin < len(texts):
        yield begin, len(texts)
