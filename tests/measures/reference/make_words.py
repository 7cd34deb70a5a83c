"""Writes words.json: what FightingWords, a program of others after Monroe, Colaresi & Quinn (2008), says of fixed comments. Run once, by hand:

    python -m venv /tmp/words && /tmp/words/bin/pip install numpy scikit-learn
    /tmp/words/bin/python tests/measures/reference/make_words.py FIGHTING_WORDS

FIGHTING_WORDS: a folder with its source (github.com/jmhessel/FightingWords, commit 09087d6, by J. Hessel), which shares
nothing with ours. A comment is one student's; `binary` counts a student once for a word; the prior is, as ours, the
word's share of all uses times PRIOR. The numbers in the repository were made with scikit-learn 1.9 and numpy 2.4, Python 3.11.
"""

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, sys.argv[1])
from fighting_words_py3 import bayes_compare_language
from sklearn.feature_extraction.text import CountVectorizer

PRIOR = 10.0
HERE = [
    "group work helps me a lot",
    "in our group we explain it again until it works",
    "the group explains and then I can do it alone",
    "I like when we work in a group",
    "a group of three is best",
    "when somebody explains it with a drawing",
    "drawing it first helps me",
    "the teacher draws and we explain",
    "my partner explains slowly",
    "more time and a group that listens",
    "it helps when I explain it to others",
    "I can ask in the group",
    "working in a group is loud but it helps",
    "the drawing on the board",
]
THERE = [
    "quiet work alone helps me",
    "the tests are too long",
    "I like to work alone with music",
    "a test every week helps me to learn",
    "the videos at home",
    "I look at the video again",
    "less homework and more time",
    "the videos help me because I can stop",
    "homework is too long",
    "the teacher explains it on the board",
    "alone and quiet",
    "a short test at the end",
    "I learn from the video and the test",
]


def main() -> None:
    vectors = CountVectorizer(binary=True, token_pattern=r"\S+")
    counts = vectors.fit_transform(HERE + THERE).toarray()
    uses = counts.sum(axis=0)
    fixed = CountVectorizer(binary=True, token_pattern=r"\S+", vocabulary=vectors.vocabulary_)
    found = bayes_compare_language(HERE, THERE, prior=PRIOR * uses / uses.sum(), cv=fixed)
    told = {"prior": PRIOR, "here": HERE, "there": THERE, "z": {w: float(np.float64(z)) for w, z in found}}
    target = Path(__file__).with_name("words.json")
    target.write_text(json.dumps(told, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


main()
