"""Texts go when their time has come, evidence stays longer, and one person's go on request."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.adapters.store import EmbeddedStore
from bantay.adapters.store.disk import DiskFiles
from bantay.adapters.store.neighbours import around
from bantay.model.events import AccountClosed, EventBase, MessageSent, PaymentMade
from bantay.model.keys import compound, pair
from bantay.ports.reading import Look
from bantay.ports.store import StateRow

from .test_commit import reject
from .toys import DAY, START, WALL, found, message, opened, own_records, put

LOOK = Look("Kim", "a test")


def texts(store: EmbeddedStore) -> dict[str, str | None]:
    """What is left of every message, by id."""
    return {r.id: r.text for _, r in store.log() if isinstance(r, MessageSent)}


def kept(store: EmbeddedStore) -> set[int]:
    """The numbers of messages whose text is left."""
    return {int(id[1:]) for id, text in texts(store).items() if text is not None}


def files(home: Path) -> list[str]:
    """What lies in the vault."""
    return sorted(str(p.relative_to(home / "vault")) for p in home.glob("vault/**/*.vault"))


def talk(*numbers: int, talk: str = "c") -> list[MessageSent]:
    return [message(n, f"word {n}", talk=talk) for n in numbers]


# ------------------------------------------------------------------ what is kept how long


def test_evidence_and_its_neighbours_outlive_the_rest(store: EmbeddedStore, home: Path) -> None:
    put(store, *talk(*range(0, 40, 2)), *talk(*range(1, 40, 2), talk="d"), message(98, None))
    put(store, findings=[found("f1", "m00020")])
    store.seal(WALL, everything=True)
    assert files(home) == ["finding/000000000000.vault", "other/000000000000.vault"]
    assert store.retain(WALL + 30 * DAY - 1) == {} and len(kept(store)) == 40
    assert store.retain(WALL + 30 * DAY) == {"other": 29}
    assert kept(store) == set(range(10, 31, 2))
    assert files(home) == ["finding/000000000000.vault"]
    assert store.retain(WALL + 90 * DAY) == {"finding": 11}
    assert kept(store) == set() and len(texts(store)) == 41 and files(home) == []
    assert [r.act for r in store.audit()] == ["texts expired", "texts expired"]
    assert store.verify_audit() is None


def test_what_became_evidence_after_it_was_sealed_is_saved(
    store: EmbeddedStore, home: Path
) -> None:
    put(store, *talk(*range(20)), findings=[found("f1", "m00002")])
    store.seal(WALL, everything=True)
    put(store, *talk(20), findings=[found("f2", "m00014", "m00020")])
    assert store.retain(WALL + 30 * DAY) == {"other": 1, "promoted": 11}
    assert kept(store) == {*range(8), *range(9, 21)}
    assert "finding/000000000000.1.vault" in files(home)
    assert store.events(["m00014"], LOOK)["m00014"] == message(14, "word 14")
    store.retain(WALL + 90 * DAY - 1)
    assert {2, 14} < kept(store)  # as long as any evidence, and no longer
    store.retain(WALL + 90 * DAY)
    assert kept(store) <= {20}


def test_neighbours_are_found_across_segments(store: EmbeddedStore) -> None:
    for numbers in (range(10), range(10, 13), range(13, 20)):
        put(store, *talk(*numbers))
        if numbers.start == 10:
            put(store, findings=[found("f1", "m00011")])
        store.seal(WALL, everything=True)
    store.retain(WALL + 30 * DAY)
    assert kept(store) == set(range(6, 17))


def test_other_events_are_evidence_too(store: EmbeddedStore) -> None:
    notes = [
        PaymentMade(
            id=f"p{n}",
            time=START,
            payment=f"p{n}",
            kind="gift",
            amount="1",
            currency="PHP",
            note=f"note {n}",
        )
        for n in range(3)
    ]
    put(store, *notes, findings=[found("f1", "p1")])
    store.seal(WALL, everything=True)
    store.retain(WALL + 30 * DAY)
    left = {r.id: getattr(r, "note", None) for _, r in store.log() if isinstance(r, EventBase)}
    assert left == {"p0": None, "p1": "note 1", "p2": None}


def test_the_engines_own_records_stay(store: EmbeddedStore) -> None:
    put(store, *own_records())
    store.seal(WALL, everything=True)
    store.retain(WALL + 1000 * DAY)
    assert [record for _, record in store.log()] == own_records()


def test_a_tail_that_nobody_seals_does_not_outlive_its_texts(store: EmbeddedStore) -> None:
    put(store, *talk(0))
    store.retain(WALL + 31 * DAY)
    store.retain(WALL + 61 * DAY)
    assert texts(store) == {"m00000": None}


@pytest.mark.parametrize(
    ("retention", "left"),
    [
        ({"other": None}, set(range(3, 14))),
        ({"other": 0}, set(range(3, 14))),
        ({"finding": None, "other": 5}, {0, 1, 2, *range(14, 20)}),
        ({"finding": None, "other": None}, set()),
    ],
)
def test_a_class_may_be_kept_not_at_all(
    home: Path, retention: Mapping[str, int | None], left: set[int]
) -> None:
    store = opened(home, retention=retention)
    put(store, *talk(*range(20)), findings=[found("f1", "m00008")])
    if not left:
        assert kept(store) == set()  # not even in the tail
    store.seal(WALL, everything=True)
    assert kept(store) == left
    store.close()


def test_quarantined_lines_go_after_thirty_days(store: EmbeddedStore, home: Path) -> None:
    put(store, rejects=[reject(1, b"first"), reject(2, b"second")])
    assert store.raw_lines("chat.jsonl", 2, LOOK) == [b"second"]
    store.seal(WALL, everything=True)
    assert store.raw_lines("chat.jsonl", 1, LOOK) == [b"first"]
    assert store.raw_lines("chat.jsonl", 3, LOOK) == []
    put(store, rejects=[reject(1, b"again")])
    assert store.raw_lines("chat.jsonl", 1, LOOK) == [b"first", b"again"]
    assert store.retain(WALL + 30 * DAY) == {"raw": 2}
    assert store.raw_lines("chat.jsonl", 2, LOOK) == []
    assert len(store.quarantine()) == 3
    assert files(home) == ["raw/000000000003.vault"]


def test_lines_may_be_kept_not_at_all(home: Path) -> None:
    store = opened(home, retention={"raw": None})
    put(store, rejects=[reject(1, b"first")])
    store.seal(WALL, everything=True)
    assert store.raw_lines("chat.jsonl", 1, LOOK) == [] and len(store.quarantine()) == 1
    store.close()


def test_without_its_key_a_file_is_noise(store: EmbeddedStore, home: Path) -> None:
    """A copy of the file from before does not bring the texts back: the key is gone."""
    put(store, *talk(0))
    store.seal(WALL, everything=True)
    [path] = home.glob("vault/**/*.vault")
    copy = path.read_bytes()
    with store._site.db.read() as con:
        wrapped = con.exec_driver_sql("select wrapped from vault_key").scalar_one()
    assert wrapped in (home / "bantay.db").read_bytes() + (home / "bantay.db-wal").read_bytes()
    store.retain(WALL + 30 * DAY)
    path.write_bytes(copy)
    assert texts(store) == {"m00000": None}
    assert wrapped not in (home / "bantay.db").read_bytes()
    assert wrapped not in (home / "bantay.db-wal").read_bytes()


def test_sealing_destroys_the_key_of_the_tail(store: EmbeddedStore, home: Path) -> None:
    def wrapped() -> bytes:
        with store._site.db.read() as con:
            key: bytes = con.exec_driver_sql("select open_key from head").scalar_one()
            return key

    put(store, *talk(0), rejects=[reject(1)])
    before = wrapped()
    store.seal(WALL, everything=True)
    assert wrapped() != before
    assert before not in (home / "bantay.db").read_bytes()
    assert before not in (home / "bantay.db-wal").read_bytes()
    put(store, *talk(1))
    assert kept(store) == {0, 1}


def test_deleting_is_overwriting(store: EmbeddedStore) -> None:
    with store._site.db.read() as con:
        assert con.exec_driver_sql("pragma secure_delete").scalar() == 1
        assert con.exec_driver_sql("pragma synchronous").scalar() == 2  # full


def test_texts_in_old_states_lapse(home: Path) -> None:
    store = opened(
        home, lapse=lambda domain, body, account: None if domain == "pair" else b"stripped"
    )
    rows = [StateRow(domain, "k", b"words", 2**62) for domain in ("account", "pair")]
    put(store, message(0), states=rows)
    put(store, message(1), states=[StateRow("account", "young", b"words", 2**62)], wall=WALL + DAY)
    wanted = [("account", "k"), ("pair", "k"), ("account", "young")]
    store.retain(WALL + 30 * DAY - 1)
    assert set(store.load(wanted).values()) == {b"words"}
    store.retain(WALL + 30 * DAY)
    assert store.load(wanted) == {("account", "k"): b"stripped", ("account", "young"): b"words"}
    store.close()


# ------------------------------------------------------------------ one person's texts


def said(store: EmbeddedStore) -> dict[str, str | None]:
    return {r.account: r.text for _, r in store.log() if isinstance(r, MessageSent)}


@pytest.mark.parametrize("sealed", [False, True], ids=["tail", "segments"])
def test_one_persons_texts_are_erased_and_nobody_elses(
    store: EmbeddedStore, home: Path, sealed: bool
) -> None:
    people = ["ann", "bob", "cat"]
    for n, who in enumerate(people):
        put(store, message(n, f"from {who}", account=who), findings=[found(f"f{n}", f"m0000{n}")])
    put(store, rejects=[reject(1, b"line")])
    if sealed:
        store.seal(WALL, everything=True)
    before = files(home)
    assert store.erase("bob", WALL) == 1
    assert said(store) == {"ann": "from ann", "bob": None, "cat": "from cat"}
    assert not set(files(home)) & {name for name in before if "finding" in name}
    assert store.raw_lines("chat.jsonl", 1, LOOK) == [b"line"]
    assert store.erase("bob", WALL) == 0
    store.seal(WALL, everything=True)
    assert said(store) == {"ann": "from ann", "bob": None, "cat": "from cat"}
    assert [r.act for r in store.audit() if r.who == "bantay"] == 2 * ["texts erased"]


def test_erasing_renews_every_key(store: EmbeddedStore) -> None:
    put(store, message(0, account="ann"), message(1, account="bob"))
    store.seal(WALL, everything=True)
    put(store, message(2, account="ann"))

    def wrapped() -> set[bytes]:
        with store._site.db.read() as con:
            vault = con.exec_driver_sql("select wrapped from vault_key").scalars()
            return {*vault, con.exec_driver_sql("select open_key from head").scalar_one()}

    before = wrapped()
    store.erase("ann", WALL)
    assert len(before) == 2 and not before & wrapped()


def test_who_left_and_asked_for_it_is_erased_with_the_next_retention(home: Path) -> None:
    store = opened(home)
    put(store, message(0, account="ann"), message(1, account="bob"))
    store.seal(WALL, everything=True)
    put(
        store,
        AccountClosed(id="x1", time=START, account="ann", by="self", erase=True),
        AccountClosed(id="x2", time=START, account="bob", by="self", erase=False),
    )
    store.close()
    again = opened(home)
    assert again.retain(WALL) == {"erased": 1}
    assert said(again) == {"ann": None, "bob": "hello"}
    assert again.retain(WALL) == {}
    again.close()


def test_states_of_that_person_go(store: EmbeddedStore) -> None:
    keys = [
        ("account", "ann"),
        ("account", "bob"),
        ("sender", compound("ann", "c")),
        ("sender", compound("bob", "c")),
        ("pair", pair("bob", "ann")),
        ("pair", pair("bob", "cat")),
        ("subject", compound("account", "ann")),
    ]
    put(store, states=[StateRow(domain, key, b"body", 2**62) for domain, key in keys])
    store.erase("ann", WALL)
    assert set(store.load(keys)) == {keys[1], keys[3], keys[5], keys[6]}


def test_every_kind_of_text_of_a_person_goes(store: EmbeddedStore) -> None:
    note = PaymentMade(
        id="p",
        time=START,
        payment="p",
        kind="gift",
        amount="1",
        currency="PHP",
        from_account="ann",
        note="for you",
    )
    put(store, note, message(0, None, account="ann", extra={"words": "mine"}))
    store.seal(WALL, everything=True)
    assert store.erase("ann", WALL) == 2
    [(_, paid), (_, quiet)] = store.log()
    assert isinstance(paid, PaymentMade) and isinstance(quiet, MessageSent)
    assert (paid.note, quiet.extra) == (None, None)


class Meddled(DiskFiles):
    """Somebody does something just before a file is read for the first time."""

    meddle: Callable[[], object] | None = None

    def read(self, path: Path) -> bytes:
        if self.meddle is not None:
            meddle, self.meddle = self.meddle, None
            meddle()
        return super().read(path)


@pytest.mark.parametrize("what", ["erased", "expired"])
@pytest.mark.parametrize("how", ["log", "events"])
def test_a_reader_is_not_disturbed_by_a_file_that_is_replaced(
    store: EmbeddedStore, home: Path, what: str, how: str
) -> None:
    put(store, message(0, account="ann"), message(1, account="bob"))
    store.seal(WALL, everything=True)
    files = Meddled()
    reader = opened(home, create=False, files=files)
    if what == "erased":
        files.meddle = lambda: store.erase("bob", WALL)
    else:
        files.meddle = lambda: store.retain(WALL + 30 * DAY)
    if how == "log":
        left = said(reader)
    else:
        events = reader.events(["m00000", "m00001"], LOOK).values()
        left = {e.account: e.text for e in events if isinstance(e, MessageSent)}
    assert files.meddle is None
    assert left == {"ann": "hello" if what == "erased" else None, "bob": None}
    reader.close()


# ------------------------------------------------------------------ neighbours


@given(
    st.lists(st.tuples(st.sampled_from("cd"), st.integers(0, 9)), max_size=30),
    st.sets(st.integers(0, 29), max_size=4),
    st.integers(0, 3),
)
@settings(max_examples=60)
def test_neighbours_by_definition(
    said: list[tuple[str, int]], quoted: set[int], reach: int
) -> None:
    rows = [(talk, time, f"{seq:02}", seq) for seq, (talk, time) in enumerate(said)]
    expected = set()
    for talk in "cd":
        order = [row[3] for row in sorted(rows, key=lambda r: (r[1], r[2])) if row[0] == talk]
        for here, seq in enumerate(order):
            if any(
                abs(here - there) <= reach and other in quoted for there, other in enumerate(order)
            ):
                expected.add(seq)
    assert around(rows, quoted, reach) == expected
