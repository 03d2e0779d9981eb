"""A broker group: middlemen advertise persons with invented careers and share referral fees.

Whoever introduces a customer is paid within hours or days; whoever evades the fee is exposed
in the group and thrown out.
"""

from bantay.world import props
from bantay.world.person import DAY, HOUR, Person
from bantay.world.scenarios.kind import Scenario
from bantay.world.scenarios.personas import invented_claims, invented_name
from bantay.world.speech import money
from bantay.world.stage import Stage
from bantay.world.things import words


class _Ring:
    """The people of a ring, its groups, and the evidence as it comes."""

    def __init__(self, leader: Person, middlemen: list[Person], models: list[Person]):
        self.leader, self.middlemen, self.models = leader, middlemen, models
        self.groups: list[str] = []
        self.seen: list[str] = []
        self.own: dict[str, list[str]] = {}
        self.threats: list[str] = []

    def note(self, person: Person, event: str) -> None:
        """An event shows the ring and this person's part in it."""
        self.seen.append(event)
        self.own.setdefault(person.account, []).append(event)


def plan(stage: Stage) -> None:
    """Groups open, persons are advertised, introductions are paid, evaders are exposed."""
    chance = stage.chance
    leader = stage.hire("leader", stage.start - chance.whole(1, 40) * DAY)
    middlemen = [
        stage.hire("middleman", stage.start - chance.whole(0, 20) * DAY, leader)
        for _ in range(max(1, stage.count("middlemen")))
    ]
    models = [
        stage.hire("model", stage.start - chance.whole(0, 10) * DAY, chance.pick(middlemen))
        for _ in range(max(1, stage.count("models")))
    ]
    ring = _Ring(leader, middlemen, models)
    _open(stage, ring)
    personas = [_persona(stage, ring, model) for model in models]
    span = stage.span(36, 6)
    for day in stage.days(span):
        for middleman in (leader, *middlemen):
            _advertise(stage, ring, middleman, day, personas)
    for _ in range(max(1, stage.count("introductions"))):
        _introduce(stage, ring, stage.start + int(chance.random() * span))
    if chance.hit(0.6):
        _expose(stage, ring, stage.start + int(chance.between(0.4, 1.0) * span))
    _truths(stage, ring)


def _open(stage: Stage, ring: _Ring) -> None:
    chance, leader = stage.chance, ring.leader
    customers = stage.bystanders
    for n in range(1 + int(stage.dials.splitting * 2.5)):
        when = stage.start + n * HOUR
        title = chance.pick(words().lang[stage.tongue(leader)].group)
        group = props.group(stage, when, leader, title)
        ring.groups.append(group)
        for person in (*ring.middlemen, *chance.some(customers, max(2, len(customers) // 2))):
            when = stage.soon(when, 30, 900)
            props.join(stage, when, group, person, leader)


def _persona(stage: Stage, ring: _Ring, model: Person) -> str:
    """An invented career on a model's profile and perhaps in a paid listing; the stage name."""
    chance, when = stage.chance, stage.start + stage.chance.whole(300, 5 * HOUR)
    name = invented_name(stage, model)
    _, photo = props.picture(stage, when - 60, model, purpose="profile")
    claims = invented_claims(stage, model, 2 + int(3 * (1 - stage.dials.evasion)))
    shown = props.profile(
        stage, when, model, display_name=name, claims=claims, photos=[photo], place=model.place
    )
    ring.own.setdefault(model.account, []).append(shown)
    if chance.hit(0.4):
        made, _ = props.listing(
            stage, when + HOUR, ring.leader, name, place=model.place, paid=chance.hit(0.6)
        )
        ring.own[model.account].append(made)
        ring.note(ring.leader, made)
    return name


def _advertise(stage: Stage, ring: _Ring, who: Person, day: int, personas: list[str]) -> None:
    chance = stage.chance
    if not chance.hit(stage.number("adverts_a_day") / 2):
        return
    when, group = stage.at(day, who, 11, 23), chance.pick(ring.groups)
    slots = {
        "name": chance.pick(personas),
        "price": money(chance, who.speaker, chance.stretch(80, 900)),
    }
    ring.note(who, stage.post(when, who, group, "broker.advert", slots))
    for _ in range(chance.poisson(0.8)):
        customer = chance.pick(stage.bystanders)
        when = stage.soon(when, 60, 4_000)
        ring.note(who, stage.say(when, customer, who, "greeting"))
        ring.note(who, stage.say(stage.soon(when), who, customer, "third_person"))


def _introduce(stage: Stage, ring: _Ring, when: int) -> None:
    """Customer, model, price; then the fee from one broker to the one who introduced."""
    chance = stage.chance
    by = chance.pick(ring.middlemen)
    to = chance.pick([p for p in (ring.leader, *ring.middlemen) if p is not by])
    customer, model = chance.pick(stage.bystanders), chance.pick(ring.models)
    price = chance.stretch(60, 900)
    _, said = stage.talk(when, by, to, "broker.fee", {"name": model.name})
    for event in said:
        ring.note(by, event)
    paid = stage.soon(when, HOUR, 20 * HOUR)
    ring.note(to, props.pay(stage, paid, "transfer", price, customer, to, via="bank"))
    wait = int(chance.stretch(1, 160, stage.dials.patience * chance.random()) * HOUR)
    share = stage.number("fee_share") * (1 + chance.normal() * stage.number("fee_noise"))
    fee = price * min(0.9, max(0.02, share))
    bonus = "referral_bonus" if chance.hit(0.4 * (1 - stage.dials.evasion)) else None
    event = props.pay(stage, paid + wait, "transfer", fee, to, by, via="wallet", category=bonus)
    ring.note(by, event)
    ring.note(to, event)
    if chance.hit(0.3):
        abroad = chance.pick(("travel", "transport", "lodging"))
        props.pay(stage, paid + HOUR, "purchase", price * 0.3, to, None, category=abroad)


def _expose(stage: Stage, ring: _Ring, when: int) -> None:
    chance, leader = stage.chance, ring.leader
    evader = chance.pick(stage.bystanders)
    slots = {"name": evader.name}
    for _ in range(chance.whole(1, 2)):
        ring.threats.append(stage.say(when, leader, evader, "extortion.fee", slots))
        when = stage.soon(when, 600, 9 * HOUR)
    slots |= {"contact": evader.contact(chance).plain, "place": evader.place}
    ring.threats.append(stage.post(when, leader, ring.groups[0], "doxxing", slots))
    ring.threats.append(props.expel(stage, when + 120, ring.groups[0], evader, leader))
    if chance.hit(0.4):
        props.notice(stage, when + 3 * HOUR, evader, leader, "threat")


def _truths(stage: Stage, ring: _Ring) -> None:
    brokers = tuple(p.account for p in (ring.leader, *ring.middlemen))
    models = tuple(p.account for p in ring.models)
    for person in (ring.leader, *ring.middlemen):
        stage.person_truth("broker", person, ring.own.get(person.account, []), {"model": models})
    for group in ring.groups:
        roles = {"broker": brokers, "model": models}
        stage.truth("broker_ring", "group", group, "group", ring.seen, roles)
    for model in ring.models:
        roles = {"broker": brokers}
        stage.person_truth("fabricated_identity", model, ring.own[model.account], roles)
    if ring.threats:
        stage.person_truth("extortion", ring.leader, ring.threats)


SCENARIO = Scenario(
    plan,
    lambda n: 1 + max(1, round(n["middlemen"])) + max(1, round(n["models"])),
    ("friends", "actors", "freelancers"),
    {
        "middlemen": (2, 8),
        "models": (2, 9),
        "introductions": (2, 14),
        "adverts_a_day": (0.3, 2),
        "fee_share": (0.08, 0.45),
        "fee_noise": (0.0, 0.4),
    },
)
