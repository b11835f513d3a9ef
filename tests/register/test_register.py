"""Faulty registers: every problem at once, with line and remedy, and everything else still computed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from program import foerder

from foerder.deadlines.calculator import Calculator
from foerder.model import Register
from foerder.register.load import load
from foerder.text import i18n

GALLERY = Path(__file__).parent / "faulty"
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with i18n.using("en"):
        yield


def told(register: Register) -> str:
    """What is wrong with a register, and what is computed all the same."""
    lines = [f"{p.line} {p.code}: {p.message}\n  {p.remedy}\n" for p in register.problems]
    lines.append(f"projects: {' '.join(project.id for project in register.projects)}\n")
    for deadline in Calculator(register, TODAY, TODAY).all():
        lines.append(f"{deadline.due or 'no date'} {deadline.id}\n")
    return "".join(lines)


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("file", sorted(GALLERY.glob("*.toml")), ids=lambda file: file.stem)
def test_gallery(file: Path, newline: str, tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_bytes(b"\xef\xbb\xbf" * (newline != "\n") + file.read_bytes().replace(b"\n", newline.encode()))
    register = load([path], ["projects.toml"])
    assert {(problem.path, problem.severity) for problem in register.problems} == {("projects.toml", "error")}
    assert told(register) == file.with_suffix(".txt").read_text("utf-8")


def test_every_gallery_file_is_told() -> None:
    assert {file.stem for file in GALLERY.glob("*.toml")} == {file.stem for file in GALLERY.glob("*.txt")}


PROJECT = (
    'format = 1\n[[project]]\nid = "{0}"\ntitle = "Größe {0}"\n[[project.period]]\nstart = 2026-01-01\nend = {1}\n'
)


def files(folder: Path, **texts: str | bytes) -> Path:
    """A folder with files, each named like its argument."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def problems(*paths: Path) -> list[tuple[str, int | None, str]]:
    register = load(paths, [path.name for path in paths])
    return [(problem.path, problem.line, problem.message) for problem in register.problems]


def ids(*paths: Path) -> list[str]:
    return [project.id for project in load(paths).projects]


def test_sound_registers_have_no_problems(tmp_path: Path) -> None:
    folder = files(tmp_path / "r", a=PROJECT.format("a", "2026-12-31"), b=PROJECT.format("b", "2027-12-31"))
    assert problems(folder) == []
    assert ids(folder) == ids(folder / "a.toml", folder / "b.toml") == ["a", "b"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    folder = files(tmp_path / "r", a=PROJECT.format("a", "2026-12-31"))
    (tmp_path / "link.toml").symlink_to(folder / "a.toml")
    assert problems(folder, folder / "a.toml", tmp_path / "link.toml") == []


def test_ids_are_unique_across_files(tmp_path: Path) -> None:
    one = '\n[settings]\nwithin = 5\n[notify]\nattach = true\n[[authority]]\nid = "x"\nname = "X"\n'
    folder = files(tmp_path / "r", a=PROJECT.format("a", "2026-12-31") + one, b=PROJECT.format("a", "2027-12-31") + one)
    b = str(Path("r", "b.toml"))
    assert problems(folder) == [
        (b, 3, f'project "a": the id "a" is already taken in {Path("r", "a.toml")}; the first one counts'),
        (b, 9, "[settings]: there is a second [settings]"),
        (b, 11, "[notify]: there is a second [notify]"),
        (b, 14, f'authority "x": the id "x" is already taken in {Path("r", "a.toml")}; the first one counts'),
    ]


def test_one_file_speaks_of_what_stands_in_another(tmp_path: Path) -> None:
    programme = 'format = 1\n[[programme]]\nid = "p"\ntitle = "P"\n'
    project = 'format = 1\n[[project]]\nid = "a"\ntitle = "A"\nprogramme = "p"\nfollows = "b"\n'
    folder = files(tmp_path / "r", a=project, b=PROJECT.format("b", "2026-12-31"), p=programme)
    assert problems(folder) == []
    assert [message for _path, _line, message in problems(folder / "a.toml")] == [
        'project "a": there is no programme "p"',
        'project "a": there is no project "b"',
    ]


def test_a_bad_file_hides_no_other(tmp_path: Path) -> None:
    folder = files(
        tmp_path / "r",
        a=PROJECT.format("a", "2026-12-31"),
        b=PROJECT.format("b", "2026-12-31").encode("cp1252"),
        c=PROJECT.format("c", "31.12.2026"),
        d=b"\0\0",
        e=PROJECT.format("e", "2026-12-31") + "owner = 5\n",
    )
    (folder / "f.toml").symlink_to(tmp_path / "nothing.toml")
    files(folder / "sub", x=PROJECT.format("x", "2026-12-31"))
    (folder / ".#a.toml").write_text("x")
    (folder / "notes.txt").write_text("x")
    assert ids(folder) == ["a", "b", "e"]
    assert [(Path(path).name, line) for path, line, _message in problems(folder)] == [
        ("b.toml", 4),
        ("c.toml", 7),
        ("d.toml", 1),
        ("e.toml", 8),
        ("f.toml", None),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be"])
def test_every_encoding_is_shown_and_all_but_utf8_told(encoding: str, tmp_path: Path) -> None:
    text = PROJECT.format("a", "2026-12-31").replace("\n", "\r\n")
    folder = files(tmp_path / "r", a=text.encode(encoding))
    register = load([folder])
    told_codes = [problem.code for problem in register.problems]
    if encoding == "utf-16-be":  # without its mark it is full of NUL bytes
        assert (told_codes, register.projects) == (["encoding"], ())
        return
    assert told_codes == ([] if encoding.startswith("utf-8") else ["encoding"])
    assert [project.title for project in register.projects] == ["Größe a"]


def test_where_nothing_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.toml").write_text("")
    assert problems(tmp_path / "empty") == [("empty", None, "there is no register in this folder")]
    assert problems(tmp_path / "none.toml") == [("none.toml", None, "there is no such file")]
    assert problems(tmp_path / "file.toml" / "x.toml") == [("x.toml", None, "there is no such file")]


def test_settings_in_a_file_that_cannot_be_read_leave_dates_open(tmp_path: Path) -> None:
    deadline = '[[project.period.deadline]]\nid = "d"\nkind = "other"\ndue = 2026-12-01\n'
    good = files(tmp_path / "r", a=PROJECT.format("a", "2026-12-31") + deadline)
    for other, dated in (("format = 1\n", True), (b"\0", False)):
        register = load([files(good, b=other)])
        due = {deadline.id: deadline.due for deadline in Calculator(register, TODAY, TODAY).all()}
        assert due["a/2026/period-end"] == date(2026, 12, 31)
        assert (due["a/2026/d"] is not None) is dated


@pytest.mark.parametrize("verb", ["list", "due", "check", "show", "explain", "rules"])
def test_every_verb_shows_the_good_and_says_what_is_wrong(verb: str) -> None:
    argument = {"show": ["good"], "explain": ["good/2026/period-end"], "due": ["--all"]}.get(verb, [])
    path = GALLERY / "end-before-start.toml"
    result = foerder("-f", path, verb, *argument)
    assert result.code == 3
    assert "Traceback" not in result.err
    wanted = f'{path}:9: project "iksp", period "2022": end (2022-06-30) is before start (2022-07-01)'
    if verb == "check":
        assert wanted.split(": ", 1)[1] in result.out
    else:
        assert wanted in result.err
    if verb in ("list", "due", "show", "explain"):
        assert "good" in result.out


def test_json_carries_the_problems_and_the_good_projects() -> None:
    result = foerder("-f", GALLERY / "all-at-once.toml", "list", "--format", "json")
    assert [project["id"] for project in result.json["projects"]] == ["iksp", "good"]
    assert [problem["line"] for problem in result.json["problems"]] == [4, 10, 14, 15, 18, 19, 24]
    assert result.code == 3


def test_control_characters_of_the_file_are_shown_not_sent(tmp_path: Path) -> None:
    folder = files(tmp_path / "r", a='format = 1\n[[project]]\nid = "a"\ntitle = "A"\n"\\u001b[31mrot" = 1\n')
    assert '"\\x1b[31mrot"' in foerder("-f", folder, "list").err


SAME = 'id = "report"\nkind = "final-report"\nafter = "period-end"\noffset = "6 months"\n'
"""What a deadline's table says, word for word, in one project after the other."""
OTHERS = {
    "the same": (SAME, "", ""),
    "one is not true": (SAME + "off = 1\n", "off = 1", "bad-value"),
    "a slip": (SAME + 'snap = "year-ends"\n', 'snap = "year-ends"', "bad-value"),
    "another anchor": (SAME.replace("-end", "-ends"), 'after = "period-ends"', "unknown-anchor"),
    "two forms": (SAME + "due = 2027-01-01\n", "due = 2027-01-01", "two-forms"),
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("before", ["", "off = true\n"], ids=["on", "off"])
@pytest.mark.parametrize("turned", [False, True], ids=["after the sound one", "before it"])
def test_tables_that_say_the_same_are_each_read_for_themselves(
    name: str, before: str, turned: bool, tmp_path: Path
) -> None:
    other, line, code = OTHERS[name]
    parts = [SAME + before, SAME, other, other]
    text = "format = 1\n" + "".join(
        f'[[project]]\nid = "p{n}"\ntitle = "P"\n[[project.period]]\nid = "1"\nend = 203{n}-12-31\n'
        f"[[project.period.deadline]]\n{part}"
        for n, part in enumerate(reversed(parts) if turned else parts)
    )
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    register = load([path])
    lines = [n for n, written in enumerate(text.splitlines(), start=1) if written == line]
    assert [(problem.line, problem.code) for problem in register.problems] == [(n, code) for n in lines]
    assert len(lines) == 2 * bool(code)
    first, sound = (3, 2) if turned else (0, 1)
    found = {d.id: d.nominal for d in Calculator(register, date(2026, 11, 22), date(2026, 11, 22)).all()}
    assert found[f"p{sound}/1/report"] == date(2031 + sound, 6, 30)
    assert (f"p{first}/1/report" in found) == (not before)


def test_what_is_wrong_in_a_table_is_told_of_every_project_however_many_periods_it_has(tmp_path: Path) -> None:
    table = '[[project.deadline]]\nid = "x"\nkind = "other"\nafter = "typo"\noffset = "1 month"\n'
    period = "[[project.period]]\nstart = {0}-01-01\nend = {0}-12-31\n"
    text = "format = 1\n" + "".join(
        f'[[project]]\nid = "{name}"\ntitle = "A"\n{table}{"".join(period.format(year) for year in years)}'
        for name, years in (("a", (2025, 2026)), ("b", (2025,)), ("c", (2025, 2026, 2027)), ("d", (2026,)))
    )
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    found = [(problem.project, problem.code) for problem in load([tmp_path / "a.toml"]).problems]
    assert found == [(name, "unknown-anchor") for name in "abcd"]


def test_the_same_table_is_told_where_it_is_wrong_and_not_where_something_is_missing(tmp_path: Path) -> None:
    table = '[[project.period]]\nid = "1"\n[[project.period.deadline]]\n' + SAME.replace("period-end", "handed-in")
    text = (
        f'format = 1\n[[project]]\nid = "a"\ntitle = "A"\nprogramme = "lost"\n{table}'
        f'[[project]]\nid = "b"\ntitle = "B"\n{table}'
    )
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    found = [(problem.project, problem.code) for problem in load([tmp_path / "a.toml"]).problems]
    assert found == [("a", "unknown-programme"), ("b", "unknown-anchor")]


STATES = ("DE-TH", "DE-BE", "DE-BW")


def test_the_same_table_is_counted_by_the_holidays_of_each_seat(tmp_path: Path) -> None:
    seats = "".join(f'[[authority]]\nid = "{seat.lower()}"\nname = "{seat}"\nholidays = "{seat}"\n' for seat in STATES)
    text = f'format = 1\n[settings]\nholidays = "DE"\n{seats}' + "".join(
        f'[[project]]\nid = "p-{seat.lower()}"\ntitle = "P"\nauthority = "{seat.lower()}"\n[[project.period]]\n'
        'id = "1"\nend = 2025-11-03\n[[project.period.deadline]]\nid = "x"\nkind = "final-report"\n'
        'before = "period-end"\noffset = "2 working days"\n'
        for seat in STATES
    )
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    every = Calculator(load([tmp_path / "a.toml"]), date(2025, 10, 1), date(2025, 10, 1)).all()
    assert {d.id: d.nominal for d in every if d.kind == "final-report"} == {
        "p-de-th/1/x": date(2025, 10, 29),  # 31 October, Reformation Day, is a Friday
        "p-de-be/1/x": date(2025, 10, 30),
        "p-de-bw/1/x": date(2025, 10, 30),
    }
