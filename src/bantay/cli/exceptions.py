"""`bantay exceptions`: a named person lowers a step to `watch`, for a while. Nothing is hidden."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from bantay.cli.options import listing_options, policy_option, store_option, who
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.render.words import called
from bantay.cli.rooms import opened
from bantay.errors import InputError, closest
from bantay.model.evidence import Subject
from bantay.model.keys import pair
from bantay.model.log import ExceptionGiven
from bantay.model.vocabulary import Hypothesis, SubjectKind

if TYPE_CHECKING:
    from bantay.adapters.store import EmbeddedStore

DAYS, MOST_DAYS = 90, 180


def standing(exception: ExceptionGiven, now: datetime) -> str:
    """Whether an exception is in force."""
    if exception.ended:
        return "ended"
    return "in force" if now < exception.until else "expired"


def _listing(now: datetime) -> Listing[ExceptionGiven]:
    fields: tuple[Column[ExceptionGiven], ...] = (
        Column("exception", lambda e: e.exception),
        Column("subject_kind", lambda e: e.subject.kind),
        Column("subject_id", lambda e: e.subject.id),
        Column("hypothesis", lambda e: e.hypothesis),
        Column("reason", lambda e: e.reason),
        Column("by", lambda e: e.by),
        Column("given", lambda e: e.time.isoformat()),
        Column("until", lambda e: e.until.isoformat()),
        Column("standing", lambda e: standing(e, now)),
    )
    shown: tuple[Column[ExceptionGiven], ...] = (
        fields[0],
        Column("about", lambda e: called(e.subject)),
        Column("hypothesis", lambda e: e.hypothesis or "all that may have one"),
        *fields[4:6],
        Column("until", lambda e: f"{e.until:%Y-%m-%d}"),
        fields[8],
    )
    return Listing(shown=shown, fields=fields, record=lambda e: e, empty="no exceptions")


@click.group("exceptions", short_help="Lower a step to watch for a known help desk, agency …")
def exceptions() -> None:
    """An exception hides nothing: findings stay and count, only the step is lowered to watch.

    It needs a reason, a named person and an end within 180 days, and is never possible for
    minor_at_risk.

    \b
      bantay exceptions list --store bantay-demo
    """


@exceptions.command("list", short_help="List exceptions and whether they are in force.")
@store_option
@listing_options
def list_(store: Path, format_: str, output: Path | None, limit: int | None) -> None:
    """List all exceptions of a store.

    \b
      bantay exceptions list --store bantay-demo
    """
    with opened(store) as reading:
        rows = reading.exceptions()
    write(_listing(datetime.now(UTC)), rows[:limit], format_, output)


@exceptions.command("add", short_help="Give one.")
@click.argument("subject")
@store_option
@policy_option
@click.option("--hypothesis", type=click.Choice(get_args(Hypothesis)), help="Without it: all.")
@click.option("--reason", required=True, help="Why; read by whoever reviews exceptions.")
@click.option("--by", help="Who gives it; without it, your user name.")
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=DAYS,
    show_default=True,
    help="How long it is in force.",
)
def add(
    subject: str,
    store: Path,
    policy: Path | None,
    hypothesis: Hypothesis | None,
    reason: str,
    by: str | None,
    days: int,
) -> None:
    """Give an exception for a SUBJECT written KIND:ID.

    For example account:u-17, contact:+14155550100 (kept as a keyed hash only), pair:u-17,u-18.

    \b
      bantay exceptions add account:help-desk --reason "our own help desk" --by Kim \\
          --hypothesis contact_evasion --days 90 --store bantay-demo
    """
    now = datetime.now(UTC)
    with opened(store) as place:
        about = subject_named(subject, place.key)
        given = ExceptionGiven(
            time=now,
            exception=_name(place.key, about, hypothesis, now),
            subject=about,
            hypothesis=hypothesis,
            reason=reason,
            by=by or who(),
            until=now + timedelta(days=days),
        )
        _give(place, policy, given)
    click.echo(f"{given.exception}: at most watch for {called(about)} until {given.until:%Y-%m-%d}")


@exceptions.command("end", short_help="End one before its time.")
@click.argument("exception")
@store_option
@policy_option
@click.option("--reason", required=True, help="Why it ends.")
@click.option("--by", help="Who ends it; without it, your user name.")
def end(exception: str, store: Path, policy: Path | None, reason: str, by: str | None) -> None:
    """End an EXCEPTION, named by its id.

    \b
      bantay exceptions end x-1 --reason "moved to another desk" --by Kim --store bantay-demo
    """
    with opened(store) as place:
        found = {e.exception: e for e in place.exceptions()}
        if exception not in found:
            near = closest(exception, found)
            reason_ = f"there is no exception {exception!r}; `bantay exceptions list` lists them"
            raise InputError(reason_, nearest=near)
        old = found[exception]
        ended = ExceptionGiven(
            time=datetime.now(UTC),
            exception=old.exception,
            subject=old.subject,
            hypothesis=old.hypothesis,
            reason=reason,
            by=by or who(),
            until=old.until,
            ended=True,
        )
        _give(place, policy, ended)
    click.echo(f"{exception} ended")


def subject_named(text: str, key: bytes) -> Subject:
    """The subject of `KIND:ID`; a contact's value becomes its keyed hash."""
    kind, colon, id_ = text.partition(":")
    kinds = get_args(SubjectKind)
    if not colon or not id_ or kind not in kinds:
        near = closest(kind, kinds)
        expected = f"expected KIND:ID with a kind of {', '.join(kinds)}, got {text!r}"
        raise InputError(expected, nearest=f"{near}:{id_ or 'ID'}" if near else None)
    if kind == "contact":
        return Subject("contact", _contact_hash(key, id_.strip()))
    if kind == "pair":
        one, _, other = id_.partition(",")
        if not one or not other:
            raise InputError(f"expected two accounts, as in pair:u-17,u-18, got {text!r}")
        return Subject("pair", pair(one, other))
    return Subject(next(k for k in kinds if k == kind), id_)


def _contact_hash(key: bytes, written: str) -> str:
    """The hash of a contact as people write it; the reader says of what kind it is."""
    from bantay.kit.hashing import contact_hash
    from bantay.kit.text.contacts import contacts

    found = contacts(written)
    if len(found) != 1:
        reason = f"expected one contact, read {len(found)} in {written!r}"
        raise InputError(f"{reason}; write it as in a message, such as contact:+14155550100")
    return contact_hash(key, f"{found[0].kind}:{found[0].value}")


def _name(key: bytes, about: Subject, hypothesis: str | None, now: datetime) -> str:
    from bantay.engine.naming import keyed

    parts = (about.kind, about.id, hypothesis or "", now.isoformat())
    return f"x-{keyed(key, 'exception', *parts, size=5)}"


def _give(place: "EmbeddedStore", policy: Path | None, exception: ExceptionGiven) -> None:
    from bantay.fuse.exceptions import checked
    from bantay.runtime.chosen import chosen
    from bantay.runtime.embedded import give_exception

    rules = chosen(policy)
    engine = rules.pipeline(place.key)
    give_exception(place, rules.settings, checked(exception), engine=engine)
