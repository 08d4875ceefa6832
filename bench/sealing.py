"""How long sealing, opening and the log's arithmetic take: `python -m bench.sealing` prints JSON.

Each figure is the median of its runs in milliseconds, but `verify_rows_per_second`.
"""

import json
import os
from collections.abc import Callable
from statistics import median
from time import perf_counter

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.sealing import suite
from bidding.sealing.suite import Binding, Clock, Entry
from marketplace.core.chain import GENESIS, Head, event_hash, payload_hash, verify
from marketplace.core.envelope import new_key
from marketplace.core.signing import sign

HERE = Binding(challenge=7, bid=21, version=2, studio=5)
CONTENT = {
    "price": 480_000,
    "approach": "先测量振动，再逐级更换轴承。" * 200,
    "team": [{"person": number, "days": 12} for number in range(8)],
    "files": [{"name": "plan.pdf", "sha256": "ab" * 32}],
}


def milliseconds(run: Callable[[], object], times: int) -> float:
    """The median time of one run."""
    taken = []
    for _ in range(times):
        start = perf_counter()
        run()
        taken.append((perf_counter() - start) * 1000)
    return round(median(taken), 3)


def log(length: int) -> tuple[list[dict[str, object]], Head]:
    """A log of this length."""
    rows: list[dict[str, object]] = []
    prev = GENESIS
    for seq in range(1, length + 1):
        payload = {"from": "draft", "to": "sealed", "number": seq}
        row: dict[str, object] = {
            "log": "main",
            "action": "bid.sealed",
            "actor": seq % 50,
            "about": f"bid/{seq}",
        }
        row |= {"payload": payload, "salt": "salt", "payload_hash": payload_hash(payload, "salt")}
        prev, before = event_hash(prev, seq, row), prev
        rows.append({**row, "seq": seq, "prev_hash": before, "hash": prev})
    return rows, Head(length, prev)


def sealing() -> dict[str, float]:
    """Bids, keys, files, receipts, boxes."""
    keeper = Clock(new_key())
    key = suite.new_pair(HERE.challenge, keeper)
    private = suite.unlock(key, keeper)
    one = suite.seal(CONTENT, HERE, key.public)
    data = os.urandom(5_000_000)
    file = suite.seal_file(data, one.dek, HERE, 0)
    box = [Entry(number, f"{number:064x}") for number in range(1, 1001)]
    server = Ed25519PrivateKey.generate()
    return {
        "new_pair": milliseconds(lambda: suite.new_pair(HERE.challenge, keeper), 200),
        "unlock_clock": milliseconds(lambda: suite.unlock(key, keeper), 200),
        "seal": milliseconds(lambda: suite.seal(CONTENT, HERE, key.public), 200),
        "open": milliseconds(lambda: suite.unseal(one.sealed, HERE, private), 200),
        "seal_file_5_mb": milliseconds(lambda: suite.seal_file(data, one.dek, HERE, 0), 15),
        "open_file_5_mb": milliseconds(lambda: suite.unseal_file(file, one.dek, HERE, 0), 15),
        "box_seal_1000": milliseconds(lambda: suite.box_seal(HERE.challenge, 1, box), 15),
        "sign": milliseconds(lambda: sign("receipt", {"number": 1, "digest": "ab" * 32}, server), 200),
    }


def main() -> None:
    """Measure all and print."""
    rows, head = log(20_000)
    per_walk = milliseconds(lambda: verify(rows, head), 3)
    figures = sealing() | {"verify_rows_per_second": round(len(rows) / per_walk * 1000)}
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
