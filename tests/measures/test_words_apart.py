"""Oracles: FightingWords by J. Hessel (reference/make_words.py); the equations of Monroe, Colaresi & Quinn (2008) written
out; edits made one by one."""

import json
import unicodedata
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.measures import words_apart
from waypost.measures.words_apart import Comment, WordSettings, alike, distinctive, log_odds, one_edit, words

HERE = ["the group work helps"] * 8 + ["tests are hard", "the tests are long", "I like group work"]
THERE = ["the tests are hard"] * 9 + ["the room is loud", "I like reading"]


def comments(texts, first=0):
    return [Comment(first + i, text) for i, text in enumerate(texts)]


def monroe(here, there, prior_words):
    """Equations 15, 16, 20 and 22 of the paper, for y_i, n_i, alpha_i of two groups."""
    both = {w: here.get(w, 0) + there.get(w, 0) for w in here.keys() | there.keys()}
    total = sum(both.values())
    z = {}
    for w in both:
        a_w = prior_words * both[w] / total
        omega = []
        for group in (here, there):
            y, n = group.get(w, 0), sum(group.values())
            omega.append((y + a_w) / (n + prior_words - y - a_w))
        delta = log(omega[0]) - log(omega[1])
        variance = 1 / (here.get(w, 0) + a_w) + 1 / (there.get(w, 0) + a_w)
        z[w] = delta / variance**0.5
    return z


def test_z_is_that_of_a_program_of_others():
    told = json.loads((Path(__file__).with_name("reference") / "words.json").read_text(encoding="utf-8"))
    (here, _), (there, _) = (words_apart._users(comments(told[group])) for group in ("here", "there"))
    found = log_odds(here, there, told["prior"])
    assert found == pytest.approx(told["z"], abs=1e-12)
    assert max(found, key=lambda word: found[word]) == "group"


tables = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 40), min_size=2)


@given(tables, tables, st.floats(0.5, 500))
def test_z_is_that_of_the_papers_equations(here, there, prior):
    assert log_odds(here, there, prior) == pytest.approx(monroe(here, there, prior))


@given(tables, tables)
def test_a_word_sets_one_group_apart_as_far_as_it_sets_the_other_back(here, there):
    turned = log_odds(there, here, 10)
    assert log_odds(here, there, 10) == pytest.approx({word: -z for word, z in turned.items()})


def test_a_word_worked_by_hand():
    """y = 8 of 20, y' = 2 of 30, a_0 = 10: a = 10 * 10 / 50 = 2; (10/20) / (4/36) = 4.5; 1/10 + 1/4 = .35."""
    z = log_odds({"help": 8, "x": 12}, {"help": 2, "x": 28}, 10)["help"]
    assert z == pytest.approx(log(4.5) / 0.35**0.5)


def test_words_of_one_group_are_named_with_how_many_used_them():
    found = distinctive(comments(HERE), comments(THERE, 100))
    assert found.state == "named"
    assert (found.here, found.there) == (11, 11)
    by_word = {w.word: (w.here, w.there) for w in found.words}
    assert by_word["group"] == (9, 0)
    assert by_word["work"] == (9, 0)
    assert "the" not in by_word
    assert [w.z for w in found.words] == sorted((w.z for w in found.words), reverse=True)


def test_a_word_of_two_students_is_never_named_however_often_they_write_it():
    shouting = [Comment(i % 2, "volcano " * 50) for i in range(20)]
    found = distinctive(comments(HERE, 10) + shouting, comments(THERE, 100), WordSettings(distinct_from=-99))
    assert "volcano" not in {w.word for w in found.words}
    assert all(w.here >= 3 for w in found.words)
    assert "volcano" not in dict(words_apart.common(comments(HERE, 10) + shouting))


def test_a_word_of_just_three_students_may_be_named():
    texts = [*["plants grow"] * 3, *["tests are hard"] * 9]
    loose = WordSettings(distinct_from=1.0)
    assert "plants" in {w.word for w in distinctive(comments(texts), comments(THERE, 100), loose).words}
    assert ("plants", 3) in words_apart.common(comments(texts))
    assert "plants" not in dict(words_apart.common(comments(texts[1:])))


def test_under_ten_writers_no_word_is_named():
    assert distinctive(comments(HERE[:9]), comments(THERE, 100)).state == "not_enough"
    assert distinctive([Comment("me", t) for t in HERE], comments(THERE, 100)).words == ()
    assert words_apart.common(comments(HERE[:9])) == ()


def test_the_order_of_comments_changes_nothing():
    one = distinctive(comments(HERE), comments(THERE, 100))
    assert distinctive(comments(HERE)[::-1], comments(THERE, 100)[::-1]) == one


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("¡Me gustó mucho! ¿Y a ti?", ["me", "gustó", "mucho", "y", "a", "ti"]),
        ("don’t / don't", ["don't", "don't"]),
        ("أحببتُ الدرسَ جدّاً، وآمل المزيد", ["احببت", "الدرس", "جدا", "وامل", "المزيد"]),
        ("🎉🎉 👩‍🔬 ok", ["🎉", "🎉", "👩‍🔬", "ok"]),
        ("👍🏽", ["👍🏽"]),
        ("3 x 4 = 12", ["3", "x", "4", "12"]),
        ("?!... __", []),
        ("self-paced work", ["self-paced", "work"]),
    ],
)  # fmt: skip
def test_words_of_three_languages_and_emoji(text, expected):
    assert words(text) == expected


@given(st.text(max_size=60))
def test_any_text_has_words_and_shouting_or_composing_it_otherwise_changes_none(text):
    assert words(unicodedata.normalize("NFD", text)) == words(text)
    assert words(text.upper()) == words(text) or not text.isascii()
    assert all(word.strip() for word in words(text))
    assert words(" ".join(words(text))) == words(text)


def test_comments_that_say_nearly_the_same_come_together():
    texts = [
        "Group work was interesting",
        "group work was intresting!!",
        "GROUP work was interestingg",
        "Group work was not interesting",
        "I can ask",
        "I can't ask",
        "",
        "...",
    ]
    assert alike(texts) == [[0, 1, 2], [3], [4], [5], [6], [7]]


@pytest.mark.parametrize(
    ("one", "other"),
    [("I like it", "I like her"), ("it is fair", "it is unfair"), ("moral question", "amoral question"), ("hard", "herd"), ("typical day", "atypical day")],
)  # fmt: skip
def test_what_means_something_else_stays_apart(one, other):
    assert len(alike([one, other])) == 2


def test_long_comments_are_never_put_together():
    text = " ".join(["word"] * 13)
    assert alike([text, text]) == [[0], [1]]


short_texts = st.lists(
    st.sampled_from(["helping", "helpin", "halping", "hepling", "a", "b"]), max_size=3
).map(" ".join)


@given(st.lists(short_texts, max_size=12))
def test_groups_are_the_chains_of_neighbours_that_a_slow_search_finds(texts):
    def near(a, b):
        one, other = words(a), words(b)
        return len(one) == len(other) > 0 and all(
            x == y or (min(len(x), len(y)) >= 6 and x[0] == y[0] and edits(x, y))
            for x, y in zip(one, other, strict=True)
        )

    group = list(range(len(texts)))
    for _ in texts:
        for i, a in enumerate(texts):
            for j, b in enumerate(texts):
                if near(a, b):
                    group[i] = group[j] = min(group[i], group[j])
    slow = {tuple(i for i in range(len(texts)) if group[i] == g) for g in group}
    assert {tuple(places) for places in alike(texts)} == slow


def edits(one, other):
    """All words one step away, made one by one (Damerau: change, drop, add, swap)."""
    letters = set(one + other)
    steps = {one[:i] + one[i + 1 :] for i in range(len(one))}
    steps |= {one[:i] + c + one[i:] for i in range(len(one) + 1) for c in letters}
    steps |= {one[:i] + c + one[i + 1 :] for i in range(len(one)) for c in letters}
    steps |= {one[:i] + one[i + 1] + one[i] + one[i + 2 :] for i in range(len(one) - 1)}
    return other in steps


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_one_edit_is_one_step_of_a_slow_search(one, other):
    if one != other:
        assert one_edit(one, other) == edits(one, other) == one_edit(other, one)
