"""Ordinary life on Ilaw: people arrive, log in, sing, cook, chat, give and get paid."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from bantay.demo_data.cast import START, Person, Story

DAYS = 30
SCENES = 9  # the day before which people who only act in scenes log in
CURRENCY = "USD"
KEPT = 80  # percent of a gift that reaches the host
MODELS = ("phone, 2021", "phone, 2023", "tablet, 2022", "laptop, 2020")
PRICES = {"en": "${}", "fil": "{}0 pesos", "zh": "{}块", "es": "{} euros"}


def live_on(story: Story) -> None:
    """All of ordinary life, in a fixed order so that the dice fall alike."""
    for place, person in enumerate(story.people.values()):
        arrive(story, person, START + timedelta(minutes=15 * place, seconds=7 * place))
    for host in story.hosts():
        settle(story, host)
    for group in story.table["groups"]:
        gather(story, group)
    for person in story.people.values():
        visit(story, person)
    for host in story.hosts():
        perform(story, host)
    for lang, count in (("en", 100), ("fil", 56), ("zh", 40), ("es", 10)):
        chat(story, lang, count)
    pay_out(story)


def arrive(story: Story, person: Person, moment: datetime) -> None:
    """A registration, and for some a first word about themselves."""
    story.add(
        moment,
        type="account.registered",
        account=person.id,
        display_name=person.name,
        email=f"{person.id}@example.com" if story.dice.below(2) else None,
        country=person.country,
        tz=story.zone(person.id),
        device=story.device(person.id),
        device_model=MODELS[len(person.town) % len(MODELS)],
        ip=story.ip(person.id),
        verified="document" if person.part in ("host", "desk") else "email",
    )
    if person.part == "guest" and story.dice.below(3) == 0:
        bio = story.dice.pick(story.table["bios"][person.lang])
        later = moment + timedelta(minutes=20)
        name, town = person.name, person.town
        story.add(
            later, type="profile.updated", account=person.id, display_name=name, bio=bio, place=town
        )


def settle(story: Story, host: Person) -> None:
    """What a host does before the first session: papers, picture, profile, where pay goes."""
    moment = START + timedelta(hours=20, minutes=story.dice.below(240))
    papers = {"document_hash": f"h-doc-{host.id}", "name_hash": f"h-{host.id}"}
    asked = {"type": "identity.checked", "account": host.id, "method": "document"}
    story.add(moment, **asked, result="requested")
    story.add(moment + timedelta(minutes=9), **asked, result="passed", **papers)
    prints = {"sha256": _hash(host.id, "file"), "pdq": _hash(host.id, "picture")}
    picture = {"media": f"med-{host.id}", "purpose": "profile", "mime": "image/jpeg", **prints}
    later = moment + timedelta(minutes=15)
    story.add(later, type="media.shared", account=host.id, pdq_quality=90, **picture)
    told = {"display_name": host.name, "place": host.town, "photos": [f"med-{host.id}"]}
    told["bio"] = story.dice.pick(story.table["bios"][host.lang])
    story.add(later + timedelta(minutes=2), type="profile.updated", account=host.id, **told)
    if story.instrument(host.id) == f"i-{host.id}":
        pay = {"instrument": f"i-{host.id}", "kind": "bank", "holder_hash": f"h-{host.id}"}
        pay |= {"country": host.country, "device": story.device(host.id)}
        story.add(later + timedelta(minutes=5), type="instrument.linked", account=host.id, **pay)


def _hash(*parts: str) -> str:
    return hashlib.sha256("/".join(parts).encode()).hexdigest()


def gather(story: Story, group: dict[str, Any]) -> None:
    """A club: founded, joined, and talking a few times a week."""
    moment = START + timedelta(hours=25, minutes=story.dice.below(120))
    id_, owner = group["id"], group["owner"]
    told = {"group": id_, "title": group["title"], "public": False}
    story.add(moment, type="group.created", account=owner, **told)
    for n, member in enumerate(group["members"], 1):
        joined = moment + timedelta(minutes=11 * n)
        story.add(joined, type="group.joined", group=id_, account=member, invited_by=owner)
    people = [story.people[owner], *(story.people[member] for member in group["members"])]
    for day in range(2, DAYS, 3):
        found = pick_talk(story, group["lang"], "group", story.dice.some(people, 4))
        if found:
            moment = story.evening(owner, day)
            for who, text in found:
                moment += timedelta(seconds=25 + story.dice.below(200))
                story.post(moment, who, id_, text)


def visit(story: Story, person: Person) -> None:
    """Logins every few days from the same device; those of the scenes only come at first."""
    day, last = 1 + story.dice.below(3), SCENES if person.part == "scene" else DAYS
    while day < last:
        where = {"country": person.country, "place": person.town, "tz": story.zone(person.id)}
        used = {"device": story.device(person.id), "ip": story.ip(person.id), "action": "login"}
        moment = story.evening(person.id, day)
        story.add(moment, type="login.seen", account=person.id, **where, **used)
        day += 3 + story.dice.below(5)


# --------------------------------------------------------------------------- sessions, money


def perform(story: Story, host: Person) -> None:
    """A host's sessions: about two a week, with chat and gifts."""
    day, number = 1 + story.dice.below(4), 1
    guests = [p for p in story.speakers(host.lang) if p.part == "guest"]
    while day < DAYS:
        live = f"live-{host.id}-{number}"
        begin = story.local(host.id, day, 1140 + story.dice.below(120))
        minutes = 40 + story.dice.below(80)
        open_and_close(story, host, live, begin, minutes)
        chat_live(story, host, live, begin, guests)
        for guest in story.dice.some(guests, story.dice.below(3)):
            moment = begin + timedelta(minutes=10 + story.dice.below(minutes - 10))
            give(story, guest, host, live, moment)
        day, number = day + 3 + story.dice.below(4), number + 1


def open_and_close(story: Story, host: Person, live: str, begin: datetime, minutes: int) -> None:
    """A session's beginning and end."""
    told = {"title": story.dice.pick(story.table["titles"][host.lang]), "private": False}
    told |= {"price": "0.20", "currency": CURRENCY, "per": "minute"}
    seen = {"live": live, "host": host.id, "device": story.device(host.id)}
    story.add(begin, type="live.started", **seen, **told)
    end = begin + timedelta(minutes=minutes)
    story.add(end, type="live.ended", **seen, seconds=60 * minutes, private=False)


def chat_live(story: Story, host: Person, live: str, begin: datetime, guests: list[Person]) -> None:
    """One short talk between the host and a guest in front of everybody."""
    found = pick_talk(story, host.lang, "live", [story.dice.pick(guests), host])
    moment = begin + timedelta(minutes=4 + story.dice.below(20))
    for who, text in found:
        story.call(moment, who, live, text)
        moment += timedelta(seconds=12 + story.dice.below(60))


def give(story: Story, guest: Person, host: Person, live: str, moment: datetime) -> None:
    """A gift during a session; a top-up some hours before it, never of the same amount."""
    cents = 100 * story.dice.pick((1, 2, 3, 5, 10))
    paid = {"currency": CURRENCY, "status": "booked", "from_account": guest.id}
    serial = len(story.lines)
    if story.dice.below(3) == 0:
        top_up = {"payment": f"p-{serial}-t", "kind": "top_up", "amount": _money(cents + 1500)}
        card = {"from_instrument": f"i-{guest.id}", "from_kind": "card", "to_account": guest.id}
        early = moment - timedelta(hours=2 + story.dice.below(20))
        story.add(early, type="payment.made", **paid, **top_up, **card)
    gift = {"payment": f"p-{serial}", "kind": "gift", "amount": _money(cents), "paid_for": live}
    gift |= {"to_account": host.id, "category": "gift"}
    story.add(moment, type="payment.made", **paid, **gift)
    week = (moment - START).days // 7
    story.earned[host.id, week] = story.earned.get((host.id, week), 0) + cents


def pay_out(story: Story) -> None:
    """Every week each host's share of the gifts."""
    for (host, week), cents in sorted(story.earned.items()):
        moment = START + timedelta(days=7 * (week + 1), hours=3, minutes=len(host))
        if moment < START + timedelta(days=DAYS):
            paid = {"payment": f"p-out-{host}-{week}", "kind": "payout", "category": "earnings"}
            paid |= {"amount": _money(cents * KEPT // 100), "currency": CURRENCY}
            paid |= {"to_account": host, "to_instrument": story.instrument(host)}
            story.add(moment, type="payment.made", status="booked", **paid)
            hand_on(story, host, cents * KEPT // 100, moment + timedelta(hours=5))


def hand_on(story: Story, host: str, cents: int, moment: datetime) -> None:
    """What a host whose card lies in another's hand passes on of a payout."""
    beneficiary, percent = story.table["handed_on"].get(host, (None, 0))
    if beneficiary is None:
        return
    paid = {"payment": f"p-on-{host}-{moment.day}", "kind": "transfer", "currency": CURRENCY}
    paid |= {"from_account": host, "from_instrument": story.instrument(host)}
    paid |= {"to_account": beneficiary, "amount": _money(cents * percent // 100)}
    story.add(moment, type="payment.made", status="booked", **paid)


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


# --------------------------------------------------------------------------- talk


def chat(story: Story, lang: str, count: int) -> None:
    """So many dialogues between two people of one language."""
    people = story.speakers(lang)
    for _ in range(count):
        two = story.dice.some(people, 2)
        day = 2 + story.dice.below(DAYS - 2)
        moment = story.evening(two[0].id, day)
        found = pick_talk(story, lang, "direct", two)
        for n, (who, text) in enumerate(found):
            other = two[1].id if who == two[0].id else two[0].id
            story.tell(moment, who, other, text)
            moment += timedelta(seconds=15 + story.dice.below(40 + 60 * n))


def pick_talk(story: Story, lang: str, where: str, people: list[Person]) -> list[tuple[str, str]]:
    """A talk that none of these people had before, as (who, text); empty when none is left."""
    talks = [
        (n, talk["lines"])
        for n, talk in enumerate(story.phrases["talk"])
        if (talk["lang"], talk["where"]) == (lang, where)
        and (where != "direct" or not any((p.id, n) in story.said for p in people))
    ]
    if not talks:
        return []
    number, lines = story.dice.pick(talks)
    story.said |= {(person.id, number) for person in people}
    found, turn = [], -1
    for line in lines:
        turn += not line.startswith("+")
        who, other = people[turn % len(people)], people[(turn + 1) % len(people)]
        found.append((who.id, fill(story, lang, line.removeprefix("+"), other)))
    return found


def fill(story: Story, lang: str, line: str, other: Person) -> str:
    """A line with its braces filled in."""
    dice, table = story.dice, story.phrases["fill"]
    hour, minute = 6 + dice.below(15), 5 * dice.below(12)
    points = 60 + dice.below(45)
    return line.format(
        name=other.name,
        n=2 + dice.below(7),
        price=PRICES[lang].format(dice.pick((9, 12, 25, 38, 60, 140))),
        time=f"{hour}点{minute or '整'}" if lang == "zh" else f"{hour}:{minute:02}",
        score=f"{points}-{points + 1 + dice.below(9)}",
        order=f"{1000 + dice.below(9000)}-{100 + dice.below(900)}",
        street=dice.pick(table["street"]),
        dish=dice.pick(table["dish"]),
        day=dice.pick(table["day"][lang]),
        year=1962 + dice.below(50),
        song=dice.pick(table["song"]),
    )
