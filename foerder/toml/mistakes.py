"""The usual slips in TOML written by hand, in plain words, each with its own remedy.

A parser says where it stopped and what it expected next. People need to hear what they wrote and what to
write instead, so the faulty line is looked at again for what staff type from habit: German dates and amounts,
quotation marks from a word processor, Windows paths, ``key: value``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from foerder.text.i18n import _
from foerder.toml.fault import PAIR, STRING, WORDS, Fault, SyntaxHint, locate
from foerder.toml.german_values import (
    CURLY,
    CURLY_PAIR,
    CURRENCY,
    DATE,
    HABIT,
    VALUE,
    boolean,
    corrected,
    header,
    iso_date,
    last_day,
    plain_number,
    quoted,
    short,
)
from foerder.toml.positions import Entry, Opening

_KEY_OR_HEADER = re.compile(r"""\s*(?:\[\[?\s*[A-Za-z]|[\w."'-]+\s*[=:])""")
_INVISIBLE = re.compile("[\u00a0\u00ad\u2000-\u200d\u202f\u2060\u3000\ufeff]")
_TIME = re.compile(r"(?:[T ]|\b)(\d{1,2}:\d{2}(?::\d{2})?)")
_AMOUNT = re.compile(
    rf"(?:{CURRENCY}\s*)?[+-]?\d[\d.,'’_]*+(?:[ \u00a0\u202f]\d{{3}}(?!\d)[\d.,]*+)*"
    rf"(?:[-–—]{{1,2}})?\s*(?:{CURRENCY}|%)?"
)
_MARKED = re.compile(rf"{CURRENCY}|%")
_PATH = re.compile(r"[A-Za-z]:\\|\\\\\w")


def explain_syntax_error(
    block_lines: Sequence[str],
    line_no: int,
    toml_error_msg: str,
    numbers: Sequence[int] | None = None,
) -> SyntaxHint:
    """Say in plain words what is wrong with a block that the parser refused.

    ``line_no`` counts from 1 inside the block, ``numbers`` are the lines' numbers in the file.
    """
    lines = [line.rstrip("\n").removesuffix("\r") for line in block_lines] or [""]
    fault = locate(lines, line_no, toml_error_msg, numbers or range(1, len(lines) + 1))
    for rule in _RULES:
        if slip := rule(fault):
            return slip
    words = WORDS.get(fault.error)
    message = _("not valid TOML: {error}").format(error=_(words) if words else fault.error)
    remedy = _("Compare the line with the examples in the handbook.")
    return fault.slip(message, remedy, local=False)


def _clash(f: Fault) -> SyntaxHint | None:
    """Something is defined a second time."""
    if not f.error.startswith(("Cannot ", "Duplicate ")):
        return None
    entries = [entry for entry in f.layout.entries if entry.start <= f.offset]
    for entry in reversed(
        [entry for entry in entries if f.layout.line_at(entry.start) > f.start]
    ):
        for other in entries:
            if other.start >= entry.start:
                break
            if other.path == entry.path or (
                other.kind == "key"
                and other.path == entry.path[: len(other.path)]
                and entry.kind == "table"
            ):
                return _twice(f, other, entry)
    message = _("what this line defines has been defined above already")
    remedy = _("Delete one of the two.")
    return f.slip(message, remedy, f.start, local=False)


def _twice(f: Fault, first: Entry, later: Entry) -> SyntaxHint:
    line, key = f.numbers[first.line - 1], first.path[-1]
    written, before = (
        short(f.layout.text[entry.start : entry.end]) for entry in (later, first)
    )
    if first.kind != later.kind:
        message = _('"{key}" is a key with a value in line {line} and a table here').format(
            key=key, line=line
        )
        remedy = _("Delete the key in line {line}: the header is enough.").format(line=line)
        return f.slip(message, remedy, later.line - 1, local=False)
    if later.kind == "key":
        message = _('the key "{key}" stands twice, first in line {line}').format(
            key=key, line=line
        )
        return f.slip(message, _("Delete one of the two."), later.line - 1)
    if written == before:
        message = _("{header} stands twice, first in line {line}").format(
            header=written, line=line
        )
    else:
        message = _("{header} is beside {first} in line {line}").format(
            header=written, first=before, line=line
        )
    remedy = _("Write {header} wherever there may be several.").format(
        header=f"[[{written.strip('[] ')}]]"
    )
    return f.slip(message, remedy, later.line - 1, local=False)


def _header(f: Fault) -> SyntaxHint | None:
    line = f.line.strip()
    missing = re.match(r"([\w.-]+)\s*\]{1,2}", line)
    if f.start != f.at or not (line.startswith("[") or missing):
        return None
    after = re.match(r"(\[\[[^\[\]]+\]\]|\[[^\[\]]+\])\s*([^#\s\]].*)", line)
    if after:
        message = _("text after the header {header}").format(header=short(after[1]))
        remedy = _("Put what follows the header into a line of its own.")
        return f.slip(message, remedy, local=False)
    name = line.partition("#")[0].strip("[](){} \t")
    if not re.fullmatch(r"[A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*", name):
        message = _("{line} is not a header").format(line=short(line))
        remedy = _("Write the table's name in brackets, for example [[project]].")
        return f.slip(message, remedy, local=False)
    message = _("the brackets of the header {header} do not match").format(header=short(line))
    remedy = _("Write {header}.").format(header=header(name))
    return f.slip(message, remedy, local=False)


def _control(f: Fault) -> SyntaxHint | None:
    match = re.match(r"(?:Illegal|Found invalid) character '(.+)'", f.error)
    if "\r" in f.line and (match or f.error.startswith("Expected newline")):
        message = _("the line ends with a lone carriage return")
        remedy = _("Save the file with the line endings of Windows (CRLF) or Unix (LF).")
        return f.slip(message, remedy, local=False)
    if match and match[1] != "\\n":
        message = _("the text holds the control character {character}").format(
            character=match[1]
        )
        remedy = _("Delete the invisible character, or type the text again.")
        return f.slip(message, remedy)
    return None


def _curly_slip(f: Fault, text: str) -> SyntaxHint:
    pair = CURLY_PAIR.search(text)
    remedy = _('Write straight quotation marks: "…".')
    if pair:
        remedy = _("Write {text} with straight quotation marks.").format(text=quoted(pair[1]))
    return f.slip(
        _("quotation marks from a word processor: {text}").format(text=short(text)), remedy
    )


def _string(f: Fault) -> SyntaxHint | None:
    """A string that does not end."""
    if not re.match(
        r"""(?:Illegal|Found invalid) character '\\n'|Unterminated string|Expected "'""",
        f.error,
    ):
        return None
    if (opening := _opening(f, ('"""', "'''"))) and opening.at_end:
        return _endless(f, opening.start)
    begin = re.search("[\"']", re.sub(r"[\"'](?= *[\"'])", " ", f.masked)) or re.search(
        "[\"']", f.masked
    )
    position = begin.start() if begin else len(f.line)
    quote, text = f.line[position : position + 1], f.line[position + 1 :].rstrip()
    if "\\" in text and (_PATH.search(text) or text.endswith('\\"')):
        return _backslash_slip(f, text.rstrip('"'))
    if text[-1:] and text[-1] in "“”’‘»«" and text[:-1].count("„") + text[:-1].count("‚") == 0:
        return _curly_slip(f, quote + text)
    following = [*f.lines, ""][f.at + 1]
    if (
        quote
        and following.strip()
        and not _KEY_OR_HEADER.match(following)
        and following.count(quote) % 2
    ):
        message = _("a line break inside a text in {quote}").format(quote=f"{quote}…{quote}")
        remedy = _("Put the text on one line, or begin and end it with {quotes}.").format(
            quotes=quote * 3
        )
        return f.slip(message, remedy, local=False)
    message = _("the closing quotation mark is missing: {text}").format(
        text=short(quote + text)
    )
    remedy = _("Add {quote} at the end of the text.").format(quote=quote or '"')
    return f.slip(message, remedy)


def _opening(f: Fault, delimiters: Sequence[str]) -> Opening | None:
    found = [
        o
        for o in f.layout.openings
        if o.delimiter in delimiters and f.layout.line_at(o.start) > f.start
    ]
    return next(iter(found), None)


def _endless(f: Fault, offset: int) -> SyntaxHint:
    message = _("the text that begins with {quotes} is not closed").format(
        quotes=f.layout.text[offset : offset + 3]
    )
    remedy = _("Add {quotes} at the end of the text.").format(
        quotes=f.layout.text[offset : offset + 3]
    )
    return f.slip(message, remedy, f.layout.line_at(offset) - 1, local=False)


def _backslash_slip(f: Fault, text: str) -> SyntaxHint:
    message = _('a backslash in a text in "…" begins a special character: {text}').format(
        text=short(text)
    )
    remedy = _("Write {single} in single quotes, or / instead of each backslash.").format(
        single=f"'{short(text)}'"
    )
    return f.slip(message, remedy)


def _backslash(f: Fault) -> SyntaxHint | None:
    if not f.error.startswith(("Unescaped", "Invalid hex", "Escaped character")):
        return None
    for match in STRING.finditer(f.line):
        if match.start() < f.column <= match.end():
            return _backslash_slip(f, match[0][1:-1])
    if part := re.search(r"[^\s\"']*\\[^\s\"']*", f.line):
        return _backslash_slip(f, part[0])
    return _backslash_slip(f, f.line.strip())


def _unclosed(f: Fault) -> SyntaxHint | None:
    """A list, a table in braces or a long text that runs on into the next lines."""
    begin = PAIR.match(f.lines[f.start])
    if (
        begin
        and f.start < f.at
        and begin[2].startswith(('"""', "'''"))
        and not f.error.startswith("Unescaped")
    ):
        return _endless(f, f.layout.text.index(begin[2][:3], f.layout.text.find(begin[0])))
    runs_on = f.at_end or (f.start < f.at and _KEY_OR_HEADER.match(f.line))
    opening = _opening(f, ("[", "{"))
    if runs_on and opening:
        line = f.layout.line_at(opening.start) - 1
        if opening.delimiter == "[":
            return f.slip(
                _("the list that begins here is not closed"),
                _("Close the list with ]."),
                line,
                local=False,
            )
        message = _("the table in braces that begins here is not closed")
        remedy = _("Separate its keys by commas, and close it with a brace.")
        return f.slip(message, remedy, line, local=False)
    if f.error == "Unclosed array" and not f.line[: f.column].strip():
        before = [n for n in range(f.start, f.at) if f.lines[n].partition("#")[0].strip()]
        message = _("a comma is missing at the end of this line of a list")
        remedy = _("Separate the entries of a list by commas.")
        return f.slip(message, remedy, next(reversed(before), None), local=False)
    return None


def _characters(f: Fault) -> SyntaxHint | None:
    """Characters that word processors and web pages bring along."""
    curly = [char for char in f.masked if char in CURLY]
    if curly and not HABIT.search(f.value):
        pair = PAIR.match(f.line)
        return _curly_slip(f, f.value if pair and f.value else f.line.strip())
    return None


def _invisible(f: Fault) -> SyntaxHint | None:
    if found := _INVISIBLE.search(f.masked):
        message = _("an invisible character (U+{code}) in this line").format(
            code=f"{ord(found[0]):04X}"
        )
        remedy = _("Delete the blanks around it and type them again.")
        return f.slip(message, remedy)
    return None


def _calendar(f: Fault) -> SyntaxHint | None:
    """Dates: written the German way, or not in the calendar."""
    found = f.touching(DATE)
    if not found:
        return None
    written = iso_date(found)
    if written is None:
        return f.slip(
            _("{date} is not a day of the calendar").format(date=found), last_day(found)
        )
    if written != found:
        message = _("{date} is not how a date is written here").format(date=found)
        remedy = _("Write {value}.").format(value=written)
        return f.slip(message, remedy)
    if time := _TIME.search(f.masked, f.masked.find(found) + len(found)):
        return f.slip(
            _("{time} is not a time").format(time=time[1]),
            _("Write hours and minutes, 00:00 to 23:59."),
        )
    return None


def _amount(f: Fault) -> SyntaxHint | None:
    found = f.touching(_AMOUNT)
    listed = f.start < f.at or f.masked.partition("=")[2].lstrip().startswith("[")
    if f.error.startswith("Expected '='"):  # {share = 0,60}: after the comma a key is expected
        listed = False
    if not found or not (_MARKED if listed else HABIT).search(found):
        return None
    written = plain_number(found)
    remedy = _("Write a decimal point, no thousands separators and no currency: 180000.00.")
    if written:
        remedy = _("Write {value}.").format(value=written)
    return f.slip(
        _("{number} is not how a number is written here").format(number=found), remedy
    )


def _statement(f: Fault) -> SyntaxHint | None:
    """A line that is no ``key = value``."""
    if (
        not f.error.startswith(("Expected '='", "Invalid statement", "Invalid initial"))
        or f.start != f.at
    ):
        return None
    line = f.line.strip()
    key, equals = (part.strip() for part in line.partition("=")[:2])
    if re.match(r"//|;|--|/\*|%|<!--", line):
        return f.slip(_("a comment begins with #"), _("Write # before the comment."))
    if yaml := re.match(r"([\w-]+)\s*:\s*=?\s*(.+)", line):
        message = _('a colon instead of = after the key "{key}"').format(key=yaml[1])
        remedy = _("Write {line}.").format(line=f"{yaml[1]} = {short(corrected(yaml[2]))}")
        return f.slip(message, remedy)
    if equals and re.fullmatch(r"[\w-]+(?:\s+[\w-]+)+", key) and key.isascii():
        words = re.sub(r"\s+", "_", key)
        return f.slip(
            _('blanks in the key "{key}"').format(key=key),
            _("Write {line}.").format(line=f"{words} = …"),
        )
    if equals and key and "{" not in key:
        from foerder.text.glossary import key_of

        if english := key_of(key):
            return f.slip(
                _('unknown key "{key}"').format(key=short(key)),
                _('Write "{word}".').format(word=english),
            )
        return f.slip(
            _('"{key}" cannot be a key: only a-z, 0-9, _ and - may be in it').format(
                key=short(key)
            ),
            _("Use the English key from the handbook, or put the key in quotes: {key}.").format(
                key=quoted(short(key))
            ),
        )
    if (pair := re.match(r"([A-Za-z0-9_-]+)\s+(.+)", line)) and VALUE.match(pair[2]):
        message = _('= is missing after the key "{key}"').format(key=pair[1])
        remedy = _("Write {line}.").format(line=f"{pair[1]} = {short(pair[2])}")
        return f.slip(message, remedy)
    return f.slip(
        _("the line is neither a header nor a key with its value: {line}").format(
            line=short(line)
        ),
        _('Write key = "value", or begin the line with # if it is a note.'),
    )


def _value(f: Fault) -> SyntaxHint | None:
    value = f.value
    if f.error not in (
        "Invalid value",
        "Expected newline or end of document after a statement",
    ):
        return None
    if not value:
        return f.slip(
            _("the value is missing"), _("Write a value after =, or delete the line.")
        )
    if word := boolean(value):
        message = _("{value} is not how yes or no is written here").format(value=value)
        remedy = _("Write {value}.").format(value=word)
        return f.slip(message, remedy)
    if re.fullmatch(r"[+-]?0\d+", value):
        message = _("{value} begins with 0").format(value=value)
        remedy = _("Write {number}, or {text} if it is not an amount.").format(
            number=int(value), text=quoted(value)
        )
        return f.slip(message, remedy)
    if (end := re.fullmatch(r"(.*?)\s*[,;.]", value)) and VALUE.match(end[1]):
        message = _('"{mark}" at the end of the line').format(mark=value[-1])
        remedy = _("Delete it: each line ends with its value.")
        return f.slip(message, remedy)
    if re.search(r"\s[\w-]+\s*=", f.masked[f.column - 1 :]) and VALUE.match(value):
        return f.slip(_("two keys on one line"), _("Write each key on a line of its own."))
    return _text(f, value)


def _text(f: Fault, value: str) -> SyntaxHint | None:
    """Text without its quotation marks, or with too many of them."""
    if value[0] in "\"'" and len(value) > 1:
        inner = value[1:].removesuffix(value[0])
        other = "'" if value[0] == '"' else '"'
        remedy = quoted(inner)
        if other not in inner:
            remedy = f"{other}{inner}{other}"
        message = _("the text goes on after its closing quotation mark: {text}").format(
            text=short(value)
        )
        remedy = _("Write {text}.").format(text=short(remedy))
        return f.slip(message, remedy)
    if value[-1] in "\"'":
        message = _("the opening quotation mark is missing: {text}").format(text=short(value))
        remedy = _("Write {text}.").format(text=short(quoted(value[:-1])))
        return f.slip(message, remedy)
    message = _("text without quotation marks: {text}").format(text=short(value))
    remedy = _("Write {text}.").format(text=short(quoted(value)))
    return f.slip(message, remedy)


def _list(f: Fault) -> SyntaxHint | None:
    if f.error == "Unclosed array":
        message = _("the list goes on where a comma or ] should stand: {text}").format(
            text=short(f.line[f.column :])
        )
        remedy = _("Separate the entries by commas and close the list with ].")
        return f.slip(message, remedy)
    if f.error == "Unclosed inline table" or "{" in f.masked:
        return f.slip(
            _(
                "the table in braces goes on where a comma or the closing brace should stand: {text}"
            ).format(text=short(f.line[f.column :])),
            _("Write key = value pairs, separated by commas."),
        )
    return None


_RULES: tuple[Callable[[Fault], SyntaxHint | None], ...] = (
    _clash, _control, _string, _backslash, _unclosed, _header, _characters, _calendar, _amount,
    _invisible, _statement, _value, _list,
)  # fmt: skip
