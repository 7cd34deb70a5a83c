"""Two markers on a sample: the second without seeing the first, agreement said from 30 pairs on, never by name."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from tests.village import Village
from waypost.learning import rubrics
from waypost.learning.models import Judgement, Piece
from waypost.learning.queries import second
from waypost.learning.services import work as services
from waypost.learning.services.work import Work
from waypost.trust.access import ReadBook
from waypost.trust.who import who_is

SignedIn = Callable[[object], Client]
REASON = "the reason that Zuzana saw"


def piece_of(village: Village, n: int = 0) -> Piece:
    return services.add_piece(
        village.mia.pk, Work(f"Talk {n}", text="They dance."), by=village.mia.pk, once=uuid4()
    )


def judged(piece: Piece, by: int, level: int, *, as_second: bool = False) -> Judgement:
    return services.judge(piece, rubrics.REASONING, level, REASON, by=by, once=uuid4(), second=as_second)


@pytest.fixture
def all_in_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "in_sample", lambda piece, rubric: True)


def test_about_every_third_piece_is_in_the_sample_and_always_the_same() -> None:
    chosen = [n for n in range(3000) if second.in_sample(n, "reasoning")]
    assert 900 < len(chosen) < 1100
    assert chosen == [n for n in range(3000) if second.in_sample(n, "reasoning")]


@pytest.mark.usefixtures("all_in_sample")
def test_a_colleague_finds_it_waiting_and_places_it_without_seeing_what_was_said(
    village: Village, signed_in: SignedIn
) -> None:
    piece = piece_of(village)
    judged(piece, village.ada.pk, 3)
    assert "Nothing waits" in signed_in(village.ada).get("/learning/work/second/").content.decode()
    assert "Nothing waits" in signed_in(village.ben).get("/learning/work/second/").content.decode()
    client = signed_in(village.cora)
    assert "Talk 0" in client.get("/learning/work/second/").content.decode()
    form = client.get(f"/learning/work/{piece.pk}/judge/reasoning/?second=1").content.decode()
    assert "They dance." in form, "the work stands beside the levels"
    assert REASON not in form
    sent = {"once": str(uuid4()), "level": "4", "reason": "my own", "second": "True"}
    answer = client.post(f"/learning/work/{piece.pk}/judge/reasoning/", sent)
    assert answer["Location"] == "/learning/work/second/"
    assert list(Judgement.objects.order_by("pk").values_list("second", "level")) == [(False, 3), (True, 4)]
    assert "Nothing waits" in client.get("/learning/work/second/").content.decode()


def test_who_is_first_is_no_second_marker(village: Village) -> None:
    assert not judged(piece_of(village), village.ada.pk, 3, as_second=True).second


def pairs(village: Village, levels: list[tuple[int, int]]) -> None:
    for n, (first, other) in enumerate(levels):
        piece = piece_of(village, n)
        judged(piece, village.ada.pk, first)
        judged(piece, village.cora.pk, other, as_second=True)


def test_below_thirty_pairs_only_the_count_is_said(village: Village, signed_in: SignedIn) -> None:
    pairs(village, [(3, 3)] * 4)
    page = signed_in(village.ada).get("/learning/work/second/").content.decode()
    assert "4 pieces were placed by two so far; from 30 on it can be said." in page


def test_from_thirty_on_the_share_and_kappa_stand_for_those_it_is_about(
    village: Village, signed_in: SignedIn
) -> None:
    """10 of (2, 2), 10 of (3, 3), 5 of (2, 3), 5 of (3, 4): kappa with quadratic weights .6 by the definition.

    Observed disagreement 10/30 = .3333. Margins (2: .5, 3: .5) and (2: .3333, 3: .5, 4: .1667); expected
    .5*.5*1 + .5*.1667*4 + .5*.3333*1 + .5*.1667*1 = .8333. 1 - .3333/.8333 = .6.
    """
    pairs(village, [(2, 2)] * 10 + [(3, 3)] * 10 + [(2, 3)] * 5 + [(3, 4)] * 5)
    page = signed_in(village.ada).get("/learning/work/second/").content.decode()
    assert "Both said the same level in 67" in page
    assert "(weighted kappa): 0.60" in page
    assert (
        "So far few adults took part" in signed_in(village.ben).get("/learning/work/second/").content.decode()
    )


def test_only_what_was_placed_without_the_other_counts_as_a_pair(village: Village) -> None:
    piece = piece_of(village)
    judged(piece, village.ada.pk, 3)
    judged(piece, village.cora.pk, 3)
    book = ReadBook(who_is(village.account(village.ada)))
    assert [a.pairs for a in second.agreed(book)] == [0, 0]


@pytest.mark.usefixtures("all_in_sample")
def test_no_page_tells_the_second_marker_what_the_first_one_said_before_both_are_in(
    village: Village, signed_in: SignedIn
) -> None:
    piece = piece_of(village)
    judged(piece, village.ada.pk, 3)
    cora = signed_in(village.cora)
    words = str(rubrics.REASONING.words(3))
    pages = (
        f"/learning/work/{piece.pk}/",
        f"/learning/students/{village.mia.pk}/work/",
        f"/students/{village.mia.pk}/",
    )
    for page in pages:
        text = cora.get(page).content.decode()
        assert REASON not in text, page
        assert words not in text, page
    assert "A colleague has placed it." in cora.get(pages[0]).content.decode()
    for who in (village.mia, village.ada):
        assert REASON in signed_in(who).get(pages[0]).content.decode(), (
            "the student and the first marker see it"
        )
    cora.post(f"{pages[0]}judge/reasoning/", {"once": str(uuid4()), "level": "2", "reason": "my own"})
    assert Judgement.objects.get(by=village.cora.pk).second, "also from the page of the piece"
    assert REASON in cora.get(pages[0]).content.decode()


def test_outside_the_sample_everybody_sees_and_nobody_counts_as_second(
    village: Village, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second, "in_sample", lambda piece, rubric: False)
    piece = piece_of(village)
    judged(piece, village.ada.pk, 3)
    cora = signed_in(village.cora)
    assert REASON in cora.get(f"/learning/work/{piece.pk}/").content.decode()
    cora.post(
        f"/learning/work/{piece.pk}/judge/reasoning/?second=1",
        {"once": str(uuid4()), "level": "2", "reason": "my own", "second": "True"},
    )
    assert not Judgement.objects.get(by=village.cora.pk).second, "it had seen the first"
