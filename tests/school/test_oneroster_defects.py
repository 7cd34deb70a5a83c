"""Broken rosters: each defect named with file, line, field and mend, and nothing changed."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.school.rosters import Roster
from waypost.school import oneroster
from waypost.school.models import Class, Enrollment, Membership, Organization, Person, RosterImport, School
from waypost.school.oneroster import Defect

pytestmark = pytest.mark.django_db
ID = "sourcedId"


@pytest.fixture(autouse=True)
def _school(still: None, db: None) -> None:
    School.objects.create(name="Alder", time_zone="Europe/Berlin")


def defects_of(path: Path) -> list[Defect]:
    """Preview it as the page does, and see that nothing was changed or kept."""
    found = oneroster.preview(path)
    assert not found.ok
    for model in (Person, Organization, Class, Enrollment, Membership):
        assert not model._default_manager.exists()
    row = RosterImport.objects.get()
    assert (row.state, row.stored_as) == ("refused", "")
    return found.defects


def edit(file: str, at: int, **cells: str) -> Callable[[Roster], None]:
    """Change cells of one data row; row 0 stands in line 2."""

    def change(roster: Roster) -> None:
        roster.rows[file][at].update(cells)

    return change


def again(file: str, at: int, **cells: str) -> Callable[[Roster], None]:
    """One more row like another."""

    def change(roster: Roster) -> None:
        roster.rows[file].append(roster.rows[file][at] | cells)

    return change


def text(file: str, old: str, new: str) -> Callable[[Roster], None]:
    """Change the written file."""

    def change(roster: Roster) -> None:
        roster.raw[file] = roster.files()[file].decode().replace(old, new, 1).encode()

    return change


def gone(file: str) -> Callable[[Roster], None]:
    def change(roster: Roster) -> None:
        said = roster.manifest().encode()
        roster.left_out.add(file)
        roster.raw["manifest.csv"] = said

    return change


def role_removed(roster: Roster) -> None:
    del roster.rows["roles"][3]


CASES: list[tuple[str, str, int | None, str, Callable[[Roster], None]]] = [
    (
        "version",
        "manifest.csv",
        3,
        "",
        text("manifest.csv", "oneroster.version,1.2", "oneroster.version,2.0"),
    ),
    (
        "mode",
        "manifest.csv",
        8,
        "file.users",
        text("manifest.csv", "file.users,bulk", "file.users,everything"),
    ),
    ("file-missing", "classes.csv", None, "", gone("classes")),
    ("column-missing", "users.csv", 1, "givenName", text("users.csv", "givenName", "firstName")),
    ("column-twice", "orgs.csv", 1, "name", text("orgs.csv", "identifier", "name")),
    ("row-width", "courses.csv", 2, "", text("courses.csv", "Mathematics 7", "Mathematics, 7")),
    ("quotes", "orgs.csv", 3, "", text("orgs.csv", "Alder School", '"Alder School')),
    ("cell-empty", "users.csv", 5, "givenName", edit("users", 3, givenName=" ")),
    ("twice", "users.csv", 17, ID, again("users", 4)),
    ("id-unfit", "users.csv", 5, ID, edit("users", 3, sourcedId="x" * 256)),
    ("date", "academicSessions.csv", 3, "startDate", edit("academicSessions", 1, startDate="31.08.2026")),
    ("date", "academicSessions.csv", 3, "endDate", edit("academicSessions", 1, endDate="2026-02-30")),
    ("flag", "enrollments.csv", 2, "primary", edit("enrollments", 0, primary="perhaps")),
    ("choice", "roles.csv", 2, "role", edit("roles", 0, role="wizard")),
    ("choice", "classes.csv", 3, "classType", edit("classes", 1, classType="club")),
    ("mail", "users.csv", 5, "email", edit("users", 3, email="at home")),
    ("too-long", "users.csv", 5, "givenName", edit("users", 3, givenName="A" * 121)),
    ("control", "users.csv", 5, "familyName", edit("users", 3, familyName="St\x07one")),
    (
        "unknown-reference",
        "enrollments.csv",
        6,
        "userSourcedId",
        edit("enrollments", 4, userSourcedId="nobody"),
    ),
    ("unknown-reference", "classes.csv", 2, "schoolSourcedId", edit("classes", 0, schoolSourcedId="nowhere")),
    ("unknown-reference", "classes.csv", 2, "termSourcedIds", edit("classes", 0, termSourcedIds="t1,t9")),
    ("unknown-reference", "users.csv", 5, "agentSourcedIds", edit("users", 3, agentSourcedIds="ghost")),
    ("unknown-reference", "demographics.csv", 2, ID, edit("demographics", 0, sourcedId="ghost")),
    ("circle", "orgs.csv", 2, "parentSourcedId", edit("orgs", 0, parentSourcedId="s1")),
    ("days-turned", "academicSessions.csv", 3, "endDate", edit("academicSessions", 1, endDate="2026-08-01")),
    (
        "days-turned",
        "enrollments.csv",
        2,
        "endDate",
        edit("enrollments", 0, beginDate="2026-09-01", endDate="2026-08-31"),
    ),
    ("enrolled-twice", "enrollments.csv", 28, "userSourcedId", again("enrollments", 4, sourcedId="e-more")),
    ("no-role", "users.csv", 5, ID, role_removed),
    ("role-conflict", "users.csv", 5, "role", again("roles", 3, sourcedId="r-more", role="teacher")),
    ("own-agent", "users.csv", 5, "agentSourcedIds", edit("users", 3, agentSourcedIds="st0")),
    ("birth", "demographics.csv", 2, "birthDate", edit("demographics", 0, birthDate="2041-02-28")),
]


@pytest.mark.parametrize(
    ("kind", "file", "line", "field", "change"), CASES, ids=[f"{c[0]}-{c[1]}-{c[3]}" for c in CASES]
)
def test_each_defect_is_named_with_its_place_and_its_mend(
    tmp_path: Path, kind: str, file: str, line: int | None, field: str, change: Callable[[Roster], None]
) -> None:
    roster = Roster()
    change(roster)
    found = defects_of(roster.write(tmp_path))
    assert (kind, file, line, field) in [(d.kind, d.file, d.line, d.field) for d in found]
    for defect in found:
        assert defect.problem
        assert defect.mend.endswith((".", "“CSV UTF-8”.", '""'))


def test_twenty_defects_in_one_zip_are_all_named_at_once(tmp_path: Path) -> None:
    roster = Roster(students=30)
    for n, (_kind, file, _line, _field, change) in enumerate(CASES):
        if n > 7 and file in roster.raw:
            continue
        if n > 7:
            change(roster)
    kinds = {d.kind for d in defects_of(roster.write(tmp_path))}
    assert len(kinds) >= 14, kinds


def test_there_are_tests_for_more_than_twenty_kinds_of_defect() -> None:
    assert len({kind for kind, *_ in CASES}) + len(WHOLE) >= 30


# Files that can't be read at all


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in entries.items():
            out.writestr(name, content)
    return path


def as_bytes(content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "roster.zip"
        path.write_bytes(content)
        return path

    return make


def with_files(**change: object) -> Callable[[Path], Path]:
    """The good roster with some entries changed: None leaves one out."""

    def make(folder: Path) -> Path:
        files: dict[str, bytes] = Roster().files()
        for name, content in change.items():
            key = name.replace("__", "/").replace("_", ".") if not name.endswith("zip") else name
            if content is None:
                files.pop(key)
            else:
                files[key] = content(files.get(key, b"")) if callable(content) else content  # type: ignore[assignment]
        return zipped(folder / "roster.zip", files)

    return make


def cut_short(folder: Path) -> Path:
    """The bytes of one entry are spoilt, the zip's table is whole."""
    path = Roster().write(folder)
    content = bytearray(path.read_bytes())
    at = content.index(b"users.csv") + 40
    content[at : at + 30] = bytes(30)
    path.write_bytes(content)
    return path


def with_password(folder: Path) -> Path:
    path = Roster().write(folder)
    content = bytearray(path.read_bytes())
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        content[at + 8] |= 1  # general purpose flag: encrypted
    path.write_bytes(content)
    return path


def bomb(folder: Path) -> Path:
    return zipped(folder / "roster.zip", Roster().files() | {"users.csv": b"0" * (64 * 1024 * 1024)})


def lying_bomb(folder: Path) -> Path:
    """A zip whose table says that little comes out."""
    path = folder / "roster.zip"
    files = Roster().files()
    big = (files["enrollments.csv"].splitlines()[0] + b"\n") + b"e,,,,,,,,,\n" * (4 * 1024 * 1024)
    zipped(path, files | {"enrollments.csv": big})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"enrollments.csv"))
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(content)
    return path


def in_a_folder(folder: Path) -> Path:
    return zipped(folder / "roster.zip", {f"export/{n}": c for n, c in Roster().files().items()})


def climbing_out(folder: Path) -> Path:
    return zipped(folder / "roster.zip", Roster().files() | {"../../users.csv": b"x"})


def crowded(folder: Path) -> Path:
    return zipped(folder / "roster.zip", {f"f{n}.csv": b"x" for n in range(100)})


WHOLE: list[tuple[str, str, Callable[[Path], Path]]] = [
    ("zip-empty", "is empty", as_bytes(b"")),
    ("not-a-zip", "isn't a zip", as_bytes(b"sourcedId,status\n1,active\n")),
    ("not-a-zip", "isn't a zip", as_bytes(b"PK\x03\x04 and no more")),
    ("zip-damaged", "damaged", cut_short),
    ("zip-encrypted", "password", with_password),
    ("zip-bomb", "far more comes out", bomb),
    ("zip-damaged", "damaged", lying_bomb),
    ("path-in-zip", "folder or a path", in_a_folder),
    ("path-in-zip", "folder or a path", climbing_out),
    ("too-many-entries", "100 files", crowded),
    ("no-manifest", "missing", with_files(manifest_csv=None)),
    ("file-empty", "is empty", with_files(users_csv=b"")),
    ("file-empty", "is empty", with_files(manifest_csv=b"\xef\xbb\xbf")),
    ("not-utf8", "isn't UTF-8", with_files(users_csv=lambda c: c.replace(b"Kid3", "Zoë".encode("latin-1")))),
    ("not-utf8", "UTF-16", with_files(users_csv=lambda c: c.decode().encode("utf-16"))),
    ("not-text", "zero bytes", with_files(users_csv=lambda c: c.replace(b"Kid3", b"K\x00d3"))),
    (
        "line-too-long",
        "longer than a line",
        with_files(users_csv=lambda c: c + b"9" * (2 * 1024 * 1024 - len(c))),
    ),
]


@pytest.mark.parametrize(("kind", "says", "make"), WHOLE, ids=[f"{n}-{c[0]}" for n, c in enumerate(WHOLE)])
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    tmp_path: Path, kind: str, says: str, make: Callable[[Path], Path]
) -> None:
    found = defects_of(make(tmp_path))
    assert found[0].kind == kind, [d.sentence() for d in found]
    assert says in found[0].problem
    assert found[0].mend


def test_a_line_that_is_not_utf8_is_named_by_its_number(tmp_path: Path) -> None:
    (found,) = [d for d in defects_of(WHOLE[13][2](tmp_path)) if d.kind == "not-utf8"]
    assert (found.file, found.line) == ("users.csv", 8)


@pytest.mark.parametrize("make", [bomb, lying_bomb], ids=["bomb", "lying bomb"])
def test_a_zip_bomb_never_fills_the_memory(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path)
    tracemalloc.start()
    defects_of(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 * 1024 * 1024


def test_hundreds_of_like_defects_are_counted_and_the_first_are_told(tmp_path: Path) -> None:
    roster = Roster(students=300)
    for row in roster.rows["enrollments"]:
        row["role"] = "wizard"
    found = oneroster.examine(roster.write(tmp_path))
    assert len(found.defects) == 200
    assert found.more_defects > 300
    assert any("more of the kind" in line for line in found.lines())


def test_a_refusal_stores_no_cell_of_the_file(tmp_path: Path) -> None:
    roster = Roster()
    roster.rows["users"][3].update(email="canary at home", sourcedId="canary|bar", givenName="Canary" * 30)
    assert defects_of(roster.write(tmp_path))
    assert "anary" not in str(RosterImport.objects.values().get())
