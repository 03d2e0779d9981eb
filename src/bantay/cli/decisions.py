"""`bantay decisions`, `decide`, `appeal`, `orders`: what was decided, and what people do."""

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from bantay.cli.options import listing_options, policy_option, store_option, who
from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.render.words import called, possible
from bantay.cli.rooms import opened
from bantay.errors import InputError, closest
from bantay.model.decision import Decision, DecisionStatus
from bantay.ports.acting import DecisionFilter, Pending

if TYPE_CHECKING:
    from bantay.adapters.capabilities.config import Routed
    from bantay.adapters.store import EmbeddedStore
    from bantay.runtime.deciding import Desk


def _waits_for(one: Decision) -> str:
    left = max(0, one.needs - len(one.approved_by))
    parts = [f"{left} named {'people' if left > 1 else 'person'}"] if left else []
    if one.due is not None:
        parts.append(f"until {one.due:%Y-%m-%d %H:%M}")
    return " and ".join(parts)


def _state(one: Decision) -> str:
    if one.status == "waiting":
        return f"waits for {_waits_for(one)}" if _waits_for(one) else "waiting"
    if one.status == "shadow":
        return f"in shadow: {one.shadow_because}"
    return f"ended: {one.ended_by}" if one.status == "ended" else "open"


LISTING: Listing[Decision] = Listing(
    shown=(
        Column("decision", lambda d: d.decision),
        Column("clock (UTC)", lambda d: f"{d.time:%Y-%m-%d %H:%M}"),
        Column("step", lambda d: d.step),
        Column("about", lambda d: called(d.subject)),
        Column("actions", lambda d: ", ".join(d.actions) or "none"),
        Column("possible what", lambda d: possible(d.hypothesis) if d.hypothesis else ""),
        Column("state", _state, short=False),
    ),
    fields=(
        Column("decision", lambda d: d.decision),
        Column("revision", lambda d: d.revision),
        Column("rule", lambda d: d.rule),
        Column("step", lambda d: d.step),
        Column("actions", lambda d: "+".join(d.actions)),
        Column("in_force", lambda d: "+".join(d.in_force)),
        Column("subject_kind", lambda d: d.subject.kind),
        Column("subject_id", lambda d: d.subject.id),
        Column("target_kind", lambda d: d.target.kind),
        Column("target_id", lambda d: d.target.id),
        Column("alarm", lambda d: d.alarm),
        Column("time", lambda d: d.time.isoformat()),
        Column("until", lambda d: d.until.isoformat()),
        Column("status", lambda d: d.status),
        Column("automatic", lambda d: d.automatic),
        Column("shielded", lambda d: d.shielded),
        Column("needs", lambda d: d.needs),
        Column("approved_by", lambda d: "+".join(d.approved_by)),
        Column("ended_by", lambda d: d.ended_by),
        Column("notice", lambda d: d.notice),
        Column("appeal", lambda d: d.appeal),
        Column("appeal_until", lambda d: d.appeal_until.isoformat() if d.appeal_until else None),
        Column("ground", lambda d: d.ground),
        Column("reasons", lambda d: "; ".join(d.reasons)),
    ),
    record=lambda d: d,
    empty="no decisions",
    under=lambda d: f"{_state(d)}: {'; '.join(d.reasons)}",
)
ORDERS: Listing[Pending] = Listing(
    shown=(
        Column("order", lambda p: p.order.order),
        Column("status", lambda p: p.status),
        Column("kind", lambda p: p.order.kind),
        Column("target", lambda p: called(p.order.target)),
        Column("tries", lambda p: p.attempts, right=True),
        Column("last said", lambda p: p.said, short=False),
    ),
    fields=(
        Column("order", lambda p: p.order.order),
        Column("decision", lambda p: p.order.decision),
        Column("status", lambda p: p.status),
        Column("kind", lambda p: p.order.kind),
        Column("reverses", lambda p: p.order.reverses),
        Column("target_kind", lambda p: p.order.target.kind),
        Column("target_id", lambda p: p.order.target.id),
        Column("attempts", lambda p: p.attempts),
        Column("said", lambda p: p.said),
    ),
    record=lambda p: p,
    empty="no orders",
    under=lambda p: p.said,
)
_capabilities = click.option(
    "--capabilities",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="What may act (TOML); without it nothing leaves.",
)
_by = click.option("--by", help="Who decides; without it, your user name.")


def decision_called(store: "EmbeddedStore", wanted: str) -> Decision:
    """The one decision with that id or unique beginning of it; InputError names what is near."""
    found = store.find_decision(wanted)
    exact = [one for one in found if one.decision == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if found:
        raise InputError(f"{len(found)} decisions begin with {wanted!r}: write more of it")
    ids = [one.decision for one in store.decisions(DecisionFilter())]
    near = closest(wanted, ids, 0.3)
    reason = f"there is no decision {wanted!r}; `bantay decisions` lists them"
    raise InputError(reason, nearest=near)


def capabilities_of(path: Path | None) -> "Routed | None":
    """The capabilities of a file, or none."""
    if path is None:
        return None
    from bantay.adapters.capabilities import load_capabilities

    return load_capabilities(path)


@click.command("decisions", short_help="List what was decided, the newest first.")
@store_option
@click.option("--status", type=click.Choice(get_args(DecisionStatus)), help="Only these.")
@click.option("--subject", help="Only about this account, group, instrument …")
@click.option("--rule", help="Only by this rule.")
@listing_options
def decisions(
    store: Path,
    status: str | None,
    subject: str | None,
    rule: str | None,
    format_: str,
    output: Path | None,
    limit: int | None,
) -> None:
    """List decisions: each with its reasons, its end, and who may still look again.

    \b
      bantay decisions
      bantay decisions --status open --format jsonl
    """
    with opened(store) as place:
        rows = place.decisions(DecisionFilter(status, subject, rule, limit))
    write(LISTING, rows, format_, output)


@click.command("statement", short_help="The statement of reasons of a decision.")
@click.argument("decision")
@store_option
@click.option("--lang", type=click.Choice(("en", "zh", "fil")), default="en", show_default=True)
def statement(decision: str, store: Path, lang: str) -> None:
    """Show what the person concerned is told of a DECISION.

    \b
      bantay statement d-7f3k2m
      bantay statement d-7f3k2m --lang fil
    """
    from bantay.policy.deciding.statement import statement as written

    with opened(store) as place:
        found = decision_called(place, decision)
    if found.notice == "held":
        click.secho("held back: a person must release it first", fg="red", err=True)
    click.echo(written(found)[lang])


@click.command("decide", short_help="Approve, refuse, confirm or overturn a decision.")
@click.argument("decision", required=False)
@store_option
@policy_option
@_capabilities
@_by
@click.option("--approve", "act", flag_value="approve", help="Let a step that waits be taken.")
@click.option("--refuse", "act", flag_value="refuse", help="A step that waits is not taken.")
@click.option("--confirm", "act", flag_value="confirm", help="It stands, whatever evidence falls.")
@click.option("--overturn", "act", flag_value="overturn", help="Give back all that it took.")
@click.option("--release", "act", flag_value="release", help="Let a notice go that is held back.")
@click.option("--lift-stop", is_flag=True, help="Go on after too many decisions at once.")
def decide(
    decision: str | None,
    store: Path,
    policy: Path | None,
    capabilities: Path | None,
    by: str | None,
    act: str | None,
    lift_stop: bool,
) -> None:
    """A named person decides about a DECISION; two people are two calls by two names.

    \b
      bantay decide d-7f3k2m --confirm --by Kim
      bantay decide d-7f3k2m --overturn --by Lee
    """
    if lift_stop == (decision is not None) or (act is None) != lift_stop:
        raise InputError(
            "name a DECISION and one of --approve, --refuse, --confirm, --overturn, "
            "--release; or --lift-stop alone"
        )
    with opened(store) as place:
        desk = _desk(place, policy, capabilities)
        if decision is None or act is None:
            desk.lift(by or who())
            click.echo("the stop is lifted; what waited still needs a person")
            return
        after = desk.decide(decision_called(place, decision), act, by or who())
    click.echo(f"{after.decision}: {_state(after)}")


@click.command("appeal", short_help="File an appeal against a decision.")
@click.argument("decision")
@store_option
@policy_option
@click.option("--account", help="Who appeals.")
@click.option("--text", help="Why, in their own words; kept encrypted.")
def appeal(
    decision: str, store: Path, policy: Path | None, account: str | None, text: str | None
) -> None:
    """File an appeal against a DECISION, for the person concerned.

    Then `bantay decide DECISION --overturn --by NAME` or `--confirm`: another person must.

    \b
      bantay appeal d-7f3k2m --account mara --text "it was my brother"
    """
    with opened(store) as place:
        found = decision_called(place, decision)
        id = _desk(place, policy, None).appeal(found, account, text)
    click.echo(f"{id}: filed against {found.decision}; a person who has not judged it decides")


@click.command("orders", short_help="What capabilities were asked to do; dead letters.")
@store_option
@click.option("--status", type=click.Choice(("waiting", "done", "dead")), help="Only these.")
@click.option("--again", multiple=True, metavar="ORDER", help="Try this dead order again.")
@_by
@listing_options
def orders(
    store: Path,
    status: str | None,
    again: tuple[str, ...],
    by: str | None,
    format_: str,
    output: Path | None,
    limit: int | None,
) -> int:
    """List orders, oldest first; exit 1 while one of them is dead.

    \b
      bantay orders
    """
    with opened(store) as place:
        if again:
            from bantay.adapters.store.opening import wall_clock

            place.revive(again, by or who(), wall_clock())
        rows = place.orders(status)
        dead = bool(place.orders("dead"))
    write(ORDERS, rows[:limit], format_, output)
    return ASKED if dead else FINE


def _desk(place: "EmbeddedStore", policy: Path | None, capabilities: Path | None) -> "Desk":
    from bantay.runtime.chosen import chosen
    from bantay.runtime.deciding import Desk

    rules, routed = chosen(policy), capabilities_of(capabilities)
    return Desk(place, rules.settings, rules.policy, rules.limits, routed, rules.detectors)
