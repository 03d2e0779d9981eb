"""`python -m bantay.bench bars [NAME…] [--again]`: what `make bars` runs, resumable.

`python -m bantay.bench figures` renders the result files into the documents.
"""

import argparse
import sys
import time
from importlib import import_module

from bantay.bench import figures, history, results
from bantay.bench.results import Figures
from bantay.errors import MissingExtra

BARS = {
    "order": "order:bar",
    "crash": "crash:bar",
    "spine_speed": "spine:speed_bar",
    "spine_memory": "spine:memory_bar",
    "spine_latency": "spine:latency_bar",
    "bad_input": "bad_input:bar",
    "fuzz": "fuzz:bar",
    "soak": "soak:bar",
    "starting": "starting:bar",
    "mutation": "mutation:bar",
    "coverage": "covered:bar",
    "backtest": "deciding:backtest_bar",
    "instant": "deciding:instant_bar",
    "quality": "quality.run:bar",
    "split": "split:bar",
    "worlds": "scoreboard.run:bar",
    "robustness": "scoreboard.robust:bar",
    "simulate": "growth:simulate_bar",
    "growth": "growth:growth_bar",
    "speed": "speed:speed",
    "memory": "speed:memory",
    "templates": "templates:bar",
    "pictures": "pictures:bar",
    "biographies": "biographies:bar",
    "surges": "surges:bar",
    "style": "style:bar",
    "policy_errors": "policy_bars:errors_bar",
    "policy_asks": "policy_bars:asks_bar",
    "policy_own": "policy_bars:own_bar",
    "policy_overhead": "overhead:bar",
    "money_speed": "money_speed:bar",
    "networks": "networks_bar:bar",
    "networks_speed": "networks_speed:bar",
    "synapse": "synapse:bar",
    "kafka": "streams:bar",
    "serve": "serving:bar",
    "workers": "workers:bar",
    "console_start": "console:start_bar",
    "console_screens": "console:screens_bar",
    "console_large": "console:large_bar",
    "reports": "reports:bar",
    "spark": "spark:bar",
    "spark_kills": "spark:kills_bar",
}
"""Each bar and the function that measures it: what is met, and the figures."""


def main(argv: list[str] | None = None) -> int:
    """Run the bars that have no result of this commit yet; 1 when one is not met."""
    parser = argparse.ArgumentParser(prog="python -m bantay.bench")
    parser.add_argument("what", choices=["bars", "figures", "history"])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BARS))
    parser.add_argument("--again", action="store_true", help="also those already measured")
    wanted = parser.parse_args(argv)
    if unknown := [name for name in wanted.names if name not in BARS]:
        parser.error(f"no bar is called {unknown[0]}; there are: {', '.join(BARS)}")
    if wanted.what == "figures":
        print("\n".join(f"{path}: written" for path in figures.write()) or "nothing new")
        return 0
    if wanted.what == "history":
        print(f"{len(history.append())} lines appended")
        figures.write()
        return 0
    missed = 0
    for name in wanted.names or BARS:
        known = results.read(name)
        if known is not None and known.commit == results.commit() and not wanted.again:
            print(f"{name}: measured at this commit already")
            continue
        missed += not _measure(name)
    figures.write()
    return 1 if missed else 0


def _measure(name: str) -> bool:
    print(f"{name}: running", flush=True)
    started = time.monotonic()
    met, found = _run(name)
    path = results.write(
        name, f"python -m bantay.bench bars {name}", time.monotonic() - started, met, found
    )
    print(f"{name}: {'met' if all(met.values()) else 'NOT MET'}, {path}")
    return all(met.values())


def _run(name: str) -> tuple[dict[str, bool], Figures]:
    module, _, function = BARS[name].partition(":")
    try:
        room = import_module(f"bantay.bench.{module}")
    except ModuleNotFoundError as missing:
        raise MissingExtra(f"measuring {name} ({missing.name} is missing)", "bench") from None
    found: tuple[dict[str, bool], Figures] = getattr(room, function)()
    return found


if __name__ == "__main__":
    sys.exit(main())
