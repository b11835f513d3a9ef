"""The words at the head of a column: what offices and authorities write, as data.

Met in lists of operations of the Structural Funds (Art. 49 VO (EU) 2021/1060, Art. 115 VO (EU) 1303/2013), the federal
Förderkatalog, grant reports of the Länder and offices' own lists. Labels and synonyms of the glossary count as well.
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "id": "projekt-id, projektkürzel, projektkennung, kurzname, project id",
    "title": """
        projekt, projektname, name des projekts, name des vorhabens, maßnahme, projektbezeichnung, maßnahmebezeichnung,
        maßnahmenbezeichnung, maßnahmentitel, vorhabenbezeichnung, vorhabentitel, bezeichnung der maßnahme,
        bezeichnung des vorhabens, bezeichnung des projekts, titel des vorhabens, titel des projekts, operation name,
        name of operation, name of the operation, thema des geförderten vorhabens, thema des vorhabens, fördervorhaben,
        zuwendung für, förderprojekt, name der maßnahme, titel der maßnahme, projekt/maßnahme,
        project, project name, project title, kurzbezeichnung des vorhabens, vorhaben/projektbezeichnung, kurztitel,
        projektkurztitel, fördermaßnahme, projekttitel, bauvorhaben, baumaßnahme, einzelmaßnahme, projektthema,
        name der förderung, name der fördermaßnahme, maßnahme/projekt, projekt-bez., vorhaben-bez., bez. des vorhabens, name and purpose of operation, was,
        bezeichnung und zweck des vorhabens""",
    "programme": "name des programms, förderlinie, funding programme, grant programme, förderbereich, fördertopf",
    "guideline": "richtlinie, förderrichtlinie, fördergrundlage",
    "funds": "fördergeber, fördermittelgeber, finanziert durch, funded by, funder, drittmittelgeber, wer fördert, fördergeber/programm",
    "authority": """
        bewilligungsstelle, zuwendungsgeber, zuwendungsbehörde, granting authority, ansprechbehörde, ressort,
        bewilligende behörde, bewilligende stelle, zuwendungsgebende stelle""",
    "agency": "projektträger, pt",
    "recipient": """
        antragsteller, antragstellerin, grantee, name des begünstigten, name der begünstigten, begünstigter,
        begünstigte, begünstigten, name des zuwendungsempfängers, zuwendungsempfängerin, förderempfänger,
        förderempfängerin, beneficiary, beneficiary name, name of beneficiary, name of the beneficiary, fördernehmer,
        fördernehmende, zuwendungsnehmer, geförderte einrichtung, förderempfänger/auftragnehmer""",
    "final_recipient": "träger, maßnahmeträger, vorhabenträger, träger der maßnahme, zuwendungsempfänger (letztempfänger)",
    "unit": """
        fachbereich, fachamt, sachgebiet, department, zuständiges amt, federführung, fd, fb, oe, org.-einheit,
        federführendes amt, fachdienst/amt, abteilung, dienststelle""",
    "owner": """
        zuständigkeit, bearbeiter, bearbeiterin, bearbeitung, sachbearbeitung, sachbearbeiter, sachbearbeiterin, sb,
        ansprechpartner, ansprechpartnerin, ansprechperson, zuständige person, zuständige/r, zuständiger, kontakt,
        projektleitung, projektverantwortlich, verantwortliche, verantwortliche person, verantwortlicher""",
    "deputy": "vertretung, stv., stellvertreter, stellvertreterin, vertreterin, abwesenheitsvertretung",
    "start": """
        projektbeginn, projektstart, laufzeit von, laufzeit ab, laufzeitbeginn, beginn der laufzeit, förderbeginn,
        beginn bewilligungszeitraum, bewilligungszeitraum von, bewilligungszeitraum beginn, start date, start,
        datum des beginns, beginns, durchführungsbeginn, zeitraum von, bwz von, bwz beginn, förderzeitraum von,
        projektlaufzeit von, durchführungszeitraum von, beginn des bewilligungszeitraums, vorhabenbeginn, startdatum,
        operation start date, start of project, beginn am, von wann, vorhabenbeginns, bew. von, bewilligt von, gültig ab, datum beginn, startzeitpunkt, beginn laufzeit""",
    "end": """
        projektende, laufzeit bis, laufzeitende, ende der laufzeit, förderende, ende bewilligungszeitraum,
        bewilligungszeitraum bis, bewilligungszeitraum ende, end date, end, datum des endes, durchführungsende,
        zeitraum bis, bwz bis, bwz ende, förderzeitraum bis, projektlaufzeit bis, durchführungszeitraum bis,
        ende des bewilligungszeitraums, vorhabenende, operation end date, end of project, gültig bis, endes,
        jahr projektende, datum ende, bis wann, vorhabenendes, bew. bis, bewilligt bis, läuft bis, laufend bis, endzeitpunkt, ende laufzeit, enddatum, abschlussdatum, projektabschluss""",
    "span": """
        laufzeit, zeitraum, bewilligungszeitraum, förderzeitraum, projektlaufzeit, durchführungszeitraum, bwz, dauer,
        periode, projektzeitraum, maßnahmezeitraum, laufzeit/bewilligungszeitraum, laufzeit (von - bis), projektdauer,
        zeitraum (von - bis), zeitraum von bis, laufzeit von bis, vorhabenszeitraum, förderdauer, duration""",
    "applied": "antrag vom, beantragt am, antrag gestellt am, applied on, antragseingang, antragsdatum",
    "award_date": """
        datum des bescheids, zuwendungsbescheid vom, datum bescheid, award date, bewilligungsdatum, bescheiddatum,
        zwb vom, bew. datum, bewilligt am, datum zwb, bewilligung vom, datum der bewilligung, datum zuwendungsbescheid, bewilligungsbescheid vom, bescheid vom""",
    "award_notified": "bescheid eingegangen, bescheid eingegangen am, zugang des bescheids",
    "reference": """
        geschäftszeichen, förderkennzeichen, fkz, zeichen, bescheidnummer, file number, az., aktenz., antragsnummer,
        projektnummer, zuwendungsnummer, vorgangsnummer, förder-nr., bewilligungsnummer, vorhabennummer, antrags-nr.""",
    "amount": """
        bewilligte summe, bewilligter betrag, bewilligte zuwendung, zuwendungsbetrag, zuwendungssumme, förderbetrag,
        höhe der zuwendung, grant amount, zuwendungshöhe, gesamtzuwendung, zuschuss, fördermittel, fördersumme,
        gesamte fördersumme, bewilligungssumme, bewilligte beträge, gewährte beträge, gewährter betrag, förderhöhe,
        bewilligte mittel, bewilligungsbetrag, bewilligte fördersumme, bewilligte fördermittel, höhe der förderung,
        förder-/auftragssumme, zuwendungsbetrag gesamt, gesamtfördersumme, bewilligte förderung, zuschussbetrag,
        zuschusssumme, zuschusshöhe, fördervolumen, bewilligung, grant, erdf grant, eu grant, esf grant,
        funding amount, award amount, grant awarded, approved funding, förderzusage, bew. betrag, wieviel, wie viel""",
    "total": """
        gesamtbetrag der förderfähigen ausgaben, gesamtbetrag der zuwendungsfähigen ausgaben, zuwendungsfähige kosten,
        zuwendungsfähige ausgaben, förderfähige kosten, förderfähige ausgaben, zuwendungsfähige gesamtausgaben,
        zuwendungsfähige gesamtkosten, förderfähige gesamtausgaben, förderfähige gesamtkosten, total eligible costs,
        gesamtkosten des vorhabens, total cost of operation, total cost of the operation,
        bewilligte förderfähige gesamtinvestition, förderfähige gesamtinvestition, total eligible expenditure,
        total eligible expenditure allocated to the operation, gesamtausgaben förderfähig""",
    "own_funds": "eigenanteil, eigenmittel, eigenbeteiligung, kommunaler eigenanteil, eigenanteil der kommune, own funds",
    "funding_rate": "förderquote, fördersatz, zuwendungsquote, funding rate, förderanteil",
    "rules": "anbest, nebenbestimmungen, nebenbest.",
    "financing_type": "art der finanzierung, finanzierung",
    "notes": """
        anmerkung, bemerkung, hinweis, hinweise, notiz, note, comment, comments, zusammenfassung, kurzbeschreibung,
        zusammenfassung des vorhabens, operation summary, project summary, beschreibung, projektbeschreibung""",
    "tags": "schlagwort, tag, themen",
    "project": "projekt-id, projektkennung, vorhaben, project id",
    "period": "zeitraum-id, zeitraumkennung",
    "deadline": "frist-id, kennung der frist",
    "on": "erledigt am, abgegeben am, eingereicht am, done on",
    "requested": "abgerufen am, angefordert am, mittelabruf vom",
    "received": "eingegangen am, zahlungseingang, erhalten am, received on",
    "approved": "ansatz, geplant",
    "due": "fällig am, abgabe bis, einzureichen bis",
    "url": "internet-adresse, internetadresse, website of the operation, website",
}
"""Divided by commas; which of them count depends on the columns of the sheet."""

WEAK: Mapping[str, str] = {
    "title": "bezeichnung, thema, zuwendungszweck, vorhaben, zweck, verwendungszweck, gegenstand, fördergegenstand",
    "amount": "summe, betrag, förderung, bewilligt",
    "total": "gesamtkosten, gesamtausgaben, gesamtinvestition, gesamtfinanzierung, projektkosten, total costs",
    "owner": "e-mail, mail, e-mail-adresse",
    "recipient": "empfänger",
    "reference": "projekt-nr., vorhaben-nr., vorhaben-id, nummer des vorhabens",
    "unit": "org.-einheit, abt.",
}
"""Words that mean this only where no other column says it better."""
WEAKEST: Mapping[str, str] = {"title": "name, inhalt"}
"""Words that mean this only where nothing else can."""

OF_OPERATIONS: Mapping[str, str] = {
    "recipient": "name",
    "total": "gesamtbetrag, gesamtausgaben, total",
    "title": "bezeichnung, vorhaben",
    "end": "abschluss",
}
"""What words mean in a list of operations of the Structural Funds, and only there."""

_OF = r"(projekt|foerder|bewilligungs|durchfuehrungs|zuwendungs|massnahmen?|vorhabens?|bew|bz|zr|lz)"
_TIME = rf"({_OF}?s? ?(laufzeit|zeitraum|dauer|zeit) ?|{_OF}s? ?)?"
"""What the two days of a grant are called after."""
PATTERNS: tuple[tuple[str, str], ...] = (
    ("", r"^(lfd|laufende|nr|nummer|pos|id nr)\b|^#"),
    ("", r"kategorie|intervention|category|categorie|spezifisch|specific|prioritaet|priority|thematisch|code\b"),
    ("", r"postleitzahl|\bplz\b|post ?code|standort|gebiet|gemeinde|kreis\b|bundesland|county|country|\bort\b|nuts"),
    ("", r"^land\b|^staat$|^strasse|(?<!internet)adresse|anschrift|region|sitz\b|durchfuehrungsort"),
    ("", r"aktualisier|last update|^stand (vom|der)|datenstand"),
    ("", r"gezahlt|ausbezahl|auszahlung|\bpaid\b|abgerufen|verwendet|restmittel|rest\b|verausgabt|ist ausgaben"),
    ("", r"anzahl|teilnehm|stellen\b|kofinanzierung|cofinan|co financing|taux|rechtsform|foerderart|foerderungsart"),
    ("", r"^jahr(e|es)?\b(?!.*ende)|bewilligungsjahr|haushaltsjahr|foerderjahr|nicht (zuwendungs|foerder)faehig"),
    (
        "",
        r"eu (betrag|mittel|anteil)|landesmittel|bundesmittel|mittel (des|der) |drittmittel|anteil|quote|prozent|satz\b",
    ),
    ("total", r"(zuwendungs|foerder)faehige[nr]? (gesamt)?(ausgaben|kosten|investition)|total eligible"),
    ("amount", r"(bewilligt|gewaehrt)e[rn]? .*(betrag|betraege|summe|mittel|zuwendung|foerderung|zuschuss)"),
    ("amount", r"^(gesamt ?)?(zuwendung|zuschuss|foerder|bewilligungs)s?(summe|betrag|hoehe|mittel|volumen)?$"),
    ("amount", r"^(zuwendung|zuschuss|foerdermittel|foerderung|foerdersumme|mittel)s? (bewilligt|zugesagt|genehmigt)$"),
    ("amount", r"^(hoehe|betrag|summe) (der|des) (bewilligten |gewaehrten )?(zuwendung|foerderung|zuschusses)"),
    ("recipient", r"beguenstigt|(zuwendungs|foerder)empfaenger|beneficiary|(zuwendungs|foerder)nehm"),
    ("start", rf"^{_TIME}(von|ab|beginns?|start|anfang)( wann)?$"),
    ("end", rf"^{_TIME}(bis|ende?s?)( wann)?$"),
    ("span", rf"^{_TIME.removesuffix('?')}(von bis)?$"),
    ("start", r"^(datum|tag|zeitpunkt) (des |der |vom )?(beginn|start)|^(projekt|vorhaben)s? ?(beginn|start)"),
    (
        "start",
        r"^(beginn|start|anfang)s? ((des|der) )?(vorhaben|projekt|massnahme|foerder|laufzeit|bewilligung|durchf)",
    ),
    ("end", r"^(datum|tag|zeitpunkt|jahr) (des |der |vom )?(projekt|vorhaben)?s? ?(ende|abschluss)"),
    (
        "end",
        r"^(projekt|vorhaben)s? ?ende|^(ende|abschluss)s? ((des|der) )?(vorhaben|projekt|massnahme|foerder|laufzeit)",
    ),
    ("end", r"^ende ((des|der) )?(bewilligung|durchf)|datum des abschlusses|date of completion|completion date"),
    ("title", r"^(name|titel|bezeichnung|thema|gegenstand) (des|der|vom) .*(vorhaben|projekt|massnahme|operation)"),
    ("title", r"^(vorhaben|projekt|massnahme)n?s? ?(name|titel|bezeichnung|thema)|operation name|project (name|title)"),
    ("notes", r"zusammenfassung|kurzbeschreibung|summary|projektinhalt|projektbeschreibung"),
)
"""The last means: what a head means whose words are not known as a whole. An empty name: known, and without a place
in the register. Compared with small letters, ä as ae, no hyphens, units or numbers; the first that fits counts."""

DUTIES: Mapping[str, str] = {
    "final-report": "nachweis bis, nachweisfrist, schlussabrechnung bis, verwendungsnachweis, vn, vwn, schlussverwendungsnachweis, schlussnachweis, verwendungsnachweise",
    "interim-report": "zwischennachweis, zn, zvn, zwischenverwendungsnachweis, zwischennachweis (zn), zwischenbericht",
    "content-report": "sachbericht",
    "application": "antragsfrist, antragsschluss, antragstellung bis, antrag bis, frist antrag, antragsende",
    "renewal-application": "folgeantrag bis, folgeantrag, anschlussantrag bis, antrag auf anschlussförderung",
    "payment-request": "abruf bis, mittelabruf bis, abruffrist, mittelanforderung bis, frist mittelabruf, letzter abruf",
    "use-by": "mittelverwendung bis, verwendung bis, verwendungsfrist",
    "earmark-end": "zweckbindung, zweckbindung bis, zweckbindungsfrist, zweckbindungsende, zweckbindung ende, bindefrist",
    "retention-end": "aufbewahrung, aufbewahrung bis, aufbewahrungsfrist, aufbewahrungspflicht bis, aufbewahrungsende",
}
"""Columns with the last day of a duty."""
MARKERS = frozenset(
    "vorlage einreichung einzureichen vorzulegen abzugeben fällig faellig am bis frist zum due by on termin abgabe abgabefrist der des the für".split()
)
"""Words that say that a day is the last one of something."""
QUALIFIERS = (
    r"^(voraussichtliche[sr]?|geplante[sr]?|tatsaechliche[sr]?|bewilligte[sr]?|aktuelle[sr]?)( oder tatsaechliche[sr]?)?",
    r"(des|der|vom|of the) (vorhabens?|projekte?s?|massnahme|foerderung|operation|foerdervorhabens)$",
    r"(laut|lt|gemaess|gem|nach) (zuwendungs|bewilligungs)?(bescheid|zwb)$",
    r"(insgesamt|gesamt|aktuell|\(?von bis\)?|pro prioritaetsachse|geplant|in total)$",
    r"^(datum|tag) (des|der)?",
)
"""Words around a head that add nothing to it."""
TOTALS = (
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "teilsumme",
    "insgesamt",
    "ergebnis",
    "gesamtergebnis",
    "teilergebnis",
    "summe insgesamt",
    "summe gesamt",
    "gesamtbetrag",
    "total",
    "grand total",
    "subtotal",
    "sum",
    "übertrag",
    "endsumme",
    "saldo",
)
"""The first words of a row that adds up others."""
GENERIC = frozenset("von bis beginn ende ab am anfang start datum betrag summe name bezeichnung art".split())
"""Words that mean something only together with the group above them."""
LEGENDS = ("legende", "erläuterung", "hinweis", "anmerkung", "quelle", "stand", "fußnote", "erstellt", "farben", "*")
"""The first words of what stands below a list."""
