"""Which currencies a sign beside a number may stand for; nearly every sign is shared by several."""

from __future__ import annotations

# Signs as the CLDR gives them for English and for the currency's own country, folded, without a full stop at the end:
# https://www.unicode.org/cldr/charts/latest/by_type/numbers.currencies.html
_CURRENCIES = {
    "$": "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP COU UYU DOP CUP BRL BBD BMD BND BSD BZD CVE FJD GYD JMD KYD LRD "
    "MOP NAD NIO SBD SRD SVC TOP TTD WST XCD",
    "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD NIO", "ca$": "CAD", "nz$": "NZD", "s$": "SGD", "sg$": "SGD",
    "hk$": "HKD", "nt$": "TWD", "mx$": "MXN", "mex$": "MXN", "r$": "BRL", "j$": "JMD", "tt$": "TTD", "ec$": "XCD",
    "b$": "BND BSD", "n$": "NAD", "fj$": "FJD", "rd$": "DOP", "ar$": "ARS",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP EGP FKP GIP LBP SDG SHP SSP SYP", "¥": "JPY CNY",
    "cn¥": "CNY", "jp¥": "JPY", "rmb": "CNY", "元": "CNY TWD HKD MOP", "円": "JPY", "₩": "KRW KPW", "원": "KRW KPW",
    "₹": "INR", "rs": "INR PKR LKR NPR MUR SCR", "₨": "INR PKR LKR NPR MUR SCR", "৳": "BDT", "tk": "BDT",
    "kr": "SEK NOK DKK ISK", "fr": "CHF CHE CHW XAF XOF XPF BIF DJF GNF KMF RWF CDF", "sfr": "CHF CHE CHW",
    "fcfa": "XAF XOF", "cfa": "XAF XOF",
    "zł": "PLN", "zl": "PLN", "kč": "CZK", "kc": "CZK", "ft": "HUF", "lei": "RON MDL", "leu": "RON MDL", "лв": "BGN",
    "din": "RSD", "дин": "RSD", "ден": "MKD", "km": "BAM", "₽": "RUB", "руб": "RUB BYN", "р": "RUB BYN", "₴": "UAH",
    "грн": "UAH", "₺": "TRY", "tl": "TRY", "₸": "KZT", "₾": "GEL", "₼": "AZN", "֏": "AMD", "₮": "MNT",
    "₪": "ILS", "dh": "AED MAD", "dhs": "AED MAD", "د.إ": "AED", "ر.س": "SAR", "﷼": "SAR QAR OMR YER IRR",
    "₫": "VND", "đ": "VND", "฿": "THB", "rp": "IDR", "rm": "MYR", "₱": "PHP CUP", "₭": "LAK", "៛": "KHR",
    "r": "ZAR", "₦": "NGN", "₵": "GHS", "gh₵": "GHS", "ksh": "KES", "tsh": "TZS", "ush": "UGX",
    "s/": "PEN", "bs": "BOB VES VED", "₡": "CRC SVC", "₲": "PYG", "q": "GTQ", "l": "HNL ALL", "b/": "PAB",
}  # fmt: skip
SIGNS = {sign: frozenset(codes.split()) for sign, codes in _CURRENCIES.items()}
