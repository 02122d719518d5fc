"""Units of demand as people write them: "Tt/year", "billion tokens/day", "M tokens per month", "tokens/s".

A year has 365.25 days. Words are English: a billion is 1e9, a trillion 1e12.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

YEAR_DAYS = 365.25
TT = 1e12

MANY = {
    "thousand": 1e3, "k": 1e3, "kilo": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "mega": 1e6, "billion": 1e9,
    "bn": 1e9, "b": 1e9, "g": 1e9, "giga": 1e9, "trillion": 1e12, "tn": 1e12, "t": 1e12, "tera": 1e12,
    "quadrillion": 1e15, "p": 1e15, "peta": 1e15,
}  # fmt: skip
TIMES_A_YEAR = {
    "s": YEAR_DAYS * 86400, "sec": YEAR_DAYS * 86400, "second": YEAR_DAYS * 86400, "min": YEAR_DAYS * 1440,
    "minute": YEAR_DAYS * 1440, "h": YEAR_DAYS * 24, "hr": YEAR_DAYS * 24, "hour": YEAR_DAYS * 24,
    "d": YEAR_DAYS, "day": YEAR_DAYS, "w": YEAR_DAYS / 7, "week": YEAR_DAYS / 7, "mo": 12.0, "month": 12.0,
    "q": 4.0, "quarter": 4.0, "y": 1.0, "yr": 1.0, "a": 1.0, "year": 1.0, "annum": 1.0,
}  # fmt: skip
WORDS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annual": "year",
}

_LONG = "|".join(sorted((word for word in MANY if len(word) > 2), key=len, reverse=True))
_SHORT = "k|m|mn|b|bn|g|t|tn|p"
_AMOUNT = re.compile(
    rf"(?:(?P<power>1e\+?\d{{1,2}}|10\s*(?:\^|\*\*)\s*\d{{1,2}})\s*|(?P<many>{_LONG})s?\s*(?:of\s+)?"
    rf"|(?<![a-z])(?P<short>{_SHORT})\s?)?"
    rf"(?P<token>tokens?|toks?)\b(?:\s*[(\[,]?\s*(?:in\s+)?(?P<after>{_LONG})s?\b[)\]]?)?"
    rf"|(?<![a-z])(?P<symbol>[kmbgtp])t\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    rf"\s*(?:/|\bper\b|\bp\.)\s*(?P<rate>{'|'.join(sorted(TIMES_A_YEAR, key=len, reverse=True))})s?\b"
    rf"|\s*\b(?P<word>{'|'.join(WORDS)})\b",
    re.IGNORECASE,
)

HERE = "\u0001"  # where the amount stood
_FURTHER = re.compile(rf"(?:\bin\s+)?\b({_LONG}|mn|bn|tn)s?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Unit:
    """tt: how many Tt one of it is; times_a_year: of a rate; None for an amount in the time of its cell."""

    tt: float
    times_a_year: float | None
    words: str

    def tt_per_year(self, months: int | None) -> float | None:
        """What one of it is in a time of so many months [Tt/year]; None where an amount has no such time."""
        if self.times_a_year is not None:
            return self.tt * self.times_a_year
        return None if months is None else self.tt * 12 / months


def unit_in(text: str) -> tuple[Unit | None, str]:
    """The unit that a text names, and the rest of the text; None where it names none, or one that is not
    understood to its end ("tokens per user", "M$ per Mtoken").
    """
    plain = text.replace("_", " ")
    named = list(_AMOUNT.finditer(plain))
    telling = [one for one in named if _many(one) != 1]
    if not named or len(telling) > 1:
        return None, text
    found = (telling or named)[0]
    rest = f"{plain[: found.start()]}{HERE}{plain[found.end() :]}"
    rates, further = list(_RATE.finditer(rest)), list(_FURTHER.finditer(rest))
    many = _many(found)
    if len(rates) > 1 or len(further) > (many == 1):
        return None, text
    words = [found[0]]
    for one in sorted((*rates, *further), key=lambda match: -match.start()):
        rest = f"{rest[: one.start()]} {rest[one.end() :]}"
        words.insert(1, one[0])
    if re.search(rf"(/|\bper\b)\W*{HERE}|{HERE}[\s()\[\]]*(/|\bper\b)", rest):
        return None, text
    if many == 1 and not rates and not further:
        return None, text  # "tokens" alone is a name
    if further:
        many = MANY[further[0][1].lower()]
    rest = re.sub(r"\s*[(\[{]\s*[)\]}]\s*", " ", rest.replace(HERE, " ")).strip(" ,;:-()[]")
    unit = Unit(many / TT, _times(rates[0] if rates else None), " ".join("".join(words).split()))
    return unit, " ".join(rest.split())


def _many(found: re.Match) -> float:
    """How many tokens one is."""
    if found["power"]:
        return float(10 ** int(re.split(r"\^|\*\*|e\+?", found["power"].lower())[-1]))
    word = found["many"] or found["short"] or found["symbol"] or found["after"]
    return MANY[word.lower()] if word else 1.0


def _times(rate: re.Match | None) -> float | None:
    """How often a year."""
    if rate is None:
        return None
    return TIMES_A_YEAR[WORDS[rate["word"].lower()] if rate["word"] else rate["rate"].lower()]
