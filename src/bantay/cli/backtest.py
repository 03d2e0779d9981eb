"""`bantay policy backtest`: another policy on your own history, before it touches anybody."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bantay.cli.options import store_option
from bantay.cli.problems import FINE
from bantay.cli.render.words import called
from bantay.cli.rooms import opened

if TYPE_CHECKING:
    from bantay.runtime.backtest import Fired, Report, Rules
    from bantay.runtime.chosen import Chosen

SHOWN = 20
_GROUPS = (("now_fires", "now fires"), ("no_longer", "no longer fires"), ("unchanged", "unchanged"))


@click.command("backtest", short_help="Whom another policy would have touched.")
@store_option
@click.option(
    "--policy",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    required=True,
    help="The policy to try.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The policy of today; without it the settings that come with Bantay.",
)
@click.option("--minutes", type=float, default=5.0, show_default=True, help="Of one person's look.")
@click.option("--json", "as_json", is_flag=True, help="The whole report as JSON.")
def backtest(store: Path, file: Path, against: Path | None, minutes: float, as_json: bool) -> int:
    """Replay the store's journal under both policies and say what changes.

    Nothing is written and nothing leaves.

    \b
      bantay policy backtest --policy mine.toml --store bantay-demo
      bantay policy backtest --policy mine.toml --against today.toml --store bantay-demo
    """
    from bantay.runtime.backtest import backtest as run

    with opened(store) as place:
        old, new = _chosen(against), _chosen(file)
        specs = _specs(old) | _specs(new)
        report = run(place, _rules(old, specs), _rules(new, specs), specs, place.key, minutes)
    click.echo(_json(report) if as_json else _told(report))
    return FINE


def _chosen(file: Path | None) -> "Chosen":
    from bantay.runtime.chosen import chosen

    return chosen(file)


def _specs(rules: "Chosen") -> dict[str, Any]:
    from bantay.runtime.catalogue import signs

    return {d.spec.id: d.spec for d in rules.detectors} | {sign.id: sign for sign in signs()}


def _rules(rules: "Chosen", specs: dict[str, Any]) -> "Rules":
    from bantay.fuse.weights import shipped, with_weights
    from bantay.runtime.backtest import Rules

    weighed = with_weights(rules.settings, specs.values(), shipped())
    return Rules(weighed, rules.policy, rules.limits)


def _told(report: "Report") -> str:
    from bantay.runtime.backtest import by

    lines = [f"{report.entries:,} journal entries over {report.days:.1f} days"]
    for name, said in _GROUPS:
        fired: list[Fired] = getattr(report, name)
        lines.append(f"\n{said}: {len(fired):,}")
        if fired and name != "unchanged":
            lines += [f"  {_one(one)}" for one in fired[:SHOWN]]
            lines += [f"  … and {len(fired) - SHOWN:,} more"] if len(fired) > SHOWN else []
            for what in ("rule", "lang", "country"):
                counted = ", ".join(f"{value} {n:,}" for value, n in list(by(fired, what))[:8])
                lines.append(f"  by {what}: {counted}")
    lines.append(f"\ncould not be replayed: {sum(report.could_not.values()):,}")
    lines += [f"  {why}: {n:,}" for why, n in sorted(report.could_not.items())]
    before, after = report.minutes_before, report.minutes_after
    lines.append(f"\npeople's minutes a day: {before:.1f} today, {after:.1f} with it")
    return "\n".join(lines)


def _one(fired: "Fired") -> str:
    one = fired.decision
    actions = ", ".join(one.actions) or "none"
    when = f"{one.time:%Y-%m-%d %H:%M}"
    return f"{when}  {one.rule}  {called(one.subject)}  {one.step}: {actions}"


def _json(report: "Report") -> str:
    import msgspec

    from bantay.runtime.backtest import by

    told = msgspec.to_builtins(report)
    for name, _ in _GROUPS:
        fired = getattr(report, name)
        told[f"{name}_by"] = {w: dict(by(fired, w)) for w in ("rule", "lang", "country")}
    return msgspec.json.encode(told).decode()
