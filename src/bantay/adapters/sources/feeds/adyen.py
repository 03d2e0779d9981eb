"""Adyen's transfer webhooks: `balancePlatform.transfer.created` and `.updated`.

Each carries the whole transfer and a sequence number; the newest state is the one with the
highest. A state counts from the booking of its last event, so that an older one that arrives
later does not supersede it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bantay.adapters.sources.feeds.currency import ADYEN, decimals
from bantay.adapters.sources.feeds.draft import (
    At,
    Draft,
    Wrong,
    iban_country,
    minor,
    moment_of,
    path,
    reference,
)
from bantay.adapters.sources.problem import nearest, shown

Object = Mapping[str, Any]

_STATUS = {
    "received": "pending",
    "authorised": "pending",
    "authAdjustmentAuthorised": "pending",
    "authAdjustmentError": "pending",
    "authAdjustmentRefused": "pending",
    "pendingApproval": "pending",
    "capturePending": "pending",
    "refundPending": "pending",
    "internalTransferPending": "pending",
    "bankTransferPending": "pending",
    "directDebitPending": "pending",
    "captured": "booked",
    "booked": "booked",
    "credited": "booked",
    "debited": "booked",
    "feePending": "pending",
    "fee": "booked",
    "refused": "declined",
    "undefined": "failed",
    "error": "failed",
    "failed": "failed",
    "cancelled": "abandoned",
    "expired": "abandoned",
    "rejected": "declined",
    "returned": "reversed",
    "refunded": "reversed",
    "refundReversed": "booked",
    "reversed": "reversed",
    "chargeback": "reversed",
    "chargebackReversed": "booked",
    "secondChargeback": "reversed",
    "captureFailed": "failed",
}
_KINDS = {
    "payout": "payout",
    "bankTransfer": "transfer",
    "internalTransfer": "transfer",
    "payment": "purchase",
    "capture": "purchase",
    "refund": "refund",
    "chargeback": "chargeback",
    "secondChargeback": "chargeback",
    "fee": "fee",
    "platformFee": "fee",
    "commission": "fee",
    "atmWithdrawal": "withdrawal",
    "atmWithdrawalReversal": "refund",
    "depositCorrection": "deposit",
    "manualTransfer": "transfer",
    "leftover": "transfer",
}


def is_adyen(row: Object) -> bool:
    """Whether a row is a webhook about a transfer of Adyen's balance platform."""
    kind = row.get("type")
    named = isinstance(kind, str) and kind.startswith("balancePlatform.")
    return named and isinstance(row.get("data"), dict)


def draft(row: Object, at: Callable[..., At] = path) -> Draft | None:
    """The payment of a webhook, None when it is about something else. Raises `Wrong`."""
    if not str(row.get("type")).startswith("balancePlatform.transfer."):
        return None
    data = row["data"]

    def where(*steps: str) -> At:
        return at("data", *steps)

    made = Draft(at())
    _money(made, data, where)
    status = _status(data, where)
    made.put("status", status)
    made.put("payment", _text(data.get("id")), where("id"))
    number = data.get("sequenceNumber")
    made.put("id", f"adyen-{data.get('id')}-{number if number is not None else status}")
    made.put("kind", _kind(data))
    _time(made, row, data, at)
    _sides(made, data, where)
    made.put("note", _text(data.get("description")), where("description"))
    return made


def _money(made: Draft, data: Object, at: Callable[..., At]) -> None:
    money = data.get("amount")
    if not isinstance(money, Mapping):
        raise Wrong("`amount` must have a value and a currency", at("amount"), "amount")
    currency = money.get("currency")
    if not isinstance(currency, str) or len(currency) != 3 or not currency.isupper():
        where = at("amount", "currency")
        raise Wrong("a currency of three letters (ISO 4217) expected", where, "currency")
    where, places = at("amount", "value"), decimals(currency, ADYEN)
    made.put("amount", minor(money.get("value"), currency, places, where), where)
    made.put("currency", currency, at("amount", "currency"))


def _status(data: Object, at: Callable[..., At]) -> str:
    word = data.get("status")
    if not isinstance(word, str) or word not in _STATUS:
        named = f"`{shown(word)}`" if isinstance(word, str) and shown(word) else "this"
        hint = nearest(word, _STATUS) if isinstance(word, str) else None
        raise Wrong(f"{named} is no status of a transfer", at("status"), "status", hint)
    return _STATUS[word]


def _kind(data: Object) -> str:
    """By the transfer's type; a bank transfer that goes out is what others call a payout."""
    kind = _KINDS.get(str(data.get("type")), "transfer")
    if data.get("category") == "topUp":
        return "top_up"
    leaves = data.get("category") == "bank" and data.get("direction") == "outgoing"
    return "payout" if leaves and kind == "transfer" else kind


def _time(made: Draft, row: Object, data: Object, at: Callable[..., At]) -> None:
    """The last event's booking, else the webhook's own time, else the transfer's."""
    events = data.get("events")
    last = events[-1] if isinstance(events, list) and events else None
    if isinstance(last, Mapping) and isinstance(last.get("bookingDate"), str):
        text, where = last["bookingDate"], at("data", "events")
    elif isinstance(row.get("timestamp"), str):
        text, where = row["timestamp"], at("timestamp")
    elif isinstance(data.get("creationDate"), str):
        text, where = data["creationDate"], at("data", "creationDate")
    else:
        raise Wrong("a time expected: events, timestamp or creationDate", at("data"), "time")
    when, precision = moment_of(text, where)
    made.put("time", when, where)
    if precision != "second":
        made.put("extra", {"time_precision": precision})


def _sides(made: Draft, data: Object, at: Callable[..., At]) -> None:
    direction = data.get("direction")
    if direction not in ("incoming", "outgoing"):
        words = "`direction` must be incoming or outgoing"
        raise Wrong(words, at("direction"), "direction")
    own, other = ("to", "from") if direction == "incoming" else ("from", "to")
    made.put(f"{own}_account", _text(_part(data, "accountHolder").get("id")), at("accountHolder"))
    balance = _text(_part(data, "balanceAccount").get("id"))
    made.put(f"{own}_instrument", balance, at("balanceAccount"))
    if balance:
        made.put(f"{own}_kind", "wallet")
    _counterparty(made, other, _part(data, "counterparty"), at)


def _counterparty(made: Draft, side: str, party: Object, at: Callable[..., At]) -> None:
    """Another account of the platform, a bank account, a card, or a known instrument."""
    where = at("counterparty")
    bank = _part(_part(party, "bankAccount"), "accountIdentification")
    number = _text(bank.get("iban")) or _text(bank.get("accountNumber"))
    card = _part(_part(party, "card"), "cardIdentification")
    holder = _text(_part(party, "accountHolder").get("id"))
    wallet = _text(party.get("balanceAccountId"))
    made.put(f"{side}_account", holder or wallet or (reference(number) if number else None), where)
    known = _text(party.get("transferInstrumentId")) or _text(card.get("storedPaymentMethodId"))
    made.put(f"{side}_instrument", known or (reference(number) if number else wallet), where)
    if number or card or wallet:
        made.put(f"{side}_kind", "bank" if number else "card" if card else "wallet")
    owner = _part(_part(party, "bankAccount"), "accountHolder")
    country = _text(_part(owner, "address").get("country")) or iban_country(number)
    made.put(f"{side}_country", country, where)


def _part(value: Object, name: str) -> Object:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
