"""The output shown in README.md, as a terminal of 80 columns shows it: python tests/support/readme_blocks.py --write

Every ```console block holds commands, each after "$ ", and below each what it prints. Options of a run that
the reader does not need are added here: German, and the table that a terminal gets.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import sys

from program import ROOT, foerder

README = ROOT / "README.md"
COLUMNS = "80"
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)


def written(text: str) -> list[str]:
    """The console blocks as they stand."""
    return BLOCK.findall(text)


def commands(block: str) -> list[str]:
    """The commands of a block."""
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def made(block: str) -> str:
    """The block with what its commands print now."""
    return "".join(f"$ {command}\n{output(command)}" for command in commands(block))


def output(command: str) -> str:
    """What a command prints: the data, then what it says beside them."""
    program, *words = shlex.split(command)
    if program != "foerder":
        raise ValueError(command)
    with contextlib.chdir(ROOT):
        result = foerder(*words, "--format", "table", lang="de", COLUMNS=COLUMNS)
    return "".join(f"{line.rstrip()}\n" for line in (result.out + result.err).splitlines())


def main() -> None:
    """Say whether README.md is up to date; write it again with --write."""
    text = README.read_text(encoding="utf-8")
    new = BLOCK.sub(lambda match: made(match[0]), text)
    if "--write" in sys.argv[1:]:
        README.write_text(new, encoding="utf-8")
    elif new != text:
        sys.exit("README.md shows other output than the program: python tests/support/readme_blocks.py --write")


if __name__ == "__main__":
    main()
