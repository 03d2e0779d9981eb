"""Words that files use for values of closed lists."""

TRUE_WORDS = frozenset(
    {"true", "t", "yes", "y", "1", "on", "sí", "si", "sim", "oo", "verdadero", "是", "真"}
)
FALSE_WORDS = frozenset({"false", "f", "no", "n", "0", "off", "não", "nao", "hindi", "否", "假"})

CURRENCY_WORDS: dict[str, str] = {
    "us dollar": "USD", "us dollars": "USD", "dollar": "USD", "$": "USD", "us$": "USD",
    "euro": "EUR", "euros": "EUR", "€": "EUR",
    "uk pound": "GBP", "uk pounds": "GBP", "pound sterling": "GBP", "british pound": "GBP",
    "£": "GBP",
    "yen": "JPY", "japanese yen": "JPY", "yuan": "CNY", "yuan renminbi": "CNY", "rmb": "CNY",
    "renminbi": "CNY", "人民币": "CNY", "元": "CNY",
    "philippine peso": "PHP", "piso": "PHP", "₱": "PHP", "mexican peso": "MXN",
    "rupee": "INR", "indian rupee": "INR", "₹": "INR", "pakistani rupee": "PKR",
    "ruble": "RUB", "rouble": "RUB", "russian ruble": "RUB", "₽": "RUB",
    "australian dollar": "AUD", "canadian dollar": "CAD", "new zealand dollar": "NZD",
    "singapore dollar": "SGD", "hong kong dollar": "HKD", "taiwan dollar": "TWD",
    "brazil real": "BRL", "brazilian real": "BRL", "real": "BRL", "r$": "BRL",
    "swiss franc": "CHF", "shekel": "ILS", "israeli shekel": "ILS", "saudi riyal": "SAR",
    "dirham": "AED", "uae dirham": "AED", "moroccan dirham": "MAD", "turkish lira": "TRY",
    "naira": "NGN", "nigerian naira": "NGN", "₦": "NGN", "albanian lek": "ALL", "lek": "ALL",
    "baht": "THB", "thai baht": "THB", "฿": "THB", "won": "KRW", "korean won": "KRW",
    "₩": "KRW", "dong": "VND", "vietnamese dong": "VND", "₫": "VND", "rupiah": "IDR",
    "ringgit": "MYR", "rand": "ZAR", "zloty": "PLN", "hryvnia": "UAH", "lev": "BGN",
    "romanian leu": "RON", "krona": "SEK", "swedish krona": "SEK", "norwegian krone": "NOK",
    "danish krone": "DKK", "colombian peso": "COP", "argentine peso": "ARS",
    "chilean peso": "CLP", "kenyan shilling": "KES", "ghanaian cedi": "GHS",
}  # fmt: skip
"""Currencies by their names and signs in lower case; `bitcoin` is none of ISO 4217."""

PAYMENT_WORDS: dict[str, str] = {
    "payment": "purchase", "purchase": "purchase", "sale": "purchase", "buy": "purchase",
    "credit_card": "purchase", "debit_card": "purchase", "card": "purchase",
    "compra": "purchase", "pago": "purchase", "pagamento": "purchase", "bayad": "purchase",
    "付款": "purchase", "消费": "purchase",
    "cash_out": "withdrawal", "cash_withdrawal": "withdrawal", "withdraw": "withdrawal",
    "debit": "withdrawal", "retiro": "withdrawal", "saque": "withdrawal", "提现": "withdrawal",
    "cash_in": "deposit", "cash_deposit": "deposit", "credit": "deposit",
    "deposito": "deposit", "存款": "deposit",
    "wire": "transfer", "ach": "transfer", "cheque": "transfer", "check": "transfer",
    "transferencia": "transfer", "padala": "transfer", "转账": "transfer",
    "tip": "gift", "donation": "gift", "donate": "gift", "regalo": "gift", "presente": "gift",
    "regalo_virtual": "gift", "打赏": "gift", "礼物": "gift",
    "topup": "top_up", "recharge": "top_up", "recarga": "top_up", "load": "top_up",
    "充值": "top_up",
    "commission": "fee", "fees": "fee", "charge": "fee", "comision": "fee", "taxa": "fee",
    "penalty": "fine", "multa": "fine", "reversal": "refund", "reembolso": "refund",
    "退款": "refund", "salary": "payout", "earnings": "payout", "cash_payout": "payout",
}  # fmt: skip
"""Kinds of payment by other words for them, in lower case with `_` between words."""
