"""What people type for a verb: German words, other English ones, and slips of the finger."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

WORDS = {
    "add": "anlegen aufnehmen eintragen erfassen hinzufuegen neu new create insert hinzu",
    "check": "pruefen pruefe pruefung kontrolle fehler risiken validate lint test verify doctor",
    "completion": "vervollstaendigung",
    "costs": "kosten geld ausgaben finanzierung finanzierungsplan mittel money budget finance",
    "done": "erledigt erledigen fertig abgeschlossen abhaken vorgelegt finish complete",
    "due": "faellig faelligkeit faelligkeiten frist fristen termin termine ueberfaellig offen todo deadlines overdue",
    "edit": "bearbeiten bearbeite editieren oeffnen oeffne open",
    "end": "beenden beende aufgeben aufgegeben widerrufen widerruf abbrechen abandon revoke stop",
    "explain": "erklaeren erklaere erklaerung warum wieso begruenden begruendung why",
    "export": "exportieren exportiere ausgeben speichern kalender calendar ics outlook excel xlsx html drucken save",
    "extend": "verlaengern verlaengere verlaengerung prolong",
    "help": "hilfe handbuch handbook manual man anleitung",
    "import": "importieren importiere einlesen uebernehmen load",
    "init": "anfangen beginnen einrichten start setup begin",
    "list": "liste listen auflisten projekte projekt alle uebersicht suche suchen finden ls search find status",
    "log": "verlauf protokoll historie journal geschichte history",
    "notify": "benachrichtigen warnen warnung warnungen erinnern erinnerung mail mails email senden remind send warn",
    "pay": "zahlung zahlungen zahlen abruf abrufen mittelabruf auszahlung payment",
    "publish": "veroeffentlichen bereitstellen abonnieren subscribe",
    "remove": "loeschen loesche entfernen entferne streichen delete del rm drop",
    "read": "einlesen bescheid zuwendungsbescheid brief scan letter pdf",
    "report": "bericht berichten jahresbericht rat",
    "rules": "regeln regel regelwerk regelwerke anbest nebenbestimmungen rule",
    "schema": "schemas schluessel struktur jsonschema keys",
    "set": "setzen setze aendern aendere stellen umbenennen umbenenne change update modify rename",
    "show": "zeige zeigen anzeigen ansehen details info view display",
    "spend": "ausgabe ausgeben buchen verbrauch verausgaben expense",
    "timeline": "zeitstrahl zeitleiste zeitachse balken gantt",
    "undo": "zuruecknehmen rueckgaengig zurueck revert",
    "undo-done": "unerledigt",
    "use": "benutzen benutze nutzen merken verwenden",
    "where": "wo woher register ort which config einstellungen",
    "--version": "version",
}
"""By verb; umlauts written out, as `_folded` makes them.

A word under two verbs stands for both.
"""


def meant(name: str, verbs: Iterable[str]) -> list[str]:
    """The verbs that somebody probably meant by a word, none where nothing comes near."""
    known = set(verbs)
    word = _folded(name)
    found = _named(word, known) or _named(word.partition("-")[0], known)
    if found:
        return found
    near = get_close_matches(word, known, n=1, cutoff=0.75)
    if near:
        return near
    near = get_close_matches(
        word, [each for words in WORDS.values() for each in words.split()], n=1, cutoff=0.8
    )
    return _named(near[0], known) if near else get_close_matches(word, known, n=1)


def verb_of(name: str, verbs: Iterable[str]) -> str:
    """The verb that a word means exactly, in German or English; the word itself
    where it means none, or several.
    """
    known = set(verbs)
    found = _named(_folded(name), known)
    return found[0] if len(found) == 1 and found[0] in known else name


def _named(word: str, verbs: set[str]) -> list[str]:
    """The verbs that a word stands for."""
    if word in verbs:
        return [word]
    return [
        verb
        for verb, words in WORDS.items()
        if word in words.split() and (verb in verbs or verb[0] == "-")
    ]


def _folded(name: str) -> str:
    """Without capitals and umlauts, and without the mark of an option."""
    text = name.casefold().lstrip("-")
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        text = text.replace(umlaut, letters)
    return text
