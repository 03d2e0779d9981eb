"""Coming back after a block: the group opens again with part of its people, or the account."""

from bantay.world import props
from bantay.world.person import DAY, HOUR, Person
from bantay.world.scenarios.kind import Scenario
from bantay.world.stage import Stage
from bantay.world.things import words


def plan(stage: Stage) -> None:
    """A group is blocked with its owner; a new account opens it again for those it finds."""
    chance = stage.chance
    owner = stage.hire("owner", stage.start - chance.whole(5, 60) * DAY)
    title = chance.pick(words().lang[stage.tongue(owner)].group)
    first = stage.start - chance.whole(2, 4) * DAY
    group = props.group(stage, first, owner, title)
    members = stage.bystanders
    for at, member in enumerate(members):
        props.join(stage, first + 600 + at * 40, group, member, owner)
    _, photo = props.picture(stage, first, owner, purpose="profile", pdq=f"{chance.bits(256):064x}")
    props.profile(stage, first, owner, display_name=owner.name, photos=[photo])
    for day in range(3):
        stage.post(stage.at(day - 3, owner), owner, group, "scam.invest")
    props.act(stage, stage.start, "block_group", "group", group)
    props.block(stage, stage.start + 30, owner)
    before = owner
    for _ in range(max(1, stage.count("returns"))):
        if not stage.left:
            break
        before = _again(stage, before, members, title)


def _again(stage: Stage, before: Person, members: list[Person], title: str) -> Person:
    """One return: a new account like the old one, and a group with part of its members."""
    chance, hidden = stage.chance, stage.dials.evasion
    wait = stage.span(1, 3)
    since = max(stage.start, min(before.until, stage.end)) + wait
    again = stage.hire("returned", since)
    again.name = before.name if chance.hit(1 - hidden) else again.name
    if chance.hit(1 - hidden * 0.9):
        again.devices = [before.devices[0]]
    if chance.hit(1 - hidden * 0.7):
        again.ip, again.asn = before.ip, before.asn
    when = since + chance.whole(600, 20 * HOUR)
    seen = [props.login(stage, when - 300, again)]
    if chance.hit(0.6):
        seen.append(props.link(stage, when - 200, again, before, "payout_card"))
    group = props.group(
        stage, when, again, f"{title} {chance.whole(2, 9)}" if chance.hit(0.6) else title
    )
    back = chance.some(members, max(2, round(len(members) * stage.number("members_back"))))
    for member in back:
        when = stage.soon(when, 60, 6 * HOUR)
        if chance.hit(0.7):
            seen.append(stage.say(when - 50, again, member, "rebirth", {"group": title}))
        seen.append(props.join(stage, when, group, member, again))
    seen.append(stage.post(when + HOUR, again, group, "scam.invest"))
    roles = {"before": (before.account,)}
    stage.person_truth("return_after_block", again, seen, roles)
    stage.truth("return_after_block", "group", group, "group", seen, roles)
    if chance.hit(0.5):
        props.block(stage, when + chance.whole(1, 6) * DAY, again)
    return again


SCENARIO = Scenario(
    plan,
    lambda n: 1 + max(1, round(n["returns"])),
    ("friends", "fan_clubs", "sellers"),
    {"returns": (1, 3), "members_back": (0.2, 0.95)},
)
