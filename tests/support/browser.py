"""Pages in a real browser: Chromium, without a network, where it is installed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

AXE = Path(os.environ.get("AXE_CORE", "node_modules/axe-core/axe.min.js"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--allow-file-access-from-files --virtual-time-budget=30000"
).split()
MEDIA = ("light", "dark", "print")

needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="needs chromium")
needs_axe = pytest.mark.skipif(
    not (CHROMIUM and AXE.is_file()),
    reason="needs chromium, and axe-core (npm install axe-core, or AXE_CORE=…/axe.min.js)",
)


def shown_in(media: str, source: str) -> str:
    """A page as it is in a medium: Chromium has no option for dark or print, so the rules of the others go."""
    if media == "dark":
        return source.replace("@media screen and (prefers-color-scheme:dark)", "@media screen")
    if media == "print":
        return source.replace("@media screen", "@media not all").replace("@media print", "@media all")
    return source


def answer(folder: Path, source: str, script: str) -> Any:
    """What a script, put at the end of a page, hands to ``answer``; the page's policy is left out to let it in."""
    source = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", source)
    hand = (
        "function answer(it){document.body.textContent='ANSWER '+JSON.stringify(it)+' END'}"
        "window.onerror=function(what,where,line){answer(what+' in line '+line)};"
    )
    page = folder / "looked-at.html"
    page.write_text(source.replace("</body>", f"<script>{hand}{script}</script></body>"), encoding="utf-8")
    done = _browse(folder, page, "--dump-dom")
    found = re.search(r"ANSWER (.*) END\s*</body>", done.stdout, re.DOTALL)
    assert found, done.stderr[-2000:]
    return json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _browse(folder: Path, page: Path, *options: str) -> subprocess.CompletedProcess[str]:
    words = [CHROMIUM or "", *OPTIONS, f"--user-data-dir={folder / 'browser'}", *options, page.as_uri()]
    return subprocess.run(words, capture_output=True, encoding="utf-8", timeout=120, check=False)


def printed(folder: Path, source: str) -> list[str]:
    """The text of each page on paper."""
    pdfium = pytest.importorskip("pypdfium2", reason="needs pypdfium2, which reads award letters")
    page, paper = folder / "to-print.html", folder / "paper.pdf"
    page.write_text(source, encoding="utf-8")
    _browse(folder, page, "--no-pdf-header-footer", f"--print-to-pdf={paper}")
    return [sheet.get_textpage().get_text_range() for sheet in pdfium.PdfDocument(paper)]


def axe_findings(folder: Path, source: str) -> tuple[int, list[str]]:
    """How many rules passed, and what axe finds, with everything opened."""
    run = """
    document.querySelectorAll('details').forEach(function(one){one.open=true});
    axe.run().then(function(found){
      answer([found.passes.length,found.violations.map(function(v){return v.id+': '+v.nodes[0].html})]);
    });"""
    passed, faults = answer(folder, source, f"{AXE.read_text(encoding='utf-8')}\n{run}")
    return passed, faults


WIDTHS = (320, 360, 480, 768, 1024, 1280, 1920, 2560)
CUT = """
var widths=%s,faults=[];
function look(){
  var width=widths.shift(),frame=document.createElement('iframe');
  if(!width){answer(faults);return}
  frame.style.cssText='border:0;height:900px;width:'+width+'px';
  frame.onload=function(){
    var page=frame.contentDocument;
    page.querySelectorAll('details').forEach(function(one){one.open=true});
    if(page.documentElement.scrollWidth>width)faults.push(width+': scrolls to '+page.documentElement.scrollWidth);
    page.querySelectorAll('th,td,li,p,dd,dt,h1,h2,h3,h4,label,select,input,summary,figcaption,svg').forEach(function(one){
      var box=one.getBoundingClientRect(),name=width+': '+one.tagName+' '+one.textContent.slice(0,40);
      if(one.closest('.scroll,.defs,[hidden],thead,.away'))return;
      if(box.left<-1||box.right>width+1)faults.push(name+' ends at '+Math.round(box.right));
      if(one.textContent&&!box.width)faults.push(name+' has no room');
      if(one.scrollWidth>one.clientWidth+1&&one.clientWidth)faults.push(name+' is cut');
    });
    frame.remove();look();
  };
  frame.src=%s;document.body.append(frame);
}
look();
"""


def cut_at(folder: Path, source: str) -> list[str]:
    """What sticks out, is cut or has no room at a width between a small phone and a large screen."""
    (folder / "framed.html").write_text(source, encoding="utf-8")
    script = CUT % (json.dumps(WIDTHS), json.dumps((folder / "framed.html").as_uri()))
    faults: list[str] = answer(folder, "<!DOCTYPE html><html><body></body></html>", script)
    return faults
