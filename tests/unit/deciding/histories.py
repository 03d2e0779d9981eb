"""Generated policies and histories, and what must be true of them: one function a rule.

Each `rule_N` runs its property from the start and raises AssertionError when the rule can be
broken. `test_rights.py` runs them; `test_mutations.py` runs them with a guard taken away.
"""

from collections.abc import Callable
from typing import Any, get_args

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bantay.model.alarm import Alarm
from bantay.model.clock import DAY, HOUR, MINUTE, micros
from bantay.model.decision import Ask, Decision, Fine, Order
from bantay.model.evidence import Subject
from bantay.model.vocabulary import ActionKind, Hypothesis
from bantay.policy.deciding import Limits, Switches
from bantay.policy.deciding.actions import INVERSE

from .toys import ANN, CARD, TERMS, Always, Bench, alarm, finding

PUNISH = {"fine", "strike", "block_account", "delist", "hold_payout", "pause_live"}
PUNISH |= {"block_group", "delete_group"}
VICTIM = ("controlled_performer", "minor_at_risk")
SUBJECTS = (ANN, Subject("account", "bob"))
NAMES = ("Kim", "Lee", "kim ", "")
VERDICTS = ("guilty", "trafficker", "罪犯", "kriminal", "offender")
GROUNDS = (
    TERMS,
    TERMS,
    TERMS,
    TERMS,
    "4.2: no guilty party may stay",
    "",
    "你是罪犯",
    "a trafficker { is out }",
)
ROLES: tuple[dict[str, tuple[str, ...]], ...] = (
    {},
    {"controller_instrument": (CARD.id,), "performer": ("ann",)},
    {"instrument": (CARD.id,), "group": ("g1",), "listing": ("l1",), "live": ("v1",)},
)
POSSIBLE = {"en": "possible", "zh": "可能", "fil": "osible"}

ACTIONS = get_args(ActionKind)


def policies(actions: tuple[str, ...]) -> st.SearchStrategy[list[Ask]]:
    """Policies of a few rules that ask for these actions; one in four is badly written."""
    asks = st.builds(
        Ask,
        rule=st.sampled_from(["one", "two", "three"]),
        step=st.sampled_from(["nudge", "friction", "hold", "refer"]),
        actions=st.lists(st.sampled_from(actions), min_size=1, max_size=4).map(tuple),
        target=st.sampled_from(["subject"] * 4 + ["controller_instrument", "group", "message"]),
        lasts=st.sampled_from([HOUR, 3 * DAY, 40 * DAY, 90 * DAY, 4_000 * DAY, MINUTE, 0, -DAY]),
        cool_down=st.sampled_from([0, HOUR, DAY]),
        ground=st.sampled_from(GROUNDS),
        automatic=st.sampled_from([True, True, False]),
        two_people=st.sampled_from([False, False, False, True]),
        shadow=st.sampled_from([False, False, False, False, False, True]),
        fine=st.sampled_from([Fine("20.00", "EUR"), Fine("500", "PHP"), Fine("0.5", "EUR"), None]),
    )
    return st.lists(asks, min_size=1, max_size=4)


findings = st.builds(
    finding,
    st.sampled_from(["f1", "f2", "f3"]),
    st.sampled_from([4.0, 9.0, 14.0]),
    st.sampled_from(["messages", "money"]),
    revision=st.integers(1, 3),
)
revisions = st.tuples(
    st.just("revise"),
    st.sampled_from(SUBJECTS),
    st.sampled_from([*VICTIM, "contact_evasion", "controller", "scam"]),
    st.lists(findings, min_size=1, max_size=3) | st.just([]),
    st.sampled_from(ROLES),
    st.sampled_from([None] * 5 + ["withdrawal", "label", "decay"]),
)
steps = st.one_of(
    revisions,
    revisions,
    st.tuples(st.just("tick"), st.sampled_from([MINUTE, HOUR, DAY, 20 * DAY, 100 * DAY])),
    st.tuples(st.just("signs"), st.sampled_from(SUBJECTS), st.sampled_from([0.0, 4.9, 5.0, 14.0])),
    st.tuples(
        st.just("label"),
        st.sampled_from(SUBJECTS),
        st.sampled_from([*VICTIM, "scam"]),
        st.sampled_from(["true", "false", "unsure"]),
    ),
    st.tuples(st.just("approve"), st.integers(0, 5), st.sampled_from(NAMES)),
    st.tuples(
        st.just("review"),
        st.integers(0, 5),
        st.sampled_from(["confirm", "overturn", "refuse"]),
        st.sampled_from(NAMES),
    ),
    st.tuples(
        st.just("second_thoughts"),
        st.integers(0, 5),
        st.sampled_from(["confirm", "overturn"]),
        st.sampled_from(NAMES),
    ),
    st.tuples(st.just("deliver"), st.integers(0, 5)),
    st.tuples(st.just("appeal"), st.integers(0, 5)),
    st.tuples(st.just("release"), st.integers(0, 5), st.sampled_from(NAMES)),
    st.tuples(st.just("reload")),
)
histories = st.builds(
    lambda first, rest: [first, *rest], revisions, st.lists(steps, min_size=3, max_size=16)
)


answers = st.tuples(
    st.just("answer"),
    st.sampled_from(SUBJECTS),
    st.sampled_from(["nudge", "friction", "hold", "refer"]),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map(tuple),
    st.sampled_from(["c-1", "c-2"]),
    st.booleans(),
)
with_answers = st.builds(
    lambda first, rest: [first, *rest],
    revisions,
    st.lists(
        st.booleans().flatmap(lambda people: answers if people else steps), min_size=3, max_size=16
    ),
)
"""Histories in which people answer cases too."""


class Story(Bench):
    """A bench that is led through a history, with its own idea of who is shielded."""

    def __init__(self, policy: Any, limits: Limits | None = None):
        asking = Always(*policy) if isinstance(policy, list) else policy
        super().__init__(policy=asking, limits=limits)
        self.open_victim: set[tuple[Subject, str]] = set()
        self.db: dict[Subject, float] = {}
        self.said: dict[tuple[Subject, str], bool] = {}
        self.released: set[str] = set()
        self.country: str | None = None
        self.seen: dict[Subject, Alarm] = {}

    def shielded(self, subject: Subject) -> bool:
        """DESIGN section 8, rule 2, written a second time."""
        about = [who for who, _ in self.open_victim]
        reviewed = any(true for (who, _), true in self.said.items() if who == subject)
        return subject in about or self.db.get(subject, 0.0) >= 5.0 or reviewed

    def lead(self, step: tuple[Any, ...]) -> None:
        """One step of a history."""
        what, *rest = step
        getattr(self, f"_{what}")(*rest)

    def _revise(
        self, who: Subject, hypothesis: Any, some: Any, roles: Any, closed: str | None
    ) -> None:
        unique = {one.finding: one for one in some}.values()
        told = alarm(hypothesis, *unique, subject=who, now=self.now, roles=roles)
        if not some:
            told = alarm(hypothesis, finding("f1", counted=False), subject=who, now=self.now)
        if closed is not None:
            told = _closed(told, closed)
        if hypothesis in VICTIM:
            (self.open_victim.discard if closed else self.open_victim.add)((who, hypothesis))
        self.seen[who] = told
        self.revise(told, country=self.country)

    def only_seen(self, who: Subject, hypothesis: Any, some: Any, *_: Any) -> None:
        """An alarm that no rule is asked about: people alone act on it."""
        self.seen[who] = alarm(hypothesis, *{f.finding: f for f in some}.values(), subject=who)

    def _answer(self, who: Subject, step: Any, by: tuple[str, ...], name: str, ended: bool) -> None:
        """People answer a case about the latest alarm, or somebody takes the answer back."""
        about = self.seen.get(who)
        if about is not None:
            self.answer(about, step, by, name, ended=ended)

    def _tick(self, after: int) -> None:
        self.tick(after)

    def _signs(self, who: Subject, db: float) -> None:
        self.db[who] = db
        self.signs(db, who)

    def _label(self, who: Subject, hypothesis: Hypothesis, verdict: str) -> None:
        if hypothesis in VICTIM and verdict != "unsure":
            self.said[who, hypothesis] = verdict == "true"
        self.label(hypothesis, verdict, who)

    def _pick(self, n: int) -> Decision | None:
        real = [d for d in self.decisions.values() if d.status != "shadow"]
        return real[n % len(real)] if real else None

    def _approve(self, n: int, by: str) -> None:
        if (one := self._pick(n)) is not None:
            self.approve(one.decision, by)

    def _review(self, n: int, verdict: str, by: str) -> None:
        if (one := self._pick(n)) is not None:
            self.review(one.decision, verdict, by, one.subject)

    def _second_thoughts(self, n: int, verdict: str, by: str) -> None:
        """Somebody approves, there is an appeal, and the same person judges it."""
        if (one := self._pick(n)) is not None:
            self.approve(one.decision, by)
            self.appeal(one.decision)
            self.review(one.decision, verdict, by, one.subject)

    def _deliver(self, n: int) -> None:
        if (one := self._pick(n)) is not None and one.notice == "sent":
            self.deliver(one.decision, one.subject)

    def _appeal(self, n: int) -> None:
        if (one := self._pick(n)) is not None:
            self.appeal(one.decision)

    def _release(self, n: int, by: str) -> None:
        if (one := self._pick(n)) is not None:
            if by.strip():
                self.released.add(one.decision)
            self.approve(f"notice {one.decision}", by)

    def _reload(self) -> None:
        self.reload()


def _closed(told: Alarm, why: str) -> Alarm:
    from msgspec import structs

    return structs.replace(told, status="closed", closed_by=why)  # type: ignore[arg-type]


def people_of(order: Order) -> int:
    """How many different people approved."""
    return len({" ".join(name.split()).casefold() for name in order.approved_by if name.strip()})


Check = Callable[[Story, list[Order]], None]


def _held(check: Check, examples: int, **how: Any) -> None:
    """Lead stories, and look after every step at what it ordered."""
    asked = how["policies"] if "policies" in how else policies(how.get("actions", ACTIONS))

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),  # shrinking costs seconds: add it to understand a failure
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(asked, how.get("histories", histories))
    def run(policy: Any, history: list[tuple[Any, ...]]) -> None:
        story = Story(policy, how.get("limits"))
        story.country = how.get("country")
        for step in history:
            before = len(story.orders)
            story.lead(step)
            check(story, story.orders[before:])

    run()


def rule_1(examples: int = 150) -> None:
    """Everything says possible, whatever the operator's clause says."""

    def check(story: Story, orders: list[Order]) -> None:
        for order in orders:
            for lang, text in order.statement.items():
                assert "{" not in text or "{ is out }" in text
                assert not any(word in text for word in VERDICTS), text
                ended = ".notice." in order.order
                assert ended or POSSIBLE[lang] in text, text
        for decision in story.decisions.values():
            assert decision.reasons[0].startswith("possible ")

    _held(check, examples)


def rule_2(examples: int = 300, **how: Any) -> None:
    """No order that punishes a shielded account without two people; money waits a day; what
    was taken automatically from an account that is shielded now is given back."""

    def check(story: Story, orders: list[Order]) -> None:
        for order in orders:
            decision = story.decisions[order.decision]
            if order.kind in PUNISH and order.reverses is None:
                _allowed(story, order, decision)
        for decision in story.decisions.values():
            young = micros(decision.time) >= story.now - 90 * DAY
            if decision.automatic and young and story.shielded(decision.subject):
                risen = set(decision.in_force) & {"fine", "strike"}
                assert not risen, (decision, story.now)

    _held(check, examples, **how)


def _allowed(story: Story, order: Order, decision: Decision) -> None:
    elsewhere = order.target.kind == "instrument" and order.target != decision.subject
    if order.kind == "hold_payout" and elsewhere:
        assert not story.shielded(decision.subject) or decision.subject.id in order.claimable
        return
    if order.kind in ("fine", "hold_payout"):
        assert micros(order.time) - micros(decision.time) >= DAY
    brief = decision.hypothesis == "minor_at_risk" and decision.lasts <= HOUR
    if order.kind == "pause_live" and brief:
        return
    if decision.subject.kind == "account" and story.shielded(decision.subject):
        assert people_of(order) >= 2, (order, decision)


def rule_3(examples: int = 250, **how: Any) -> None:
    """Reasons, ground, end, inverse, versions, an appeal of six months, another person."""

    def check(story: Story, orders: list[Order]) -> None:
        for one in story.decisions.values():
            if one.status == "shadow":
                continue
            assert one.findings and one.ground.strip() and len(one.reasons) >= 3
            assert one.versions is not None and 0 < one.lasts <= 365 * DAY
            assert micros(one.until) > micros(one.time)
            assert set(one.actions) <= set(INVERSE)
            if one.delivered is not None and one.appeal_until is not None:
                assert (one.appeal_until - one.delivered).days >= 184
            if one.overturned_by is not None:
                assert one.in_force == ()
                judged = {*one.approved_by, one.confirmed_by or ""} - {""}
                assert one.overturned_by.strip().casefold() not in {
                    name.strip().casefold() for name in judged
                }
        for order in orders:
            one = story.decisions[order.decision]
            assert order.kind != "notice" or set(order.statement) == {"en", "zh", "fil"}
            assert one.status in ("open", "ended")

    _held(check, examples, **{"actions": ("warn", "strike", "block_account", "fine"), **how})


def rule_4(examples: int = 200, **how: Any) -> None:
    """A report leaves with a person's name on it, and its decision waited for one."""

    def check(story: Story, orders: list[Order]) -> None:
        for order in orders:
            if order.kind == "report":
                assert people_of(order) >= 1, order
        for one in story.decisions.values():
            if "report" in one.actions and one.status == "open":
                assert one.approved_by and not one.automatic

    _held(check, examples, **{"actions": ("report", "warn", "open_case"), **how})


def rule_6(examples: int = 300) -> None:
    """While a report is asked for, drafted or filed, nobody is told until a person lets go; and
    no notice ever speaks of it."""

    def check(story: Story, orders: list[Order]) -> None:
        for order in orders:
            if order.kind != "notice":
                continue
            one = story.decisions[order.decision]
            for text in order.statement.values():
                assert "report" not in text.lower() and "举报" not in text
            if _reported(story, one.subject) or _reported(story, one.target):
                assert one.decision in story.released, (order.order, one)

    _held(check, examples, actions=("report", "warn", "strike", "block_account"))


def _reported(story: Story, subject: Subject) -> bool:
    return any(
        "report" in one.actions
        and subject in (one.subject, one.target)
        and (one.status in ("waiting", "open") or one.approved_by)
        for one in story.decisions.values()
        if one.status != "shadow" and one.subject == subject
    )


OFF = Switches(off=frozenset({("money", "PH")}))


def rule_7(examples: int = 150) -> None:
    """No decision rests on a plane that is off where the account is."""

    def check(story: Story, orders: list[Order]) -> None:
        for one in story.decisions.values():
            assert "money" not in one.planes, one
            seen = [s for s in story.policy.seen if s.alarm.alarm == one.alarm]
            assert seen
        for situation in story.policy.seen:
            assert not any(f.detector.startswith("money") for f in situation.alarm.findings)

    _held(check, examples, limits=Limits(switches=OFF), country="PH")
    _held(check, examples // 3, limits=Limits(switches=OFF))  # nobody knows the country


def rule_9(examples: int = 150) -> None:
    """What is refused, stopped or names no target is said aloud."""

    def check(story: Story, orders: list[Order]) -> None:
        known = {fault.where for fault in story.faults}
        for situation in story.policy.seen:
            counted = any(f.counted for f in situation.alarm.findings)
            for one in story.policy.given:
                if one.lasts <= 0 or not one.ground.strip() or not counted:
                    assert f"rule {one.rule}" in known
        if story.desks.ledger().stopped:
            assert "cap" in known

    _held(check, examples, limits=Limits(cap=2))
