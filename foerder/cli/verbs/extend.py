"""`foerder extend`: a period is longer by an amendment (Änderungsbescheid), or
a deadline by an extension.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from foerder.cli import pick, values
from foerder.cli.change import Plan, Planner, appending, changing
from foerder.cli.parser import complete
from foerder.cli.parser.commands import Words, argument, gathered, option, verb
from foerder.cli.session import Session, one_of, usage_error
from foerder.cli.terminal import ask
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.explain import title_of
from foerder.deadlines.extension import extended
from foerder.deadlines.selection import WAITING
from foerder.editor.change import Append, Op, Refused, Set, Unset
from foerder.editor.state import State
from foerder.law.counting import WorkingDay, after_event, from_day
from foerder.model import Deadline, Period, Project
from foerder.register import fields
from foerder.register.find import find_period, lookup
from foerder.register.tables import EXTENSION, PERIOD
from foerder.register.values import FieldError
from foerder.register.working_days import AuthorityCalendars, shifts
from foerder.text.i18n import _, fmt_date

KEYS = {
    "to": option("DATE", "The new last day."),
    "by": option("SPAN", 'By how much: "6 months", 6m, 90d; counted on from the end.'),
    "date": option("DATE", "Date of the amending letter (of a period)."),
    "granted": option("DATE", "Day on which it was granted (of a deadline)."),
    "reference": option("TEXT", "File number of the letter."),
    "shift": option(
        "none",
        "The letter names § 31 (3) sentence 2 VwVfG: the new day of a deadline does not move.",
    ),
}
"""The new day and the letter, each with an option."""


@verb(
    "A period ends later (the amendment is noted with the old end), or a deadline was extended.",
    epilog="What it would move, without writing: --dry-run, or foerder due --what-if.",
)
@gathered(KEYS)
@changing
def extend(
    run: Session,
    target: Annotated[
        str,
        argument(
            "PERIOD|DEADLINE",
            "PROJECT/PERIOD, or a deadline: any part of its id that fits only one.",
            complete.periods_and_deadlines,
        ),
    ],
    *,
    words: Words,
) -> Planner:
    """Write the new end and an amendment, or a ``[[project.extension]]``."""
    if (words["to"] is None) == (words["by"] is None):
        usage_error(_("Say until when, with --to DATE or --by SPAN."))

    one_of(words["shift"], ("none",), "--shift")
    answers: dict[date, bool] = {}

    def is_fixed(day: date) -> bool:
        """Whether the letter names the very day by law; asked once, also where
        the register is read again.
        """
        if run.asking and day not in answers:
            question = _(
                "{day} is no working day. Does the letter name § 31 (3) sentence 2 VwVfG?"
            )
            answers[day] = ask.confirm(question.format(day=fmt_date(day, weekday=True)))
        return answers.get(day, False)

    def plan(state: State) -> Plan:
        extension = Extension(run.today, state, words)
        # The day a period ends has no length of its own: whoever extends it extends the period.
        name = target.removesuffix("/period-end")
        project, period = lookup(state.register, name)
        if period or (project and "/" not in name):
            if words["granted"] is not None:
                text = _(
                    "--granted goes with a deadline; a period takes --date, the date of the letter."
                )
                usage_error(text)
            return extension.of_period(*find_period(state.register, name))
        if words["date"] is not None:
            usage_error(_("--date goes with a period; a deadline takes --granted."))
        found = pick.deadline_to_change(run, state, target, pick.can_be_done)
        return extension.of_deadline(found, is_fixed)

    return plan


@dataclass(frozen=True, slots=True)
class Extension:
    """What was asked for, as it was typed."""

    today: date
    state: State
    words: Words

    def of_period(self, project: Project, period: Period) -> Plan:
        """The plan to give a period a later end. Raises `Refused`."""
        name, path = f"{project.id}/{period.id}", period.place.path
        if period.end is None:
            raise Refused(
                _("{id} has no end that could be extended.").format(id=name),
                _("Give it one: foerder set {id} end DATE").format(id=name),
            )
        # A length of time, whose first day counts (§ 187 Abs. 2 BGB).
        end = self._day(from_day, period.end + timedelta(days=1), project, period)
        if end <= period.end:
            text = _("{new} is not later than the end so far, {old}.")
            raise Refused(
                text.format(new=fmt_date(end), old=fmt_date(period.end)),
                _("To correct the end: foerder set {id} end DATE").format(id=name),
            )
        letter = self._letter(PERIOD.tables["amendment"].keys, "date")
        amendment = {**letter, "old_end": period.end}
        ops: list[Op] = [Unset(path, "duration")] if period.duration else []
        ops += [Set(path, "end", end), Append(path, "amendment", amendment)]
        return Plan(period.place.file, ops, name, self._fixed(project, period))

    def _fixed(self, project: Project, period: Period) -> list[str]:
        """What is said of the duties whose day is named: no other end of the period moves them."""
        calculator = Calculator(self.state.register, self.today, self.today)
        days = []
        for each in calculator.of_project(project):
            is_named = each.period is period and "due" in each.keys
            if is_named and each.nominal and each.state in WAITING:
                days.append(f"{title_of(each)} {fmt_date(each.nominal)}")
        text = _("A day that is named stays as it is: {days}")
        return [text.format(days=", ".join(days))] if days else []

    def of_deadline(self, found: Deadline, is_fixed: Callable[[date], bool]) -> Plan:
        """The plan to record that a deadline was extended. Raises `Refused`."""
        project = found.project
        if project is None or not pick.can_be_done(found):
            text = _("{id} cannot be extended: it is not a duty of ours.")
            raise Refused(text.format(id=found.id))
        if found.nominal is None and self.words["by"] is not None:
            text = _("{id} has no date yet: say until when with --to.")
            raise Refused(text.format(id=found.id))
        day, careful = self._extended(found, project)
        if found.nominal is not None and day <= found.nominal:
            text = _("{new} is not later than the day so far, {old}.")
            raise Refused(text.format(new=fmt_date(day), old=fmt_date(found.nominal)))
        record = {"deadline": found.id.removeprefix(f"{project.id}/"), "to": day}
        record |= self._letter(EXTENSION.keys, "granted")
        if self.words["shift"] or (self._moves(found, day) and is_fixed(day)):
            record["shift"] = "none"
        if careful:
            record["plan_by"] = careful
        remarks = self._remarks(found, careful)
        return appending(project.place, "extension", record, found.id, remarks)

    def _extended(self, found: Deadline, project: Project) -> tuple[date, date | None]:
        """The new last day, and an earlier one to plan for where there are two readings."""

        def counted(start: date) -> date:
            return self._day(after_event, start, project, found.period)

        if found.nominal is None:
            return counted(self.today), None
        return extended(found, counted)

    def _moves(self, found: Deadline, day: date) -> bool:
        """Whether the law moves the new day (§ 31 Abs. 3 Satz 1 VwVfG; OLG
        Stuttgart, 11.09.2014, 2 U 46/14).
        """
        calendars = AuthorityCalendars(self.state.register).of(found.authority)
        if calendars is None or not shifts(found.kind, found.keys):
            return False
        return calendars.latest(day, True) != day

    def _remarks(self, found: Deadline, careful: date | None) -> list[str]:
        """What is said beside the new day."""
        remarks = []
        if found.state == "done":
            remarks.append(_("{id} is done already.").format(id=found.id))
        if careful:
            text = _(
                "Counted from the day to which the law had moved the end, {latest}; plan by {careful}."
            )
            days = {"latest": fmt_date(found.latest), "careful": fmt_date(careful)}
            remarks.append(text.format(**days))
        return remarks

    def _letter(self, keys: values.Keys, day: str) -> dict[str, object]:
        """The day and the file number of the letter."""
        given = {day: self.words[day], "reference": self.words["reference"]}
        return values.record(keys, given, self.today)

    def _day(
        self, count: values.Count, start: date, project: Project, period: Period | None
    ) -> date:
        """The new last day; a span is counted from the end so far (§ 190 BGB),
        by the authority's calendar.
        """
        to, by = self.words["to"], self.words["by"]
        if to is not None:
            found = values.value("--to", fields.day, [to], self.today)
            assert isinstance(found, date)
            return found
        working: WorkingDay | None = None
        if period is not None:
            working = AuthorityCalendars(self.state.register).working_days(project, period)
        try:
            return values.count_on(count, start, by or "", working)
        except (FieldError, OverflowError) as fault:
            raise Refused(f"--by: {fault}", getattr(fault, "remedy", "")) from None
