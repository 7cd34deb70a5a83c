"""People's text as a small Markdown, through a sanitizer (TRUST 21): paragraphs, emphasis, lists and https links, nothing else."""

from __future__ import annotations

from urllib.parse import quote

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from .context import url_or_none
from .links import is_foreign_link

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "a"})
_PARSER = MarkdownIt("zero", {"html": False, "linkify": False, "breaks": True}).enable(
    ["emphasis", "list", "link", "autolink", "escape", "newline", "entity"]
)


def render(text: str | None) -> SafeString:
    """HTML of a person's text. Links lead over the page that says one is leaving."""
    leaving = url_or_none(
        "web:leaving"
    )  # asked here: what goes wrong inside the sanitizer's own calls is lost

    def leave(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) != ("a", "href") or not leaving or not is_foreign_link(value):
            return None
        return f"{leaving}?to={quote(value, safe='')}"

    html = _PARSER.render(text or "")
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes={"https"},
        link_rel=None,  # the link leads to our own page; that page says noreferrer
        attribute_filter=leave,
    )
    return mark_safe(clean)  # noqa: S308 (nh3 has just cleaned it)


def plain(text: str | None) -> str:
    """The same text without any markup, for mails, search and labels."""
    return " ".join(nh3.clean(_PARSER.render(text or ""), tags=set()).split())
