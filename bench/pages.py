"""What the ten main pages cost: `./manage bench pages` prints JSON and a table.

The product and a bare Flask page (`bench/page/bare.py`: one query, 50 rows, one table) stand behind the
same gunicorn settings and are asked in turn, in one run, so that a busy machine slows both. Every page is
asked as a browser asks (compressed) by somebody who has logged in. `wall` is what the asker waits, `cpu`
what the workers compute; `x` is the ratio of its median to the bare page's. Twice: on the demo, and with
2,000 more challenges.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import brotli

from bench.page import bare
from bench.page.client import Visitor
from bench.page.server import Server, served
from bench.page.world import Asked, Inside, built, environment, passwords
from tools.ground import DIST, ROOT

AIMS = {"html_50_rows": 8_000, "static": 150_000, "cold_start": 3.0, "memory": 120}
WARM = 4
COLUMNS = ("page", "wall_ms", "p95_ms", "x", "aim", "cpu_ms", "cpu_x", "statements", "bytes", "sent")


def main() -> None:
    """Measure and print."""
    wanted = options()
    result: dict[str, Any] = {"static": static(), "aims": AIMS, "worlds": {}}
    for challenges in dict.fromkeys((0, wanted.challenges)):
        data = built(challenges, anew=wanted.fresh)
        result["worlds"][f"demo + {challenges}"] = world(data, wanted.requests)
    if not wanted.no_install:
        result["install"] = install()
    print(json.dumps(result, ensure_ascii=False, indent=1))
    if "install" in result:
        print("\ninstall: {pip_seconds} s, {megabytes} MB".format(**result["install"]))
    for name, figures in result["worlds"].items():
        print(f"\n{name}: cold start {figures['cold_start']} s, memory per worker {figures['memory']} MB")
        print(table(figures["pages"]))


def options() -> argparse.Namespace:
    """What to measure."""
    known = argparse.ArgumentParser(prog="./manage bench pages", description=__doc__.splitlines()[0])
    known.add_argument("--requests", type=int, default=60, help="of each page (default 60)")
    known.add_argument("--challenges", type=int, default=2000, help="of the second world (default 2000)")
    known.add_argument("--fresh", action="store_true", help="build the demos anew")
    known.add_argument(
        "--no-install", action="store_true", help="leave out installing everything into a new environment"
    )
    return known.parse_args()


def world(data: Path, requests: int) -> dict[str, Any]:
    """Both servers, all pages."""
    url = f"sqlite:///{data / 'bare.db'}"
    bare.seed(url)
    inside = Inside(data)
    pages = inside.pages()
    with (
        served("bench.page.bare:app", {"BARE_DATABASE": url}, data / "bare.log") as plain,
        served("marketplace.wsgi:app", environment(data), data / "web.log") as product,
    ):
        known = passwords(data)
        visitors = {
            login: Visitor(product.port).log_in(login, known[login]) if login else Visitor(product.port)
            for login in dict.fromkeys(page.login for page in pages)
        }
        asked = turns(plain, product, pages, visitors, requests)
        figures = [figure(page, asked, inside, visitors[page.login]) for page in pages]
        return {
            "cold_start": product.start, "bare_cold_start": plain.start, "memory": product.memory(),
            "bare": figures_of(asked["bare"]), "pages": figures,
        }  # fmt: skip


def turns(
    plain: Server, product: Server, pages: list[Asked], visitors: dict[str, Visitor], requests: int
) -> dict[str, list[tuple[float, float]]]:
    """Every page in turn, the bare one among them: (seconds waited, CPU of the workers in ms) of each."""
    found: dict[str, list[tuple[float, float]]] = {"bare": [], **{page.name: [] for page in pages}}
    stranger = Visitor(plain.port)
    for turn in range(requests + WARM):
        for name, server, visitor, path in [
            ("bare", plain, stranger, "/table"),
            *((page.name, product, visitors[page.login], page.path) for page in pages),
        ]:
            before = server.cpu()
            status, _body, took = visitor.ask(path)
            spent = server.cpu() - before
            if status != 200:
                raise SystemExit(f"{path} answered {status}")
            if turn >= WARM:
                found[name].append((took, spent))
    return found


def figures_of(asked: list[tuple[float, float]]) -> dict[str, float]:
    """Median and p95 of what was waited, median of what was computed, in milliseconds."""
    waited = [took * 1000 for took, _cpu in asked]
    return {
        "wall_ms": round(median(waited), 2),
        "p95_ms": round(quantiles(waited, n=20)[-1], 2),
        "cpu_ms": round(median(cpu for _took, cpu in asked), 2),
    }


def figure(
    page: Asked, asked: dict[str, list[tuple[float, float]]], inside: Inside, visitor: Visitor
) -> dict[str, Any]:
    """All about one page."""
    own, plain = figures_of(asked[page.name]), figures_of(asked["bare"])
    _status, whole, _took = visitor.ask(page.path, plain=True)
    _status, sent, _took = visitor.ask(page.path)
    cookies = visitor.cookies if page.login else {}
    return {
        "page": page.name, **own, "x": round(own["wall_ms"] / plain["wall_ms"], 2), "aim": page.aim,
        "cpu_x": round(own["cpu_ms"] / plain["cpu_ms"], 2) if plain["cpu_ms"] else None,
        "statements": inside.statements(page, cookies), "bytes": len(whole), "sent": len(sent),
    }  # fmt: skip


def static() -> dict[str, int]:
    """Bytes of the front-end files as they are sent, with and without charts."""
    listed: dict[str, str] = json.loads((DIST / "manifest.json").read_text())
    sizes = {
        name: len((DIST / f"{file}.br").read_bytes())
        if (DIST / f"{file}.br").exists()
        else len(brotli.compress((DIST / file).read_bytes()))
        for name, file in listed.items()
    }
    charts = sum(size for name, size in sizes.items() if "chart" in name)
    return {"without_charts": sum(sizes.values()) - charts, "charts": charts}


def install() -> dict[str, float]:
    """Seconds and megabytes of the whole environment from the lock, into an empty place without a cache."""
    place = Path(tempfile.mkdtemp(prefix="install"))
    try:
        began = time.perf_counter()
        python = place / "bin" / "python"
        for command in (
            [sys.executable, "-m", "venv", str(place)],
            [str(python), "-m", "pip", "install", "-q", "--no-cache-dir", "--require-hashes", "--only-binary",
             ":all:", "-r", str(ROOT / "requirements.txt")],
        ):  # fmt: skip
            subprocess.run(command, check=True)
        took = time.perf_counter() - began
        size = sum(file.lstat().st_size for file in place.rglob("*") if file.is_file())
        return {"pip_seconds": round(took, 1), "megabytes": round(size / 2**20, 1)}
    finally:
        shutil.rmtree(place, ignore_errors=True)


def table(pages: list[dict[str, Any]]) -> str:
    """The same for people."""
    lines = [[str(page[column] if page[column] is not None else "") for column in COLUMNS] for page in pages]
    widths = [max(map(len, column)) for column in zip(COLUMNS, *lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in [list(COLUMNS), *lines]
    )


if __name__ == "__main__":
    main()
