"""Files of triples: what is read, and what is said of files that can't be."""

import gzip

import pytest

from waypost.measures import io

GOOD = b"3\n4,4,7\n0,1,1\n1\n2\n0\n"


def written(tmp_path, content, name="answers.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        gzip.compress(GOOD),
        GOOD.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + GOOD,
        GOOD + b"\n\n",
        GOOD.rstrip(),
        GOOD.replace(b"4,4,7", b"4, 4 ,7,"),
    ],
    ids=["plain", "gzip", "windows", "bom", "blank end", "no end", "commas"],
)
def test_three_lines_a_student_become_rows_in_order(tmp_path, content):
    assert io.read_triples(written(tmp_path, content)).to_pydict() == {
        "student": [1, 1, 1, 2],
        "skill": [4, 4, 7, 2],
        "correct": [0, 1, 1, 0],
    }


def test_the_path_may_be_text_and_a_student_without_answers_has_no_rows(tmp_path):
    path = written(tmp_path, b"0\n\n\n1\n5\n1\n0\n")
    assert io.read_triples(str(path)).to_pydict() == {"student": [2], "skill": [5], "correct": [1]}


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"", None, "is empty"),
        (b"x\n1\n1\n", 1, "'x'; this line should hold the number of answers"),
        (b"1,2\n1\n1\n", 1, "expected the number of answers of the next student"),
        (b"-1\n1\n1\n", 1, "expected the number of answers"),
        (b"2\n1,a\n1,1\n", 2, "value 2 is 'a'"),
        (b"2\n1,,3\n1,1\n", 2, "value 2 is ''"),
        (b"2\n1,-3\n1,1\n", 2, "whole numbers from 0 on"),
        (b"2\n1\n1,1\n", 2, "found 1 values, and the student's first line says 2"),
        (b"2\n1,1\n1,2\n", 3, "value 2 is 2, and an answer is 0 or 1"),
        (b"2\n1,1\n1,1,0\n", 3, "found 3 values"),
        (b"1\n1\n1\n2\n1,1\n", 6, "the file ends where a line of 0 and 1 should follow"),
        (b"1\n1\n1\n2\n", 5, "the file ends where a line of skill ids should follow"),
        (b"1\n99999999999999999999\n1\n", 2, "value 1 is '99999999999999999999'"),
        (b"1\n\xff\n1\n", 2, "not text (UTF-8)"),
        (gzip.compress(GOOD * 2000)[:-40], None, "broken off or damaged"),
    ],
)
def test_a_bad_file_is_named_with_its_line_and_what_is_wrong(tmp_path, content, line, what):
    path = written(tmp_path, content)
    with pytest.raises(io.BadFile) as caught:
        io.read_triples(path)
    said = str(caught.value)
    assert str(path) in said
    assert what in said
    if line:
        assert f"line {line}:" in said


def test_a_file_that_is_not_there_is_the_usual_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        io.read_triples(tmp_path / "none.csv")
