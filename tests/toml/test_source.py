"""Register text from the disk, and what is left of it after a slip."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foerder.model import Problem
from foerder.text import i18n
from foerder.toml import decode as decode_module
from foerder.toml.decode import decode, parse, read_source
from foerder.toml.german_values import iso_date, plain_number
from foerder.toml.mistakes import explain_syntax_error
from foerder.toml.positions import Layout
from foerder.toml.source import Parsed, Source

GALLERY = Path(__file__).parent / "broken"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with i18n.using("en"):
        yield


def source(text: str) -> Source:
    result = decode(text.encode(), "projects.toml")
    assert isinstance(result, Source)
    return result


def project_ids(parsed: Parsed) -> list[str]:
    return [project["id"] for project in parsed.data.get("project", []) if "id" in project]


def told(parsed: Parsed) -> str:
    lines = [f"{problem.line}: {problem.message}\n  {problem.remedy}\n" for problem in parsed.problems]
    return "".join(lines) + f"projects: {' '.join(project_ids(parsed))}\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("file", sorted(GALLERY.glob("*.toml")), ids=lambda file: file.stem)
def test_gallery(file: Path, newline: str) -> None:
    text = file.read_bytes().decode()
    parsed = parse(source(text.replace("\n", newline)))
    assert told(parsed) == file.with_suffix(".txt").read_text("utf-8")
    assert len(parsed.text) == len(text.replace("\n", newline))
    assert {problem.code for problem in parsed.problems} == {"syntax"}


def test_every_gallery_file_is_told() -> None:
    assert {file.stem for file in GALLERY.glob("*.toml")} == {file.stem for file in GALLERY.glob("*.txt")}


def test_sound_text_is_taken_as_it_is() -> None:
    text = 'format = 1\r\n[[project]]\r\nid = "a"\r\namount = 0.10\r\n'
    parsed = parse(source(text))
    assert parsed == Parsed({"format": 1, "project": [{"id": "a", "amount": Decimal("0.10")}]}, [], text, [])


def test_problem_names_the_project_and_the_faulty_line() -> None:
    parsed = parse(source('format = 1\n[[project]]\ntitle = "T"\n\n id = "iksp"\nend = 30.06.2025\n'))
    assert parsed.problems == [
        Problem(
            "projects.toml",
            6,
            "iksp",
            "error",
            "syntax",
            'project "iksp": 30.06.2025 is not how a date is written here',
            "Write 2025-06-30.",
            "project",
        )
    ]
    assert parsed.broken == [("project", "iksp", "T", 2, 6)]


def test_lines_and_places_after_a_broken_block_stay() -> None:
    text = '[[project]]\nid = "a"\nend = x\n[[project]]\nid = "b"\n'
    parsed = parse(source(text))
    assert parsed.text == " " * 11 + "\n" + " " * 8 + "\n" + " " * 7 + '\n[[project]]\nid = "b"\n'
    assert Layout(parsed.text).line(("project", 0, "id")) == 5


def test_sub_table_of_a_broken_project_never_goes_to_another() -> None:
    text = (
        '[[project]]\nid = "a"\n[[project]]\nid = "b"\nend = x\n'
        '[[programme]]\nid = "p"\n[[project.period]]\nstart = 2022-01-01\n'
    )
    parsed = parse(source(text))
    assert parsed.data == {"project": [{"id": "a"}], "programme": [{"id": "p"}]}


def test_header_in_a_broken_long_text_is_no_project() -> None:
    text = '[[project]]\nid = "a"\nnotes = """\n[[project]]\nid = "b"\n"""\n[[project]]\nid = "c"\n[x\n'
    assert project_ids(parse(source(text))) == ["a"]


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "\ufeff", "\ufeffformat = 1\n"])
def test_nothing_to_report(text: str) -> None:
    read = source(text)
    assert (read.bom, read.text) == (text.startswith("\ufeff"), text.removeprefix("\ufeff"))
    assert parse(read).problems == []


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        ('format = 1\ntitle = "Förderung"\n'.encode("cp1252"), 2, 'cp1252), not UTF-8: see "Förderung"'),
        (b'\xef\xbb\xbfformat = 1\n\ntitle = "Stra\xdfe"\n', 3, 'see "Straße"'),
        (b"a = 1\nb = \xff\xfe\n", 2, "is not UTF-8 text (byte 0xFF)"),
        ("format = 1\n".encode("utf-16"), 1, "the file is UTF-16"),
        ("format = 1\n".encode("utf-16-be"), 1, "NUL bytes"),
        (b"a = 1\n\0\0", 2, "NUL bytes"),
    ],
)
def test_not_utf8(raw: bytes, line: int, message: str) -> None:
    problem = decode(raw, "projects.toml")
    assert isinstance(problem, Problem)
    assert (problem.line, problem.code) == (line, "encoding")
    assert message in problem.message
    assert "UTF-8" in problem.remedy


@pytest.mark.parametrize(
    ("text", "newline"), [("a = 1\r\nb = 2\r\n", "\r\n"), ("a = 1\n", "\n"), ("", "\n"), ("a = 1", "\n")]
)
def test_line_end(tmp_path: Path, text: str, newline: str) -> None:
    file = tmp_path / "projects.toml"
    file.write_bytes(text.encode())
    read = read_source(file, "shown.toml")
    assert read == Source("shown.toml", text, text.encode(), False, newline)


def test_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    def fail(_path: Path) -> bytes:
        raise OSError(5, "Input/output error")

    file = tmp_path / "projects.toml"
    problems = [read_source(file, "p"), read_source(tmp_path, "p"), read_source(Path("a\0b"), "p")]
    for stand_in in (refuse, fail):
        monkeypatch.setattr(decode_module, "read_file", stand_in)
        problems.append(read_source(file, "p"))
    messages = [
        "there is no such file",
        "there is no register in this folder",
        "the file cannot be read: embedded null byte",
        "the file or folder may not be read",
        "the file cannot be read: Input/output error",
    ]
    for problem, message in zip(problems, messages, strict=True):
        assert isinstance(problem, Problem)
        assert problem.message == message
        assert problem.line is None


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs file permissions that bind")
def test_file_without_read_permission(tmp_path: Path) -> None:
    file = tmp_path / "projects.toml"
    file.write_bytes(b"")
    file.chmod(0)
    problem = read_source(file, "p")
    assert isinstance(problem, Problem)
    assert problem.message == "the file or folder may not be read"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("180.000,00", "180000.00"),
        ("1.234,56 €", "1234.56"),
        ("EUR 5", "5"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("180.000 €", "180000"),
        ("12.50 €", "12.50"),
        ("0,60", "0.60"),
        ("0,125", "0.125"),
        ("12,5 %", "0.125"),
        ("180.000,-", "180000"),
        ("1'000'000,50", "1000000.50"),
        ("1,000", None),
        ("1,2,3.4.5", None),
        ("-5,00", "-5.00"),
    ],
)
def test_plain_number(written: str, number: str | None) -> None:
    assert plain_number(written) == number


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("30.06.2025", "2025-06-30"),
        ("1.7.25", "2025-07-01"),
        ("2025/6/3", "2025-06-03"),
        ("29.02.2025", None),
        ("x", None),
    ],
)
def test_iso_date(written: str, iso: str | None) -> None:
    assert iso_date(written) == iso


def test_message_of_another_parser_is_passed_on() -> None:
    slip = explain_syntax_error(["a = 1"], 1, "Something new (at line 1, column 3)")
    assert slip.message == "not valid TOML: Something new"


SOUND = """\
format = 1
[settings]
within = 90
[[programme]]
id = "prog"
title = 'Programm "A"'
""" + "".join(
    f"""
[[project]]   # {number}
id = "p{number}"
title = "Vorhaben „{number}“"
tags = ["a", # eins
  "b"]
notes = \"""
[[project]]
id = "text"
\"""
done = [{{deadline = "2022/x", on = 2025-01-01}}]
[[project.period]]
start = 2022-07-01
amount = 180_000.00
"""
    for number in range(4)
)
PIECES = st.sampled_from(
    [*"\"'[]{}=,.#\\\n\r\t \0\x1b€ä„“", '"""', "'''", "[[", "]]", "[project]", "30.06.2025", "0,60", "\ufeff"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SOUND)), st.integers(0, 12), PIECES | st.text(max_size=3)), max_size=4))
def test_changed_text_never_raises(changes: list[tuple[int, int, str]]) -> None:
    text = SOUND
    for start, length, piece in changes:
        text = text[:start] + piece + text[start + length :]
    result = decode(text.encode("utf-8", "surrogatepass"), "p")
    if isinstance(result, Source):
        parsed = parse(result)
        assert len(parsed.text) == len(result.text)
        assert parsed.text.count("\n") == result.text.count("\n")
        assert bool(parsed.problems) == bool(parsed.broken)
        Layout(parsed.text)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text(alphabet="[]{}=,.#\"'\\ \r\nab1-:ä€", max_size=60).map(str.encode))
def test_any_bytes_never_raise(raw: bytes) -> None:
    result = decode(raw, "p")
    if isinstance(result, Source):
        parse(result)


SLIPS = [
    ("start = 2022-07-01", "start = 01.07.2022"),
    ("amount = 180_000.00", "amount = 180.000,00"),
    ('tags = ["a", # eins', 'tags = ["a" # eins'),
    ('  "b"]', '  "b"'),
    ('title = "', "title = "),
    ("[[project.period]]", "[[project.period]"),
    ('deadline = "2022/x"', "deadline = „2022/x“"),
    ("start = ", "start: "),
    ("[[project]]   #", "[[project]   #"),
]


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
@pytest.mark.parametrize("number", range(4))
def test_one_slip_hides_one_project(number: int, right: str, wrong: str) -> None:
    place = SOUND.index(right, SOUND.index(f"[[project]]   # {number}"))
    parsed = parse(source(SOUND[:place] + wrong + SOUND[place + len(right) :]))
    assert project_ids(parsed) == [f"p{other}" for other in range(4) if other != number]
    assert parsed.data["settings"] == {"within": 90}
    assert [problem.project for problem in parsed.problems] == [f"p{number}"]
    assert [broken.id for broken in parsed.broken] == [f"p{number}"]
    # An unclosed list is reported where it begins, one line above.
    assert parsed.problems[0].line == SOUND.count("\n", 0, place) + (right != '  "b"]')


def test_random_typos_leave_the_other_projects_alone() -> None:
    """One character changed inside a line of one project, where no string or bracket runs on."""
    chance = random.Random(1)
    begin = SOUND.index('id = "p2"')
    for _turn in range(300):
        place = chance.randrange(begin, SOUND.index("tags", begin) - 1)
        if SOUND[place] != "\n":
            text = SOUND[:place] + chance.choice("=.,x€{") + SOUND[place + 1 :]
            assert {"p0", "p1", "p3"} <= set(project_ids(parse(source(text))))
