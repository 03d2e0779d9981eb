"""Payment feeds: golden documents, what is wrong and where, documents made to harm, any bytes."""

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from _house import ROOT
from bantay.adapters.sources import guess_mapping, needs_mapping, open_sources
from bantay.adapters.sources.feeds import xml_records
from bantay.adapters.sources.feeds.currency import ADYEN, STRIPE, decimals
from bantay.adapters.sources.feeds.draft import Wrong, amount, iban_country, minor, reference
from bantay.errors import InputError
from bantay.model.events import Event, PaymentMade
from bantay.ports.source import Reject

GOLDEN = ROOT / "tests" / "golden" / "feeds"
DOCUMENTS = ("pacs008.xml", "camt053.xml", "camt054.xml", "stripe.jsonl", "adyen.jsonl")


def read(path: Path, size: int = 1_000, after: int = 0) -> tuple[list[Event], list[Reject], int]:
    """All that a feed gives, and how many records were consumed."""
    [source] = open_sources([path])
    chunks = list(source.chunks(size, after))
    events = [event for chunk in chunks for event in chunk.events]
    rejects = [reject for chunk in chunks for reject in chunk.rejects]
    return events, rejects, chunks[-1].consumed if chunks else after


def changed(tmp_path: Path, name: str, old: str, new: str, count: int = 1) -> Path:
    """A golden document with something replaced."""
    text = (GOLDEN / name).read_text("utf-8")
    assert old in text
    path = tmp_path / name
    path.write_text(text.replace(old, new, count), "utf-8")
    return path


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_gives_its_payments(name: str) -> None:
    events, rejects, _ = read(GOLDEN / name)
    lines = (GOLDEN / f"{name}.events").read_text("utf-8").splitlines()
    assert [msgspec.json.encode(event).decode() for event in events] == lines
    assert rejects == []


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("size", [1, 2])
def test_cuts_and_resuming_change_nothing(name: str, size: int) -> None:
    whole, _, consumed = read(GOLDEN / name)
    assert read(GOLDEN / name, size)[0] == whole
    resumed: list[Event] = []
    for after in range(consumed):
        [source] = open_sources([GOLDEN / name])
        resumed += next(iter(source.chunks(1, after))).events
    assert resumed == whole


def test_no_account_number_is_left_in_the_clear() -> None:
    for name in DOCUMENTS:
        made = (GOLDEN / f"{name}.events").read_text("utf-8")
        assert not any(n in made for n in ("DE893704", "GB29NWBK", "000111222")), name


def test_the_same_payment_in_two_messages_has_one_name() -> None:
    sent, noted = read(GOLDEN / "pacs008.xml")[0][0], read(GOLDEN / "camt054.xml")[0][0]
    stated = read(GOLDEN / "camt053.xml")[0]
    assert isinstance(sent, PaymentMade) and isinstance(noted, PaymentMade)
    assert sent.payment == noted.payment
    assert (sent.from_account, sent.to_account) == (noted.from_account, noted.to_account)
    assert noted.id in {event.id for event in stated}  # the notification is a duplicate
    back = [e for e in stated if isinstance(e, PaymentMade) and e.status == "reversed"]
    assert [(e.payment, e.from_account) for e in back] == [(sent.payment, sent.from_account)]


def test_webhooks_delivered_twice_are_duplicates_and_states_are_not() -> None:
    events = read(GOLDEN / "stripe.jsonl")[0]
    assert events[0].id == events[1].id
    assert len({event.id for event in events}) == len(events) - 1


@pytest.mark.parametrize(
    ("name", "old", "new", "reason", "field"),
    [
        ("pacs008.xml", ">1200<", ">1200.5<", "JPY has 0 decimals", "amount"),
        ("pacs008.xml", ">1200<", ">-1200<", "without a sign", "amount"),
        ("pacs008.xml", ">1200<", ">many<", "decimal number", "amount"),
        ("pacs008.xml", 'Ccy="JPY"', 'Ccy="yen"', "ISO 4217", "currency"),
        ("pacs008.xml", "<TxId>T-2</TxId>", "<TxId> </TxId>", "", ""),
        ("pacs008.xml", "<Ctry>DE</Ctry>", "<Ctry>Germany</Ctry>", "country", "from_country"),
        ("camt053.xml", "<Cd>PDNG</Cd>", "<Cd>BOOKED</Cd>", "no status", "status"),
        ("camt053.xml", "2026-03-03T18:00:00", "yesterday", "a time", "time"),
        ("camt053.xml", '<Amt Ccy="EUR">10.00</Amt>\n            <CdtDbt', "<CdtDbt", "", ""),
        ("stripe.jsonl", '"amount":900', '"amount":9.5', "smallest unit", "amount"),
        ("stripe.jsonl", '"status":"paid"', '"status":"payed"', "no status", "status"),
        ("stripe.jsonl", '"created":1772532000', '"created":"now"', "since 1970", "time"),
        ("adyen.jsonl", '"status":"refused"', '"status":"refuzed"', "no status", "status"),
        ("adyen.jsonl", '"value":700', '"value":"700"', "smallest unit", "amount"),
        ("adyen.jsonl", '"direction":"incoming"', '"direction":"in"', "direction", "direction"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, name: str, old: str, new: str, reason: str, field: str
) -> None:
    before = len(read(GOLDEN / name)[0])
    path = changed(tmp_path, name, old, new)
    text = path.read_text("utf-8")
    line = text[: text.index(new)].count("\n") + 1
    events, rejects, _ = read(path)
    if not reason:  # another name or the entry's amount stands in for it
        assert len(events) + len(rejects) == before
        return
    [reject] = rejects
    assert reason in reject.reason and (reject.line, reject.field) == (line, field)
    assert reject.column is not None and reject.column > 1 and reject.raw
    assert len(events) == before - 1


def test_the_nearest_right_thing_is_named(tmp_path: Path) -> None:
    path = changed(tmp_path, "stripe.jsonl", '"status":"paid"', '"status":"payed"')
    assert [reject.nearest for reject in read(path)[1]] == ["paid"]


def test_several_details_without_amounts_are_each_refused(tmp_path: Path) -> None:
    path = changed(tmp_path, "camt053.xml", '<Amt Ccy="EUR">20.00</Amt>', "")
    events, rejects, _ = read(path)
    assert [reject.reason for reject in rejects] == [
        "an amount expected in each of several details"
    ]
    assert len(events) == 4


def test_a_document_cut_short_keeps_what_came_before(tmp_path: Path) -> None:
    text = (GOLDEN / "camt053.xml").read_text("utf-8")
    path = tmp_path / "cut.xml"
    path.write_text(text[: text.index("<NtryRef>3")], "utf-8")
    events, rejects, consumed = read(path)
    assert len(events) == 3 and consumed == 2
    assert ["not well-formed" in reject.reason for reject in rejects] == [True]


def test_a_document_type_declaration_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<Document'
    path = changed(tmp_path, "camt054.xml", "<Document", bomb)
    events, [reject], _ = read(path)
    assert events == [] and "document type declaration" in reject.reason


def test_other_xml_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = changed(tmp_path, "pacs008.xml", "pacs.008.001.08", "pain.001.001.09")
    with pytest.raises(InputError, match=r"pacs\.008, camt\.053, camt\.054") as wrong:
        open_sources([path])
    assert wrong.value.place is not None and wrong.value.place.line == 2
    page = tmp_path / "page.xml"
    page.write_text("<html></html>")
    with pytest.raises(InputError, match="ISO 20022"):
        open_sources([page])


def test_a_feed_needs_no_mapping_and_takes_none() -> None:
    for name in DOCUMENTS:
        assert not needs_mapping(GOLDEN / name)
    with pytest.raises(InputError, match="without a mapping"):
        guess_mapping(GOLDEN / "stripe.jsonl")


def test_an_enormous_record_is_refused_and_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xml_records, "TEXT_MAX", 2_000)
    monkeypatch.setattr(xml_records, "HELD_MAX", 4_000)
    path = changed(tmp_path, "pacs008.xml", "school fees", "x" * 600_000)
    events, [reject], consumed = read(path)
    assert len(events) == 2 and consumed == 3
    assert "longer than 2,000 characters" in reject.reason and len(reject.raw) <= 4_000


def test_a_record_of_very_many_elements_is_refused(tmp_path: Path) -> None:
    path = changed(tmp_path, "pacs008.xml", "<Purp>", "<a/>" * 20_001 + "<Purp>")
    events, [reject], _ = read(path)
    assert len(events) == 2 and "more than 20,000 elements" in reject.reason


def test_a_deep_document_is_refused(tmp_path: Path) -> None:
    path = changed(tmp_path, "pacs008.xml", "<Purp>", "<a>" * 50 + "</a>" * 50 + "<Purp>")
    events, [reject], _ = read(path)
    assert events == [] and "nested" in reject.reason


@pytest.mark.parametrize(
    ("currency", "table", "places"),
    [
        ("USD", None, 2),
        ("JPY", None, 0),
        ("KWD", None, 3),
        ("CLF", None, 4),
        ("ISK", STRIPE, 2),
        ("ISK", None, 0),
        ("CLP", ADYEN, 2),
        ("CLP", None, 0),
    ],
)
def test_decimals(currency: str, table: dict[str, int] | None, places: int) -> None:
    assert decimals(currency, table) == places


@given(st.integers(0, 10**17), st.sampled_from(["USD", "JPY", "KWD", "CLF"]))
def test_minor_units_and_decimals_agree(value: int, currency: str) -> None:
    places = decimals(currency)
    text = minor(value, currency, places, (1, 1))
    assert Decimal(text) * 10**places == value
    assert Decimal(amount(text, currency, (1, 1))) == Decimal(text)


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "1e99", "1e-99", "", "1,5", "0x1"])
def test_no_amount(odd: str) -> None:
    with pytest.raises(Wrong):
        amount(odd, "EUR", (1, 1))


def test_references() -> None:
    one = reference("DE89 3704 0044 0532 0130 00")
    assert one == reference("de89370400440532013000") and one.startswith("bank-")
    assert reference(" wallet_77 ") == "wallet_77"
    assert iban_country("GB29NWBK60161331926819") == "GB"
    assert iban_country("wallet_77") is None and iban_country(None) is None


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_bytes_are_read_or_refused(tmp_path: Path, name: str, data: st.DataObject) -> None:
    """A few bytes replaced anywhere: nothing is raised but what people are told, nothing hangs."""
    raw = bytearray((GOLDEN / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        end = min(len(raw), at + data.draw(st.integers(0, 30)))
        raw[at:end] = data.draw(st.binary(max_size=12) | st.sampled_from([b"<a>", b'"', b"null"]))
    path = tmp_path / name
    path.write_bytes(bytes(raw))
    try:
        events, rejects, _ = read(path)
    except InputError as told:
        assert told.reason
        return
    assert all(isinstance(event.id, str) and event.id for event in events)
    assert all(reject.reason and reject.line >= 1 for reject in rejects)
