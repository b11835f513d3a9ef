"""The HTML part of a mail: tables and inline styles, as Outlook shows them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from foerder.text.i18n import language
from foerder.text.plain import clean

if TYPE_CHECKING:
    from foerder.notify.letter import Entry, Letter, Section


def _html(text: str) -> str:
    return escape(clean(text))


FONT = "font-family:'Segoe UI',Arial,Helvetica,sans-serif"


def as_html(content: Letter) -> str:
    """The HTML part: tables and inline styles, which Outlook keeps; no picture, nothing loaded from elsewhere."""
    body = "".join(
        f'<p style="margin:0 0 12px 0;font-size:15px;line-height:22px;color:#101828">{_html(text)}</p>\n'
        for text in content.opening
    )
    body += "".join(_section_html(section) for section in content.sections)
    closing = "<br>\n".join(_html(line) for line in content.closing)
    return f"""\
<!DOCTYPE html>
<html lang="{language()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{_html(content.subject)}</title>
</head>
<body style="margin:0;padding:0;background-color:#ffffff">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">
<!--[if mso]><table role="presentation" width="680" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:680px">
<tr><td style="padding:20px 16px;{FONT}">
{body}<p style="margin:24px 0 0 0;padding:12px 0 0 0;border-top:1px solid #d0d5dd;font-size:12px;line-height:18px;\
color:#475467">{closing}</p>
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
"""


def _section_html(section: Section) -> str:
    rows = "".join(_entry_html(entry, section.color) for entry in section.entries)
    more = f'<p style="margin:0 0 12px 0;font-size:13px;color:#475467">{_html(section.more)}</p>\n'
    return (
        f'<h2 style="margin:20px 0 8px 0;font-size:16px;line-height:22px;color:{section.color}">'
        f"{_html(section.heading)}{f' ({len(section.entries)})' if section.entries else ''}</h2>\n"
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">\n{rows}</table>\n'
        + (more if section.more else "")
    )


def _entry_html(entry: Entry, color: str) -> str:
    notes = "".join(f"<br>\n{_html(note)}" for note in entry.notes)
    return f"""\
<tr><td width="4" bgcolor="{color}" style="width:4px;background-color:{color};font-size:0">&nbsp;</td>
<td width="150" valign="top" style="width:150px;padding:6px 10px 8px 10px;font-size:14px;line-height:20px;{FONT};\
color:#101828"><strong>{_html(entry.when)}</strong><br>\n<span style="color:{color}">{_html(entry.left)}</span></td>
<td valign="top" style="padding:6px 0 8px 0;font-size:14px;line-height:20px;{FONT};color:#101828">\
<strong>{_html(entry.title)}</strong>\
<span style="font-size:12px;line-height:18px;color:#475467">{notes}<br>\n{_html(entry.id)}</span></td></tr>
<tr><td colspan="3" height="6" style="height:6px;font-size:0;line-height:6px">&nbsp;</td></tr>
"""
