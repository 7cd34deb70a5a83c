"""Files of skills and alignments: read and checked whole, shown, then applied: all or nothing.

Skills come as CSV (code, title, parent, prerequisites) or as a CASE 1.0/1.1 package (CFPackage JSON). Each refusal
says where it stands and how to mend it.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from . import case, services
from .models import Framework, Skill

LARGEST = 20_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong, where, and how to mend it."""

    file: str
    line: int | None
    field: str
    sentence: str

    def __str__(self) -> str:
        where = (
            _("%(file)s, line %(line)s") % {"file": self.file, "line": self.line} if self.line else self.file
        )
        return f"{where}, {self.field}: {self.sentence}" if self.field else f"{where}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One skill as a file says it."""

    code: str
    title: str
    parent: str = ""  # code
    before: tuple[str, ...] = ()  # codes that come before
    identifier: str = ""
    statement: str = ""
    kind: str = ""
    subject: str = ""
    grades: str = ""
    rule: str = ""
    line: int = 0
    same_as: tuple[str, ...] = ()  # URIs or identifiers of exact matches elsewhere


@dataclass
class Tree:
    """A file read whole."""

    title: str
    uri: str
    entries: list[Entry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    identifier: str = ""
    creator: str = ""
    language: str = ""
    version: str = ""


@dataclass
class Report:
    """What a file would do, or did: counts, and every refusal."""

    file: str
    new: int = 0
    same: int = 0
    changed: int = 0
    gone: int = 0  # in the tree and not in the file: they stay, and are named
    refusals: list[Refusal] = field(default_factory=list)
    applied: bool = False

    @property
    def ok(self) -> bool:
        return not self.refusals

    def lines(self) -> list[str]:
        counts = _("%(new)s new, %(same)s same, %(changed)s changed, %(gone)s not in the file (they stay)") % {
            "new": self.new, "same": self.same, "changed": self.changed, "gone": self.gone,
        }  # fmt: skip
        if self.refusals:
            return [*map(str, self.refusals), _("Nothing was changed.")]
        return [counts, _("Applied.") if self.applied else _("Nothing was changed yet; add --apply.")]


def run_import(file: Path, *, apply: bool = False, by: int | None = None) -> Report:
    """A skills file from the command line."""
    tree = read(file.name, file.read_bytes())
    return take(tree, file.name, apply=apply, by=by)


def read(name: str, content: bytes) -> Tree:
    """A CSV or CASE file. Everything that is wrong with it stands in `refusals`."""
    text, refusal = _text(name, content)
    if refusal is not None:
        return Tree(name, "", refusals=[refusal])
    if text.lstrip()[:1] == "{":
        return case.read(name, text)
    return _csv(name, text)


def take(tree: Tree, name: str, *, apply: bool, by: int | None = None) -> Report:
    """Check a tree against what is there; with `apply`, and without a refusal, write it."""
    report = Report(name, refusals=list(tree.refusals) + list(check(name, tree.entries)))
    if report.refusals:
        return report
    framework = Framework.objects.filter(uri=tree.uri).first()
    there = {s.code: s for s in Skill.objects.filter(framework=framework)} if framework else {}
    for entry in tree.entries:
        old = there.pop(entry.code, None)
        if old is None:
            report.new += 1
        elif services.differs(old, entry):
            report.changed += 1
        else:
            report.same += 1
    report.gone = sum(s.active for s in there.values())
    if apply:
        services.write_tree(tree, by=by)
        report.applied = True
    return report


def check(name: str, entries: Iterable[Entry]) -> Iterable[Refusal]:
    """Codes once each, parents and prerequisites that exist, no circles."""
    listed = list(entries)
    codes = Counter(e.code for e in listed)
    for e in listed:
        line = e.line or None
        if codes[e.code] > 1:
            yield Refusal(
                name,
                line,
                "code",
                _("“%(code)s” stands more than once; each skill needs a code of its own.") % {"code": e.code},
            )
        if e.parent and e.parent not in codes:
            yield Refusal(
                name,
                line,
                "parent",
                _("“%(code)s” is no code of this file; add it, or leave the parent empty.")
                % {"code": e.parent},
            )
        for code in e.before:
            if code not in codes:
                yield Refusal(
                    name,
                    line,
                    "prerequisites",
                    _("“%(code)s” is no code of this file; add it, or take it out.") % {"code": code},
                )
    for field_name, edges in (
        ("parent", {e.code: [e.parent] if e.parent else [] for e in listed}),
        ("prerequisites", {e.code: list(e.before) for e in listed}),
    ):
        circle = _circle(edges)
        if circle:
            where = next((e.line for e in listed if e.code == circle[0]), 0)
            said = " > ".join([*circle, circle[0]])
            yield Refusal(
                name,
                where or None,
                field_name,
                _("These lead round in a circle: %(circle)s. Take one of them out.") % {"circle": said},
            )


def _circle(edges: Mapping[str, list[str]]) -> list[str]:
    """The codes of one circle, or nothing. Iterative, so that a deep tree does no harm."""
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            node, place = stack.pop()
            if place == 0:
                if node in done:
                    continue
                path.append(node)
                on_path.add(node)
            following = edges.get(node, [])
            if place < len(following):
                stack.append((node, place + 1))
                nxt = following[place]
                if nxt in on_path:
                    return path[path.index(nxt) :]
                if nxt not in done:
                    stack.append((nxt, 0))
            else:
                done.add(node)
                on_path.discard(node)
                path.pop()
    return []


def _text(name: str, content: bytes) -> tuple[str, Refusal | None]:
    if not content.strip():
        return "", Refusal(name, None, "", _("The file is empty."))
    if len(content) > LARGEST:
        return "", Refusal(
            name,
            None,
            "",
            _("The file is larger than 20 MB; a tree of skills is smaller. Is it the right file?"),
        )
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return "", Refusal(name, line, "", _("The file is not in UTF-8. Save it again as “CSV UTF-8”."))


_HEADS = {"code", "title", "parent", "prerequisites", "statement", "subject", "grades", "rule", "kind"}


def _csv(name: str, text: str) -> Tree:
    """Heads in any order; `code` and `title` are needed; several prerequisites stand apart by ; or |."""
    tree = Tree(Path(name).stem, f"urn:waypost:skills:{Path(name).stem}")
    first = text.splitlines()[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    heads = [h.strip().casefold() for h in next(rows)]
    for needed in ("code", "title"):
        if needed not in heads:
            tree.refusals.append(
                Refusal(
                    name,
                    1,
                    needed,
                    _(
                        "There is no such column; the first line names the columns: code,title,parent,prerequisites."
                    ),
                )
            )
    if tree.refusals:
        return tree
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        cells = {h: c.strip() for h, c in zip(heads, row, strict=False) if h in _HEADS}
        tree.entries.append(_entry(name, tree, cells, rows.line_num, len(row), len(heads)))
    if not tree.entries:
        tree.refusals.append(
            Refusal(name, 2, "", _("There is no skill in this file, only the line with the columns."))
        )
    return tree


def _entry(name: str, tree: Tree, cells: Mapping[str, str], line: int, width: int, heads: int) -> Entry:
    def refuse(column: str, sentence: str) -> None:
        tree.refusals.append(Refusal(name, line, column, sentence))

    if width > heads:
        refuse("", _("This line has more cells than there are columns; put cells with a comma in quotes."))
    for column, longest in (("code", 120), ("title", 500)):
        if not cells.get(column):
            refuse(column, _("This cell is empty; every skill needs a code and a title."))
        elif len(cells[column]) > longest:
            refuse(column, _("This is longer than %(n)s characters; shorten it.") % {"n": longest})
    rule = cells.get("rule", "")
    if rule not in {"", "model", "judgement"}:
        refuse("rule", _("“%(rule)s” is no rule; write model or judgement.") % {"rule": rule})
    before = cells.get("prerequisites", "").replace("|", ";").split(";")
    return Entry(
        code=cells.get("code", ""),
        title=cells.get("title", ""),
        parent=cells.get("parent", ""),
        before=tuple(dict.fromkeys(c.strip() for c in before if c.strip())),
        statement=cells.get("statement", ""),
        kind=cells.get("kind", ""),
        subject=cells.get("subject", ""),
        grades=cells.get("grades", ""),
        rule=rule,
        line=line,
    )


def run_alignments(file: Path, *, apply: bool = False, by: int | None = None) -> Report:
    """A CSV of alignments: source, match (exact, prefix, column), pattern, skill (code)."""
    from . import uses

    name = file.name
    text, refusal = _text(name, file.read_bytes())
    report = Report(name, refusals=[refusal] if refusal else [])
    if refusal:
        return report
    sources = {title.casefold(): pk for pk, title in uses.ask().sources().items()}
    skills: dict[str, list[int]] = {}
    for pk, code in Skill.objects.filter(active=True).values_list("pk", "code"):
        skills.setdefault(code, []).append(pk)
    rules: list[services.Change] = []
    rows = csv.DictReader(io.StringIO(text))
    missing = {"source", "match", "pattern", "skill"} - {(h or "").strip() for h in rows.fieldnames or []}
    if missing:
        report.refusals.append(
            Refusal(
                name,
                1,
                ", ".join(sorted(missing)),
                _("There is no such column; the first line reads source,match,pattern,skill."),
            )
        )
        return report
    for row in rows:
        rule = _alignment(name, rows.line_num, row, sources, skills, report)
        if rule is not None:
            rules.append(rule)
    known = services.live_rules()
    report.same = sum((r.source_id, r.match, r.pattern, r.skill_id) in known for r in rules)
    report.new = len(rules) - report.same
    if apply and report.ok:
        services.align(rules, by=by)
        report.applied = True
    return report


def _alignment(
    name: str,
    line: int,
    row: Mapping[str, Any],
    sources: Mapping[str, int],
    skills: Mapping[str, list[int]],
    report: Report,
) -> services.Change | None:
    cells = {k: (row.get(k) or "").strip() for k in ("source", "match", "pattern", "skill")}
    found = len(report.refusals)
    if cells["source"].casefold() not in sources:
        report.refusals.append(
            Refusal(
                name, line, "source", _("There is no source called “%(name)s”.") % {"name": cells["source"]}
            )
        )
    if cells["match"] not in services.MATCHES:
        report.refusals.append(Refusal(name, line, "match", _("Write exact, prefix or column.")))
    if not cells["pattern"]:
        report.refusals.append(
            Refusal(
                name,
                line,
                "pattern",
                _("This cell is empty; name an activity, a beginning, or a column's value."),
            )
        )
    ids = skills.get(cells["skill"], [])
    if len(ids) != 1:
        sentence = (
            _("There is no skill with this code.")
            if not ids
            else _("Several trees have this code; align it on the page of skills.")
        )
        report.refusals.append(Refusal(name, line, "skill", sentence))
    if len(report.refusals) > found:
        return None
    return services.Change(ids[0], sources[cells["source"].casefold()], cells["match"], cells["pattern"])


def read_json(name: str, text: str) -> tuple[Any, Refusal | None]:
    """JSON, or where it breaks off."""
    try:
        return json.loads(text), None
    except json.JSONDecodeError as error:
        return None, Refusal(name, error.lineno, "", _("This is no JSON: %(why)s.") % {"why": error.msg})
