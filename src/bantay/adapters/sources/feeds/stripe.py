"""Stripe's events: charges, refunds, payouts, transfers, top-ups and disputes.

Stripe delivers an event at least once and out of order. So an event's name here is made of
the object and its state, not of the delivery: what is delivered twice, or says again what was
said, is a duplicate; and a state counts from the time of its event.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bantay.adapters.sources.feeds.currency import STRIPE, decimals
from bantay.adapters.sources.feeds.draft import At, Draft, Wrong, minor, path, unix
from bantay.adapters.sources.problem import nearest, shown

Object = Mapping[str, Any]

_STATES: dict[str, dict[str, str]] = {
    "charge": {"succeeded": "booked", "pending": "pending", "failed": "failed"},
    "refund": {
        "succeeded": "booked",
        "pending": "pending",
        "requires_action": "pending",
        "failed": "failed",
        "canceled": "abandoned",
    },
    "payout": {
        "paid": "booked",
        "pending": "pending",
        "in_transit": "pending",
        "failed": "failed",
        "canceled": "abandoned",
    },
    "topup": {
        "succeeded": "booked",
        "pending": "pending",
        "failed": "failed",
        "canceled": "abandoned",
        "reversed": "reversed",
    },
    "dispute": {
        "warning_needs_response": "pending",
        "warning_under_review": "pending",
        "warning_closed": "abandoned",
        "prevented": "abandoned",
        "needs_response": "booked",
        "under_review": "booked",
        "lost": "booked",
        "won": "reversed",
    },
}


def is_stripe(row: Object) -> bool:
    """Whether a row is an event of Stripe's."""
    return row.get("object") == "event" and isinstance(row.get("data"), dict) and "type" in row


def draft(row: Object, at: Callable[..., At] = path) -> Draft | None:
    """The payment of an event, None when it is about something else. Raises `Wrong`.

    `at` makes places of paths.
    """
    inner = row["data"].get("object")
    if not isinstance(inner, dict) or not isinstance(inner.get("object"), str):
        raise Wrong("`data.object` must be an object of Stripe's", at("data"), "data.object")
    kind = inner["object"]
    make = _MAKERS.get(kind)
    if make is None:
        if "amount" not in inner or kind in _OTHERS:
            return None
        named = f"`{shown(kind)}`" if shown(kind) else "this"
        words = f"{named} has an amount and is no kind of payment known here"
        raise Wrong(words, at("data", "object", "object"), "data.object", nearest(kind, _MAKERS))
    made = Draft(at())

    def where(*steps: str) -> At:
        return at("data", "object", *steps)

    _money(made, inner, where)
    make(made, inner, row, where)
    state = _state(kind, inner, where)
    made.put("status", state)
    made.put("time", unix(row.get("created"), at("created")), at("created"))
    refunded = inner.get("amount_refunded") or 0
    made.put("id", f"stripe-{made.fields.get('payment')}-{state}-{refunded}", where("id"))
    made.put("note", _text(inner.get("description")), where("description"))
    return made


def _money(made: Draft, inner: Object, at: Callable[..., At]) -> None:
    currency = inner.get("currency")
    if not isinstance(currency, str) or len(currency) != 3 or not currency.isalpha():
        raise Wrong("a currency of three letters (ISO 4217) expected", at("currency"), "currency")
    code = currency.upper()
    made.put("currency", code, at("currency"))
    places = decimals(code, STRIPE)
    made.put("amount", minor(inner.get("amount"), code, places, at("amount")), at("amount"))


def _state(kind: str, inner: Object, at: Callable[..., At]) -> str:
    if kind == "transfer":
        return "reversed" if inner.get("reversed") is True else "booked"
    if kind == "charge" and inner.get("refunded") is True:
        return "reversed"
    word = inner.get("status")
    known = _STATES[kind]
    if not isinstance(word, str) or word not in known:
        named = f"`{shown(word)}`" if isinstance(word, str) and shown(word) else "this"
        hint = nearest(word, known) if isinstance(word, str) else None
        raise Wrong(f"{named} is no status of a {kind}", at("status"), "status", hint)
    return known[word]


def _charge(made: Draft, inner: Object, row: Object, at: Callable[..., At]) -> None:
    made.put("payment", _id(inner.get("payment_intent")) or inner.get("id"), at("id"))
    made.put("kind", "purchase")
    made.put("from_account", _id(inner.get("customer")), at("customer"))
    target = inner.get("destination") or _part(inner, "transfer_data").get("destination")
    merchant = _id(target) or _id(inner.get("on_behalf_of")) or row.get("account")
    made.put("to_account", merchant, at("destination"))
    card = _part(_part(inner, "payment_method_details"), "card")
    mark = _text(card.get("fingerprint")) or _id(inner.get("payment_method"))
    made.put("from_instrument", mark, at("payment_method"))
    if card:
        made.put("from_kind", "prepaid" if card.get("funding") == "prepaid" else "card")
        made.put("from_country", _text(card.get("country")), at("payment_method_details"))


def _refund(made: Draft, inner: Object, row: Object, at: Callable[..., At]) -> None:
    made.put("payment", inner.get("id"), at("id"))
    made.put("kind", "refund")
    made.put("from_account", row.get("account"))
    made.put("paid_for", _id(inner.get("payment_intent")) or _id(inner.get("charge")), at("charge"))


def _payout(made: Draft, inner: Object, row: Object, at: Callable[..., At]) -> None:
    made.put("payment", inner.get("id"), at("id"))
    made.put("kind", "payout")
    made.put("to_account", row.get("account"))
    made.put("to_instrument", _id(inner.get("destination")), at("destination"))
    made.put("to_kind", {"bank_account": "bank", "card": "payout_card"}.get(str(inner.get("type"))))


def _transfer(made: Draft, inner: Object, row: Object, at: Callable[..., At]) -> None:
    made.put("payment", inner.get("id"), at("id"))
    made.put("kind", "transfer")
    made.put("from_account", row.get("account"))
    made.put("to_account", _id(inner.get("destination")), at("destination"))
    made.put("paid_for", _id(inner.get("source_transaction")), at("source_transaction"))


def _topup(made: Draft, inner: Object, row: Object, at: Callable[..., At]) -> None:
    made.put("payment", inner.get("id"), at("id"))
    made.put("kind", "top_up")
    made.put("to_account", row.get("account"))
    made.put("from_instrument", _id(inner.get("source")), at("source"))


def _dispute(made: Draft, inner: Object, row: Object, at: Callable[..., At]) -> None:
    made.put("payment", inner.get("id"), at("id"))
    made.put("kind", "chargeback")
    made.put("from_account", row.get("account"))
    made.put("paid_for", _id(inner.get("payment_intent")) or _id(inner.get("charge")), at("charge"))


_MAKERS: dict[str, Callable[[Draft, Object, Object, Callable[..., At]], None]] = {
    "charge": _charge,
    "refund": _refund,
    "payout": _payout,
    "transfer": _transfer,
    "topup": _topup,
    "dispute": _dispute,
}
_OTHERS = frozenset(
    (
        "payment_intent",  # its charge says the same
        "balance_transaction",
        "application_fee",
        "invoiceitem",
        "line_item",
        "plan",
        "price",
        "quote",
        "setup_intent",
        "source",
        "subscription_item",
        "transfer_reversal",
        "treasury.transaction",
        "credit_note",
    )
)
"""What has an amount and says nothing that a payment above does not say."""


def _id(value: Any) -> str | None:
    """The id of something that is given as an id or laid open."""
    found = value.get("id") if isinstance(value, Mapping) else value
    return _text(found)


def _part(value: Object, name: str) -> Object:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
