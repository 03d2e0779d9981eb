"""Fabricated identities: templated personas, cloned pictures, invented careers, moving stories."""

from bantay.world import props
from bantay.world.person import DAY, HOUR, Person
from bantay.world.scenarios.kind import Scenario
from bantay.world.scenarios.personas import invented_claims, invented_name
from bantay.world.stage import Stage
from bantay.world.things import words


def plan(stage: Stage) -> None:
    """A few personas of one hand: each shows a copied picture and claims that change."""
    chance = stage.chance
    original = f"{chance.bits(256):064x}"
    cloned = chance.pick(stage.bystanders)
    props.picture(stage, stage.start - DAY, cloned, purpose="profile", pdq=original)
    hobby = chance.pick(words().lang[stage.tongue(cloned)].hobbies)
    for _ in range(min(max(1, stage.count("personas")), stage.left)):
        persona = stage.hire("persona", stage.start - chance.whole(0, 20) * DAY)
        _live_as(stage, persona, cloned, original, hobby)


def _live_as(stage: Stage, persona: Person, cloned: Person, original: str, hobby: str) -> None:
    chance, hidden = stage.chance, stage.dials.evasion
    when, seen = stage.start + chance.whole(0, DAY), list[str]()
    name = cloned.name if chance.hit(0.3) else invented_name(stage, persona)
    flips = int(chance.between(0, 16 + 40 * hidden))
    pdq = props.near_copy(stage, original, flips)
    shown, photo = props.picture(stage, when, persona, purpose="profile", pdq=pdq)
    seen.append(shown)
    tells = 1 + max(1, stage.count("versions"))
    for _ in range(tells):
        claims = invented_claims(stage, persona, chance.whole(1, 2 + int(3 * (1 - hidden))))
        bio = f"{name}, {hobby}, {persona.place}"
        seen.append(
            props.profile(
                stage,
                when,
                persona,
                display_name=name,
                bio=bio,
                claims=claims,
                photos=[photo],
                place=persona.place,
            )
        )
        when += chance.whole(1, 4) * DAY
    seen += _traces(stage, persona, when)
    if chance.hit(0.5):
        made, entry = props.listing(stage, when, persona, name, place=persona.place, paid=True)
        stage.truth("fabricated_identity", "listing", entry, "listing", [made, *seen])
    stage.person_truth("fabricated_identity", persona, seen)


def _traces(stage: Stage, persona: Person, when: int) -> list[str]:
    """Logins from elsewhere, a check that does not fit, first letters to many."""
    chance, seen = stage.chance, list[str]()
    elsewhere = chance.pick(stage.strangers)
    for _ in range(chance.whole(1, 5)):
        away = elsewhere if chance.hit(0.9 - 0.6 * stage.dials.evasion) else persona
        more = {"proxy": True} if chance.hit(0.5 * stage.dials.evasion) else {}
        seen.append(props.login(stage, when + chance.whole(0, DAY), persona, away, **more))
    if chance.hit(0.4):
        result = chance.pick(("failed", "abandoned", "passed"))
        seen.append(props.check(stage, when, persona, elsewhere, result=result))
    for target in chance.some(stage.bystanders, chance.whole(1, 4)):
        stage.talk(when + chance.whole(HOUR, DAY), persona, target, "dating.ordinary")
    return seen


SCENARIO = Scenario(
    plan,
    lambda n: max(1, round(n["personas"])),
    ("dating", "actors", "fan_clubs"),
    {"personas": (1, 5), "versions": (1, 4)},
)
