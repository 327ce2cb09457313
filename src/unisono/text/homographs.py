"""English words that are spelled alike and said apart: which reading, told by the words beside them."""

from __future__ import annotations

import re
from functools import lru_cache

# noun or adjective | verb, where the stress tells them apart
_STRESSED = """
absent AE1 B S AH0 N T|AH0 B S EH1 N T
abstract AE1 B S T R AE2 K T|AH0 B S T R AE1 K T
abuse AH0 B Y UW1 S|AH0 B Y UW1 Z
address AE1 D R EH2 S|AH0 D R EH1 S
advocate AE1 D V AH0 K AH0 T|AE1 D V AH0 K EY2 T
alternate AO1 L T ER0 N AH0 T|AO1 L T ER0 N EY2 T
appropriate AH0 P R OW1 P R IY0 AH0 T|AH0 P R OW1 P R IY0 EY2 T
associate AH0 S OW1 SH IY0 AH0 T|AH0 S OW1 SH IY0 EY2 T
attribute AE1 T R AH0 B Y UW2 T|AH0 T R IH1 B Y UW2 T
close K L OW1 S|K L OW1 Z
combine K AA1 M B AY0 N|K AH0 M B AY1 N
compact K AA1 M P AE0 K T|K AH0 M P AE1 K T
compound K AA1 M P AW0 N D|K AH0 M P AW1 N D
conduct K AA1 N D AH0 K T|K AH0 N D AH1 K T
conflict K AA1 N F L IH0 K T|K AH0 N F L IH1 K T
console K AA1 N S OW0 L|K AH0 N S OW1 L
content K AA1 N T EH0 N T|K AH0 N T EH1 N T
contest K AA1 N T EH0 S T|K AH0 N T EH1 S T
contract K AA1 N T R AE2 K T|K AH0 N T R AE1 K T
contrast K AA1 N T R AE0 S T|K AH0 N T R AE1 S T
convert K AA1 N V ER0 T|K AH0 N V ER1 T
convict K AA1 N V IH0 K T|K AH0 N V IH1 K T
decrease D IY1 K R IY2 S|D IH0 K R IY1 S
delegate D EH1 L AH0 G AH0 T|D EH1 L AH0 G EY2 T
deliberate D IH0 L IH1 B ER0 AH0 T|D IH0 L IH1 B ER0 EY2 T
desert D EH1 Z ER0 T|D IH0 Z ER1 T
digest D AY1 JH EH0 S T|D AY0 JH EH1 S T
discount D IH1 S K AW0 N T|D IH0 S K AW1 N T
duplicate D UW1 P L AH0 K AH0 T|D UW1 P L AH0 K EY2 T
elaborate IH0 L AE1 B R AH0 T|IH0 L AE1 B ER0 EY2 T
escort EH1 S K AO0 R T|EH0 S K AO1 R T
estimate EH1 S T AH0 M AH0 T|EH1 S T AH0 M EY2 T
excuse IH0 K S K Y UW1 S|IH0 K S K Y UW1 Z
export EH1 K S P AO0 R T|IH0 K S P AO1 R T
extract EH1 K S T R AE2 K T|IH0 K S T R AE1 K T
frequent F R IY1 K W AH0 N T|F R IY0 K W EH1 N T
graduate G R AE1 JH AH0 W AH0 T|G R AE1 JH AH0 W EY2 T
house HH AW1 S|HH AW1 Z
import IH1 M P AO2 R T|IH0 M P AO1 R T
increase IH1 N K R IY2 S|IH0 N K R IY1 S
insert IH1 N S ER2 T|IH0 N S ER1 T
insult IH1 N S AH2 L T|IH0 N S AH1 L T
intimate IH1 N T AH0 M AH0 T|IH1 N T AH0 M EY2 T
invalid IH1 N V AH0 L IH0 D|IH0 N V AE1 L AH0 D
moderate M AA1 D ER0 AH0 T|M AA1 D ER0 EY2 T
object AA1 B JH EH0 K T|AH0 B JH EH1 K T
perfect P ER1 F IH2 K T|P ER0 F EH1 K T
permit P ER1 M IH2 T|P ER0 M IH1 T
present P R EH1 Z AH0 N T|P R IY0 Z EH1 N T
produce P R OW1 D UW0 S|P R AH0 D UW1 S
progress P R AA1 G R EH2 S|P R AH0 G R EH1 S
project P R AA1 JH EH0 K T|P R AH0 JH EH1 K T
protest P R OW1 T EH2 S T|P R AH0 T EH1 S T
rebel R EH1 B AH0 L|R IH0 B EH1 L
record R EH1 K ER0 D|R IH0 K AO1 R D
refund R IY1 F AH2 N D|R IH0 F AH1 N D
refuse R EH1 F Y UW2 Z|R AH0 F Y UW1 Z
reject R IY1 JH EH0 K T|R IH0 JH EH1 K T
separate S EH1 P ER0 AH0 T|S EH1 P ER0 EY2 T
subject S AH1 B JH IH0 K T|S AH0 B JH EH1 K T
survey S ER1 V EY2|S ER0 V EY1
suspect S AH1 S P EH2 K T|S AH0 S P EH1 K T
torment T AO1 R M EH2 N T|T AO0 R M EH1 N T
transfer T R AE1 N S F ER0|T R AE0 N S F ER1
transport T R AE1 N S P AO0 R T|T R AE0 N S P AO1 R T
update AH1 P D EY2 T|AH0 P D EY1 T
upgrade AH1 P G R EY2 D|AH0 P G R EY1 D
upset AH1 P S EH2 T|AH0 P S EH1 T
use Y UW1 S|Y UW1 Z
uses Y UW1 S IH0 Z|Y UW1 Z IH0 Z
"""
_STRESS: dict[str, tuple[str, ...]] = {
    line.split(" ", 1)[0]: tuple(line.split(" ", 1)[1].split("|")) for line in _STRESSED.strip().splitlines()
}
# word -> (pattern over "word before | word after", reading) …, then the reading where none fits
_BESIDE: dict[str, tuple[tuple[str, str], ...]] = {
    "read": (
        (
            r"^(?:have|has|had|having|i've|you've|we've|they've|he's|she's|was|were|been|be|is|are|well|already|just)\|",
            "R EH1 D",
        ),
        (r"^(?:he|she|it)\|", "R EH1 D"),
        (r"PAST", "R EH1 D"),
        ("", "R IY1 D"),
    ),
    "live": (
        (
            r"^(?:the|a|this|that|go|going|went|goes|via|in|with|their|our|my|your|and|first|watch|streaming|broadcast|is|are|was)\|"
            r"(?!in\b|here|there|with|with|on\b|for|long|near|together|a\b|the\b|my|their)",
            "L AY1 V",
        ),
        (
            r"\|(?:music|concert|concerts|show|shows|stream|streaming|streams|broadcast|video|chat|performance|band|wire|audience"
            r"|updates?|coverage|events?|animals?|ammunition|demo|game|tv)$",
            "L AY1 V",
        ),
        ("", "L IH1 V"),
    ),
    "lives": (
        (
            r"^(?:he|she|it|who|that|and|one|everyone|nobody|family|mother|father|brother|sister|friend|still|now)\|",
            "L IH1 V Z",
        ),
        (
            r"^(?:their|our|your|my|his|her|the|many|save|saved|saving|people's|human|these|those|of|nine|own|past|lost|innocent|whose)\|",
            "L AY1 V Z",
        ),
        (r"\|(?:in|at|near|here|there|with|on|alone|next|far|by|under|above|across|up|down)$", "L IH1 V Z"),
        ("", "L AY1 V Z"),
    ),
    "lead": (
        (r"\|(?:pipes?|paint|poisoning|acid|battery|batteries|pencil|bullets?|shot|oxide)$", "L EH1 D"),
        (r"^(?:of|contains?|like|melted|from|heavy)\|(?!the|singer|actor|role|us|to)", "L EH1 D"),
        ("", "L IY1 D"),
    ),
    "wind": (
        (
            r"^(?:to|will|would|can|could|must|should|please|don't|and|you|i|we|they|roads?|rivers?|paths?|)\|(?:up|down|back|the|it|through|along|your|its|around)",
            "W AY1 N D",
        ),
        ("", "W IH1 N D"),
    ),
    "tear": (
        (r"^(?:a|the|single|one|every|each|last|salty|this|that)\|(?!in\b|through)", "T IH1 R"),
        (r"\|(?:gas|drops?|ducts?|rolled|fell|ran|shaped)$", "T IH1 R"),
        ("", "T EH1 R"),
    ),
    "tears": ((r"^(?:he|she|it|who|always|never|often)\|", "T EH1 R Z"), ("", "T IH1 R Z")),
    "bow": (
        (r"\|(?:and|tie|ties|arrows?|string|hunting)$", "B OW1"),
        (r"^(?:his|her|violin|cross|cello|ribbon|pink|red|with|hair|rain|long)\|(?!to|down|before)", "B OW1"),
        ("", "B AW1"),
    ),
    "bass": (
        (r"\|(?:fishing|fish)$|^(?:sea|largemouth|caught|striped|freshwater|grilled)\|", "B AE1 S"),
        ("", "B EY1 S"),
    ),
    "wound": (
        (r"^(?:he|she|they|we|i|who|and)\|(?:it|them|the|a|his|her|their|my|its)$", "W AW1 N D"),
        (r"\|(?:up|down|around|back|the|its|through|round)$", "W AW1 N D"),
        ("", "W UW1 N D"),
    ),
    "minute": (
        (r"\|(?:details?|amounts?|differences?|quantities|quantity|traces?|particles?|changes?)$", "M AY0 N UW1 T"),
        (r"^(?:very|so|too)\|", "M AY0 N UW1 T"),
        ("", "M IH1 N AH0 T"),
    ),
    "polish": (
        (
            r"^(?:to|nail|shoe|will|and|please|the)\|(?!language|people|food|government|president|border|army|city|capital|king)",
            "P AA1 L IH0 SH",
        ),
        ("", "P OW1 L IH0 SH"),
    ),
    "resume": ((r"^(?:my|your|his|her|their|a|the|our|submit|send|of)\|", "R EH1 Z AH0 M EY2"), ("", "R IH0 Z UW1 M")),
    "does": ((r"^(?:the|two|three|several|many)\|(?:and|grazed|ran|in)$", "D OW1 Z"), ("", "D AH1 Z")),
    "dove": (
        (r"^(?:he|she|they|we|i|it|and|then)\|(?:in|into|under|down|off|for|deep|straight|from|right)", "D OW1 V"),
        ("", "D AH1 V"),
    ),
    "sow": ((r"^(?:the|a|fat|old|pregnant|her)\|(?!the|seeds?|doubt|your)", "S AW1"), ("", "S OW1")),
    "row": ((r"^(?:terrible|furious|huge|big|blazing)\|", "R AW1"), ("", "R OW1")),
    "used": ((r"\|to$", "Y UW1 S T"), ("", "Y UW1 Z D")),
    "complex": (
        (r"^(?:very|more|most|so|too|is|are|quite|was|how|extremely|as|less)\|", "K AH0 M P L EH1 K S"),
        ("", "K AA1 M P L EH0 K S"),
    ),
    "a": (
        (r"^(?:plan|vitamin|grade|letter|class|hepatitis|type|option|section|part|group|team|an)\|", "EY1"),
        (r"\|$", "EY1"),
        ("", "AH0"),
    ),
}
_COMPILED = {word: tuple((re.compile(p), r) for p, r in rules) for word, rules in _BESIDE.items()}
WORDS = frozenset(_STRESS) | frozenset(_COMPILED)
_MOSTLY_VERBS = frozenset(
    "use uses refuse produce combine convert extract insert reject separate close associate advocate".split()
)
_VERBAL = frozenset(
    """
    to will would can could should may might must shall cannot can't won't wouldn't couldn't shouldn't don't didn't
    doesn't
    do did does let's please i you we they he she it who i'll you'll we'll they'll he'll she'll it'll never always often
    i'd you'd we'd they'd he'd she'd and then not help helps let make makes him them us
    """.split()
)
_NOMINAL = frozenset(
    """
    a an the this that these those my your his her its our their no some any every each another of in on at for with by
    from new old first last best world good great big small more most very is are was were one two three as
    """.split()
)
_PAST = re.compile(
    r"\b(?:yesterday|ago|last (?:night|week|month|year|summer|winter|spring|autumn|monday|tuesday|wednesday|thursday"
    r"|friday|saturday|sunday)|once|when i was|earlier|in (?:1\d\d\d|20[01]\d))\b"
)
_BEFORE_VERB = re.compile(
    r"^(?:the|a|an|my|your|his|her|its|our|their|this|that|these|those|it|them|us|me|him|new|all|to|against)$"
)


@lru_cache(maxsize=16384)
def reading(word: str, before: str, after: str, past: bool = False) -> str:
    """ARPAbet for a word of `WORDS` between its neighbours (lower case; empty at an edge); `past`: it is told of."""
    if word in _COMPILED:
        return next(
            said for p, said in _COMPILED[word] if p.search(f"{before}|{after}") or (past and p.pattern == "PAST")
        )
    noun, verb = _STRESS[word]
    if word in _MOSTLY_VERBS and after and before not in _NOMINAL:
        return verb
    return verb if role(before, after) == "verb" else noun


def role(before: str, after: str) -> str:
    """ "verb" or "noun" for a word that can be either."""
    if before in _NOMINAL:
        return "noun"
    if before in _VERBAL:
        joins = before in ("and", "it", "him", "them", "us", "make", "makes")
        return "verb" if not joins or _BEFORE_VERB.match(after) else "noun"
    if not before and not after:
        return "noun"
    return "verb" if _BEFORE_VERB.match(after) else "noun"


def is_past(sentence: str) -> bool:
    """True where a sentence (lower case) says that it tells of the past."""
    return bool(_PAST.search(sentence))
