"""The biographies bar: real careers and ordinary job adverts are left alone.

Every biography is an account of its own: registered, told in two versions, the second with a
bought listing in a third of cases. A false alarm is counted at the first finding of any
detector of the profile plane, far before an alarm would open.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bantay.bench.generate.lives import Life, birth_year, by_person, lives
from bantay.bench.results import Figures
from bantay.bench.sets import DATA, rows
from bantay.engine.detect import AnyDetector, Detect, admitted
from bantay.engine.known import TELLING, facts_of
from bantay.engine.once import Shelf
from bantay.kit.claims import FAME, Reference, claims, reference
from bantay.model.clock import MINUTE, micros
from bantay.model.events import AccountRegistered, Event, ListingPublished, ProfileUpdated
from bantay.model.evidence import Given
from bantay.runtime.catalogue import catalogue
from bantay.runtime.people_table import with_table

COUNT, SEED = 1_500, 20261
"""Biographies of each language."""
LANGUAGES = ("en", "fil", "zh")
FALSE = 1 / 1_000
_BEGIN = datetime(2026, 1, 5, tzinfo=UTC)


def bar(count: int = COUNT, data: Path = DATA) -> tuple[dict[str, bool], Figures]:
    """Everything the bar asks; nothing when the measuring data is not there."""
    if not (data / "webnlg_people").is_dir():
        return {}, {"skipped": "no measuring data"}
    people, ads = list(rows(data, "webnlg_people")), list(rows(data, "job_postings_emscad"))
    figures: Figures = {"seed": SEED}
    met: dict[str, bool] = {}
    for lang in LANGUAGES:
        told = list(lives(people, lang, count, SEED))
        figures[f"{lang}, read"] = _read(told)
        for name, table in (("no table", None), ("a table", _half(people))):
            met |= _judged(f"{lang}, {name}", _alone(told, people, table), len(told), figures)
    ordinary = [ad for ad in ads if ad["fraudulent"] == "0"]
    met |= _judged("job adverts", found(_adverts(ordinary)), len(ordinary), figures)
    return met, figures


def _judged(name: str, given: Sequence[Given], count: int, figures: Figures) -> dict[str, bool]:
    accounts = {one.subject.id for one in given if one.subject.kind == "account"}
    by = Counter(one.detector for one in given)
    figures[name] = {"shown": count, "accounts with a finding": len(accounts), "by": dict(by)}
    return {f"{name}: at most 1 in 1,000": len(accounts) <= FALSE * count}


def _read(told: Sequence[Life]) -> dict[str, int]:
    """How much the reader of claims made of them: silence of the blind would mean nothing."""
    claimed = [claims(life.text) for life in told]
    return {
        "biographies": len(told),
        "claims": sum(map(len, claimed)),
        "biographies with a success claimed": sum(
            any(claim.kind in FAME for claim in some) for some in claimed
        ),
    }


def found(events: Iterable[Event], table: Reference | None = None) -> list[Given]:
    """The findings of the profile plane that stand at the end."""
    detectors = _detectors(table)
    stage, shelf = Detect(detectors, bytes(32), 10 * MINUTE), Shelf()
    standing: dict[str, Given] = {}
    for event in events:
        now = micros(event.time)
        changes = [
            change
            for fact in (facts_of(event) if isinstance(event, TELLING) else ())
            for change in stage.fact(fact, now, shelf).changes
        ]
        wanted = [d for d in detectors if type(event) in d.spec.reads and admitted(d, event)]
        changes += stage.event(event, wanted, now, shelf).changes
        for change in changes:
            standing.pop(change.id, None)
            if change.given is not None:
                standing[change.id] = change.given
    return list(standing.values())


def _detectors(table: Reference | None) -> tuple[AnyDetector, ...]:
    shipped = tuple(d for d in catalogue() if d.spec.plane == "profiles")
    return shipped if table is None else with_table(shipped, table)


def _alone(
    told: Sequence[Life], people: Sequence[Mapping[str, Any]], table: Reference | None
) -> list[Given]:
    """Every biography seen by itself: many are of one person, and so near-copies by our making."""
    born = {name.replace("_", " "): birth_year(some) for name, some in by_person(people).items()}
    return [
        given
        for n, life in enumerate(told)
        for given in found(_account(f"a{n}", life, born[life.person], n), table)
    ]


def _account(account: str, life: Life, born: int | None, n: int) -> Iterator[Event]:
    birth = date(born, 6, 15) if born else None
    first = life.text[: life.text.find(". ") + 1] or life.text
    yield AccountRegistered(
        id=f"{account}r",
        time=_BEGIN,
        account=account,
        display_name=life.person,
        birth_date=birth,
        country=("US", "PH", "CN", "GB")[n % 4],
    )
    for day, text in ((1, first), (20, life.text)):
        yield ProfileUpdated(
            id=f"{account}p{day}",
            time=_BEGIN + timedelta(days=day),
            account=account,
            display_name=life.person,
            bio=text,
        )
    if n % 3 == 0:
        yield ListingPublished(
            id=f"{account}l",
            time=_BEGIN + timedelta(days=21),
            listing=f"{account}e",
            account=account,
            title=life.person,
            text=life.text,
            paid=True,
        )


def _half(people: Sequence[Mapping[str, Any]]) -> Reference:
    """A table of the awards of every second person: an extract never holds everybody."""
    table: dict[str, list[str]] = {}
    for n, (person, some) in enumerate(sorted(by_person(people).items())):
        for fact in {fact for row in some for fact in row["facts"]} if n % 2 else ():
            _, relation, value = (part.strip().strip('"') for part in fact.split("|", 2))
            if "award" in relation:
                table.setdefault(value.replace("_", " "), []).append(person.replace("_", " "))
    return reference(
        (
            {"kind": "award", "name": name, "year": "", "people": "|".join(who), "complete": "no"}
            for name, who in table.items()
        ),
        "a table",
    )


def _adverts(ads: Sequence[Mapping[str, Any]]) -> Iterator[Event]:
    """Every advert as a bought listing; adverts with one company profile are of one account."""
    companies: dict[str, str] = {}
    for n, ad in enumerate(ads):
        profile = str(ad["company_profile"])[:80] or f"ad {n}"
        account = companies.setdefault(profile, f"a{len(companies)}")
        text = "\n".join(str(ad[part]) for part in ("description", "requirements", "benefits"))
        yield ListingPublished(
            id=f"l{n}",
            time=_BEGIN + timedelta(minutes=n),
            listing=f"e{n}",
            account=account,
            title=str(ad["title"]) or "-",
            text=text,
            place=str(ad["location"]) or None,
            paid=True,
        )
