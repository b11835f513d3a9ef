"""One glossary: key of the register → German and English word, and what people write instead.

It serves labels on screen, headers of lists and the hints on mistyped keys
(``ende`` → ``end``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from foerder.text.i18n import TRANSLITERATED, language

KEYS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    # German and English label, and other words; those with umlauts also mean ae, oe and ue
    "id": ("Kennung", "id", ("kürzel",)),
    "title": ("Titel", "title", ("bezeichnung", "projekttitel", "vorhaben")),
    "name": ("Name", "name", ("behördenname",)),
    "kind": ("Art", "kind", ("typ",)),
    "status": ("Status", "status", ("stand", "zustand")),
    "programme": ("Förderprogramm", "programme", ("programm", "program")),
    "funds": ("Mittelgeber", "funds", ("fonds", "mittel")),
    "level": ("Ebene", "level", ()),
    "guideline": ("Richtlinie", "guideline", ("förderrichtlinie",)),
    "guideline_date": (
        "Richtlinie vom",
        "guideline dated",
        ("richtlinie_vom", "richtliniendatum"),
    ),
    "guideline_until": ("Richtlinie gilt bis", "guideline valid until", ("richtlinie_bis",)),
    "authority": ("Bewilligungsbehörde", "authority", ("behörde",)),
    "holidays": ("Feiertage", "public holidays", ()),
    "office_closed": (
        "Dienststelle geschlossen",
        "office closed",
        ("geschlossen", "schließtage"),
    ),
    "rules": ("Regelwerke", "rule sets", ("regeln", "nebenbestimmungen")),
    "recipient": ("Zuwendungsempfänger", "recipient", ("empfänger",)),
    "final_recipient": ("Letztempfänger", "final recipient", ("träger",)),
    "unit": (
        "Organisationseinheit",
        "unit",
        ("amt", "dezernat", "fachdienst", "abteilung", "einheit"),
    ),
    "owner": ("Zuständig", "owner", ("verantwortlich", "besitzer")),
    "deputy": ("Vertretung", "deputy", ("stellvertretung", "vertreter")),
    "follows": ("Anschluss an", "follows", ("vorgänger", "folgt", "anschluss")),
    "tags": ("Schlagwörter", "tags", ("schlagworte", "stichworte")),
    "notes": ("Anmerkungen", "notes", ("bemerkungen", "notizen")),
    "note": ("Anmerkung", "note", ("bemerkung", "hinweis", "notiz")),
    "source": ("Quelle", "source", ("fundstelle",)),
    "url": (
        "Internetadresse",
        "web address",
        ("link", "webseite", "homepage", "website", "url"),
    ),
    "email": ("E-Mail", "e-mail", ("mail",)),
    "phone": ("Telefon", "phone", ("tel",)),
    "period": ("Bewilligungszeitraum", "period", ("zeitraum", "periode", "laufzeit")),
    "start": ("Beginn", "start", ("anfang", "von", "startdatum")),
    "end": ("Ende", "end", ("bis", "enddatum")),
    "duration": ("Dauer", "duration", ()),
    "purpose_fulfilled": (
        "Zuwendungszweck erfüllt",
        "purpose fulfilled",
        ("zweckerfüllung", "zweck_erfüllt"),
    ),
    "resolved": ("Beschlossen", "resolved", ("beschluss",)),
    "applied": ("Beantragt", "applied", ("antrag", "antragsdatum")),
    "started": ("Begonnen", "started", ("maßnahmebeginn",)),
    "inspection": ("Abnahme", "inspection", ("abgenommen",)),
    "early_start": ("Vorzeitiger Maßnahmebeginn", "early start", ("vorzeitiger_beginn", "vzm")),
    "award_date": (
        "Bescheid vom",
        "award dated",
        ("bescheid", "bescheiddatum", "bescheid_vom"),
    ),
    "award_posted": ("Bescheid abgesandt", "award posted", ("abgesandt", "aufgabe_zur_post")),
    "award_provided": ("Bescheid bereitgestellt", "award provided", ("bereitgestellt",)),
    "award_retrieved": ("Bescheid abgerufen", "award retrieved", ("abgerufen",)),
    "award_notified": ("Bescheid zugegangen", "award received", ("zugegangen", "zugang")),
    "remedy": ("Rechtsbehelf", "remedy", ()),
    "final_approval": (
        "Bestandskräftig seit",
        "award final since",
        ("bestandskraft", "bestandskräftig"),
    ),
    "ended_on": ("Vorzeitig beendet", "ended early", ("beendet", "aufgegeben", "widerrufen")),
    "ended_why": ("Grund des Endes", "reason of the end", ()),
    "ended_posted": ("Widerruf zur Post gegeben", "revocation posted", ()),
    "ended_provided": ("Widerruf bereitgestellt", "revocation provided", ()),
    "ended_retrieved": ("Widerruf abgerufen", "revocation retrieved", ()),
    "ended_notified": ("Widerruf zugegangen", "revocation received", ()),
    "ended_remedy": ("Rechtsbehelf gegen den Widerruf", "remedy against the revocation", ()),
    "reference": ("Aktenzeichen", "reference", ("az", "geschäftszeichen")),
    "amount": ("Zuwendung", "amount", ("betrag", "fördersumme", "summe")),
    "total": ("Gesamtausgaben", "total", ("zuwendungsfähige_ausgaben",)),
    "financing_type": ("Finanzierungsart", "type of financing", ()),
    "closed": ("Abgeschlossen", "closed", ("schlussprüfung",)),
    "cost": ("Kostenart", "cost type", ("kosten", "costs")),
    "financing": ("Finanzierungsplan", "financing", ("finanzierung",)),
    "funder": ("Geldgeber", "funder", ("finanzierer",)),
    "share": ("Anteil", "share", ("quote", "fördersatz")),
    "rate": ("Pauschalsatz", "rate", ("satz",)),
    "approved": ("Bewilligt", "approved", ()),
    "spent": ("Ausgegeben", "spent", ("verausgabt",)),
    "payment": ("Mittelabruf", "payment", ("auszahlung", "zahlung", "payments")),
    "requested": ("Angefordert", "requested", ("abruf",)),
    "request": ("Abruf vom", "request of", ()),
    "received": ("Eingegangen", "received", ("erhalten",)),
    "spending": ("Ausgabe", "spending", ("ausgaben",)),
    "year": ("Haushaltsjahr", "budget year", ("jahr",)),
    "amendment": ("Änderungsbescheid", "amendment", ("änderung",)),
    "deadline": ("Frist", "deadline", ("termin", "fristen", "deadlines")),
    "due": ("Fällig", "due", ("fällig_am",)),
    "after": ("nach", "after", ()),
    "before": ("vor", "before", ()),
    "offset": ("Abstand", "offset", ("frist_dauer",)),
    "every": ("alle", "every", ("jede", "turnus")),
    "until": ("Bis", "until", ("gültig_bis",)),
    "from": ("Von", "from", ("ab",)),
    "lead": ("Vorlauf", "lead time", ()),
    "basis": ("Grundlage", "basis", ("rechtsgrundlage", "paragraf", "paragraph")),
    "version": ("Fassung", "version", ()),
    "grade": ("Beleggrad", "grade", ("grad", "beleg", "belegt")),
    "checked": ("Geprüft am", "checked", ("geprüft", "stand_vom")),
    "warn": ("Warnstufen", "warning steps", ("warnung", "warnen")),
    "done": ("Erledigt", "done", ("abgegeben", "eingereicht")),
    "on": ("Am", "on", ("datum",)),
    "by": ("Durch", "by", ("wer",)),
    "how": ("Wie", "how", ("weg",)),
    "proof": ("Nachweis", "proof", ("beleg_nr",)),
    "extension": ("Fristverlängerung", "extension", ("verlängerung",)),
    "granted": ("Verlängert am", "granted", ("gewährt",)),
    "call": ("Aufruf", "call", ("antragsrunde",)),
    "opens": ("Öffnet", "opens", ()),
    "closes": ("Schließt", "closes", ("antragsschluss",)),
    "requires": ("Setzt voraus", "requires", ("voraussetzung", "benötigt")),
    "max_age": ("Höchstalter", "maximum age", ()),
    "settings": ("Einstellungen", "settings", ()),
    "language": ("Sprache", "language", ()),
    "track_from": ("Geführt ab", "tracked from", ("geführt_ab", "erfasst_ab")),
    "accept": ("Hingenommene Befunde", "accepted", ("akzeptiert", "hinnehmen")),
    "reason": ("Grund", "reason", ("begründung",)),
    "code": ("Code", "code", ("kürzel_befund",)),
    "date": ("Datum", "date", ()),
    "type": ("Kostenart", "cost type", ()),
    "of": ("Bemessen nach", "of", ()),
    "to": ("Verlängert bis", "extended to", ()),
    "old_end": ("Ende bisher", "end so far", ()),
    "old_amount": ("Zuwendung bisher", "grant so far", ()),
    "rule_set": ("Regelwerk", "rule set", ()),
    "review": ("Zuletzt verglichen", "last review", ()),
    "digest": ("Prüfsumme des Wortlauts", "checksum of the wording", ()),
    "result": ("Ergebnis", "result", ()),
    "land": ("Land", "Land", ("bundesland",)),
    "conditions": ("Gilt für", "made for", ()),
    "project": ("Projekt", "project", ()),
    "notify": ("Benachrichtigung", "notification", ()),
    "within": ("Vorschau in Tagen", "days ahead", ()),
    "format": ("Dateiformat", "file format", ()),
    "time": ("Uhrzeit", "time", ()),
    "off": ("Ausgeschaltet", "switched off", ()),
    "shift": ("Verschiebung", "shift", ()),
    "plan_by": ("Einplanen bis", "plan by", ()),
    "snap": ("Bis zum Ende von", "to the end of", ()),
    "count": ("Zählweise", "way of counting", ()),
    "provisional": ("Vorläufig gezählt", "counted provisionally", ()),
    "year_of": ("Im Jahr von", "in the year of", ()),
    "undated": ("Ohne festen Tag", "without a fixed day", ("unverzüglich",)),
    "rrule": ("Wiederholungsregel", "rule of recurrence", ()),
    "earlier_of": ("Der frühere von", "the earlier of", ()),
    "later_of": ("Der spätere von", "the later of", ()),
    "extra_holidays": ("Einmalige Feiertage", "one-off public holidays", ()),
    "text": ("Text", "text", ()),
    "text_en": ("Text, englisch", "text in English", ()),
    "title_en": ("Titel, englisch", "title in English", ()),
    "clause": ("Bestimmung", "clause", ()),
    "nr": ("Nummer", "number", ()),
    "exceed_rate": ("Überschreitung bis", "may be exceeded by", ()),
    "reduction_from": ("Ermäßigung bei mehr als", "reduction above", ()),
    "base_rate": ("Basiszinssatz", "base rate of interest", ()),
    "subject": ("Betreff", "subject", ()),
    "domains": ("Erlaubte Domains", "domains allowed", ()),
    "smtp": ("Mailserver", "mail server", ()),
    "tls": ("Verschlüsselung", "encryption", ()),
    "coordinator": ("Koordination", "coordinator", ()),
    "head": ("Leitung", "head", ()),
    "deputy_from": ("Vertretung ab Tagen vorher", "deputy from days before", ()),
    "heartbeat": ("Lebenszeichen", "heartbeat", ()),
    "attach": ("Kalenderdatei anhängen", "calendar file attached", ()),
}

VALUES: Mapping[str, tuple[str, str]] = {
    # kinds of deadlines
    "application": ("Antrag", "application"),
    "renewal-application": ("Antrag auf Anschlussförderung", "renewal application"),
    "payment-request": ("Mittelabruf", "payment request"),
    "use-by": ("Verwendung der Mittel", "use of funds"),
    "interim-report": ("Zwischennachweis", "interim report"),
    "final-report": ("Verwendungsnachweis", "final report"),
    "content-report": ("Sachbericht", "narrative report"),
    "notice": ("Mitteilung", "notice"),
    "publicity": ("Publizitätspflicht", "publicity"),
    "resolution": ("Beschluss", "resolution"),
    "other": ("Sonstige Pflicht", "other duty"),
    "remedy": ("Rechtsbehelfsfrist", "period for legal remedy"),
    "call": ("Antragsschluss", "call closes"),
    "period-end": ("Ende des Bewilligungszeitraums", "end of funding period"),
    "validity-end": ("Ende der Gültigkeit", "end of validity"),
    "earmark-end": ("Ende der Zweckbindung", "end of earmarking"),
    "retention-end": ("Ende der Aufbewahrungsfrist", "end of retention"),
    "guideline-end": ("Ende der Richtlinie", "end of guideline"),
    "basis-end": ("Ende des vorausgesetzten Plans", "end of required plan"),
    # anchors, and what a day is moved to
    "period-start": ("Beginn des Bewilligungszeitraums", "start of funding period"),
    "purpose-fulfilled": ("Erfüllung des Zuwendungszwecks", "purpose fulfilled"),
    "award": ("Bescheid", "award"),
    "payment": ("Auszahlung", "payment"),
    "last-payment": ("letzte Auszahlung", "last payment"),
    "year-end": ("Jahresende", "end of year"),
    "half-year-end": ("Halbjahresende", "end of half-year"),
    "quarter-end": ("Quartalsende", "end of quarter"),
    "month-end": ("Monatsende", "end of month"),
    "resolved": ("Beschlussfassung", "resolved"),
    "started": ("Maßnahmebeginn", "start of work"),
    "final-approval": ("Bestandskraft", "award final"),
    "inspection": ("Abnahme", "inspection"),
    "closed": ("Abschluss der Prüfung", "closed"),
    "event": ("ohne den Tag des Ereignisses", "from the day after the event"),
    "day": ("mit dem ersten Tag", "with the first day"),
    "next": ("nächster Werktag", "next working day"),
    # who hands in, and how to object
    "recipient": ("Zuwendungsempfänger", "recipient"),
    "final-recipient": ("Letztempfänger", "final recipient"),
    "action": ("Klage", "legal action"),
    "objection": ("Widerspruch", "objection"),
    # days of the week
    "monday": ("Montag", "Monday"),
    "tuesday": ("Dienstag", "Tuesday"),
    "wednesday": ("Mittwoch", "Wednesday"),
    "thursday": ("Donnerstag", "Thursday"),
    "friday": ("Freitag", "Friday"),
    "saturday": ("Samstag", "Saturday"),
    "sunday": ("Sonntag", "Sunday"),
    # states
    "done": ("erledigt", "done"),
    "settled": ("nicht mehr verfolgt", "settled"),
    "overdue": ("überfällig", "overdue"),
    "due": ("fällig", "due"),
    "upcoming": ("bevorstehend", "upcoming"),
    "open": ("ohne Datum", "no date"),
    "past": ("vorbei", "past"),
    # statuses of projects and periods
    "idea": ("Idee", "idea"),
    "applied": ("beantragt", "applied"),
    "approved": ("bewilligt", "approved"),
    "running": ("läuft", "running"),
    "ended": ("beendet", "ended"),
    "rejected": ("abgelehnt", "rejected"),
    "withdrawn": ("zurückgezogen", "withdrawn"),
    # why a period ended early
    "abandoned": ("aufgegeben", "abandoned"),
    "revoked": ("widerrufen", "revoked"),
    # results of a review
    "read": ("gelesen", "read"),
    "provided": ("bereitgestellt", "provided"),
    "retrieved": ("abgerufen", "retrieved"),
    "unchanged": ("unverändert", "unchanged"),
    "changed": ("geändert", "changed"),
    "unclear": ("unklar", "unclear"),
    "unavailable": ("nicht erreichbar", "unavailable"),
    # for whom conditions are made
    "project": ("Projektförderung", "project grants"),
    "institutional": ("institutionelle Förderung", "institutional grants"),
    "cost-based": ("Förderung auf Kostenbasis", "grants on cost basis"),
    "programme": ("ein Programm", "one programme"),
    # kinds of projects
    "grant": ("Zuwendung", "grant"),
    "plan": ("Plan", "plan"),
    "certificate": ("Zertifikat", "certificate"),
    # levels
    "eu": ("EU", "EU"),
    "federal": ("Bund", "federal"),
    "state": ("Land", "state"),
    "municipal": ("Kommune", "municipal"),
    "foundation": ("Stiftung", "foundation"),
    # types of cost
    "staff": ("Personalausgaben", "staff"),
    "material": ("Sachausgaben", "material"),
    "fees": ("Honorare", "fees"),
    "travel": ("Reisekosten", "travel"),
    "investment": ("Investitionen", "investment"),
    "flat-rate": ("Pauschale", "flat rate"),
    # pace of spending
    "low": ("niedrig", "low"),
    "medium": ("mittel", "medium"),
    "high": ("hoch", "high"),
    # severities
    "error": ("Fehler", "error"),
    "warning": ("Warnung", "warning"),
    "note": ("Hinweis", "note"),
}


HEADS: Mapping[str, tuple[str, str]] = {
    # columns of exported lists that are no keys of the register, and keys whose label there needs more words
    "project": ("Projekt", "project"),
    "project_title": ("Projekttitel", "project title"),
    "period": ("Zeitraum", "period"),
    "span": ("Laufzeit", "duration"),
    "own_funds": ("Eigenanteil", "own share"),
    "funding_rate": ("Förderquote", "funding rate"),
    "state": ("Stand", "state"),
    "days_left": ("Tage", "days left"),
    "next_title": ("Nächste Frist", "next deadline"),
    "next_due": ("Nächste Frist fällig", "next deadline due"),
    "latest": ("Letzter Tag nach Gesetz", "last day by law"),
    "nominal": ("Gezählter Tag", "day as counted"),
    "ready_by": ("Im Haus fertig bis", "ready in house by"),
    "deadline_title": ("Bezeichnung der Frist", "deadline title"),
    "deadline_kind": ("Fristart", "kind of deadline"),
    "deadline_id": ("Kennung der Frist", "deadline id"),
    "deadline_owner": ("Zuständig für die Frist", "owner of the deadline"),
    "deadline_basis": ("Grundlage", "basis"),
    "deadline_source": ("Quelle der Frist", "source of the deadline"),
    "deadline_grade": ("Beleggrad", "grade"),
    "rule": ("Regel", "rule"),
    "occurrence": ("Vorkommen", "occurrence"),
    "done_on": ("Erledigt am", "done on"),
    "done_proof": ("Erledigt: Nachweis", "proof"),
    "nr": ("Nr.", "no."),
    "payment_amount": ("Betrag", "amount"),
    "total_approved": ("Ansatz gesamt", "approved in total"),
    "total_spent": ("Ausgegeben gesamt", "spent in total"),
    "left": ("Übrig", "left"),
    "used": ("Ausgeschöpft", "used"),
    "projects": ("Projekte", "Projects"),
    "deadlines": ("Fristen", "Deadlines"),
    "costs": ("Kosten", "Costs"),
    "payments": ("Zahlungen", "Payments"),
    "finished": ("Erledigt", "Done"),
    "notes_sheet": ("Hinweise", "Notes"),
}

IN_CELLS: Mapping[str, tuple[str, ...]] = {
    # what offices write into a cell, beside the labels above; only where it can mean nothing else
    "approved": ("bescheid liegt vor", "läuft", "laufend", "running", "beendet", "ended"),
    "applied": ("antrag gestellt", "eingereicht"),
    "running": ("laufend",),
    "ended": ("abgelaufen",),
    "idea": ("geplant", "in planung"),
    "withdrawn": ("zurückgenommen",),
    "grant": ("projekt", "förderprojekt", "förderung"),
    "Anteilfinanzierung": ("anteilsfinanzierung", "anteil"),
    "Fehlbedarfsfinanzierung": ("fehlbedarf", "fehlbetragsfinanzierung"),
    "Festbetragsfinanzierung": ("festbetrag",),
    "Vollfinanzierung": ("voll",),
    "staff": ("personal", "personalkosten"),
    "material": ("sachkosten", "sachmittel"),
    "federal": ("bundesmittel",),
    "state": ("landesmittel",),
    "final-report": (
        "schlussnachweis",
        "endverwendungsnachweis",
        "schlussverwendungsnachweis",
        "nachweis",
    ),
    "interim-report": ("zwischenverwendungsnachweis", "zwischenbericht", "nachweis"),
    "content-report": ("bericht",),
    "payment-request": ("abruf", "mittelanforderung", "auszahlungsantrag"),
    "renewal-application": ("anschlussantrag", "folgeantrag", "verlängerungsantrag"),
    "publicity": ("publizität", "öffentlichkeitsarbeit"),
    "notice": ("anzeige", "mitteilungspflicht"),
    "other": ("sonstiges", "andere"),
    "remedy": ("rechtsbehelf", "widerspruchsfrist", "klagefrist"),
    "call": ("aufruf", "antragsfrist"),
    "period-start": ("beginn", "anfang", "start", "laufzeitbeginn"),
    "period-end": ("ende", "laufzeitende", "ende der laufzeit", "bewilligungszeitraum", "end"),
    "earmark-end": ("zweckbindung", "zweckbindungsfrist"),
    "retention-end": ("aufbewahrung", "aufbewahrungsfrist"),
    "guideline-end": ("richtlinie",),
    "purpose-fulfilled": ("zweckerfüllung", "zweck erfüllt", "erfüllung des zwecks"),
    "award": ("bewilligung", "bekanntgabe", "zuwendungsbescheid"),
    "payment": ("zahlung", "zahlungseingang"),
    "last-payment": ("schlusszahlung", "letzte zahlung"),
    "resolved": ("beschluss", "beschlossen"),
    "started": ("baubeginn", "beginn der maßnahme", "vorhabenbeginn"),
    "final-approval": ("bestandskräftig", "unanfechtbarkeit"),
    "inspection": ("bauabnahme", "prüfung vor ort"),
    "closed": ("abschluss", "abgeschlossen"),
    "saturday": ("sonnabend",),
    "recipient": ("wir", "empfänger"),
    "none": ("keine", "kein", "nein", "aus"),
    "off": ("aus", "nie", "kein"),
}


def head_label(name: str) -> str:
    """The head of a column, or the name of a sheet, of an exported list."""
    return _said(*HEADS.get(name, KEYS.get(name, (name, name))))


def _said(german: str, english: str, *_more: object) -> str:
    return german if language() == "de" else english


def words_of(value: str) -> tuple[str, ...]:
    """Every word, in small letters, that stands for a value of the register."""
    words = (value, *VALUES.get(value, ()), *IN_CELLS.get(value, ()))
    return tuple(dict.fromkeys(map(str.lower, words)))


def meant(word: str, options: Iterable[str]) -> list[str]:
    """The values of the register that a word stands for: by key, label, or
    synonym, else as a part of a label.
    """
    wanted = word.strip().lower()
    known = list(options)
    part = re.compile(rf"\b{re.escape(wanted)}\b")
    for fits in (
        lambda value: wanted == value.lower(),
        lambda value: wanted in (label.lower() for label in VALUES.get(value, ())),
        lambda value: wanted in IN_CELLS.get(value, ()),
        lambda value: any(part.search(label.lower()) for label in VALUES.get(value, ())),
    ):
        found = [value for value in known if fits(value)]
        if found or not wanted:
            return found
    return []


def value_label(value: str) -> str:
    """A value of the register in the language of the screen; unknown ones as they stand."""
    return _said(*VALUES.get(value, (value, value)))


def key_label(key: str) -> str:
    """A key of the register in the language of the screen."""
    return _said(*KEYS.get(key, (key, key, ())))


def key_of(word: str) -> str | None:
    """The key that a German or English word stands for, None where nobody knows it."""
    wanted = _without_umlauts(word.strip())
    for key, (german, english, synonyms) in KEYS.items():
        if wanted in map(_without_umlauts, (german, english, *synonyms)):
            return key
    return None


def _without_umlauts(word: str) -> str:
    return word.lower().translate(TRANSLITERATED)
