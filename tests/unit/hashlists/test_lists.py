"""Hash lists: read with the place of every mistake, kept, updated, withdrawn, searched."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.adapters.hashlists.csv_list import CsvList
from bantay.adapters.hashlists.exchange import ExchangeList, picture_signals
from bantay.adapters.hashlists.ncmec import NAMESPACE, NcmecList
from bantay.adapters.hashlists.shelf import Shelf
from bantay.adapters.pictures.kernel import kernel
from bantay.errors import InputError, MissingExtra, StoreError
from bantay.model.clock import EPOCH
from bantay.model.events import MediaShared
from bantay.model.events.talk import Match
from bantay.ports.hashlists import Entry, Gone, Print

PDQ, SHA = "0f" * 32, "ab" * 32


def near(bits: int) -> str:
    return f"{int(PDQ, 16) ^ (2**bits - 1):064x}"


def picture(**more: object) -> MediaShared:
    return MediaShared(id="e", time=EPOCH, media="p", account="a", **more)  # type: ignore[arg-type]


def written(tmp_path: Path, text: str, name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


# ------------------------------------------------------------------ CSV


def test_lines_of_one_id_are_one_entry(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "\ufeffID,Kind,hash,quality,opinion,list\n"
        f"i1,pdq,{PDQ.upper()},90,,A1\n"
        f"i1,sha256,{SHA},,disputed,A1\n\n"
        f"i2,md5,{'0' * 32},,seed,\n"
        "i3,withdrawn,,,,\n",
    )
    assert list(CsvList(path).changes()) == [
        Entry("i1", (Print("pdq", PDQ, "positive", 90), Print("sha256", SHA, "disputed")), "A1"),
        Entry("i2", (Print("md5", "0" * 32, "seed"),)),
        Gone("i3"),
    ]


def test_a_bare_list_of_one_kind(tmp_path: Path) -> None:
    path = written(tmp_path, f"hash\n{PDQ}\n")
    assert list(CsvList(path, "pdq").changes()) == [Entry(PDQ, (Print("pdq", PDQ),))]


@pytest.mark.parametrize(
    ("text", "says", "place"),
    [
        ("", "names the columns", ":1"),
        (f"hash\n{PDQ}\n", "say which with --kind", ":1"),
        ("hash,knd\n", "did you mean 'kind'", ":1"),
        (f"kind,hash\npdq,{PDQ[:-1]}\n", "64 hexadecimal digits, this 63", ":2:2"),
        (f"kind,hash\npdq,{'x' * 64}\n", "64 hexadecimal digits", ":2:2"),
        (f"kind,hash\npdk,{PDQ}\n", "did you mean 'pdq'", ":2:1"),
        (f"kind,hash,opinion\npdq,{PDQ},dispute\n", "did you mean 'disputed'", ":2:3"),
        (f"kind,hash,quality\npdq,{PDQ},101\n", "0 to 100", ":2:3"),
        ("kind,hash\nwithdrawn,\n", "names the id", ":2"),
        (f"kind,hash\npdq,{PDQ},1\n", "3 cells under 2 columns", ":2"),
        ("kind,hash\n" + "x" * 5_000, "4000 characters", ":2"),
    ],
)
def test_a_mistake_has_its_place(tmp_path: Path, text: str, says: str, place: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as wrong:
        list(CsvList(path).changes())
    assert says in str(wrong.value) and str(wrong.value).startswith(f"{path}{place}")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_a_mistake(raw: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x")
        path.write_bytes(b"id,kind,hash\n" + raw)
        for reader in (CsvList(path), NcmecList(path)):
            try:
                list(reader.changes())
            except InputError as wrong:
                assert wrong.place is not None


# ------------------------------------------------------------------ NCMEC


def answer(inside: str) -> str:
    return f'<?xml version="1.0"?>\n<queryResult xmlns="{NAMESPACE}">{inside}</queryResult>'


IMAGE = f"""<images count="1"><image><member id="42">Example</member><id>image1</id>
<timestamp>2026-01-10T15:00:00Z</timestamp><classification>A1</classification>
<fingerprints><md5>{"0" * 32}</md5><sha1>{"0" * 40}</sha1><pdq>{PDQ}</pdq></fingerprints>
<feedback><affirmativeFeedback type="Md5"/><negativeFeedback type="Sha1"/></feedback></image>
<deletedImage><member id="43">Other</member><id>image4</id></deletedImage></images>"""


def test_entries_votes_and_deletions(tmp_path: Path) -> None:
    path = written(tmp_path, answer(IMAGE))
    assert list(NcmecList(path).changes()) == [
        Entry(
            "42/image1",
            (Print("md5", "0" * 32), Print("sha1", "0" * 40, "disputed"), Print("pdq", PDQ)),
            "A1",
        ),
        Gone("43/image4"),
    ]


BOMB = '<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB + answer("<images/>").partition("\n")[2], "document type"),
        (answer("<images><image>"), "not well-formed"),
        ("<other/>", "queryResult"),
        (answer("<image><fingerprints><pdq>12</pdq></fingerprints><id>i</id></image>"), "64 hex"),
        (answer("<image></image>"), "without an id"),
        (answer("<image>" + "<a>" * 40 + "</a>" * 40 + "</image>"), "too many elements"),
        (answer("<image>" + "<a/>" * 30_000 + "</image>"), "too many elements"),
        (answer(f"<image><id>{'x' * 20_000}</id></image>"), "more than 10000"),
    ],
)
def test_hostile_xml_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    path = written(tmp_path, text, "list.xml")
    with pytest.raises(InputError, match=says) as wrong:
        list(NcmecList(path).changes())
    assert wrong.value.place is not None and wrong.value.place.line is not None


def test_what_stands_outside_entries_may_be_long(tmp_path: Path) -> None:
    many = answer("<images>" + "<image><id>i</id></image>" * 3_000 + "</images><paging/>")
    assert len(list(NcmecList(written(tmp_path, many)).changes())) == 3_000


# ------------------------------------------------------------------ the shelf


class Told:
    """A list made of changes: the public double of a hash list."""

    def __init__(self, *changes: Entry | Gone, whole: bool = False):
        self._changes, self.whole = changes, whole

    def changes(self) -> Iterator[Entry | Gone]:
        yield from self._changes


def entry(id: str, hash: str = PDQ, **more: object) -> Entry:
    return Entry(id, (Print("pdq", hash, **more),), "A1")  # type: ignore[arg-type]


def hits(shelf: Shelf, **more: object) -> list[Match]:
    return shelf.known(kernel()).matches(picture(**more))


def test_a_loaded_entry_is_hit_and_named(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    both = Entry("42/i1", (Print("pdq", PDQ), Print("sha256", SHA), Print("md5", "0" * 32)), "A1")
    kept = shelf.load("ncmec", Told(both)).kept
    assert (kept.entries, kept.pdq, kept.sha256, kept.other, kept.not_acted) == (1, 1, 1, 1, 0)
    assert hits(shelf, pdq=near(31), pdq_quality=50, sha256=SHA.upper()) == [
        Match(source="ncmec", list="A1", id="42/i1", kind="sha256", distance=0),
        Match(source="ncmec", list="A1", id="42/i1", kind="pdq", distance=31),
    ]
    assert hits(shelf, pdq=near(32)) == hits(shelf, pdq=PDQ, pdq_quality=49) == []
    assert hits(shelf) == hits(shelf, pdq="no hash", sha256="no hash") == []


def test_disputed_seeds_and_poor_hashes_are_never_searched(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.load(
        "ncmec",
        Told(entry("a", opinion="disputed"), entry("b", opinion="seed"), entry("c", quality=49)),
    )
    assert hits(shelf, pdq=PDQ) == []
    assert [(k.entries, k.not_acted) for k in shelf.kept()] == [(3, 3)]


def test_each_source_has_its_own_limit(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.load("near", Told(entry("a")), within=4)
    shelf.load("far", Told(entry("b")))
    assert [hit.source for hit in hits(shelf, pdq=near(4))] == ["far", "near"]
    assert [hit.source for hit in hits(shelf, pdq=near(5))] == ["far"]
    shelf.load("near", Told(entry("c", near(100))))
    assert [kept.within for kept in shelf.kept()] == [31, 4]  # a limit stays until it is changed


def test_an_update_replaces_adds_and_withdraws(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.load("s", Told(entry("a"), entry("b", SHA), entry("c", "11" * 32)))
    change = shelf.load("s", Told(entry("a", "77" * 32), Gone("b"), Gone("never there")))
    assert (change.told, change.withdrawn) == (3, ("b",))
    assert hits(shelf, pdq=PDQ) == hits(shelf, pdq=SHA) == []
    assert hits(shelf, pdq="77" * 32) and hits(shelf, pdq="11" * 32)
    whole = shelf.load("s", Told(entry("c", "11" * 32), whole=True))
    assert whole.withdrawn == ("a",) and hits(shelf, pdq="77" * 32) == []


def test_within_one_load_the_last_word_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bantay.adapters.hashlists.shelf._PORTION", 2)
    shelf = Shelf(tmp_path)
    shelf.load(
        "s",
        Told(entry("a"), entry("b"), entry("a", SHA), Gone("b"), entry("c"), Gone("c"), entry("c")),
    )
    assert [hit.id for hit in hits(shelf, pdq=PDQ)] == ["c"]
    assert [hit.id for hit in hits(shelf, pdq=SHA)] == ["a"]


def test_a_list_with_a_mistake_changes_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.load("s", Told(entry("a")))
    with pytest.raises(InputError):
        shelf.load("s", CsvList(written(tmp_path, f"kind,hash\npdq,{SHA}\npdq,12\n"), whole=True))
    assert hits(shelf, pdq=PDQ) and not hits(shelf, pdq=SHA)


def test_dropping_a_source_and_names(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.load("s", Told(entry("a")))
    shelf.drop("s")
    assert shelf.kept() == [] and len(shelf.known()) == 0
    for act in (lambda: shelf.drop("s"), lambda: shelf.load("../x", Told())):
        with pytest.raises(InputError):
            act()


def test_a_broken_file_is_a_sentence(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.load("s", Told(entry("a")))
    (tmp_path / "hashes" / "s.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(StoreError, match="load it again"):
        shelf.known()


# ------------------------------------------------------------------ exchanges


class Opinion:
    """What python-threatexchange says of one signal, as far as it is read."""

    def __init__(self, name: str):
        self.category = SimpleNamespace(name=name)

    def get_as_aggregate_opinion(self) -> "Opinion":
        return self


class Signal:
    """A double of its signal types."""

    def get_name(self) -> str:
        return "pdq"


class Exchange:
    """A double of that package's exchanges, of two pages."""

    def fetch_iter(self, signals: object, checkpoint: object) -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(updates={PDQ: "POSITIVE_CLASS", SHA: "POSITIVE_CLASS"})
        yield SimpleNamespace(updates={SHA: "INVESTIGATION_SEED", "12" * 32: "WHATEVER"})

    def naive_fetch_merge(self, old: dict[str, str], new: dict[str, str]) -> None:
        old.update(new)

    def naive_convert_to_signal_type(self, signals: list[object], collab: object, held: dict):  # type: ignore[no-untyped-def,type-arg]
        return {signals[0]: {text: Opinion(said) for text, said in held.items()}}


def test_an_exchange_is_a_whole_list(tmp_path: Path) -> None:
    told = ExchangeList(Exchange(), SimpleNamespace(name="ours"), [Signal()])
    assert [(e.id, e.prints[0].opinion) for e in told.changes() if isinstance(e, Entry)] == [
        (PDQ, "positive"),
        (SHA, "seed"),
        ("12" * 32, "disputed"),
    ]
    shelf = Shelf(tmp_path)
    shelf.load("ours", told)
    assert [kept.pdq for kept in shelf.kept()] == [1] and told.whole


def test_without_the_package_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("bantay.adapters.hashlists.exchange.import_module", absent)
    with pytest.raises(MissingExtra, match=r"bantay\[exchanges\]"):
        picture_signals()
