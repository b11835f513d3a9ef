"""The usual slips in TOML written by hand, in plain words, each with its own remedy.

A parser says where it stopped and what it expected next. People need to hear what they wrote
and what to write instead, so the faulty line is looked at again for what staff type from habit:
German dates and amounts, quotation marks from a word processor, Windows paths, ``key: value``.
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
from foerder.toml.lines import LONG
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
_NOT_ENDED = r"""(?:Illegal|Found invalid) character '\\n'|Unterminated string|Expected "'"""
_NO_VALUE = ("Invalid value", "Expected newline or end of document after a statement")


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
    remedy = _("Compare the line with the examples in the handbook.")
    error = _(WORDS.get(fault.error, fault.error))
    return fault.slip(_("not valid TOML: {error}"), remedy, local=False, error=error)


def _write(line: str) -> str:
    return _("Write {line}.").format(line=line)


def _write_value(value: object) -> str:
    return _("Write {value}.").format(value=value)


def _clash(f: Fault) -> SyntaxHint | None:
    """Something is defined a second time."""
    if not f.error.startswith(("Cannot ", "Duplicate ")):
        return None
    entries = [entry for entry in f.layout.entries if entry.start <= f.offset]
    for later in reversed(entries):
        if f.layout.line_at(later.start) > f.start:
            for first in entries:
                if first.start < later.start and _is_again(later, first):
                    return _twice(f, first, later)
    message = _("what this line defines has been defined above already")
    return f.slip(message, _("Delete one of the two."), f.start, local=False)


def _is_again(later: Entry, first: Entry) -> bool:
    """Whether something is defined by an entry and again by a later one, or in
    a value of the earlier one.
    """
    if first.kind == "key" and later.kind == "table":
        return first.path == later.path[: len(first.path)]
    return first.path == later.path


def _twice(f: Fault, first: Entry, later: Entry) -> SyntaxHint:
    at, key, line = later.line - 1, first.path[-1], f.numbers[first.line - 1]
    written, before = (
        short(f.layout.text[entry.start : entry.end]) for entry in (later, first)
    )
    if first.kind != later.kind:
        message = _('"{key}" is a key with a value in line {line} and a table here')
        remedy = _("Delete the key in line {line}: the header is enough.").format(line=line)
        return f.slip(message, remedy, at, local=False, key=key, line=line)
    if later.kind == "key":
        message = _('the key "{key}" stands twice, first in line {line}')
        return f.slip(message, _("Delete one of the two."), at, key=key, line=line)
    message = _("{header} stands twice, first in line {line}")
    if written != before:
        message = _("{header} is beside {first} in line {line}")
    several = _("Write {header} wherever there may be several.")
    remedy = several.format(header=f"[[{written.strip('[] ')}]]")
    return f.slip(message, remedy, at, local=False, header=written, first=before, line=line)


def _header(f: Fault) -> SyntaxHint | None:
    line = f.line.strip()
    missing = re.match(r"([\w.-]+)\s*\]{1,2}", line)
    if f.start != f.at or not (line.startswith("[") or missing):
        return None
    after = re.match(r"(\[\[[^\[\]]+\]\]|\[[^\[\]]+\])\s*([^#\s\]].*)", line)
    if after:
        message = _("text after the header {header}")
        remedy = _("Put what follows the header into a line of its own.")
        return f.slip(message, remedy, local=False, header=short(after[1]))
    name = line.partition("#")[0].strip("[](){} \t")
    if not re.fullmatch(r"[A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*", name):
        remedy = _("Write the table's name in brackets, for example [[project]].")
        return f.slip(_("{line} is not a header"), remedy, local=False, line=short(line))
    message = _("the brackets of the header {header} do not match")
    remedy = _("Write {header}.").format(header=header(name))
    return f.slip(message, remedy, local=False, header=short(line))


def _control(f: Fault) -> SyntaxHint | None:
    match = re.match(r"(?:Illegal|Found invalid) character '(.+)'", f.error)
    if "\r" in f.line and (match or f.error.startswith("Expected newline")):
        message = _("the line ends with a lone carriage return")
        remedy = _("Save the file with the line endings of Windows (CRLF) or Unix (LF).")
        return f.slip(message, remedy, local=False)
    if match and match[1] != "\\n":
        message = _("the text holds the control character {character}")
        remedy = _("Delete the invisible character, or type the text again.")
        return f.slip(message, remedy, character=match[1])
    return None


def _curly_slip(f: Fault, text: str) -> SyntaxHint:
    pair = CURLY_PAIR.search(text)
    remedy = _('Write straight quotation marks: "…".')
    if pair:
        remedy = _("Write {text} with straight quotation marks.").format(text=quoted(pair[1]))
    message = _("quotation marks from a word processor: {text}")
    return f.slip(message, remedy, text=short(text))


def _string(f: Fault) -> SyntaxHint | None:
    """A string that does not end."""
    if not re.match(_NOT_ENDED, f.error):
        return None
    if (opening := _opening(f, LONG)) and opening.at_end:
        return _endless(f, opening.start)
    alone = re.sub(r"[\"'](?= *[\"'])", " ", f.masked)
    begin = re.search("[\"']", alone) or re.search("[\"']", f.masked)
    position = begin.start() if begin else len(f.line)
    return _not_ended(f, f.line[position : position + 1], f.line[position + 1 :].rstrip())


def _not_ended(f: Fault, quote: str, text: str) -> SyntaxHint:
    """What is wrong with a text that begins with this quotation mark."""
    if "\\" in text and (_PATH.search(text) or text.endswith('\\"')):
        return _backslash_slip(f, text.rstrip('"'))
    if text.endswith(tuple("“”’‘»«")) and not re.search("[„‚]", text[:-1]):
        return _curly_slip(f, quote + text)
    following = [*f.lines, ""][f.at + 1]
    goes_on = following.strip() and not _KEY_OR_HEADER.match(following)
    if quote and goes_on and following.count(quote) % 2:
        remedy = _("Put the text on one line, or begin and end it with {quotes}.")
        return f.slip(
            _("a line break inside a text in {quote}"),
            remedy.format(quotes=quote * 3),
            local=False,
            quote=f"{quote}…{quote}",
        )
    message = _("the closing quotation mark is missing: {text}")
    remedy = _("Add {quote} at the end of the text.").format(quote=quote or '"')
    return f.slip(message, remedy, text=short(quote + text))


def _opening(f: Fault, delimiters: Sequence[str]) -> Opening | None:
    for one in f.layout.openings:
        if one.delimiter in delimiters and f.layout.line_at(one.start) > f.start:
            return one
    return None


def _endless(f: Fault, offset: int) -> SyntaxHint:
    message = _("the text that begins with {quotes} is not closed")
    quotes = f.layout.text[offset : offset + 3]
    remedy = _("Add {quotes} at the end of the text.").format(quotes=quotes)
    return f.slip(message, remedy, f.layout.line_at(offset) - 1, local=False, quotes=quotes)


def _backslash_slip(f: Fault, text: str) -> SyntaxHint:
    message = _('a backslash in a text in "…" begins a special character: {text}')
    remedy = _("Write {single} in single quotes, or / instead of each backslash.")
    return f.slip(message, remedy.format(single=f"'{short(text)}'"), text=short(text))


def _backslash(f: Fault) -> SyntaxHint | None:
    if not f.error.startswith(("Unescaped", "Invalid hex", "Escaped character")):
        return None
    for match in STRING.finditer(f.line):
        if match.start() < f.column <= match.end():
            return _backslash_slip(f, match[0][1:-1])
    part = re.search(r"[^\s\"']*\\[^\s\"']*", f.line)
    return _backslash_slip(f, part[0] if part else f.line.strip())


def _unclosed(f: Fault) -> SyntaxHint | None:
    """A list, a table in braces or a long text that runs on into the next lines."""
    begin = PAIR.match(f.lines[f.start])
    long = begin and begin[2].startswith(LONG) and f.start < f.at
    if begin and long and not f.error.startswith("Unescaped"):
        return _endless(f, f.layout.text.index(begin[2][:3], f.layout.text.find(begin[0])))
    runs_on = f.at_end or (f.start < f.at and _KEY_OR_HEADER.match(f.line))
    opening = _opening(f, ("[", "{"))
    if runs_on and opening:
        message = _("the table in braces that begins here is not closed")
        remedy = _("Separate its keys by commas, and close it with a brace.")
        if opening.delimiter == "[":
            message = _("the list that begins here is not closed")
            remedy = _("Close the list with ].")
        return f.slip(message, remedy, f.layout.line_at(opening.start) - 1, local=False)
    return None


def _comma(f: Fault) -> SyntaxHint | None:
    """A list goes on in the next line, without a comma before."""
    if f.error != "Unclosed array" or f.line[: f.column].strip():
        return None
    before = [n for n in range(f.start, f.at) if f.lines[n].partition("#")[0].strip()]
    message = _("a comma is missing at the end of this line of a list")
    remedy = _("Separate the entries of a list by commas.")
    return f.slip(message, remedy, max(before, default=None), local=False)


def _characters(f: Fault) -> SyntaxHint | None:
    """Characters that word processors and web pages bring along."""
    curly = [char for char in f.masked if char in CURLY]
    if curly and not HABIT.search(f.value):
        pair = PAIR.match(f.line)
        return _curly_slip(f, f.value if pair and f.value else f.line.strip())
    return None


def _invisible(f: Fault) -> SyntaxHint | None:
    found = _INVISIBLE.search(f.masked)
    if not found:
        return None
    message = _("an invisible character (U+{code}) in this line")
    remedy = _("Delete the blanks around it and type them again.")
    return f.slip(message, remedy, code=f"{ord(found[0]):04X}")


def _calendar(f: Fault) -> SyntaxHint | None:
    """Dates: written the German way, or not in the calendar."""
    found = f.touching(DATE)
    if not found:
        return None
    written = iso_date(found)
    if written is None:
        return f.slip(_("{date} is not a day of the calendar"), last_day(found), date=found)
    if written != found:
        message = _("{date} is not how a date is written here")
        return f.slip(message, _write_value(written), date=found)
    if time := _TIME.search(f.masked, f.masked.find(found) + len(found)):
        remedy = _("Write hours and minutes, 00:00 to 23:59.")
        return f.slip(_("{time} is not a time"), remedy, time=time[1])
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
        remedy = _write_value(written)
    return f.slip(_("{number} is not how a number is written here"), remedy, number=found)


def _statement(f: Fault) -> SyntaxHint | None:
    """A line that is no ``key = value``."""
    begins = f.error.startswith(("Expected '='", "Invalid statement", "Invalid initial"))
    if not begins or f.start != f.at:
        return None
    line = f.line.strip()
    if re.match(r"//|;|--|/\*|%|<!--", line):
        return f.slip(_("a comment begins with #"), _("Write # before the comment."))
    if yaml := re.match(r"([\w-]+)\s*:\s*=?\s*(.+)", line):
        message = _('a colon instead of = after the key "{key}"')
        remedy = _write(f"{yaml[1]} = {short(corrected(yaml[2]))}")
        return f.slip(message, remedy, key=yaml[1])
    key, equals = (part.strip() for part in line.partition("=")[:2])
    if equals and key and "{" not in key:
        return _key(f, key)
    if (pair := re.match(r"([A-Za-z0-9_-]+)\s+(.+)", line)) and VALUE.match(pair[2]):
        remedy = _write(f"{pair[1]} = {short(pair[2])}")
        return f.slip(_('= is missing after the key "{key}"'), remedy, key=pair[1])
    message = _("the line is neither a header nor a key with its value: {line}")
    remedy = _('Write key = "value", or begin the line with # if it is a note.')
    return f.slip(message, remedy, line=short(line))


def _key(f: Fault, key: str) -> SyntaxHint:
    """What is before the equals sign is no key."""
    if re.fullmatch(r"[\w-]+(?:\s+[\w-]+)+", key) and key.isascii():
        remedy = _write(re.sub(r"\s+", "_", key) + " = …")
        return f.slip(_('blanks in the key "{key}"'), remedy, key=key)
    from foerder.text.glossary import key_of

    shown = short(key)
    if english := key_of(key):
        remedy = _('Write "{word}".').format(word=english)
        return f.slip(_('unknown key "{key}"'), remedy, key=shown)
    message = _('"{key}" cannot be a key: only a-z, 0-9, _ and - may be in it')
    remedy = _("Use the English key from the handbook, or put the key in quotes: {key}.")
    return f.slip(message, remedy.format(key=quoted(shown)), key=shown)


def _value(f: Fault) -> SyntaxHint | None:
    value = f.value
    if f.error not in _NO_VALUE:
        return None
    if not value:
        remedy = _("Write a value after =, or delete the line.")
        return f.slip(_("the value is missing"), remedy)
    if word := boolean(value):
        message = _("{value} is not how yes or no is written here")
        return f.slip(message, _write_value(word), value=value)
    if re.fullmatch(r"[+-]?0\d+", value):
        remedy = _("Write {number}, or {text} if it is not an amount.")
        right = remedy.format(number=int(value), text=quoted(value))
        return f.slip(_("{value} begins with 0"), right, value=value)
    if (end := re.fullmatch(r"(.*?)\s*[,;.]", value)) and VALUE.match(end[1]):
        remedy = _("Delete it: each line ends with its value.")
        return f.slip(_('"{mark}" at the end of the line'), remedy, mark=value[-1])
    if re.search(r"\s[\w-]+\s*=", f.masked[f.column - 1 :]) and VALUE.match(value):
        return f.slip(_("two keys on one line"), _("Write each key on a line of its own."))
    return _text(f, value)


def _text(f: Fault, value: str) -> SyntaxHint | None:
    """Text without its quotation marks, or with too many of them."""
    message, right = _("text without quotation marks: {text}"), quoted(value)
    if value[0] in "\"'" and len(value) > 1:
        message = _("the text goes on after its closing quotation mark: {text}")
        inner = value[1:].removesuffix(value[0])
        other = "'" if value[0] == '"' else '"'
        right = quoted(inner) if other in inner else f"{other}{inner}{other}"
    elif value[-1] in "\"'":
        message = _("the opening quotation mark is missing: {text}")
        right = quoted(value[:-1])
    remedy = _("Write {text}.").format(text=short(right))
    return f.slip(message, remedy, text=short(value))


def _list(f: Fault) -> SyntaxHint | None:
    rest = short(f.line[f.column :])
    if f.error == "Unclosed array":
        message = _("the list goes on where a comma or ] should stand: {text}")
        remedy = _("Separate the entries by commas and close the list with ].")
        return f.slip(message, remedy, text=rest)
    if f.error == "Unclosed inline table" or "{" in f.masked:
        message = _(
            "the table in braces goes on where a comma or the closing brace should stand: {text}"
        )
        remedy = _("Write key = value pairs, separated by commas.")
        return f.slip(message, remedy, text=rest)
    return None


_RULES: tuple[Callable[[Fault], SyntaxHint | None], ...] = (
    _clash, _control, _string, _backslash, _unclosed, _comma, _header, _characters, _calendar, _amount,
    _invisible, _statement, _value, _list,
)  # fmt: skip
