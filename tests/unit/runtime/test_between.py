"""What workers hand each other: sealed, for one worker, once, just now."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.bench.talk import talk
from bantay.errors import BantayError
from bantay.model.events import Event
from bantay.ports.source import Reject
from bantay.runtime.serving.service import OtherBody
from bantay.runtime.serving.taken import Taken
from bantay.runtime.serving.waiting import Full, Posting, Stopped
from bantay.runtime.spread.wire import Screened
from bantay.runtime.together import wire
from bantay.runtime.together.far import Far
from bantay.runtime.together.near import taken
from bantay.runtime.together.readings import Readings
from bantay.runtime.together.wire import (
    Answered,
    Given,
    NotOurs,
    Post,
    Refusal,
    Relayed,
    Response,
    Sealed,
    Sent,
)

KEY = b"k" * 32
EVENTS: list[Event] = list(talk(6, seed=5))
REJECT = Reject(
    file="http:k", line=1, column=None, field="time", reason="why", nearest=None, raw=b"\x00{"
)


def sent(*posts: Post) -> Sent:
    return Sent(list(posts), b"mark", Screened([(0, [1, 2])], [(3, [(0, True)])]))


def test_a_question_and_its_answer_come_through() -> None:
    one, other = Sealed(KEY), Sealed(KEY)
    question = sent(Post(EVENTS, [REJECT], b"slot", b"print"))
    body = one.asking(question, "keeper", b"id")
    assert b"example" not in body and EVENTS[0].id.encode() not in body
    assert other.opened(body, "keeper") == (b"id", question)
    told = Answered([Given(Taken(accepted=3)), Given(refusal=Refusal("full", "later", 2.0))])
    assert one.answered(other.answer(told, b"id"), b"id") == told


def test_a_whole_request_comes_through() -> None:
    asked = Relayed("POST", "/v1/x", b"a=1", [(b"cookie", b"\xff")], ("192.0.2.7", 9), b"\x00body")
    body = Sealed(KEY).asking(asked, "keeper", b"id")
    assert Sealed(KEY).opened(body, "keeper")[1] == asked
    said = Response(201, [(b"set-cookie", b"x")], b"\xfe")
    assert Sealed(KEY).answered(Sealed(KEY).answer(said, b"id"), b"id") == said


def test_a_question_is_taken_once_by_one_worker_of_the_same_store() -> None:
    me, body = Sealed(KEY), Sealed(KEY).asking(sent(), "me", b"id")
    for key, name in ((KEY, "another"), (b"x" * 32, "me")):
        with pytest.raises(NotOurs):
            Sealed(key).opened(body, name)
    me.opened(body, "me")
    with pytest.raises(NotOurs):
        me.opened(body, "me")


def test_an_answer_is_of_that_question_and_no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Sealed(KEY)
    with pytest.raises(NotOurs):
        one.answered(one.answer(Answered([]), b"other"), b"id")
    with pytest.raises(NotOurs):
        one.answered(one.asking(sent(), "answer", b"id"), b"id")
    with pytest.raises(NotOurs):
        one.opened(one.answer(Answered([]), b"id"), "answer")


@pytest.mark.parametrize("by", [-wire.FRESH - 1, wire.FRESH + 1])
def test_old_questions_are_refused(monkeypatch: pytest.MonkeyPatch, by: float) -> None:
    body, now = Sealed(KEY).asking(sent(), "me", b"id"), wire.time.time()
    monkeypatch.setattr(wire.time, "time", lambda: now + by)
    with pytest.raises(NotOurs):
        Sealed(KEY).opened(body, "me")


@given(st.binary(max_size=60))
def test_whatever_else_comes_is_refused(body: bytes) -> None:
    with pytest.raises(NotOurs):
        Sealed(KEY).opened(body, "me")


# ------------------------------------------------------------------ the two sides


class Toy:
    """Stands where a service stands: answers by how many events there are."""

    def __init__(self, readings: Readings):
        self.readings, self.seen = readings, list[list[bool]]()

    def post(self, posting: Posting) -> "Future[Taken]":
        self.seen.append([self.readings.of(event) is not None for event in posting.events])
        count = len(posting.events)
        if count == 1:
            raise Full(3.0)
        if count == 2:
            posting.done.set_exception(OtherBody("another body"))
        elif count == 3:
            posting.done.set_exception(ValueError("a fault"))
        else:
            posting.done.set_result(Taken(accepted=count, quarantined=len(posting.rejects)))
        return posting.done


def told(mark: bytes) -> tuple[Answered, Toy]:
    readings = Readings()
    toy: Any = Toy(readings)
    posts = [Post(EVENTS[:n], [REJECT] if n == 4 else [], None, b"") for n in (4, 1, 2, 3)]
    found = asyncio.run(taken(sent(*posts), toy, readings, mark))
    assert readings._held == {}, "nothing of it is kept"
    return found, toy


def test_each_request_is_answered_for_itself() -> None:
    found, toy = told(b"mark")
    assert found.given == [
        Given(Taken(accepted=4, quarantined=1)),
        Given(refusal=Refusal("full", str(Full(3.0)), 3.0)),
        Given(refusal=Refusal("other", "another body")),
        Given(refusal=Refusal("stopped", "")),
    ]
    assert toy.seen[0] == [True] * 4


def test_readings_of_other_detectors_are_not_used() -> None:
    _, toy = told(b"another mark")
    assert toy.seen[0] == [False] * 4


def far(hand: Any, read: Any = lambda events: Screened([], [])) -> Far:
    nothing: Any = None
    made = Far(nothing, read, b"mark", hand)
    made.start()
    return made


def outcome(service: Far, events: Sequence[Event], **more: Any) -> Any:
    try:
        return service.post(Posting(events, **more)).result(10)
    except BantayError as refused:
        return refused


def test_a_far_service_gives_what_the_keeper_gave() -> None:
    asked: list[Sent] = []

    def hand(what: Sent) -> Answered:
        asked.append(what)
        kinds = {
            1: Given(Taken(accepted=1)),
            2: Given(refusal=Refusal("full", "", 4.0)),
            3: Given(refusal=Refusal("other", "another body")),
            4: Given(refusal=Refusal("stopped", "")),
        }
        return Answered([kinds[len(post.events)] for post in what.posts])

    service = far(hand)
    assert outcome(service, EVENTS[:1], slot=b"slot", print=b"p") == Taken(accepted=1)
    full = outcome(service, EVENTS[:2])
    assert isinstance(full, Full) and full.wait == 4.0
    assert isinstance(outcome(service, EVENTS[:3]), OtherBody)
    assert isinstance(outcome(service, EVENTS[:4]), Stopped)
    assert (asked[0].posts[0].slot, asked[0].posts[0].print) == (b"slot", b"p")
    assert not service.ready
    service.known = True
    assert service.ready
    with pytest.raises(Stopped):
        service.call(lambda driver: None).result(10)
    assert service.stop(10) and not service.ready


@pytest.mark.parametrize("wrong", [Stopped(), OSError("away"), None])
def test_who_cannot_hand_on_says_so(wrong: Exception | None) -> None:
    def hand(what: Sent) -> Answered:
        if wrong is not None:
            raise wrong
        return Answered([])

    service = far(hand)
    assert isinstance(outcome(service, EVENTS[:2]), Stopped)
    service.stop(10)


def test_what_cannot_be_read_here_goes_unread() -> None:
    def read(events: Sequence[Event]) -> Screened:
        raise ValueError("a fault")

    seen: list[Sent] = []

    def hand(what: Sent) -> Answered:
        seen.append(what)
        return Answered([Given(Taken(accepted=1))])

    service = far(hand, read)
    assert outcome(service, EVENTS[:1]) == Taken(accepted=1)
    service.stop(10)
    assert seen[0].read is None
