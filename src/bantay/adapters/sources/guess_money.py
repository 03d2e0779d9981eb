"""Plans for money and for accounts."""

from bantay.adapters.sources import names, shapes, typeof
from bantay.adapters.sources.guess_time import Draft, named_or, own_name, slot, time_of, usable
from bantay.adapters.sources.mapping import Origin
from bantay.adapters.sources.sample import Sample
from bantay.adapters.sources.shapes import Column
from bantay.adapters.sources.words import PAYMENT_WORDS
from bantay.model.events import PaymentMade

PAYMENT_STEP = "1m"
NO_CURRENCY = "XXX"
"""ISO 4217 for "no currency": amounts are kept, and no rate will ever be found for them."""

_KINDS = frozenset(typeof.choices(typeof.at(PaymentMade, ("kind",))))
_STATES = frozenset(typeof.choices(typeof.at(PaymentMade, ("status",))))


def payment(rows: Sample) -> Draft | None:
    """A payment a row: an amount, and somebody who pays or is paid.

    A table with a strong column of text and no such people is a chat that mentions prices.
    """
    amount = rows.take("amount", shapes.is_amounts)
    if amount is None:
        return None
    number = rows.take("payment_id", usable)
    payer, payee = _payer(rows), rows.take("receiver")
    currency = _currency(rows)
    if (payer is None and payee is None) or (payee is None and _is_chat(rows, currency)):
        return None
    draft = Draft("payment.made")
    status = rows.take("status", _is_status)
    own = slot(number) if number else own_name(rows)
    if number is not None:
        state = f"-{slot(status)}" if status and usable(status) else ""
        draft.fields["id"] = Origin(template=f"p-{own}{state}")
    draft.fields["payment"] = Origin(template=own)
    draft.fields["kind"] = _kind(rows)
    draft.fields["amount"] = Origin(column=amount.name)
    draft.fields["currency"] = _currency_origin(currency)
    draft.fields["time"] = time_of(rows, PAYMENT_STEP)
    for field, column in (("from_account", payer), ("to_account", payee), ("status", status)):
        if column is not None:
            draft.fields[field] = Origin(column=column.name)
    _details(draft, rows)
    return draft


def _payer(rows: Sample) -> Column | None:
    return rows.take("sender") or (
        rows.named("source") if rows.find("receiver") is not None else None
    )


def _currency(rows: Sample) -> Column | None:
    """The currency that is paid rather than the one that is received."""
    paid = rows.find("currency", lambda c: shapes.is_currencies(c) and _is_paid(c))
    found = paid or rows.find("currency", shapes.is_currencies)
    return rows.use(found) if found else None


def _is_paid(column: Column) -> bool:
    return bool(names.words(column.name) & {"payment", "paid", "pay"})


def _currency_origin(column: Column | None) -> Origin:
    if column is None:
        return Origin(constant=NO_CURRENCY)
    return Origin(column=column.name, default=NO_CURRENCY)


def _is_chat(rows: Sample, currency: Column | None) -> bool:
    return currency is None and rows.find("text", lambda c: c.mean_length > 0) is not None


def _kind(rows: Sample) -> Origin:
    """The kind of payment by the file's own words; `transfer` for those we do not know."""
    column = rows.take("kind", lambda c: c.distinct <= 40 and c.mean_length > 0)
    if column is None:
        return Origin(constant="transfer")
    words = sorted(set(column.texts))
    values = {word: _kind_of(word) for word in words if _kind_of(word) is not None}
    known = {word: kind for word, kind in values.items() if kind is not None}
    return Origin(column=column.name, values=known, otherwise="transfer", default="transfer")


def _kind_of(word: str) -> str | None:
    plain = names.plain(word)
    return plain if plain in _KINDS else PAYMENT_WORDS.get(plain)


def _is_status(column: Column) -> bool:
    return all(names.plain(text) in _STATES for text in column.texts)


def _details(draft: Draft, rows: Sample) -> None:
    note = rows.take("note", lambda c: c.mean_length > 0)
    fee = rows.take("fee", shapes.is_amounts)
    category = rows.take("category", lambda c: c.mean_length > 0)
    for field, column in (("note", note), ("fee", fee), ("category", category)):
        if column is not None:
            draft.fields[field] = Origin(column=column.name, unfit="omit")


def registration(rows: Sample) -> Draft | None:
    """An account a row: at least two of mail, phone and date of birth."""
    mail = rows.take("email", lambda c: all("@" in text for text in c.texts))
    phone = rows.take("phone")
    birth = rows.take("birth", shapes.date_format)
    if sum(column is not None for column in (mail, phone, birth)) < 2:
        return None
    draft = Draft("account.registered")
    account = rows.take("sender", shapes.is_unique)
    draft.fields["account"] = named_or(account, own_name(rows))
    draft.fields["time"] = time_of(rows, PAYMENT_STEP)
    shown = rows.take("display_name")
    country = rows.take("country", lambda c: all(len(text) == 2 for text in c.texts))
    for field, column in (
        ("email", mail),
        ("phone", phone),
        ("display_name", shown),
        ("country", country),
    ):
        if column is not None:
            draft.fields[field] = Origin(column=column.name, unfit="omit")
    if birth is not None:
        format = shapes.date_format(birth)
        draft.fields["birth_date"] = Origin(column=birth.name, format=format, unfit="omit")
    return draft
