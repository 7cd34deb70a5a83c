"""CASE 1.0 and 1.1 (1EdTech Competencies and Academic Standards Exchange): a CFPackage as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from .importing import Entry, Tree


def read(name: str, text: str) -> Tree:
    """A package with CFDocument, CFItems and CFAssociations (isChildOf, precedes, exactMatchOf)."""
    from .importing import Refusal, Tree, read_json

    package, refusal = read_json(name, text)
    if refusal is not None:
        return Tree(name, "", refusals=[refusal])
    package = package.get("CFPackage", package)
    document, items = package.get("CFDocument"), package.get("CFItems")
    refusals = [
        Refusal(name, None, key, _("This part is missing; export the whole package (CFPackage)."))
        for key, part, shape in (("CFDocument", document, dict), ("CFItems", items, list))
        if not isinstance(part, shape)
    ]
    if refusals:
        return Tree(name, "", refusals=refusals)
    tree = Tree(
        title=str(document.get("title") or name)[:255],
        uri=str(document.get("uri") or f"urn:uuid:{document.get('identifier')}")[:500],
        identifier=str(document.get("identifier") or "")[:64],
        creator=str(document.get("creator") or "")[:255],
        language=str(document.get("language") or "")[:12],
        version=str(document.get("version") or "")[:64],
    )
    codes = _codes(name, items, tree)
    parents, before, same = _associations(name, package.get("CFAssociations") or [], codes, tree)
    tree.entries = [
        _entry(item, codes, parents, before, same) for item in items if str(item.get("identifier")) in codes
    ]
    if not tree.entries and not tree.refusals:
        tree.refusals.append(Refusal(name, None, "CFItems", _("There is no item in this package.")))
    return tree


def _codes(name: str, items: list[Any], tree: Tree) -> dict[str, str]:
    """Item identifier -> the code we keep: humanCodingScheme where it is there and unique, else the identifier."""
    from .importing import Refusal

    schemes: dict[str, int] = {}
    for item in items:
        scheme = str(item.get("humanCodingScheme") or "") if isinstance(item, dict) else ""
        schemes[scheme] = schemes.get(scheme, 0) + 1
    found: dict[str, str] = {}
    for place, item in enumerate(items):
        where = f"CFItems[{place}]"
        if not isinstance(item, dict) or not item.get("identifier"):
            tree.refusals.append(
                Refusal(name, None, f"{where}.identifier", _("Every item needs its identifier."))
            )
        elif str(item["identifier"]) in found:
            tree.refusals.append(
                Refusal(name, None, f"{where}.identifier", _("This identifier stands twice."))
            )
        elif not item.get("fullStatement"):
            tree.refusals.append(
                Refusal(name, None, f"{where}.fullStatement", _("Every item needs a full statement."))
            )
        else:
            scheme = str(item.get("humanCodingScheme") or "")
            identifier = str(item["identifier"])
            found[identifier] = scheme[:120] if scheme and schemes[scheme] == 1 else identifier[:120]
    return found


def _associations(
    name: str, rows: list[Any], codes: Mapping[str, str], tree: Tree
) -> tuple[dict[str, tuple[str, int]], dict[str, list[str]], dict[str, list[str]]]:
    """parent code of each item (with its place), what comes before each, and exact matches elsewhere."""
    from .importing import Refusal

    parents: dict[str, tuple[str, int]] = {}
    before: dict[str, list[str]] = {}
    same: dict[str, list[str]] = {}
    for place, row in enumerate(rows):
        kind = row.get("associationType") if isinstance(row, dict) else None
        origin, goal = _node(row, "originNodeURI"), _node(row, "destinationNodeURI")
        if kind is None or not origin or not goal:
            tree.refusals.append(
                Refusal(
                    name,
                    None,
                    f"CFAssociations[{place}]",
                    _("An association names its type, its origin and its destination."),
                )
            )
        elif kind == "isChildOf" and origin in codes:
            number = row.get("sequenceNumber")
            order = int(number) if isinstance(number, int | float) else place
            if goal in codes:
                parents[origin] = (codes[goal], order)
            else:
                parents.setdefault(origin, ("", order))
        elif kind == "precedes" and origin in codes and goal in codes:
            before.setdefault(goal, []).append(codes[origin])
        elif kind == "exactMatchOf" and origin in codes:
            same.setdefault(origin, []).append(str(row["destinationNodeURI"].get("uri") or goal))
    return parents, before, same


def _node(row: Any, key: str) -> str:
    """The identifier of one end: given as such, or the last part of its URI."""
    node = row.get(key) if isinstance(row, dict) else None
    if isinstance(node, dict):
        return str(node.get("identifier") or str(node.get("uri") or "").rpartition("/")[2])
    return str(node or "").rpartition("/")[2]


def _entry(
    item: Mapping[str, Any],
    codes: Mapping[str, str],
    parents: Mapping[str, tuple[str, int]],
    before: Mapping[str, list[str]],
    same: Mapping[str, list[str]],
) -> Entry:
    from .importing import Entry

    identifier = str(item["identifier"])
    full = str(item["fullStatement"])
    return Entry(
        code=codes[identifier],
        title=str(item.get("abbreviatedStatement") or full)[:500],
        parent=parents.get(identifier, ("", 0))[0],
        before=tuple(dict.fromkeys(before.get(identifier, ()))),
        identifier=identifier[:64],
        statement=full,
        kind=str(item.get("CFItemType") or "")[:64],
        subject=", ".join(map(str, item.get("subject") or []))[:120],
        grades=",".join(map(str, item.get("educationLevel") or []))[:120],
        same_as=tuple(same.get(identifier, ())),
    )
