"""Completion in bash, zsh, fish and PowerShell: in the shells that are here, and for all as their scripts ask."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import ROOT, process
from shells import Terminal, stub

from foerder.cli.parser.completion import SHELLS, script

pytestmark = pytest.mark.slow

REGISTER = """\
format = 1
[[programme]]
id = "foerderfonds"
title = "Förderfonds"
  [[programme.call]]
  id = "runde"
  closes = 2027-01-31
[[project]]
id = "gruenes-band"
title = "Grünes Band"
programme = "foerderfonds"
  [[project.period]]
  id = "2026"
  start = 2026-01-01
  end = 2026-12-31
    [[project.period.deadline]]
    id = "schluss"
    kind = "final-report"
    due = 2027-06-30
[[project]]
id = "spielplatz"
title = "Spielplatz"
"""
TYPED = {
    "a verb": ("undo-", "undo-done"),
    "an option": ("due --wi", "due --within"),
    "a choice": ("due --format js", "due --format json"),
    "a project": ("show spi", "show spielplatz"),
    "a period": ("pay gruenes-band/20", "pay gruenes-band/2026"),
    "a deadline": ("done gruenes-band/2026/s", "done gruenes-band/2026/schluss"),
    "a colon": ("explain call:f", "explain call:foerderfonds/runde"),
    "behind an option": ("--lang en undo-done x --dr", "--lang en undo-done x --dry-run"),
    "behind a quoted path with an umlaut": ("-f '{other}' show and", "-f {other} show anderes"),
}
"""What is typed before the Tab key, and the words that are there after it."""
UNIX = ("bash", "zsh", "fish")
ASKING = (*UNIX, "powershell")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register, another one with a blank in its name, and the stand-in for the program."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "projects.toml").write_text(REGISTER, encoding="utf-8")
    other = REGISTER.replace('id = "spielplatz"', 'id = "anderes"')
    (folder / "das grüne.toml").write_text(other, encoding="utf-8")
    (folder / "bin").mkdir()
    stub(folder / "bin")
    for shell in SHELLS:
        (folder / f"script.{shell}").write_text(script(shell), encoding="utf-8")
    return folder


def environment(desk: Path) -> dict[str, str]:
    """What a shell of this desk knows."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("FOERDER_", "LC_", "LANG", "PYTHONPATH"))
    }
    return {
        **kept,
        "FOERDER_REGISTER": str(desk / "projects.toml"),
        "HOME": str(desk),
        "XDG_CONFIG_HOME": str(desk),
        "INPUTRC": "/dev/null",
        "LC_ALL": "C.UTF-8",
        "PATH": f"{desk / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PS1": "$ ",
        "TERM": "xterm",
    }


def words(typed: str, desk: Path) -> list[str]:
    """The words of a command line as it was typed, the last one to be completed."""
    return shlex.split(typed.format(other=desk / "das grüne.toml"))


# What every script asks, without a shell: never skipped.


def asked(desk: Path, shell: str, before: list[str], word: str, quoted: bool = False) -> list[list[str]]:
    """The program's answer to a shell's script: the candidates, each with its help; bash leaves quotes in words."""
    environ = environment(desk) | {"_FOERDER_COMPLETE": shell, "_FOERDER_WORD": word}
    if shell == "bash" and not quoted:
        before = [shlex.quote(each) for each in before]
    done = process(*before, cwd=desk, **environ)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\r" not in done.stdout
    return [line.split("\t") for line in done.stdout.decode("utf-8").splitlines()]


@pytest.mark.parametrize("shell", ASKING)
@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_the_answer_to_each_script(desk: Path, shell: str, typed: tuple[str, str]) -> None:
    *before, word = words(typed[0], desk)
    found = asked(desk, shell, before, word)
    assert [value for value, *_help in found] == words(typed[1], desk)[-1:]


@pytest.mark.parametrize("shell", ASKING)
def test_help_stands_behind_a_tab_and_is_in_the_language_in_force(desk: Path, shell: str) -> None:
    (verb,) = asked(desk, shell, ["--lang", "de"], "undo-")
    (option,) = asked(desk, shell, ["--lang", "de", "due"], "--overd")
    assert verb == ["undo-done"] + ["Einen solchen Eintrag zurücknehmen."] * (shell != "bash")
    assert option[:1] == ["--overdue"]
    assert len(option) == 1 + (shell != "bash")
    assert shell == "bash" or "Überfällig" in option[1]


@pytest.mark.parametrize("shell", ASKING)
def test_nothing_is_said_where_nothing_fits_or_something_is_wrong(desk: Path, shell: str, tmp_path: Path) -> None:
    assert asked(desk, shell, ["show"], "zzz") == []
    assert asked(desk, shell, ["nonsense"], "x") == []
    assert asked(desk, shell, ["-f", str(tmp_path / "nirgends.toml"), "show"], "") == []
    broken = tmp_path / "projects.toml"
    broken.write_text("[[", encoding="utf-8")
    assert asked(desk, shell, ["-f", str(broken), "done"], "") == []


@pytest.mark.skipif(sys.platform == "win32", reason="its paths hold backslashes")
def test_bash_hands_words_over_as_they_were_typed(desk: Path) -> None:
    other = desk / "das grüne.toml"
    for path in (f"'{other}'", f'"{other}"', str(other).replace(" ", "\\ ")):
        for word in ("and", "'and", '"and'):
            assert asked(desk, "bash", ["-f", path, "show"], word, quoted=True) == [["anderes"]]


def test_only_bash_divides_an_option_from_its_value(desk: Path) -> None:
    assert asked(desk, "bash", ["due"], "--format=js") == [["json"]]
    for shell in ("zsh", "fish", "powershell"):
        assert asked(desk, shell, ["due"], "--format=js") == [["--format=json"]]


@pytest.mark.skipif(sys.platform == "win32", reason="no name holds a backslash there")
def test_backslashes_of_a_path_are_no_quotes_in_powershell(desk: Path) -> None:
    (desk / "a\\b.toml").write_text(REGISTER, encoding="utf-8")
    assert asked(desk, "powershell", ["-f", "a\\b.toml", "show"], "spi")[0][0] == "spielplatz"


def test_an_empty_variable_completes_nothing(desk: Path) -> None:
    # PowerShell from 7.5 on keeps a variable that is set to nothing.
    done = process("--version", cwd=desk, _FOERDER_COMPLETE="")
    assert done.stdout.startswith(b"foerder ")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_ascii_and_asks_as_the_program_answers(shell: str) -> None:
    text = script(shell)
    assert text.isascii()
    assert "\r" not in text
    assert re.search(rf"_FOERDER_COMPLETE ?= ?'?{SHELLS[shell].replace('ps1', 'powershell')}\b", text)
    assert re.search(r"_FOERDER_WORD ?= ?[\"$]", text)


def test_the_verb_prints_the_script(desk: Path) -> None:
    for shell in SHELLS:
        assert process("completion", shell).stdout.decode("utf-8") == script(shell)


def test_the_script_for_powershell_is_sound() -> None:
    import tree_sitter_powershell
    from tree_sitter import Language, Node, Parser

    tree = Parser(Language(tree_sitter_powershell.language())).parse(script("powershell").encode("utf-8"))

    def nodes(node: Node) -> Iterator[Node]:
        yield node
        for child in node.children:
            yield from nodes(child)

    kinds = [node.type for node in nodes(tree.root_node)]
    assert not tree.root_node.has_error
    assert kinds.count("try_statement") == kinds.count("finally_clause") == 1
    assert kinds.count("param_block") == 1
    broken = Parser(Language(tree_sitter_powershell.language())).parse(b"if ($a { 1 }")
    assert broken.root_node.has_error


# The shells themselves.


def shell_here(name: str) -> str:
    """The path of a shell; skips where it is missing."""
    path = shutil.which(name)
    if path is None or sys.platform == "win32":
        pytest.skip(f"no {name} here")
    return path


@pytest.mark.parametrize("shell", UNIX)
def test_the_shell_takes_the_script(desk: Path, shell: str) -> None:
    done = subprocess.run([shell_here(shell), "-n", str(desk / f"script.{shell}")], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.fixture(scope="module")
def terminals(desk: Path) -> Iterator[dict[str, Terminal]]:
    """bash and zsh at a terminal, ready to be typed into."""
    begun: dict[str, Terminal] = {}
    starts = {"bash": ["--noprofile", "--norc", "-i"], "zsh": ["-f", "-i"]}
    for name, options in starts.items():
        path = shutil.which(name)
        if path and sys.platform != "win32":
            begun[name] = Terminal([path, *options], environment(desk))
            setup = "autoload -U compinit; compinit -u -D; " if name == "zsh" else ""
            begun[name].type(f"{setup}source {desk / f'script.{name}'}; echo re''ady\n")
            begun[name].wait(r"(ready)")
    yield begun
    for terminal in begun.values():
        terminal.close()


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_tab_at_a_terminal(desk: Path, terminals: dict[str, Terminal], shell: str, typed: tuple[str, str]) -> None:
    shell_here(shell)
    terminal = terminals[shell]
    terminal.type(f"foerder {typed[0].format(other=desk / 'das grüne.toml')}\t\n")
    said = terminal.wait(r"typed:((?:<[^>]*>)+):end")
    other = str(desk / "das grüne.toml")
    assert re.findall(r"<([^>]*)>", said) == [part.format(other=other) for part in typed[1].split()]


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_tab_in_fish(desk: Path, typed: tuple[str, str]) -> None:
    path = shell_here("fish")
    line = "foerder " + typed[0].format(other=desk / "das grüne.toml")
    code = f"source {shlex.quote(str(desk / 'script.fish'))}; complete -C $argv[1]"
    done = subprocess.run([path, "--no-config", "-c", code, line], capture_output=True, env=environment(desk))
    assert done.stderr == b""
    found = [line.split("\t")[0] for line in done.stdout.decode("utf-8").splitlines()]
    assert found == words(typed[1], desk)[-1:]


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_tab_in_powershell(desk: Path, typed: tuple[str, str]) -> None:
    path = shell_here("pwsh")
    line = "foerder " + typed[0].format(other=desk / "das grüne.toml")
    code = f". '{desk / 'script.ps1'}'; (TabExpansion2 $env:LINE $env:LINE.Length).CompletionMatches.CompletionText"
    shutil.copy(desk / "script.pwsh", desk / "script.ps1")
    environ = environment(desk) | {"LINE": line}
    done = subprocess.run([path, "-NoProfile", "-Command", code], capture_output=True, env=environ)
    assert done.stdout.decode("utf-8").splitlines() == words(typed[1], desk)[-1:]


HOSTILE = ("a/2026/$(touch${IFS}PWNED)", "b/`touch PWNED`", "c;touch PWNED", "d'e\"f g", "grün/2026/nachweis")


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize("identity", HOSTILE)
def test_what_a_register_says_is_typed_as_text(identity: str, tmp_path: Path) -> None:
    """The word that bash puts on the line means the id again, and runs nothing."""
    script = ROOT / "foerder" / "cli" / "parser" / "shells" / "foerder.bash"
    lines = f"""
source {shlex.quote(str(script))}
answer() {{ printf '%s\\n' {shlex.quote(identity)}; }}
COMP_WORDS=(answer undo-done {identity[0]}) COMP_CWORD=2 COMP_LINE="answer undo-done {identity[0]}"
COMP_POINT=${{#COMP_LINE}}
_foerder_complete answer
eval "set -- ${{COMPREPLY[0]}}"
printf '%s|%s' "$#" "$1"
"""
    run = subprocess.run(["bash", "--norc", "-c", lines], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert run.stdout == f"1|{identity}", run.stderr
    assert list(tmp_path.iterdir()) == []
