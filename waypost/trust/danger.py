"""Sentences that say somebody is in danger, in the languages that Waypost speaks. A net with wide holes, and said so.

Better one too many than one too few: a match costs a child one more sentence on the page ("tell someone now") and an
adult one sentence to read. No mood is inferred; only plain words are looked for.
"""

from __future__ import annotations

import re
import unicodedata

_WORDS = {
    "en": (
        r"kill(ing)? (my ?self|him|her|them|me)", r"want(ed)? to die", r"wish i (was|were) dead", r"suicid\w*",
        r"(hurt|harm|cut)(s|ting|ing)? my ?self", r"self.?harm\w*", r"don'?t want to (live|be alive|be here anymore)",
        r"(hits?|beats?|hitting|beating|touch(es|ed|ing)?|hurts?|rap(es?|ed)|abus\w+) (me|him|her|us|my)\b",
        r"going to (hurt|kill|shoot|stab)", r"(bring|brought|has|have|got) a (gun|knife|weapon)",
        r"(afraid|scared) to go home", r"(am|is|are|feel) in danger", r"threaten(s|ed|ing)? (me|him|her|us|to)",
        r"run away from home",
    ),
    "es": (
        r"(me|se) (quiero|quiere|voy a|va a) (morir|matar)\w*", r"quier\w+ (morir\w*|matar\w*)", r"suicid\w*", r"quitarme la vida",
        r"(me|se) cort\w+", r"no quiero (vivir|seguir viviendo)", r"(me|le|nos) (pega|pegan|peg[oó]|golpea\w*|toca|tocan|toc[oó]|viol\w+|amenaz\w+|maltrat\w+)",
        r"abus\w+ de m[ií]", r"miedo (a|de) (ir|volver) a casa", r"(trae|tiene|lleva) (una pistola|un arma|un cuchillo|una navaja)",
        r"(en|corr\w+) peligro", r"escaparme de casa", r"hacerme daño",
    ),
    "ar": (
        r"(اريد|بدي|ابغى|عايز|عاوز) (ان )?(اموت|اقتل|انتحر)", r"انتحر|انتحار|الانتحار", r"(اقتل|قتل) نفسي", r"(اؤذي|اجرح|اذيت|جرحت) نفسي",
        r"لا اريد (ان )?(اعيش|احيا)", r"(يضربني|تضربني|يضربونني|ضربني|يلمسني|لمسني|يؤذيني|اغتصب\w*|يهددني|هددني|تهددني)",
        r"اخاف (من )?(ان )?(العودة|اعود|ارجع|الرجوع|اروح) (الى |ع)?(البيت|المنزل)", r"(معه|معها|عنده|لديه) (سكين|مسدس|سلاح)", r"في خطر",
    ),
}  # fmt: skip
_ANY = re.compile("|".join(rf"(?:(?<!\w)(?:{w})(?!\w))" for words in _WORDS.values() for w in words))
_ENDS = re.compile(r"[^.!?؟…\n]+[.!?؟…]*")
_ALEF = str.maketrans("أإآٱى", "ااااي")


def sentences(text: str) -> list[str]:
    """The sentences of a text in which somebody may be in danger; [] when there is none."""
    return [s.strip() for s in _ENDS.findall(text) if _ANY.search(_plain(s))]


def _plain(text: str) -> str:
    """Lower case, straight apostrophes, Arabic without vowel signs and with one kind of alef."""
    kept = unicodedata.normalize("NFC", text).casefold().replace("’", "'").translate(_ALEF)
    return "".join(
        c for c in kept if not (unicodedata.category(c) == "Mn" and "\u0600" <= c <= "\u06ff") and c != "ـ"
    )
