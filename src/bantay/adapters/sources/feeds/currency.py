"""How many decimals currencies have (ISO 4217), and where providers count otherwise.

Most have two; the others are written down here. `XXX` stands for no currency.
"""

NONE_DECIMAL = frozenset(
    (
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI"),
        *("VND", "VUV", "XAF", "XOF", "XPF"),
    )
)
THREE_DECIMAL = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
FOUR_DECIMAL = frozenset(("CLF", "UYW"))

STRIPE = {"ISK": 2, "UGX": 2, "MGA": 0}
"""Stripe keeps two decimals for ISK and UGX, whose last two digits are always 0, and counts
MGA in whole units."""

ADYEN = {"CLP": 2, "CVE": 0, "IDR": 0, "ISK": 2}
"""Adyen's table of currencies departs from ISO 4217 at these."""


def decimals(currency: str, provider: dict[str, int] | None = None) -> int:
    """The decimals of a currency, as a provider counts if one is given."""
    if provider is not None and currency in provider:
        return provider[currency]
    if currency in NONE_DECIMAL:
        return 0
    if currency in THREE_DECIMAL:
        return 3
    return 4 if currency in FOUR_DECIMAL else 2
