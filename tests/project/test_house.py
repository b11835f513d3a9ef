"""The house runs one way: who may import what, who asks the clock, and what a run may load (docs/architecture.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from program import EXAMPLE, REAL, ROOT, TODAY, loaded

HOUSE = ROOT / "foerder"

ROOMS = (
    "terms",
    "clock",
    "model",
    "text",
    "files",
    "law",
    "toml",
    "register",
    "editor",
    "money",
    "deadlines",
    "calendars",
    "notify",
    "checks",
    "views",
    "spreadsheets",
    "letters",
    "cli",
    "__main__",
)
"""The rooms in their order: each imports only from rooms before it, and the clock only the command line."""
OWNERS = {
    "typer": ("cli/",),
    "click": ("cli/",),
    "rich": ("views/",),
    "dateutil.easter": ("law/holidays.py",),
    "dateutil.rrule": (),
    "dateutil": (),
    "toml_rs": ("toml/parse.py",),
    "tomli": ("toml/parse.py",),
    "tomllib": ("toml/parse.py",),
    "tomlkit": ("toml/", "editor/"),
    "ics": ("calendars/ics.py",),
    "icalendar": (),
    "caldav": ("calendars/server.py",),
    "openpyxl": (),
    "xlrd": ("spreadsheets/formats/xls.py",),
    "xlsxwriter": ("spreadsheets/",),
    "pypdfium2": ("letters/extract.py",),
    "smtplib": ("notify/transport.py",),
    "sqlite3": ("cli/exports/",),
}
"""Where a library may be imported, by the path's beginning; of several names the longest counts."""
HEAVY_AT_START = (
    "rich",
    "ics",
    "tomlkit",
    "dateutil.rrule",
    "xlrd",
    "xlsxwriter",
    "jinja2",
    "pydantic",
    "importlib.metadata",
)
"""Loaded inside functions only; views/table.py, which is itself loaded only for a table, may have rich."""


class Import(NamedTuple):
    """One import: the file, its line, the module, and whether it is done when the file is loaded."""

    file: str
    line: int
    module: str
    at_start: bool
    for_types: bool

    @property
    def room(self) -> str:
        """The part of the house that the file belongs to."""
        return self.file.split("/")[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[Import]:
    """The imports of a file, with those for the type checker."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    in_functions = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        name = path.relative_to(HOUSE).as_posix()
        types = id(node) in for_types
        at_start = id(node) not in in_functions and not types
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, node.lineno, alias.name, at_start, types)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno}: relative import"
            for alias in node.names:
                yield Import(name, node.lineno, f"{node.module}.{alias.name}", at_start, types)


def within(module: str, package: str) -> bool:
    """Whether a module is a package or lies in it."""
    return module == package or module.startswith(f"{package}.")


FILES = sorted(HOUSE.rglob("*.py"))
ALL_IMPORTS = [found for path in FILES for found in imports_of(path)]
IMPORTS = [found for found in ALL_IMPORTS if not found.for_types]


def test_libraries_stay_in_their_rooms() -> None:
    strays = []
    for found in IMPORTS:
        owner = max((name for name in OWNERS if within(found.module, name)), key=len, default=None)
        if owner and not found.file.startswith(OWNERS[owner] or ("nowhere",)):
            strays.append(found)
    assert strays == []


def test_heavy_libraries_are_loaded_when_needed() -> None:
    heavy = [
        found
        for found in IMPORTS
        if found.at_start and any(within(found.module, name) for name in HEAVY_AT_START)
        if not (found.file == "views/table.py" and within(found.module, "rich"))
    ]
    tables = [found for found in IMPORTS if found.at_start and within(found.module, "foerder.views.table")]
    assert heavy + tables == []


def test_every_file_is_in_a_room() -> None:
    assert {path.relative_to(HOUSE).parts[0].removesuffix(".py") for path in FILES} == {*ROOMS, "__init__"}


def test_the_house_runs_one_way() -> None:
    wrong = []
    for found in ALL_IMPORTS:
        room = found.module.split(".")[1] if within(found.module, "foerder") else found.room
        if room not in ROOMS or found.room == "__init__":
            continue
        upward = ROOMS.index(room) > ROOMS.index(found.room)
        if upward or (room == "clock" and found.room not in ("clock", "cli")):
            wrong.append(found)
    assert wrong == []


def modules() -> dict[str, set[str]]:
    """What each module imports of the house, for the type checker too."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in FILES}
    found: dict[str, set[str]] = {name: set() for name in names}
    for one in ALL_IMPORTS:
        name = "foerder." + one.file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        module = one.module if one.module in names else one.module.rpartition(".")[0]
        if module in names and module != name:
            found[name].add(module)
    return found


def test_no_circle_of_files() -> None:
    left = modules()
    while True:
        free = {name for name, wanted in left.items() if not wanted & left.keys()}
        if not free:
            break
        left = {name: wanted for name, wanted in left.items() if name not in free}
    assert left == {}, "these import each other, or something that does"


PUBLIC = {"os._exit", "_asdict", "_fields", "_make", "_replace"}
"""Documented in spite of their names: of ``os``, and of every named tuple."""


def own_names(tree: ast.AST) -> set[str]:
    """What a file defines: functions, classes, methods, and what is put into an object."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


def private_attributes(path: Path, own: set[str]) -> Iterator[str]:
    """Where a file takes a private name from an object of a library."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Attribute) or not node.attr.startswith("_") or node.attr.endswith("__"):
            continue
        if node.attr not in own and not {node.attr, ast.unparse(node)} & PUBLIC:
            yield f"{path.name}:{node.lineno}: {ast.unparse(node)}"


def test_no_private_name_of_an_object_of_others(tmp_path: Path) -> None:
    own = {name for path in FILES for name in own_names(ast.parse(path.read_text(encoding="utf-8")))}
    assert [found for path in FILES for found in private_attributes(path, own)] == []
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def invoke(ctx):\n    return ctx._protected_args or self._own\n", encoding="utf-8")
    assert list(private_attributes(wrong, {"_own"})) == ["wrong.py:2: ctx._protected_args"]


def test_no_private_name_of_a_library() -> None:
    private = [
        found
        for found in ALL_IMPORTS
        if not within(found.module, "foerder") and not within(found.module, "__future__")
        if any(part.startswith("_") for part in found.module.split("."))
    ]
    assert private == []


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """What a file calls, as it is written there, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def places(*names: str, outside: str) -> list[str]:
    """Where something is called that only one part of the house may call."""
    return [
        f"{path.relative_to(HOUSE)}:{line}"
        for path in FILES
        if not path.relative_to(HOUSE).as_posix().startswith(outside)
        for called, line in calls(path)
        if called in names
    ]


def test_the_clock_is_asked_in_one_place() -> None:
    asks = ("date.today", "datetime.today", "datetime.now", "datetime.utcnow", "time.time", "time.localtime")
    names = [*asks, *(f"datetime.{name}" for name in asks)]
    assert places(*names, outside="clock.py") == []
    assert places("clock.today", "today", outside="cli/") == []


def test_only_the_command_line_prints() -> None:
    assert places("print", "input", "sys.stdout.write", "sys.exit", outside="cli/") == []


def test_money_is_never_binary() -> None:
    # There it is asked whether a word is a number at all.
    assert places("float", outside="cli/parser/wording.py") == []


@pytest.fixture(scope="module")
def bare() -> set[str]:
    """What the interpreter loads by itself."""
    return loaded("-c", "pass")


NEVER = ("pydantic", "importlib.metadata", "ics", "tomlkit", "holidays", "openpyxl", "jinja2", "sqlite3", "email")
FOR_A_LIST = (*NEVER, "rich", "dateutil.rrule", "dateutil.parser", "dateutil.tz", "foerder.views.table")
FOR_WORDS_ALONE = (
    *FOR_A_LIST,
    "hashlib",
    "dateutil",
    "toml_rs",
    "tomli",
    "tomllib",
    "decimal",
    "json",
    "csv",
    "foerder.model",
)


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        (["--version"], (*FOR_WORDS_ALONE, "foerder.cli.session", "foerder.cli.verbs")),
        (["--help"], (*FOR_WORDS_ALONE, "foerder.cli.session", "foerder.cli.verbs")),
        (["-f", REAL, "due"], (*FOR_A_LIST, "json", "csv")),
        (["-f", REAL, "due", "--format", "csv"], (*FOR_A_LIST, "json")),
        (["-f", REAL, "due", "--format", "json"], (*FOR_A_LIST, "csv")),
        (["-f", REAL, "list"], (*FOR_A_LIST, "json", "csv")),
        (["-f", REAL, "show", "sozialplan"], (*FOR_A_LIST, "json", "csv")),
        (["-f", EXAMPLE, "explain", "quartier/2025/final-report"], (*NEVER, "rich", "json", "csv")),
        (["rules"], (*FOR_A_LIST, "json", "csv")),
    ],
    ids=lambda value: " ".join(Path(word).name for word in value) if isinstance(value, list) else "",
)
def test_a_run_loads_only_what_it_needs(words: list[str], unwanted: tuple[str, ...], bare: set[str]) -> None:
    found = loaded("-m", "foerder", "--today", TODAY, *map(str, words)) - bare
    assert sorted(module for module in found if any(within(module, name) for name in unwanted)) == []


SIMPLE = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return | ast.Expr
"""Statements without statements inside."""
PARTS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def test_at_most_one_conditional_expression_a_statement() -> None:
    packed = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, SIMPLE) and sum(isinstance(part, ast.IfExp) for part in ast.walk(node)) > 1:
                packed.append(f"{path.relative_to(HOUSE)}:{node.lineno}")
    assert packed == []


def test_little_is_packed_into_a_line() -> None:
    """Per 1,000 lines: at most 25 conditional expressions and 30 comprehensions."""
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    lines = sum(text.count("\n") for text in texts)
    nodes = [node for text in texts for node in ast.walk(ast.parse(text))]
    assert sum(isinstance(node, ast.IfExp) for node in nodes) * 1000 / lines <= 25
    assert sum(isinstance(node, PARTS) for node in nodes) * 1000 / lines <= 30
