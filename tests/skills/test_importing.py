"""Skills come in by CSV and CASE: checked whole, shown, then written; each defect is named with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from waypost.skills import importing
from waypost.skills.models import Framework, Relation, Skill

GOOD = 'code,title,parent,prerequisites\nN,Numbers,,\nN.1,Add,N,\nN.2,Multiply,N,N.1\nN.3,"Powers, roots",N,N.1;N.2\n'


def taken(text: str | bytes, *, apply: bool = True, name: str = "skills.csv") -> importing.Report:
    content = text.encode() if isinstance(text, str) else text
    return importing.take(importing.read(name, content), name, apply=apply)


@pytest.mark.django_db
def test_a_tree_comes_in_with_parents_and_prerequisites() -> None:
    report = taken(GOOD)
    assert (report.new, report.changed, report.applied) == (4, 0, True)
    assert Skill.objects.get(code="N.3").parent.code == "N"  # type: ignore[union-attr]
    assert set(Relation.objects.values_list("before__code", "after__code")) == {
        ("N.1", "N.2"),
        ("N.1", "N.3"),
        ("N.2", "N.3"),
    }


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing_and_a_changed_line_only_itself() -> None:
    taken(GOOD)
    again = taken(GOOD)
    assert (again.new, again.same, again.changed) == (0, 4, 0)
    changed = taken(GOOD.replace("Multiply", "Times"), apply=False)
    assert (changed.same, changed.changed) == (3, 1)
    assert Skill.objects.get(code="N.2").title == "Multiply"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace(",", ";").replace('"Powers; roots"', "Powers").replace("N.1;N.2", "N.1|N.2"),
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
    ],
    ids=["semicolons", "a byte order mark", "Windows line ends"],
)
def test_files_as_schools_really_save_them_are_read(text: str) -> None:
    assert taken(text).new == 4


DEFECTS = [
    ("", None, "empty"),
    (b"code,title\nN,Z\xe4hlen\n", 2, "UTF-8"),
    ("name,title\nN,Numbers\n", 1, "column"),
    ("code,title\nN,Numbers\nN,Again\n", 2, "more than once"),
    ("code,title\nN,\n", 2, "empty"),
    ("code,title,parent\nN,Numbers,X\n", 2, "no code of this file"),
    ("code,title,prerequisites\nN,Numbers,X\n", 2, "no code of this file"),
    ("code,title,parent\nA,A,B\nB,B,A\n", 2, "circle"),
    ("code,title,prerequisites\nA,A,B\nB,B,A\n", 2, "circle"),
    ("code,title,rule\nA,A,guess\n", 2, "no rule"),
    ("code,title\nA,A,B,C\n", 2, "more cells"),
    ("{not json", 1, "no JSON"),
    ("{}", None, "CFPackage"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "line", "word"), DEFECTS)
def test_each_defect_is_named_with_its_line_and_nothing_is_changed(
    text: str | bytes, line: int | None, word: str
) -> None:
    report = taken(text)
    assert any(r.line == line and word in r.sentence for r in report.refusals), [
        str(r) for r in report.refusals
    ]
    assert not report.applied
    assert not Framework.objects.exists()


def package() -> dict[str, object]:
    def item(identifier: str, code: str, text: str) -> dict[str, object]:
        return {
            "identifier": identifier,
            "uri": f"https://x.org/ims/case/v1p0/CFItems/{identifier}",
            "humanCodingScheme": code,
            "fullStatement": text,
        }

    def tie(kind: str, a: str, b: str, number: int = 1) -> dict[str, object]:
        ends = {
            k: {"identifier": i, "uri": f"https://x.org/CFItems/{i}", "title": i}
            for k, i in (("originNodeURI", a), ("destinationNodeURI", b))
        }
        return {"identifier": f"{kind}{a}{b}", "associationType": kind, "sequenceNumber": number, **ends}

    return {
        "CFDocument": {
            "identifier": "d",
            "uri": "https://x.org/CFDocuments/d",
            "title": "Maths",
            "creator": "State",
        },
        "CFItems": [
            item("i1", "6.NS", "Numbers"),
            item("i2", "6.NS.1", "Divide fractions"),
            item("i3", "6.NS.2", "Divide decimals"),
        ],
        "CFAssociations": [
            tie("isChildOf", "i1", "d"),
            tie("isChildOf", "i2", "i1"),
            tie("isChildOf", "i3", "i1", 2),
            tie("precedes", "i2", "i3"),
        ],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("wrapped", [False, True], ids=["the package itself", "inside CFPackage"])
def test_a_case_package_comes_in_with_its_tree_and_order(wrapped: bool) -> None:
    whole = {"CFPackage": package()} if wrapped else package()
    assert taken(json.dumps(whole), name="maths.json").new == 3
    assert Framework.objects.get().uri == "https://x.org/CFDocuments/d"
    assert Skill.objects.get(code="6.NS.2").parent.code == "6.NS"  # type: ignore[union-attr]
    assert set(Relation.objects.values_list("before__code", "after__code")) == {("6.NS.1", "6.NS.2")}


@pytest.mark.django_db
def test_exact_matches_of_two_trees_are_kept() -> None:
    taken(json.dumps(package()), name="maths.json")
    other = {
        "CFDocument": {"identifier": "e", "uri": "https://y.org/e", "title": "Ours"},
        "CFItems": [{"identifier": "o1", "humanCodingScheme": "F", "fullStatement": "Fractions"}],
        "CFAssociations": [
            {
                "associationType": "exactMatchOf",
                "originNodeURI": {"identifier": "o1"},
                "destinationNodeURI": {"uri": "https://x.org/CFItems/i2"},
            }
        ],
    }
    taken(json.dumps(other), name="ours.json")
    assert Relation.objects.filter(before__code="F", after__code="6.NS.1", kind="exactMatchOf").exists()


@pytest.mark.django_db
def test_an_item_without_a_statement_is_named_by_its_place() -> None:
    broken = package()
    broken["CFItems"][1]["fullStatement"] = ""  # type: ignore[index]
    report = taken(json.dumps(broken), name="maths.json")
    assert [r.field for r in report.refusals] == ["CFItems[1].fullStatement"]


@pytest.mark.django_db
def test_alignments_come_in_by_a_file_of_their_own(tmp_path: Path) -> None:
    from tests.readings.makers import tool

    taken(GOOD)
    tool("Khan")
    file = tmp_path / "a.csv"
    file.write_text(
        "source,match,pattern,skill\nKhan,prefix,https://khan.example/add,N.1\nkhan,column,Times,N.2\n"
    )
    assert importing.run_alignments(file).lines()[0].startswith("2 new")
    assert importing.run_alignments(file, apply=True).applied
    assert importing.run_alignments(file).same == 2
    file.write_text("source,match,pattern,skill\nNobody,guess,,X\n")
    assert {r.field for r in importing.run_alignments(file, apply=True).refusals} == {
        "source",
        "match",
        "pattern",
        "skill",
    }
