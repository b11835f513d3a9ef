"""Completion in bash, zsh, fish and PowerShell: in the shells that are here, and for all as their scripts ask."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import process
from shells import Terminal, stub

from foerder.cli.parser.completion import SHELLS, script

pytestmark = pytest.mark.slow

REGISTER = """\
format = 1
[[programme]]
id = "foerderfonds"
title = "Förderfonds"
funds = "Land Thüringen"
  [[programme.call]]
  id = "runde"
  closes = 2027-01-31
[[project]]
id = "gruenes-band"
title = "Grünes Band"
programme = "foerderfonds"
owner = "gruen@stadt.example"
unit = "Amt für Grün"
tags = ["ufer", "radweg"]
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
    "an owner": ("list --owner gr", "list --owner gruen@stadt.example"),
    "a unit with blanks": ("list --unit Am", "list --unit 'Amt für Grün'"),
    "a tag": ("due --tag uf", "due --tag ufer"),
    "money's source": ("list --funds La", "list --funds 'Land Thüringen'"),
    "a programme": ("list --programme fo", "list --programme foerderfonds"),
    "a kind of deadline": ("due --type final", "due --type final-report"),
    "a type of cost": ("spend gruenes-band/2026 --type inv", "spend gruenes-band/2026 --type investment"),
    "a project for its costs": ("costs spi", "costs spielplatz"),
    "a period of this project": ("costs gruenes-band --period 20", "costs gruenes-band --period 2026"),
    "a key": ("set spielplatz follo", "set spielplatz follows"),
    "a key of a period": ("set gruenes-band/2026 amou", "set gruenes-band/2026 amount"),
    "a key behind a dot": ("set gruenes-band period.2026.amou", "set gruenes-band period.2026.amount"),
    "a key everywhere": ("set --where owner=x recip", "set --where owner=x recipient"),
    "a value out of a few": ("set gruenes-band/2026 status appr", "set gruenes-band/2026 status approved"),
    "a value that is in use": ("set spielplatz owner gr", "set spielplatz owner gruen@stadt.example"),
    "what to add": ("add auth", "add authority"),
    "a code of check": ("check --code no-per", "check --code no-period"),
    "a chapter": ("help zehn", "help zehn-minuten"),
    "a topic that is a verb": ("help timel", "help timeline"),
    "a rule set": ("rules staedtebau-m", "rules staedtebau-mv-2020"),
    "the only word": ("export x --per o", "export x --per owner"),
    "an answer with a schema": ("schema timel", "schema timeline"),
    "a file": ("export dat", "export daten.csv"),
    "a file behind an equals sign": ("import x --into=dat", "import x --into=daten.csv"),
    "the register": ("-f proj", "-f projects.toml"),
    "behind an option": ("--lang en undo-done x --dr", "--lang en undo-done x --dry-run"),
    "behind a quoted path with an umlaut": ("-f '{other}' show and", "-f {other} show anderes"),
}
"""What is typed before the Tab key, and the words that are there after it."""
FILES = ("a file", "a file behind an equals sign", "the register")
ASKED = {name: typed for name, typed in TYPED.items() if name not in FILES}
"""What the program answers itself."""
UNTOUCHED = ("list --search dat", "show dat", "done dat", "due --within dat", "set spielplatz title dat", "rules dat")
"""Nothing is known that begins like this, but a file is."""
UNIX = ("bash", "zsh", "fish")
ASKING = (*UNIX, "powershell")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register, another one with a blank in its name, and the stand-in for the program."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "projects.toml").write_text(REGISTER, encoding="utf-8")
    other = REGISTER.replace('id = "spielplatz"', 'id = "anderes"')
    (folder / "das grüne.toml").write_text(other, encoding="utf-8")
    (folder / "daten.csv").write_text("", encoding="utf-8")
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
@pytest.mark.parametrize("typed", ASKED.values(), ids=ASKED)
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


STARTS = {"bash": ["--noprofile", "--norc", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}


@pytest.fixture(scope="module")
def terminals(desk: Path) -> Iterator[dict[str, Terminal]]:
    """The shells at a terminal, ready to be typed into."""
    begun: dict[str, Terminal] = {}
    for name, options in STARTS.items():
        path = shutil.which(name)
        if path and sys.platform != "win32":
            begun[name] = Terminal([path, *options], environment(desk))
            setup = "autoload -U compinit; compinit -u -D; " if name == "zsh" else ""
            script = shlex.quote(str(desk / f"script.{name}"))
            begun[name].type(f"cd {shlex.quote(str(desk))}; {setup}source {script}; echo re''ady\n")
            begun[name].wait(r"(ready)")
    yield begun
    for terminal in begun.values():
        terminal.close()


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
@pytest.mark.parametrize("shell", UNIX)
def test_tab_at_a_terminal(desk: Path, terminals: dict[str, Terminal], shell: str, typed: tuple[str, str]) -> None:
    shell_here(shell)
    before, after = (each.format(other=desk / "das grüne.toml") for each in typed)
    expected = (
        shlex.split(typed[1]) if "{other}" not in typed[1] else words(typed[1].replace("{other}", "'{other}'"), desk)
    )
    assert terminals[shell].given(f"foerder {before}\t") == expected, after


@pytest.mark.parametrize("typed", UNTOUCHED)
@pytest.mark.parametrize("shell", UNIX)
def test_nothing_is_replaced_by_the_name_of_a_file(terminals: dict[str, Terminal], shell: str, typed: str) -> None:
    shell_here(shell)
    assert terminals[shell].given(f"foerder {typed}\t") == typed.split()


@pytest.mark.parametrize("shell", UNIX)
def test_a_folder_is_offered_where_one_is_meant(terminals: dict[str, Terminal], shell: str) -> None:
    shell_here(shell)
    assert [word.rstrip("/") for word in terminals[shell].given("foerder publish bi\t")] == ["publish", "bin"]
    assert terminals[shell].given("foerder publish dat\t") == ["publish", "dat"]


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_tab_in_powershell(desk: Path, typed: tuple[str, str]) -> None:
    path = shell_here("pwsh")
    line = "foerder " + typed[0].format(other=desk / "das grüne.toml")
    code = f". '{desk / 'script.ps1'}'; (TabExpansion2 $env:LINE $env:LINE.Length).CompletionMatches.CompletionText"
    shutil.copy(desk / "script.pwsh", desk / "script.ps1")
    environ = environment(desk) | {"LINE": line}
    done = subprocess.run([path, "-NoProfile", "-Command", code], capture_output=True, env=environ)
    assert done.stdout.decode("utf-8").splitlines() == words(typed[1], desk)[-1:]


HOSTILE = (
    "a$(touch PWNED)",
    "b`touch PWNED`",
    "c;touch PWNED",
    "d'e\"f g",
    "e & touch PWNED",
    "f|touch PWNED",
    "g*?[x]",
    "h~root",
    "i\\n$HOME",
    "j${IFS}x",
    "k!!",
    "l%s",
    "m{1,2}",
    "n<(touch PWNED)",
    "ö – „ä“ é",
    "p>PWNED",
    "q #x",
    "r=y:z",
    "s\\",
    't"$(touch PWNED)"',
)
"""What a register can say about who is in charge: each begins with another letter."""
UNTYPABLE = ("u\ntouch PWNED\n", "v\x1b[31m", "w\u202ex", "x\ty", "y\r", "z\x07")


@pytest.fixture(scope="module")
def hostile(desk: Path) -> Path:
    """A register full of them, in titles too."""
    projects = []
    for number, owner in enumerate((*HOSTILE, *UNTYPABLE)):
        text = json.dumps(owner)
        projects.append(f'[[project]]\nid = "p{number}"\ntitle = {text}\nowner = {text}\n')
    path = desk / "hostile.toml"
    path.write_text("format = 1\n" + "".join(projects), encoding="utf-8")
    return path


@pytest.mark.parametrize("owner", HOSTILE)
@pytest.mark.parametrize("shell", UNIX)
def test_what_a_register_says_is_typed_as_text(
    desk: Path, hostile: Path, terminals: dict[str, Terminal], shell: str, owner: str
) -> None:
    shell_here(shell)
    given = terminals[shell].given(f"foerder -f hostile.toml list --owner {owner[0]}\t")
    assert given == ["-f", "hostile.toml", "list", "--owner", owner]
    assert not (desk / "PWNED").exists()


@pytest.mark.parametrize("owner", HOSTILE)
@pytest.mark.parametrize("quote", ["'", '"'])
@pytest.mark.parametrize("shell", UNIX)
def test_behind_an_open_quote_too(
    desk: Path, hostile: Path, terminals: dict[str, Terminal], shell: str, quote: str, owner: str
) -> None:
    shell_here(shell)
    keys = f"foerder -f hostile.toml list --owner {quote}{owner[0]}\t"
    if shell == "bash" and (quote in owner if quote == "'" else re.search(r'["$`\\!]', owner)):
        # There nothing is offered, and the quote is still open.
        assert terminals[shell].given(f"{keys}{quote}")[-1] == owner[0]
    else:
        assert terminals[shell].given(keys)[-1] == owner
    assert not (desk / "PWNED").exists()


@pytest.mark.parametrize("owner", UNTYPABLE, ids=ascii)
@pytest.mark.parametrize("shell", UNIX)
def test_what_no_key_types_is_not_offered(
    desk: Path, hostile: Path, terminals: dict[str, Terminal], shell: str, owner: str
) -> None:
    shell_here(shell)
    assert terminals[shell].given(f"foerder -f hostile.toml list --owner {owner[0]}\t")[-1] == owner[0]
    assert not (desk / "PWNED").exists()


@pytest.mark.parametrize("shell", UNIX)
def test_titles_are_shown_as_text(desk: Path, hostile: Path, terminals: dict[str, Terminal], shell: str) -> None:
    """Several projects are listed with their titles; then Ctrl+U."""
    shell_here(shell)
    terminals[shell].type("foerder -f hostile.toml show p\t\t")
    terminals[shell].wait(r"(p2)")
    terminals[shell].type("\x15")
    assert terminals[shell].given("foerder list") == ["list"]
    assert not (desk / "PWNED").exists()


@pytest.mark.parametrize("shell", ASKING)
def test_titles_say_what_an_id_means(desk: Path, shell: str) -> None:
    (found,) = asked(desk, shell, ["show"], "grue")
    assert found == ["gruenes-band"] + ["Grünes Band"] * (shell != "bash")
    assert asked(desk, shell, ["export"], "x") == [["", "file"]]
    assert asked(desk, shell, ["publish"], "") == [["", "dir"]]
