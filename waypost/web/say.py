"""Numbers, days and lists in words, in the reader's language. The clock is always passed in, never read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from urllib.parse import unquote, urlsplit

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


def number(value: float | None, digits: int = 0) -> str:
    """12 345.6 as this language writes it; "–" where there is none."""
    if value is None:
        return "–"
    return formats.number_format(
        round(value, digits), decimal_pos=digits, use_l10n=True, force_grouping=abs(value) >= 10000
    )


def percent(share: float | None, digits: int = 0) -> str:
    """A share (0..1) as "38 %"."""
    return "–" if share is None else _("%(number)s %%") % {"number": number(share * 100, digits)}


def in_hundred(share: float | None) -> str:
    """A chance (0..1) as people say it: "31 in 100". Never 0 or 100: nothing we estimate is certain."""
    if share is None:
        return _("not enough evidence yet")
    return _("%(number)s in 100") % {"number": number(min(99, max(1, round(share * 100))))}


def words(count: int) -> str:
    """Small counts as words ("eight"), larger ones as figures."""
    small = (
        pgettext("count", "no"),
        pgettext("count", "one"),
        pgettext("count", "two"),
        pgettext("count", "three"),
        pgettext("count", "four"),
        pgettext("count", "five"),
        pgettext("count", "six"),
        pgettext("count", "seven"),
        pgettext("count", "eight"),
        pgettext("count", "nine"),
        pgettext("count", "ten"),
    )
    return small[count] if 0 <= count < len(small) else number(count)


def school_days(count: int) -> str:
    """ "eight school days"."""
    return ngettext("%(count)s school day", "%(count)s school days", count) % {"count": words(count)}


def minutes(count: float) -> str:
    """ "12 minutes", "1 h 20 min"."""
    whole = round(count)
    if whole < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", whole) % {"count": number(whole)}
    if whole % 60 == 0:
        return ngettext("%(count)s hour", "%(count)s hours", whole // 60) % {"count": number(whole // 60)}
    return _("%(hours)s h %(minutes)s min") % {"hours": number(whole // 60), "minutes": number(whole % 60)}


def day(value: date, today: date | None = None) -> str:
    """ "Monday 23 November"; with the year where it is not today's."""
    plain = _plain(value)
    form = pgettext("day format", "l j F")
    if today is not None and _plain(today).year != plain.year:
        form = pgettext("day format with year", "l j F Y")
    return formats.date_format(plain, form, use_l10n=False)


def dated(value: date) -> str:
    """ "23 November 2026", as a paper is dated."""
    return formats.date_format(_plain(value), pgettext("short day format with year", "j F Y"), use_l10n=False)


def short_day(value: date, today: date | None = None) -> str:
    """ "23 November"; with the year where it is not today's."""
    plain = _plain(value)
    form = pgettext("short day format", "j F")
    if today is not None and _plain(today).year != plain.year:
        form = pgettext("short day format with year", "j F Y")
    return formats.date_format(plain, form, use_l10n=False)


def clock_time(value: datetime) -> str:
    """ "08:04" (give local time)."""
    return formats.date_format(value, pgettext("time format", "H:i"), use_l10n=False)


def near_day(value: date, today: date | None) -> str:
    """ "today", "yesterday", "Wednesday" within the last six days, else "11 November"; with its year on papers (today None)."""
    if today is None:
        return pgettext("a day within a sentence", "%(day)s") % {"day": dated(value)}
    value, today = _plain(value), _plain(today)
    gone = (today - value).days
    if gone == 0:
        return _("today")
    if gone == 1:
        return _("yesterday")
    if gone == -1:
        return _("tomorrow")
    named = formats.date_format(value, "l", use_l10n=False) if abs(gone) < 7 else short_day(value, today)
    # Some languages say no day without an article ("lo consiguió el jueves").
    return pgettext("a day within a sentence", "%(day)s") % {"day": named}


def since(value: date, today: date) -> str:
    """ "since Wednesday", "since 11 November", "since yesterday"."""
    gone = (_plain(today) - _plain(value)).days
    if gone == 0:
        return _("since today")
    if gone == 1:
        return _("since yesterday")
    return pgettext("near_day gives the article", "since %(day)s") % {"day": near_day(value, today)}


def ago(value: date, today: date) -> str:
    """ "today", "yesterday", "9 days ago", "3 weeks ago", "4 months ago"."""
    gone = (_plain(today) - _plain(value)).days
    if gone < 2:
        return near_day(value, today)
    if gone < 14:
        return ngettext("%(count)s day ago", "%(count)s days ago", gone) % {"count": number(gone)}
    if gone < 70:
        weeks = gone // 7
        return ngettext("%(count)s week ago", "%(count)s weeks ago", weeks) % {"count": number(weeks)}
    months = max(2, round(gone / 30.4))
    if months < 24:
        return ngettext("%(count)s month ago", "%(count)s months ago", months) % {"count": number(months)}
    years = round(gone / 365.25)
    return ngettext("%(count)s year ago", "%(count)s years ago", years) % {"count": number(years)}


def moment(value: datetime, now: datetime) -> str:
    """ "today, 07:41", "Wednesday, 16:10", "11 November, 09:05" (give local times)."""
    return _("%(day)s, %(time)s") % {"day": near_day(value, now), "time": clock_time(value)}


def address_end(address: str) -> str:
    """The end of a web address, which tells more than its beginning: "fractions/12" for "https://a.b/item/fractions%2F12".
    A number alone tells nothing: it takes the part before it along."""
    parts = urlsplit(address)
    before, end = ["", *parts.path.strip("/").split("/")][-2:]
    end = unquote(f"{before}/{end}" if before and end.isdigit() else end)
    return end if end and not parts.query and parts.scheme in {"http", "https"} else address


def listed(items: Sequence[object]) -> str:
    """ "a", "a and b", "a, b and c"."""
    texts = [str(item) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    comma = pgettext("between items of a list", ", ")
    return _("%(first)s and %(last)s") % {"first": comma.join(texts[:-1]), "last": texts[-1]}


def initials(name: str) -> str:
    """At most two letters for a face: of the first and the last word. "Zoë de Adeyemi" is ZA."""
    parts = [part for part in name.split() if part[:1].isalnum()]
    if not parts:
        return "·"
    chosen = parts if len(parts) == 1 else [parts[0], parts[-1]]
    return "".join(part[0] for part in chosen).upper()


def weeks_between(start: date, end: date) -> list[date]:
    """The Mondays from the week of `start` to the week of `end`, both included."""
    first = start - timedelta(days=start.weekday())
    return [first + timedelta(weeks=n) for n in range((end - first).days // 7 + 1)]


def _plain(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
