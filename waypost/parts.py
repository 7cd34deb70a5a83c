"""What Waypost is made of: a bill of materials (CycloneDX 1.6) and a list of licences, from the lock alone (TRUST 30).

`python -m waypost.parts` in the repository writes `docs/sbom.cdx.json` and `docs/licences.md`; a test holds both against
the lock. The same lock gives the same bytes: nothing is asked of the network.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "runtime.lock"
SBOM = ROOT / "docs" / "sbom.cdx.json"
LICENCES = ROOT / "docs" / "licences.md"

#: Where a package's own words are no SPDX identifier, or where it isn't installed on every system: read by a person.
READ = {
    "altair": "BSD-3-Clause",
    "colorama": "BSD-3-Clause",
    "duckdb": "MIT",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "jinja2": "BSD-3-Clause",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "numba": "BSD-2-Clause",
    "pyrage": "MIT",
    "qrcode": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "shellingham": "ISC",
    "sqlparse": "BSD-3-Clause",
    "tzdata": "Apache-2.0",
}
#: What goes together with Apache-2.0 in a program that a school installs.
FREE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "HPND", "ISC", "LGPL-3.0-only", "LGPL-3.0-or-later",
    "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Python-2.0", "Unicode-3.0", "Unlicense", "Zlib", "BSL-1.0",
}  # fmt: skip
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\]+))?", re.M)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_ASKED = re.compile(r"^([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?")
_ONLY = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Part:
    """One package as it is locked. `when`: on which systems."""

    name: str
    version: str
    when: str
    hashes: tuple[str, ...]

    @property
    def ref(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def parts(lock: str) -> Iterator[Part]:
    """Each package of a lock, with the digests of the files that may be installed."""
    found = list(_PINNED.finditer(lock))
    ends = [m.start() for m in found[1:]] + [len(lock)]
    for pinned, end in zip(found, ends, strict=True):
        name, version, when = pinned.groups()
        hashes = tuple(sorted(_HASH.findall(lock[pinned.end() : end])))
        yield Part(_plain(name), version.strip(), (when or "").strip(), hashes)


def licence_of(name: str) -> str:
    """As an SPDX expression; "" where nobody has said it yet."""
    if name in READ:
        return READ[name]
    try:
        told = metadata.metadata(name).json
    except metadata.PackageNotFoundError:
        return ""
    said = str(told.get("license_expression") or told.get("license") or "").strip()
    return said if said and set(words_of(said)) <= FREE else ""


def words_of(expression: str) -> list[str]:
    """The identifiers of an expression."""
    plain = re.sub(r"[()]", " ", expression).split()
    skipped = {plain[i + 1] for i, word in enumerate(plain) if word == "WITH"}
    return [w for w in plain if w not in {"AND", "OR", "WITH"} and w not in skipped]


def bill(found: list[Part]) -> dict[str, Any]:
    """The bill of materials as CycloneDX says it."""
    own = "pkg:pypi/waypost@" + metadata.version("waypost")
    refs: dict[str, list[str]] = {}
    for part in found:
        refs.setdefault(part.name, []).append(part.ref)
    extras = _extras(["waypost", *refs])
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, own + LOCK.read_text())}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "waypost",
                "version": metadata.version("waypost"),
                "purl": own,
                "licenses": [{"expression": "Apache-2.0"}],
            }
        },
        "components": [_component(part) for part in found],
        "dependencies": [
            {"ref": own, "dependsOn": _needs("waypost", extras, refs)},
            *({"ref": part.ref, "dependsOn": _needs(part.name, extras, refs)} for part in found),
        ],
    }


def _component(part: Part) -> dict[str, Any]:
    """A package has one file for each system, so several digests: each stands as a property, in the words of the lock."""
    told: dict[str, Any] = {
        "type": "library",
        "bom-ref": part.ref,
        "name": part.name,
        "version": part.version,
        "purl": part.ref,
        "licenses": [{"expression": licence_of(part.name)}],
        "properties": [{"name": "waypost:file:sha256", "value": digest} for digest in part.hashes],
    }
    if part.when:
        told["properties"].insert(0, {"name": "waypost:when", "value": part.when})
    return told


def _needs(name: str, extras: dict[str, set[str]], refs: dict[str, list[str]]) -> list[str]:
    """The parts that a package asks for, also for what is asked of it (`django-allauth[mfa]`)."""
    wanted: set[str] = set()
    for need, _more, only in _asks(name):
        if not only or only in extras.get(name, ()):
            wanted.update(refs.get(need, ()))
    return sorted(wanted)


def _extras(names: Iterable[str]) -> dict[str, set[str]]:
    """Which extras of a package anybody asks for."""
    found: dict[str, set[str]] = {}
    for name in names:
        for need, more, only in _asks(name):
            if more and not only:
                found.setdefault(need, set()).update(more)
    return found


def _asks(name: str) -> Iterator[tuple[str, list[str], str]]:
    """(package, its extras that are wanted, the own extra for which it is)."""
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for line in lines:
        if (asked := _ASKED.match(line)) is not None:
            only = _ONLY.search(line)
            more = [x.strip() for x in (asked.group(2) or "").split(",") if x.strip()]
            yield _plain(asked.group(1)), more, only.group(1) if only else ""


def table(found: list[Part]) -> str:
    """The list of licences, for people."""
    lines = [
        "# Licences of what Waypost is made of",
        "",
        "Waypost itself: Apache-2.0. Written by `python -m waypost.parts` from `requirements/runtime.lock`; JavaScript and fonts come out of these packages, too.",
        "The same with digests and dependencies, for machines: `docs/sbom.cdx.json` (CycloneDX 1.6).",
        "",
        "| package | version | licence |",
        "|---|---|---|",
        *(f"| {p.name} | {p.version} | {licence_of(p.name)} |" for p in found),
    ]
    return "\n".join(lines) + "\n"


def written() -> dict[Path, str]:
    """Both files as they should be."""
    found = list(parts(LOCK.read_text()))
    return {SBOM: json.dumps(bill(found), indent=1) + "\n", LICENCES: table(found)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    unknown = [p.name for p in parts(LOCK.read_text()) if not licence_of(p.name)]
    if unknown:
        sys.exit(f"Read the licences of {', '.join(unknown)}, and write them into READ in waypost/parts.py.")
    for place, text in written().items():
        place.write_text(text)


if __name__ == "__main__":
    main()
