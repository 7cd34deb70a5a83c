"""Papers that cannot drift: each command and each setting is documented, and each test that a paper names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

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
