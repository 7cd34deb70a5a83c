"""Texts in other languages: `python -m waypost.web.messages` collects each package's into its own
`locale/*/LC_MESSAGES/django.po` and compiles what is translated. Needs no GNU gettext, only polib."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name

import polib
from django.template.base import Lexer, TokenType

from .catalogs import ROOT, compile_all, po_file, po_files

PLURALS = {
    "es": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;",
}
#: Not for schools: the living page speaks English.
_LEFT_OUT = ("web/living/", "web/templates/web/living/", "/migrations/")
_CALLS = {
    "_": "s", "gettext": "s", "gettext_lazy": "s", "gettext_noop": "s",
    "ngettext": "sp", "ngettext_lazy": "sp",
    "pgettext": "cs", "pgettext_lazy": "cs",
    "npgettext": "csp", "npgettext_lazy": "csp",
}  # fmt: skip
#: Packages whose own code lists further texts, as (text, file): descriptions that are written without gettext.
_SAID_BY_CODE = ("waypost.measures.page:texts",)
_LITERAL = r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'"
_TRANSLATE = re.compile(rf"^trans(?:late)?\s+(?:{_LITERAL})")
_CONTEXT = re.compile(rf"\bcontext\s+(?:{_LITERAL})")
_IN_EXPRESSION = re.compile(rf"_\((?:{_LITERAL})\)")


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One text to translate: (context, singular, plural)."""

    single: str
    plural: str = ""
    context: str = ""


def collect(root: Path = ROOT) -> dict[Text, list[str]]:
    """Every text of the package with the files that use it."""
    found: dict[Text, list[str]] = {}
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.html")]):
        name = path.relative_to(root).as_posix()
        if any(part in f"/{name}" for part in _LEFT_OUT):
            continue
        source = path.read_text(encoding="utf-8")
        for text in in_python(source) if path.suffix == ".py" else in_template(source):
            places = found.setdefault(text, [])
            if name not in places:
                places.append(name)
    if root == ROOT:
        _by_code(found)
    return found


def _by_code(found: dict[Text, list[str]]) -> None:
    for name in _SAID_BY_CODE:
        for text, place in resolve_name(name)():
            places = found.setdefault(Text(text), [])
            if place not in places:
                places.append(place)


def in_python(source: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = (
            node.func.id
            if isinstance(node.func, ast.Name)
            else node.func.attr
            if isinstance(node.func, ast.Attribute)
            else ""
        )
        roles = _CALLS.get(called)
        words = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if roles and len(words) >= len(roles):
            given = dict(zip(roles, words, strict=False))
            yield Text(given["s"], given.get("p", ""), given.get("c", ""))


def in_template(source: str) -> Iterator[Text]:
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type == TokenType.TEXT:
            continue
        yield from (Text(_unquoted(match)) for match in _IN_EXPRESSION.finditer(token.contents))
        if token.token_type != TokenType.BLOCK:
            continue
        if match := _TRANSLATE.match(token.contents):
            yield Text(_escaped(_unquoted(match)), context=_context(token.contents))
        elif re.match(r"blocktrans(?:late)?\b", token.contents):
            yield _block(token.contents, tokens)


def _block(head: str, tokens: Iterator[object]) -> Text:
    parts: list[list[str]] = [[]]
    for token in tokens:
        kind, contents = token.token_type, token.contents  # type: ignore[attr-defined]
        if kind == TokenType.BLOCK and contents.startswith("end"):
            break
        if kind == TokenType.BLOCK and contents.strip() == "plural":
            parts.append([])
        elif kind == TokenType.VAR:
            parts[-1].append(f"%({contents})s")
        elif kind == TokenType.TEXT:
            parts[-1].append(_escaped(contents))
    texts = ["".join(part) for part in parts]
    if " trimmed" in head:
        texts = [" ".join(line.strip() for line in text.strip().splitlines()) for text in texts]
    return Text(texts[0], texts[1] if len(texts) > 1 else "", _context(head))


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _unquoted(match: re.Match[str]) -> str:
    double, single = match.group(1), match.group(2)
    return (double or "").replace('\\"', '"') if double is not None else (single or "").replace("\\'", "'")


def _context(contents: str) -> str:
    match = _CONTEXT.search(contents)
    return _unquoted(match) if match else ""


def by_package(found: dict[Text, list[str]]) -> dict[str, dict[Text, list[str]]]:
    """The texts of each package ("care") with the files that use them; a text of two packages stands in both."""
    packages: dict[str, dict[Text, list[str]]] = {}
    for text, places in found.items():
        for place in places:
            packages.setdefault(place.split("/")[0], {}).setdefault(text, []).append(place)
    return packages


def key(entry: polib.POEntry) -> Text:
    return Text(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def translated(language: str) -> dict[Text, polib.POEntry]:
    """What is translated so far, in any package."""
    return {
        key(entry): entry for po in po_files(language) for entry in polib.pofile(str(po)).translated_entries()
    }


def merge(path: Path, language: str, found: dict[Text, list[str]], known: dict[Text, polib.POEntry]) -> int:
    """Bring one .po up to date; returns how many texts still wait. A text that is `known` elsewhere comes translated."""
    path.parent.mkdir(parents=True, exist_ok=True)
    old = {key(e): e for e in polib.pofile(str(path))} if path.exists() else {}
    catalog = polib.POFile(wrapwidth=100)
    catalog.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": PLURALS[language],
    }
    forms = int(PLURALS[language].split("=")[1].split(";")[0])
    for text, places in sorted(found.items()):
        entry = polib.POEntry(msgid=text.single, msgctxt=text.context or None)
        had = old.get(text)
        had = had if had is not None and had.translated() else known.get(text)
        if text.plural:
            entry.msgid_plural = text.plural
            entry.msgstr_plural = dict(had.msgstr_plural) if had else dict.fromkeys(range(forms), "")
        else:
            entry.msgstr = had.msgstr if had else ""
        entry.occurrences = [(place, "") for place in places]
        if "%(" in text.single:
            entry.flags.append("python-format")
        catalog.append(entry)
    catalog.save(str(path))
    return len(catalog.untranslated_entries())


def main() -> None:
    packages = by_package(collect())
    for language in PLURALS:
        known = translated(language)
        for package, found in sorted(packages.items()):
            waiting = merge(po_file(package, language), language, found, known)
            if waiting:
                print(f"{language}, {package}: {waiting} of {len(found)} texts wait for translation")  # noqa: T201 (a command)
    compile_all()


if __name__ == "__main__":
    main()
