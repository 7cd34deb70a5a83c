"""Papers that cannot drift: each command and each setting is documented, and each test that a paper names exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from django.urls import URLResolver, get_resolver

from waypost.cli.app import app
from waypost.measures import page

ROOT = Path(__file__).resolve().parent.parent
PAPERS = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")])


def commands() -> list[str]:
    group = typer.main.get_command(app)
    return sorted(name for name, command in group.commands.items() if not command.hidden)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", commands())
def test_each_command_stands_in_the_operators_page(command: str) -> None:
    assert f"waypost {command}" in (ROOT / "docs/operate.md").read_text()


def test_each_setting_from_the_environment_is_documented() -> None:
    named = set()
    for file in (ROOT / "waypost").rglob("*.py"):
        named |= set(
            re.findall(
                r"""(?:environ(?:\.get|\.setdefault)?[\[(]|envvar=)["'](WAYPOST_\w+|DATABASE_URL)""",
                file.read_text(),
            )
        )
    assert len(named) >= 5
    page = (ROOT / "docs/operate.md").read_text()
    assert not sorted(name for name in named if f"`{name}`" not in page)


def test_each_file_that_a_paper_names_is_there() -> None:
    missing = [
        f"{paper.name}: {place}"
        for paper in PAPERS
        for place in re.findall(r"`((?:docs|tests|benchmarks|waypost)/[\w./-]+)`", paper.read_text())
        if not (ROOT / place).exists()
    ]
    assert not missing


def test_the_page_of_measures_is_what_the_code_says() -> None:
    said = "Run: .venv/bin/python -m waypost.measures.page > docs/measures.md"
    assert (ROOT / "docs/measures.md").read_text() == page.markdown(), said


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, here)
        else:
            yield here


def test_each_line_of_the_mission_leads_to_a_page_and_to_a_test_that_are_there() -> None:
    rows = re.findall(
        r"^\| [^|]+ \| `([^`]+)` \| `([^`]+)` \|$", (ROOT / "docs/mission.md").read_text(), re.M
    )
    assert len(rows) >= 40
    known = set(addresses(get_resolver()))
    assert not [page for page, _ in rows if page not in known]
    for _, test in rows:
        file, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text() if name else (ROOT / file).exists(), test
