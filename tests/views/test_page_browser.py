"""The pages in Chromium: no finding of axe in light, dark and print, nothing cut at any width, choices narrow all."""

from __future__ import annotations

import runpy
from functools import cache
from pathlib import Path

import pytest
from browser import MEDIA, answer, axe_findings, cut_at, needs_axe, needs_chromium, printed, shown_in
from program import EXAMPLE, REAL, ROOT, foerder

PAGES = ("real", "example", "many", "front", "part", "report", "index")


@cache
def generated(projects: int) -> str:
    generate = runpy.run_path(str(ROOT / "tests" / "bench" / "generate.py"))["register"]
    return "".join(generate(projects))


@pytest.fixture
def source(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A page of each kind: of export, beside it where it is too large, of report, of publish."""
    target, register = tmp_path / "page.html", {"real": REAL, "example": EXAMPLE}.get(name, EXAMPLE)
    if name in ("many", "front", "part"):
        register = tmp_path / "projects.toml"
        register.write_text(generated(70), encoding="utf-8")
    if name in ("front", "part"):
        monkeypatch.setattr("foerder.views.html.split.LARGEST", 60_000)
    if name == "report":
        foerder("-f", register, "report", target, "--year", "2026", lang="de")
    elif name == "index":
        register = tmp_path / "projects.toml"
        register.write_bytes(EXAMPLE.read_bytes())
        foerder("-f", register, "publish", tmp_path, "--url", "https://www.musterstadt.example/fristen", lang="de")
        target = tmp_path / "index.html"
    else:
        foerder("-f", register, "export", target, lang="de")
    if name == "part":
        target = min(tmp_path.glob("page-programm-*.html"))
    return target.read_text(encoding="utf-8")


@needs_axe
@pytest.mark.parametrize("media", MEDIA)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(name: str, media: str, source: str, tmp_path: Path) -> None:
    passed, faults = axe_findings(tmp_path, shown_in(media, source))
    assert faults == []
    assert passed > 15


@needs_chromium
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_at_any_width(name: str, source: str, tmp_path: Path) -> None:
    assert cut_at(tmp_path, source) == []


SHOWN = """
function shown(what){return Array.from(document.querySelectorAll(what)).filter(function(one){
  return !one.closest('[hidden]')})}
function values(figure){
  var found={};
  shown('#by-'+figure+' tbody tr').forEach(function(row){
    var cells=Array.from(row.cells).map(function(cell){return cell.textContent.replace(/\\u00a0/g,' ')});
    if(cells.slice(1).some(function(cell){return /[1-9]/.test(cell)}))found[cells[0]]=cells[cells.length-1];
  });
  return found;
}
function state(){return {
  numbers:shown('.sums strong').map(function(one){return one.textContent}),
  projects:shown('article').map(function(one){return one.id}),
  lanes:shown('.lanes tbody tr').length,
  due:shown('.dues tbody tr').map(function(row){return row.querySelector('small').textContent}).sort(),
  findings:shown('.finding li').length,
  months:values('month'),years:values('year'),programmes:values('programme')}}
"""
CHOOSE = """
var select=Array.from(document.querySelectorAll('.filter select')).filter(function(one){
  return Array.from(one.options).some(function(option){return option.text===%r})})[0];
select.value=Array.from(select.options).filter(function(option){return option.text===%r})[0].value;
select.dispatchEvent(new Event('input',{bubbles:true}));
answer(state());
"""


def exported(folder: Path, *words: str) -> str:
    target = folder / "page.html"
    assert foerder("-f", EXAMPLE, "export", target, *words, lang="de").code == 0
    return target.read_text(encoding="utf-8")


@needs_chromium
@pytest.mark.parametrize(
    ("option", "value"),
    [("--unit", "Fachdienst Soziales"), ("--funds", "ESF Plus"), ("--programme", "Familienland")],
)
def test_a_choice_shows_what_the_same_filter_exports(option: str, value: str, tmp_path: Path) -> None:
    """Rows, timeline, cards, findings, numbers and pictures."""
    chosen = answer(tmp_path, exported(tmp_path), SHOWN + CHOOSE % (value, value))
    filtered = answer(tmp_path, exported(tmp_path, option, value), SHOWN + "answer(state())")
    assert chosen == filtered
    assert chosen["projects"]


@needs_chromium
def test_a_duty_is_found_by_the_fund_and_the_unit_of_its_project(tmp_path: Path) -> None:
    search = """
    var field=document.querySelector('.filter input');
    field.value='esf plus soziales';
    field.dispatchEvent(new Event('input',{bubbles:true}));
    answer(state());"""
    found = answer(tmp_path, exported(tmp_path), SHOWN + search)
    assert found["due"]
    assert {one.partition("/")[0] for one in found["due"]} <= {one.removeprefix("p-") for one in found["projects"]}


@needs_chromium
def test_a_project_is_found_by_the_only_fund_that_there_is(tmp_path: Path) -> None:
    """With many projects their cards leave the funds to the programmes."""
    register, target = tmp_path / "projects.toml", tmp_path / "page.html"
    register.write_text(generated(70), encoding="utf-8")
    foerder("-f", register, "export", target, lang="de")
    search = """
    document.querySelector('.filter input').value='land musterland vorhaben-00017';
    document.querySelector('.filter input').dispatchEvent(new Event('input',{bubbles:true}));
    answer(state());"""
    found = answer(tmp_path, target.read_text(encoding="utf-8"), SHOWN + search)
    assert found["projects"] == ["p-vorhaben-00017"]


@needs_chromium
def test_without_a_script_everything_is_shown(tmp_path: Path) -> None:
    source = exported(tmp_path)
    bare = source[: source.index("<script>")] + "</body></html>"
    found = answer(tmp_path, bare, SHOWN + "answer(state())")
    assert len(found["projects"]) == 12
    assert len(found["due"]) == sum(map(int, found["numbers"][:2]))


@needs_chromium
def test_a_phone_opens_the_timeline_at_today(tmp_path: Path) -> None:
    (tmp_path / "framed.html").write_text(exported(tmp_path), encoding="utf-8")
    look = """
    var frame=document.createElement('iframe');
    frame.style.width='360px';
    frame.onload=function(){
      var page=frame.contentDocument,now=page.querySelector('.lanes .now').getBoundingClientRect();
      answer([now.left,page.querySelector('.scroll').scrollLeft]);
    };
    frame.src='framed.html';document.body.append(frame);"""
    left, scrolled = answer(tmp_path, "<!DOCTYPE html><html><body></body></html>", look)
    assert 0 < left < 360
    assert scrolled > 0


@needs_chromium
def test_choices_narrow_the_page_that_leads_to_the_programmes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foerder.views.html.split.LARGEST", 60_000)
    register, target = tmp_path / "projects.toml", tmp_path / "page.html"
    register.write_text(generated(70), encoding="utf-8")
    foerder("-f", register, "export", target, lang="de")
    chosen = answer(tmp_path, target.read_text(encoding="utf-8"), SHOWN + CHOOSE % ("Fachdienst 3", "Fachdienst 3"))
    monkeypatch.undo()
    foerder("-f", register, "export", target, "--unit", "Fachdienst 3", lang="de")
    filtered = answer(tmp_path, target.read_text(encoding="utf-8"), SHOWN + "answer(state())")
    for part in ("due", "months", "years", "programmes"):
        assert chosen[part] == filtered[part]
    assert chosen["numbers"] == filtered["numbers"][:3]
    assert len(chosen["due"]) > 5


@needs_chromium
def test_paper_repeats_heads_and_leaves_nothing_out_of_a_report(tmp_path: Path) -> None:
    register, target = tmp_path / "projects.toml", tmp_path / "page.html"
    register.write_text(generated(120), encoding="utf-8")
    foerder("-f", register, "report", target, "--year", "2026", lang="de")
    pages = printed(tmp_path, target.read_text(encoding="utf-8"))
    assert "Gesamtausgaben" in pages[1]
    assert "Gesamtausgaben" in pages[2]
    assert "[vorhaben-00117/2025]" in "".join(pages)


@needs_chromium
def test_paper_keeps_pictures_and_says_what_follows(tmp_path: Path) -> None:
    register, target = tmp_path / "projects.toml", tmp_path / "page.html"
    register.write_text(generated(70), encoding="utf-8")
    foerder("-f", register, "export", target, lang="de")
    pages = printed(tmp_path, target.read_text(encoding="utf-8"))
    for words in ("Fristen nach Monaten", "Zuwendungen nach Jahr und Geldgeber", "20 weitere Projekte"):
        assert words in "".join(pages)


@needs_chromium
@pytest.mark.parametrize("table", [".dues", ".lanes"])
def test_heads_stay_in_view(table: str, tmp_path: Path) -> None:
    (tmp_path / "framed.html").write_text(exported(tmp_path), encoding="utf-8")
    look = """
    var frame=document.createElement('iframe');
    frame.style.cssText='width:1280px;height:400px';
    frame.onload=function(){
      var page=frame.contentDocument,table=page.querySelector('%s');
      frame.contentWindow.scrollTo(0,table.getBoundingClientRect().top+200);
      var head=table.querySelector('thead th').getBoundingClientRect(),body=table.getBoundingClientRect();
      answer([body.top,head.top]);
    };
    frame.src='framed.html';document.body.append(frame);"""
    body, head = answer(tmp_path, "<!DOCTYPE html><html><body></body></html>", look % table)
    assert body < -150
    assert abs(head) < 1
