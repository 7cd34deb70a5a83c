"""The report for the board: from releases alone, kept as told, the same bytes from the same snapshot."""

from __future__ import annotations

import csv
import doctest
import io
import json
import zipfile
from collections.abc import Callable

import pyarrow.parquet as pq
import pytest
import typst
from django.test import Client

from tests.village import Village
from waypost.homes import answered, releases
from waypost.homes.models import ReportSnapshot
from waypost.homes.report import equity, paper, snapshot
from waypost.measures.intervals import wilson
from waypost.readings.models import Episode, Reading
from waypost.recognition.models import Celebration
from waypost.school.models import Demographics, Enrollment, HomeAdult, Membership, Person
from waypost.trust.access import ReadBook
from waypost.trust.who import who_is
from waypost.web import typeset

SignedIn = Callable[[object], Client]
CANARY = "Zuzana"


@pytest.fixture
def school(village: Village) -> Village:
    """Forty students in 7B, half girls; skills, conversations and celebrations that differ by group."""
    from datetime import date
    from uuid import uuid4

    from tests.village import NOW

    for n in range(40):
        person = Person.objects.create(
            sourced_id=f"n{n}", given_name=CANARY, family_name=f"No{n}", kind="student", grade="7", since=date(2026, 8, 31)
        )  # fmt: skip
        Membership.objects.create(person=person, organization=village.willow, role="student")
        Enrollment.objects.create(
            sourced_id=f"n{n}", person=person, klass=village.maths_7b, role="student", since=date(2026, 8, 31)
        )
        Demographics.objects.create(person=person, values={"sex": "female" if n % 2 else "male"})
        for subject in range(1, 5):
            state = "secure" if (n + subject) % 3 else "starting"
            Reading.objects.create(
                person_id=person.pk, measure="mastery", subject=subject, state=state, value=0.9, n=9,
                as_of=NOW.date(),
            )  # fmt: skip
        Reading.objects.create(
            person_id=person.pk, measure="conversations", subject=0, state="talked",
            value=3.0 if n % 2 or n % 4 == 0 else 40.0, n=3, as_of=NOW.date(),
        )  # fmt: skip
        if (n % 2 and n < 30) or n in {0, 4, 8, 12, 16}:
            Celebration.objects.create(
                person_id=person.pk, giver_id=village.ada.pk, kind="praise", words=CANARY, given=NOW,
                statement_id=uuid4(), once=uuid4(),
            )  # fmt: skip
    releases.make()
    return village


def kept(village: Village) -> ReportSnapshot:
    book = ReadBook(who_is(village.account(village.lena)))
    return snapshot.make(book, village.account(village.lena).pk)


def pages(made: ReportSnapshot, length: str) -> int:
    """Sheets, counted by setting them as pictures."""
    drawn = typst.compile(
        str(paper.TEMPLATE), root=str(paper.TEMPLATE.parent), font_paths=typeset.font_folders(), format="png", ppi=20,
        ignore_system_fonts=True, sys_inputs={"data": json.dumps(typeset.clean(paper.told(made, length)))},
    )  # fmt: skip
    return len(drawn) if isinstance(drawn, list) else 1


def test_the_same_snapshot_gives_the_same_bytes_whatever_changes_meanwhile(school: Village) -> None:
    made = kept(school)
    before = {length: paper.pdf(made, length) for length in paper.LENGTHS}
    Reading.objects.all().delete()
    releases.make()
    again = ReportSnapshot.objects.get(pk=made.pk)
    assert {length: paper.pdf(again, length) for length in paper.LENGTHS} == before
    assert snapshot.digest(again.told) == made.digest


def test_no_childs_name_or_word_is_in_it(school: Village) -> None:
    made = kept(school)
    assert CANARY not in json.dumps(made.told)
    assert made.told["sections"]


def test_a_snapshot_that_was_changed_is_not_printed(school: Village, signed_in: SignedIn) -> None:
    made = kept(school)
    address = f"/how-we-are-doing/reports/{made.pk}/one.pdf"
    assert signed_in(school.lena).get(address).content.startswith(b"%PDF-")
    made.told["sections"][0]["title"] = "All is well"
    ReportSnapshot.objects.filter(pk=made.pk).update(told=made.told)
    assert signed_in(school.lena).get(address).status_code == 404


def test_one_page_is_one_page_and_four_are_at_most_four(school: Village) -> None:
    made = kept(school)
    assert pages(made, "one") == 1
    assert pages(made, "four") <= 4
    long = made.told["sections"] * 4
    made.told = {**made.told, "sections": long[:6]}
    assert pages(made, "one") == 1, "the words grow smaller until it fits"


def test_hidden_cells_stay_hidden_on_paper_and_in_the_data(school: Village, signed_in: SignedIn) -> None:
    made = kept(school)
    hidden = [c for c in made.told["cells"] if not c["shown"]]
    assert all(c["value"] is None and c["low"] is None and not c["words"] for c in hidden)
    body = signed_in(school.lena).get(f"/how-we-are-doing/reports/{made.pk}/figures.zip").content
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        rows = list(csv.DictReader(io.StringIO(packed.read("figures.csv").decode("utf-8-sig"))))
        table = pq.read_table(io.BytesIO(packed.read("figures.parquet"))).to_pylist()
        words = list(csv.DictReader(io.StringIO(packed.read("dictionary.csv").decode("utf-8-sig"))))
    assert len(rows) == len(table) == len(made.told["cells"]) > 0
    assert {r["name"] for r in words} >= set(rows[0]), "each column is explained"
    assert {f"figure: {r['figure'].partition('/')[0]}" for r in rows} <= {r["name"] for r in words}
    shown = [r for r in table if r["shown"] and r["value"] is not None]
    assert shown
    assert all(isinstance(r["value"], float) for r in shown)


def test_only_leaders_open_reports_and_the_equity_page(school: Village, signed_in: SignedIn) -> None:
    made = kept(school)
    for address in (
        "/how-we-are-doing/reports/", "/how-we-are-doing/equity/", f"/how-we-are-doing/reports/{made.pk}/one.pdf",
        f"/how-we-are-doing/reports/{made.pk}/figures.zip",
    ):  # fmt: skip
        assert signed_in(school.lena).get(address).status_code == 200
        for name in ("ada", "cora", "mia", "rosa", "adam", "priya"):
            assert signed_in(getattr(school, name)).get(address).status_code == 403, (name, address)


def test_equity_shows_outcomes_and_attention_with_intervals(school: Village, signed_in: SignedIn) -> None:
    page = signed_in(school.lena).get("/how-we-are-doing/equity/").content.decode()
    assert "girls" in page
    assert "More for girls than for boys" in page, "15 of 20 girls were celebrated, 5 of 20 boys"
    assert CANARY not in page


def test_a_difference_has_newcombes_interval() -> None:
    """Newcombe (1998), table II, example (a): 56 of 70 against 48 of 80, method 10: 0.0524 to 0.3339."""

    def group(hits: int, n: int) -> equity.Group:
        low, high = wilson(hits, n)
        return equity.Group("", "", hits / n, low, high, "")

    found = equity.difference(group(56, 70), group(48, 80))
    assert found is not None
    assert [round(x, 4) for x in found] == [0.2, 0.0524, 0.3339]
    assert doctest.testmod(equity).failed == 0


def test_signals_answered_in_time_need_five_adults(school: Village) -> None:
    from datetime import date

    from tests.village import NOW
    from waypost.care.models import SignalAnswer

    def raise_for(adult: Person, answered_on: date | None) -> None:
        student = Person.objects.create(sourced_id=f"s{adult.pk}", given_name="S", kind="student")
        HomeAdult.objects.create(student=student, adult=adult, basis="roster", since=date(2026, 8, 31))
        episode = Episode.objects.create(
            person_id=student.pk, signal="not_talked_with", opened=date(2026, 9, 14), version="1", state="open",
            raised_at=NOW, changed_at=NOW,
        )  # fmt: skip
        if answered_on:
            at = NOW.replace(month=answered_on.month, day=answered_on.day)
            SignalAnswer.objects.create(
                episode_id=episode.pk,
                person_id=student.pk,
                signal="not_talked_with",
                answer="useful",
                by=adult.pk,
                at=at,
            )

    adults = [Person.objects.create(sourced_id=f"a{n}", given_name="A", kind="staff") for n in range(6)]
    for n, adult in enumerate(adults[:4]):
        raise_for(adult, date(2026, 9, 20 if n % 2 else 30))
    answered.make()
    assert answered.current() is None, "four adults"
    raise_for(adults[4], date(2026, 9, 16))
    raise_for(adults[5], None)
    answered.make()
    cell = answered.current()
    assert cell is not None
    assert cell.value == pytest.approx(0.5), (
        "three of six: 16 and 20 September are in time, 30 September is not"
    )


def test_words_that_wait_for_a_language_are_said_when_the_report_is_kept(
    school: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils.translation import gettext_lazy, override

    from waypost.homes.report import sections

    lazy = [sections.section("x", gettext_lazy("Group"), 1)]
    monkeypatch.setattr(sections, "gather", lambda reads: lazy)
    with override("es"):
        made = kept(school)
    assert made.told["sections"][0]["title"] == "Grupo"
    assert made.told["lang"] == "es"


def test_kept_reports_end_after_ten_years_and_not_before(school: Village) -> None:
    from datetime import timedelta

    from tests.village import NOW
    from waypost.school import clock

    made = kept(school)
    with clock.held_at(NOW + timedelta(days=3650)):
        assert snapshot.end_old() == 0
    with clock.held_at(NOW + timedelta(days=3651)):
        assert snapshot.end_old() == 1
        assert not ReportSnapshot.objects.filter(pk=made.pk).exists()


def test_every_figure_that_a_report_may_hold_has_a_meaning_of_its_own(db: None) -> None:
    from waypost.climate.foci import FOCI
    from waypost.community.measured import MEASURED
    from waypost.homes.report import meanings
    from waypost.measures.registry import SIGNALS
    from waypost.voice.bank import BY_SLUG

    rules = [f"{name}: {what}" for name in SIGNALS for what in ("useful", "answered")]
    every = [*releases.COLUMNS, "in time", "answered", *rules, *FOCI, *MEASURED, *BY_SLUG]
    found = meanings.of({"figure": name} for name in every)
    own = "A question of the school's own"
    assert set(found) == set(every)
    assert not [name for name, said in found.items() if said.startswith(own)]
    assert meanings.of([{"figure": "own-7"}])["own-7"].startswith(own)


def test_on_paper_days_are_dated_and_shares_have_their_interval(school: Village) -> None:
    from waypost.evidence.models import Source
    from waypost.homes.report import sections
    from waypost.school import clock
    from waypost.trust.models import ReleaseCell

    Source.objects.create(name="Khan", slug="khan", kind="file", made=clock.now(), last_arrival=clock.now())
    told = {s["key"]: s for s in kept(school).told["sections"]}
    said = next(row["told"] for row in told["sources"]["lines"] if row["label"] == "Khan")
    assert said == "Last evidence: 23 November 2026.", "who reads it next year doesn't know what today was"
    cell = ReleaseCell(value=0.25, low=0.19, high=0.32, shown=True)
    assert sections._with_interval(cell) == "25 % (19 % to 32 %)"


def test_each_figure_on_the_leaders_page_is_one_click_from_how_we_know(
    school: Village, signed_in: SignedIn
) -> None:
    from waypost.care.models import BalanceShown
    from waypost.school import clock

    BalanceShown.objects.create(made=clock.now(), adults="", without=0.2, ratio=1.0, days=3.5, band="5-9")
    page = signed_in(school.lena).get("/how-we-are-doing/").content.decode()
    cards = {card.partition('"')[0]: card for card in page.split('aria-labelledby="')[1:]}
    for name in ("groups", "equity", "attention"):
        card = page.partition(f'<h2 id="{name}">')[2].partition("</section>")[0]
        assert "How we know" in card, name
    assert "half within 3.5 school days" in cards["attention"]


def test_five_years_stand_beside_each_other_raw_and_pulled_together(
    school: Village, signed_in: SignedIn
) -> None:
    """Small groups jump about by chance (MEASURES, Equity): from the released cells alone, in the school's own order."""
    from waypost.homes.report.beside import beside
    from waypost.measures.shrink import shrink
    from waypost.trust.models import Release, ReleaseCell

    release = Release.objects.get(name=releases.NAME)
    told = {
        5: (0.36, 0.20, 0.52),
        6: (0.22, 0.12, 0.32),
        7: (0.27, 0.19, 0.35),
        8: (0.21, 0.09, 0.33),
        9: (0.12, 0.0, 0.28),
    }
    ReleaseCell.objects.filter(release=release, line__contains="/").delete()
    for year, (value, low, high) in told.items():
        ReleaseCell.objects.create(
            release=release, line=f"school/0{year}", column="celebrated", value=value, low=low, high=high,
            band="20-49", shown=True, made=release.made,
        )  # fmt: skip
    values, errors = (
        [t[0] for t in told.values()],
        [(t[2] - t[1]) / 2 / 1.959963984540054 for t in told.values()],
    )
    found = beside(releases.current(), "celebrated")
    assert found is not None
    assert [line.label for line in found.lines] == [f"year {year}" for year in told]
    assert [line.value for line in found.lines] == pytest.approx(
        [g.value for g in shrink(values, [e**2 for e in errors]).groups]
    )
    assert found.lines[0].value < 0.36, "the highest of few is pulled towards the mean"
    page = signed_in(school.lena).get("/how-we-are-doing/equity/").content.decode()
    assert "This is no ranking." in page
    ninth = ReleaseCell.objects.filter(line="school/09")
    ninth.update(value=None, low=None, high=None, words="<= 10 %")
    assert beside(releases.current(), "celebrated") is None, "without the lowest the mean would be too high"
    ninth.update(shown=False, words="")
    assert beside(releases.current(), "celebrated") is None, "four are too few"


def test_feedback_on_work_is_a_figure_only_where_the_school_notes_any(
    school: Village, signed_in: SignedIn
) -> None:
    from uuid import uuid4

    from tests.village import NOW
    from waypost.learning.models import Judgement, Piece

    lena = signed_in(school.lena)
    assert "feedback on work" not in lena.get("/how-we-are-doing/").content.decode(), (
        "nobody notes it: no figure"
    )
    old, recent = NOW.replace(month=9), NOW
    for n, person in enumerate(Person.objects.filter(given_name=CANARY).order_by("pk")):
        piece = Piece.objects.create(
            person_id=person.pk, title="x", made=NOW, made_by=person.pk, once=uuid4()
        )
        Judgement.objects.create(
            piece=piece, rubric="reasoning", level=3, reason="why", skill_id=1, by=school.ada.pk,
            at=recent if n % 2 or n % 8 == 0 else old, statement_id=uuid4(), once=uuid4(),
        )  # fmt: skip
    releases.make()
    cells = {(c.line, c.column): c for c in releases.current()}
    girls, boys = (cells["school", f"feedback/sex={sex}"] for sex in ("female", "male"))
    assert (girls.words, boys.value) == (">= 90 %", 0.25), (
        "all girls, five boys of twenty; September is long ago"
    )
    assert "feedback on work" in lena.get("/how-we-are-doing/").content.decode()
    assert (
        "Somebody judged their work with a reason" in lena.get("/how-we-are-doing/equity/").content.decode()
    )
