"""Sums of money as the contract writes them."""

from bantay.world.things import Country


def amount_of(usd: float, country: Country, *, even: bool = False) -> str:
    """So many dollars' worth in the money of a country; `even`: a multiple of its coin."""
    value = usd * country.rate
    if even:
        return f"{max(1, round(value / country.coin)) * country.coin}.00"
    return f"{max(0.01, value):.2f}"
