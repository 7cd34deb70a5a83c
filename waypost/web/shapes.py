"""Small drawings: icons, moons (states), intervals, faces. All text is escaped; positions are SVG attributes, so no inline styles."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _

from . import say

UNKNOWN = "unknown"
STATES = (UNKNOWN, "starting", "developing", "secure", "slipping", "due")
_ALIASES = {
    "": UNKNOWN,
    "not_enough": UNKNOWN,
    "not enough": UNKNOWN,
    "not_enough_evidence": UNKNOWN,
    "due_for_a_look": "due",
    "due for a look": "due",
}
#: Pictures with a direction turn round where people read from right to left.
_MIRRORED = frozenset({"back", "on", "leave", "out", "book", "waypost", "sort"})


def icon(name: str, label: str = "") -> SafeString:
    """A picture of the sprite; silent beside a word, named when it stands alone."""
    css = "icon mirror" if name in _MIRRORED else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            css,
            label,
            _sprite(),
            name,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', css, _sprite(), name
    )


def state_key(state: str | None) -> str:
    """The name of the moon for a reading's state. Raises ValueError for a state that has no shape."""
    key = _ALIASES.get(state or "", state or "")
    if key not in STATES:
        raise ValueError(f"no shape for the state {state!r}; there are {', '.join(STATES)}")
    return key


def state_word(state: str | None) -> str:
    """The state as people say it."""
    return {
        UNKNOWN: pgettext("state", "not enough evidence"),
        "starting": pgettext("state", "starting"),
        "developing": pgettext("state", "developing"),
        "secure": pgettext("state", "secure"),
        "slipping": pgettext("state", "slipping"),
        "due": pgettext("state", "due for a look"),
    }[state_key(state)]


def moon(state: str | None, label: str | None = None) -> SafeString:
    """A state's shape with its word as name; label="" where the word stands beside it."""
    key = state_key(state)
    if label is None:
        return _moon(key, get_language() or "")
    if label == "":
        return format_html('<i class="moon moon-{}" aria-hidden="true"></i>', key)
    return format_html('<i class="moon moon-{}" role="img" aria-label="{}"></i>', key, label)


def state(state: str | None) -> SafeString:
    """Shape and word together."""
    return format_html('<span class="state">{}{}</span>', moon(state, ""), state_word(state))


@cache
def _moon(key: str, language: str) -> SafeString:
    return moon(key, state_word(key))


@cache
def _sprite() -> str:
    return static("web/icons.svg")


def across(share: float) -> str:
    """A share of the width (0..1) as a percentage, turned round where people read from right to left."""
    return f"{round(100 * ((1 - share) if get_language_bidi() else share), 2):g}%"


def interval(
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    *,
    state: str | None = None,
    tries: int | None = None,
    mark: float | None = None,
    said: str = "",
) -> SafeString:
    """A chance (0..1) and how sure we are, drawn as wide as it is; dashed, never zero, where there is not enough evidence.

    `state` gives the colour, `mark` draws a thin line (where "secure" begins); `said` is what is
    read out where it isn't a chance.
    """
    if value is None:
        return format_html(
            '<svg class="interval" role="img" aria-label="{}"><line class="unsure" x1="0%" x2="100%" y1="50%" y2="50%"/></svg>',
            _few(tries),
        )
    span = marked = SafeString("")
    label = say.in_hundred(value)
    if low is not None and high is not None:
        span = format_html(
            '<line class="span" x1="{}" x2="{}" y1="50%" y2="50%"/>', _inset(low), _inset(high)
        )
        label = _("%(value)s, between %(low)s and %(high)s") % {
            "value": label,
            "low": say.number(round(low * 100)),
            "high": say.number(round(high * 100)),
        }
    if mark is not None:
        marked = format_html('<line class="mark" x1="{0}" x2="{0}" y1="8%" y2="92%"/>', _inset(mark))
    return format_html(
        '<svg class="interval moon-{}" role="img" aria-label="{}"><line class="track" x1="0%" x2="100%" y1="50%" y2="50%"/>'
        '{}{}<circle class="point" cx="{}" cy="50%" r="7"/></svg>',
        state_key(state),
        said or label,
        marked,
        span,
        _inset(value),
    )


def parts(shares: Sequence[float], said: str) -> SafeString:
    """A whole in two or three parts, from first to last, as one bar; `said` is what is read out (the numbers stand beside it)."""
    whole, begin, drawn = sum(shares) or 1.0, 0.0, []
    for n, share in enumerate(shares, 1):
        end = begin + share / whole
        edge = end if get_language_bidi() else begin
        drawn.append((n, across(edge), f"{round(100 * (end - begin), 2):g}%"))
        begin = end
    return format_html(
        '<svg class="parts" role="img" aria-label="{}">{}</svg>',
        said,
        format_html_join("", '<rect class="part-{}" x="{}" y="0" width="{}" height="100%"/>', drawn),
    )


def _inset(share: float) -> str:
    """Keep round ends inside the drawing."""
    return across(0.02 + 0.96 * min(1.0, max(0.0, share)))


def _few(tries: int | None) -> str:
    if tries is None:
        return _("not enough evidence yet")
    return _("not enough evidence yet, tries so far: %(count)s") % {"count": say.number(tries)}


def face(name: str, size: str = "") -> SafeString:
    """Initials in a circle. Silent: the name stands beside it. Covered by the projector switch."""
    css = "face small fold" if size == "small" else "face fold"
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, say.initials(name))
