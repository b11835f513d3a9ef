"""Single sentences as ministries write them: what each means, and those of which no day is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from foerder.letters.duties import Duty, read
from foerder.letters.proposal import duty_record
from foerder.letters.sentences import Sentence

SENTENCES = json.loads(Path(__file__).with_name("sentences.json").read_text(encoding="utf-8"))


def duties(text: str) -> list[Duty]:
    return read(Sentence(text, 1), "", False)[0]


@pytest.mark.parametrize("want", SENTENCES["duties"], ids=lambda want: want["sentence"][:50])
def test_duty(want: dict[str, Any]) -> None:
    found = [duty_record(duty) for duty in duties(want["sentence"])]
    assert want in [{key: record.get(key) for key in want} for record in found]


@pytest.mark.parametrize("text", SENTENCES["traps"], ids=lambda text: text[:50])
def test_no_day_is_made_of(text: str) -> None:
    assert [duty for duty in duties(text) if not duty.date.get("undated")] == []
