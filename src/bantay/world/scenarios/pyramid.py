"""A recruitment pyramid: recruits bring recruits, and income flows up one level at a time."""

from bantay.world import props
from bantay.world.person import DAY, HOUR, Person
from bantay.world.scenarios.kind import Numbers, Scenario
from bantay.world.stage import Stage


class _Node:
    """One recruit: who recruited it, how deep it stands, when it came."""

    def __init__(self, person: Person, above: "_Node | None", depth: int):
        self.person, self.above, self.depth = person, above, depth


def size_of(numbers: Numbers) -> int:
    """How many people a tree of this depth and width holds, the root among them, 40 at most."""
    width, depth = max(1, round(numbers["width"])), max(1, round(numbers["depth"]))
    return min(40, sum(int(width**level) for level in range(depth + 1)))


def plan(stage: Stage) -> None:
    """The tree grows, everybody pays in, and each level keeps its share."""
    chance = stage.chance
    root = _Node(stage.hire("root", stage.start - chance.whole(3, 40) * DAY), None, 0)
    nodes, seen = [root], list[str]()
    span = stage.span(72, 8)
    per_level = span // (max(1, stage.count("depth")) + 1)
    width, at = max(1, stage.count("width")), 0
    while stage.left and at < len(nodes):
        above = nodes[at]
        for _ in range(min(width, stage.left)):
            if above.depth < max(1, stage.count("depth")):
                nodes.append(_join(stage, above, per_level, seen))
        at += 1
    for node in nodes[1:]:
        _income(stage, node, span, seen)
    members = tuple(node.person.account for node in nodes[1:])
    stage.person_truth("recruitment_pyramid", root.person, seen, {"recruit": members})


def _join(stage: Stage, above: _Node, per_level: int, seen: list[str]) -> _Node:
    chance = stage.chance
    since = stage.start + int((above.depth + chance.random()) * per_level)
    node = _Node(stage.hire("recruit", since, above.person), above, above.depth + 1)
    person, upper, when = node.person, above.person, since + chance.whole(900, 6 * HOUR)
    if chance.hit(1.1 - stage.dials.evasion):
        _, said = stage.talk(when, upper, person, "recruit.lure")
        seen += said
    if chance.hit(0.7):
        usd = stage.number("entry_usd") * chance.between(0.8, 1.2)
        more = {"category": "agency_fee"} if chance.hit(1 - stage.dials.evasion) else {}
        seen.append(props.pay(stage, when + HOUR, "transfer", usd, person, upper, **more))
    target = chance.pick(stage.bystanders)
    seen.append(stage.say(when + 5 * HOUR, person, target, "recruit.lure"))
    return node


def _income(stage: Stage, node: _Node, span: int, seen: list[str]) -> None:
    """Every few days a recruit sends a share up; who receives it passes a share on."""
    chance = stage.chance
    step = DAY * chance.between(2, 8)
    when = node.person.since + int(step)
    while when < stage.start + span:
        usd, below, later = chance.stretch(8, 120), node, when
        while below.above is not None and usd > 1:
            usd *= stage.number("share_up") * chance.between(0.9, 1.1)
            more = {"category": "referral_bonus"} if chance.hit(0.3) else {}
            seen.append(
                props.pay(stage, later, "transfer", usd, below.person, below.above.person, **more)
            )
            later += int(chance.stretch(600, 40 * HOUR))
            below = below.above
        if node.above and chance.hit(0.35 * (1.2 - stage.dials.evasion)):
            _, said = stage.talk(when - HOUR, node.above.person, node.person, "recruit.recruiter")
            seen += said
        when += int(step * chance.between(0.6, 1.4))


SCENARIO = Scenario(
    plan,
    size_of,
    ("friends", "families", "singers"),
    {"depth": (2, 5), "width": (1, 4), "share_up": (0.1, 0.6), "entry_usd": (10, 150)},
)
