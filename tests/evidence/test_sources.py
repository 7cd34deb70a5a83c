"""Sources: what is usual, when silence is a gap, and how it ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import translation

from waypost.evidence import rhythm, sources, stream
from waypost.evidence.changes import sources_changed
from waypost.evidence.models import Source, SourceDay, SourceGap
from waypost.evidence.statements import prepare
from waypost.school import calendar, clock

from ..village import NOW, Village
from .makers import source as make
from .makers import statement

TODAY = date(2026, 11, 23)


def days(until: date = TODAY) -> list[date]:
    """School days before today, in order."""
    return [date.fromordinal(int(d)) for d in calendar.school_days() if d < until.toordinal()]


def work(source: Source, *on: date, n: int = 20) -> None:
    SourceDay.objects.bulk_create(SourceDay(source=source, day=d, arrived=n, worked=n) for d in on)


@pytest.fixture
def tool(village: Village) -> Source:
    return make("Other", "https://other.example")


def test_two_silent_days_of_a_tool_used_daily_are_a_gap(tool: Source) -> None:
    work(tool, *days()[:-2])
    assert sources.watch() == {tool.pk}
    gap = SourceGap.objects.get()
    assert (gap.since, gap.until, gap.found_by) == (days()[-2], None, "rhythm")
    assert "No evidence since" in sources.health(tool).sentence
    assert sources.health(tool).state == "silent"
    with translation.override("es"):
        assert "el el" not in sources.health(tool).sentence
    assert sources.health(tool, paper=True).sentence.startswith("No evidence since 18 November 2026")


def test_one_silent_day_is_none(tool: Source) -> None:
    work(tool, *days()[:-1])
    assert sources.watch() == set()


def test_a_tool_used_on_fridays_only_is_not_missed_on_other_days(tool: Source) -> None:
    fridays = [d for d in days() if d.weekday() == 4]
    work(tool, *fridays)
    assert sources.watch() == set()
    with clock.held_at(NOW + timedelta(days=4)):  # Friday morning, nothing since the last one
        assert sources.watch() == set()
    SourceDay.objects.filter(day__in=fridays[-2:]).delete()
    assert sources.watch() == {tool.pk}


def test_a_holiday_is_no_gap(tool: Source) -> None:
    work(tool, *days())
    with clock.held_at(NOW.replace(month=10, day=26)):
        SourceDay.objects.filter(day__gte="2026-10-19").delete()
        assert sources.watch() == set()


def test_a_new_tool_and_a_file_are_never_missed(tool: Source) -> None:
    work(tool, *days()[:5])
    filed = Source.objects.create(name="File", slug="file", kind="file", made=NOW)
    work(filed, *days()[:30])
    assert sources.watch() == set()


def test_late_evidence_shortens_a_gap_and_closes_it(tool: Source) -> None:
    told: list[set[int]] = []
    listener = lambda source_ids, **_: told.append(set(source_ids))  # noqa: E731
    sources_changed.connect(listener)
    work(tool, *days()[:-6])
    sources.watch()
    work(tool, days()[-3])
    sources.watch()
    assert [(g.since, g.until) for g in sources.gaps()] == [(days()[-6], days()[-4]), (days()[-2], None)]
    work(tool, *days()[-6:-3])
    sources.watch()
    assert [(g.since, g.until) for g in sources.gaps()] == [(days()[-2], None)]
    work(tool, *days()[-2:])
    sources.watch()
    assert sources.gaps() == []
    assert told == [{tool.pk}] * 4
    assert sources.watch() == set()
    sources_changed.disconnect(listener)


def test_evidence_of_today_ends_a_gap_with_the_last_silent_day(tool: Source) -> None:
    work(tool, *days()[:-4], TODAY)
    sources.watch()
    assert [(g.since, g.until) for g in sources.gaps()] == [(days()[-4], days()[-1])]
    assert sources.health(tool).gap is None


def test_a_gap_ends_in_the_transaction_in_which_evidence_arrives(tool: Source) -> None:
    work(tool, *days()[:-4])
    sources.watch()
    assert sources.health(tool).gap is not None
    draft = prepare(statement(timestamp="2026-11-23T06:30:00Z"), now=0)
    with transaction.atomic():
        stream.file_batches([stream.Batch([draft], tool.pk)])
    assert [(g.since, g.until) for g in sources.gaps()] == [(days()[-4], days()[-1])]


def test_a_person_may_say_that_a_tool_is_down_and_up_again(tool: Source) -> None:
    sources.say_down(tool, date(2026, 11, 19), note="update")
    assert "as a person says" in sources.health(tool).sentence
    assert sources.say_up(tool) == 1
    assert sources.gaps()[0].until == TODAY - timedelta(days=1)
    with pytest.raises(ValueError, match="last day"):
        sources.say_down(tool, TODAY, until=TODAY - timedelta(days=1))


def test_a_paused_tool_is_not_missed(tool: Source) -> None:
    work(tool, *days()[:-5])
    sources.watch()
    sources.pause(tool, paused=True)
    assert sources.watch() == set()
    assert sources.health(tool).state == "rest"
    assert sources.gaps()[0].until is not None


def test_the_habit_is_told_by_weekday(tool: Source) -> None:
    work(tool, *[d for d in days() if d.weekday() != 2])
    usual = sources.health(tool).usual
    assert len(usual) == 7
    assert usual[0] > 0.9
    assert usual[2] < 0.1
    assert usual[5] == 0


def test_the_line_of_a_page_names_the_silent_one_or_the_last(tool: Source) -> None:
    assert sources.freshness_line() == ""
    work(tool, *days()[:-2])
    Source.objects.filter(pk=tool.pk).update(last_arrival=NOW - timedelta(days=5))
    assert "Other" in sources.freshness_line()
    sources.watch()
    assert sources.freshness_line().startswith("No evidence from Other since")
    assert sources.freshness_line().endswith("nobody who works there is called quiet for it")


def test_without_a_calendar_mondays_to_fridays_count(db: None) -> None:
    plain = make("Plain", "")
    weekdays = [TODAY - timedelta(days=n) for n in range(3, 60) if (TODAY - timedelta(days=n)).weekday() < 5]
    with clock.held_at(NOW):
        work(plain, *weekdays[2:])
        assert sources.watch() == {plain.pk}


def test_silence_is_weighed_by_the_habit() -> None:
    """A tool used on half of all days is missed after six silent ones: .5 ** 6 < .02 <= .5 ** 5 (shares a little off)."""
    school = [d for d in range(739000, 739100) if (d - 1) % 7 < 5]
    half = {d: 1 for i, d in enumerate(school[:50]) if i % 2 == 0}
    longest = next(n for n in range(1, 20) if rhythm.silences(school[: 49 + n], half))
    assert 5 <= longest <= 7
