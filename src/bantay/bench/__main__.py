"""`python -m bantay.bench bars [NAME…] [--again]`: what `make bars` runs, resumable."""

import argparse
import sys
import time
from collections.abc import Callable

from bantay.bench import bad_input, crash, order, results, spine
from bantay.bench.results import Figures

Bar = Callable[[], tuple[dict[str, bool], Figures]]
BARS: dict[str, Bar] = {
    "crash": crash.bar,
    "order": order.bar,
    "bad_input": bad_input.bar,
    "spine_speed": spine.speed_bar,
    "spine_memory": spine.memory_bar,
    "spine_latency": spine.latency_bar,
}


def main(argv: list[str] | None = None) -> int:
    """Run the bars that have no result of this commit yet; 1 when one is not met."""
    parser = argparse.ArgumentParser(prog="python -m bantay.bench")
    parser.add_argument("what", choices=["bars"])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BARS))
    parser.add_argument("--again", action="store_true", help="also those already measured")
    wanted = parser.parse_args(argv)
    if unknown := [name for name in wanted.names if name not in BARS]:
        parser.error(f"no bar is called {unknown[0]}; there are: {', '.join(BARS)}")
    missed = 0
    for name in wanted.names or BARS:
        known = results.read(name)
        if known is not None and known.commit == results.commit() and not wanted.again:
            print(f"{name}: measured at this commit already")
            continue
        missed += not _measure(name)
    return 1 if missed else 0


def _measure(name: str) -> bool:
    print(f"{name}: running", flush=True)
    started = time.monotonic()
    met, figures = BARS[name]()
    path = results.write(
        name, f"python -m bantay.bench bars {name}", time.monotonic() - started, met, figures
    )
    print(f"{name}: {'met' if all(met.values()) else 'NOT MET'}, {path}")
    return all(met.values())


if __name__ == "__main__":
    sys.exit(main())
