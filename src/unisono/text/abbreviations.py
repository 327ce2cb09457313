"""English abbreviations that end in a full stop, and how they are read: a sentence does not end there."""

from __future__ import annotations

import re

# Empty: read as written (espeak and every dictionary know it), but the stop still ends no sentence.
READINGS: dict[str, str] = {
    "mr": "mister",
    "mrs": "missus",
    "ms": "miz",
    "dr": "doctor",
    "prof": "professor",
    "st": "saint",
    "sr": "senior",
    "jr": "junior",
    "gen": "general",
    "col": "colonel",
    "capt": "captain",
    "lt": "lieutenant",
    "sgt": "sergeant",
    "rev": "reverend",
    "hon": "honourable",
    "gov": "governor",
    "sen": "senator",
    "rep": "representative",
    "pres": "president",
    "mt": "mount",
    "ft": "feet",
    "vs": "versus",
    "etc": "et cetera",
    "approx": "approximately",
    "dept": "department",
    "est": "established",
    "inc": "incorporated",
    "ltd": "limited",
    "corp": "corporation",
    "co": "company",
    "bros": "brothers",
    "ave": "avenue",
    "blvd": "boulevard",
    "no": "number",
    "vol": "volume",
    "fig": "figure",
    "eq": "equation",
    "ch": "chapter",
    "p": "page",
    "pp": "pages",
    "jan": "January",
    "feb": "February",
    "mar": "March",
    "apr": "April",
    "jun": "June",
    "jul": "July",
    "aug": "August",
    "sep": "September",
    "sept": "September",
    "oct": "October",
    "nov": "November",
    "dec": "December",
    "e.g": "for example",
    "i.e": "that is",
    "a.m": "A M",
    "p.m": "P M",
    "ph.d": "P H D",
}
# Also everyday words: abbreviations only where a number follows ("No. 5") or, for titles, a capital.
NUMBERED = frozenset("no vol fig eq ch p pp jan feb mar apr jun jul aug sep sept oct nov dec".split())
CAN_END = frozenset("etc inc ltd corp co jr sr bros ft ave blvd est".split())  # a capital after them starts a sentence

LAST_WORD = re.compile(r"(?:[A-Za-z]+\.)*[A-Za-z]+$")  # the word that a full stop follows, inner stops included
