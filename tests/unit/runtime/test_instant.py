"""The instant path: one event in, and the answer says what to hold before it is shown."""

from pathlib import Path
from typing import Any

from bantay.adapters.capabilities import Answer
from bantay.adapters.capabilities.config import Routed
from bantay.adapters.store import open_store
from bantay.bench.talk import START
from bantay.model.clock import micros
from bantay.model.events import MessageSent
from bantay.policy import read
from bantay.policy.files import defaults, shipped
from bantay.ports.acting import DecisionFilter
from bantay.runtime import embedded
from bantay.runtime.deciding import Desk
from bantay.runtime.embedded import Driver, pipeline
from bantay.runtime.merge import Piece


def message(n: int, text: str) -> MessageSent:
    return MessageSent(
        id=f"m{n}", time=START.replace(second=n), account="ann", conversation="c", text=text,
        channel="direct", to=["bob"],
    )  # fmt: skip


def test_a_message_is_held_in_the_answer_to_its_own_event(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(embedded, "wall", lambda: micros(START) + 120_000_000)
    file, _ = read(shipped("evasion_ladder"), "ladder.toml", defaults())
    assert file is not None
    store, answer = open_store(tmp_path / "store", create=True), Answer()
    routed = Routed(fallback=answer)
    engine = pipeline(file.settings, store.key, None, file.policy(), file.limits)
    driver = Driver(store, engine, capabilities=routed)

    def tell(event: MessageSent) -> list[tuple[str, str]]:
        driver.batch(Piece(events=[event]))
        driver.act()
        return [(o.kind, o.target.id) for o in answer.take() if o.kind != "notice"]

    assert tell(message(1, "good morning")) == []
    told = tell(message(2, "call 07700 nine double oh one four three"))
    assert ("remove_content", "m2") in told and ("strike", "ann") in told
    [held] = [d for d in store.decisions(DecisionFilter()) if "remove_content" in d.in_force]
    Desk(store, file.settings, file.policy(), file.limits, routed).decide(held, "overturn", "Kim")
    back = [o for o in answer.take() if o.reverses]
    assert [(o.kind, o.target.id) for o in back] == [("remove_content", "m2")]
    store.close()
