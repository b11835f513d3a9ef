"""How the page looks and the little that its script does; without the script everything is there all the same."""

from __future__ import annotations

import hashlib
from base64 import b64encode

STYLE = """
:root{color-scheme:light;--ink:#1b1f24;--soft:#4a525c;--line:#8a929c;--pale:#f3f5f7;--link:#0b4f8a;--red:#a3121f;
--amber:#7a4a00;--green:#1d5e2b;--bar:#1f5f8b;--ground:#fff;--rule:#c9ced4}
@media screen and (prefers-color-scheme:dark){
:root{color-scheme:dark;--ink:#e8eaed;--soft:#b9bfc6;--line:#7c858f;--pale:#22262b;--link:#8ab8f5;--red:#ff8f85;
--amber:#ffc46b;--green:#86cf98;--bar:#6aa7d6;--ground:#15181c;--rule:#3d444c}
}
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif;color:var(--ink);
background:var(--ground);overflow-wrap:break-word}
header,nav,main,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem}
h1{font-size:1.8rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.35rem;margin:2.5rem 0 .5rem;border-bottom:2px solid var(--ink);padding-bottom:.2rem}
h3{font-size:1.1rem;margin:0;overflow-wrap:anywhere}
h4{font-size:1rem;margin:1rem 0 .25rem}
p{margin:.4rem 0}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,button:focus-visible,input:focus-visible,[tabindex]:focus-visible{
outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--ground);padding:.5rem 1rem;z-index:1}
nav ul,.sums{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;padding:0;margin:.75rem 0}
nav a{display:inline-block;padding:.25rem 0}
.sums li{border:1px solid var(--line);border-radius:.3rem;padding:.4rem .9rem}
.sums strong{display:block;font-size:1.5rem;line-height:1.2}
.sums .overdue{border-left:.5rem solid var(--red)}
.sums .due{border-left:.5rem solid var(--amber)}
table{border-collapse:collapse;width:100%;margin:.4rem 0 1rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--rule)}
td,tbody th{overflow-wrap:anywhere}
thead th{border-bottom:2px solid var(--line);white-space:nowrap}
tbody th{font-weight:400}
td.state,.word{overflow-wrap:break-word}
td.state{min-width:7.5rem}
.wide{min-width:11rem}
details ul{margin:.2rem 0;padding-left:1.5rem}
.num{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.day{white-space:nowrap;font-variant-numeric:tabular-nums}
.total>*{font-weight:600;border-top:2px solid var(--line)}
.away{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.soft,.id{color:var(--soft)}
.id{font-size:.875rem;overflow-wrap:anywhere}
.overdue .state,.error .state,.gap{color:var(--red);font-weight:600}
.due .state,.warning .state{color:var(--amber);font-weight:600}
.done .state{color:var(--green)}
summary{cursor:pointer;color:var(--link);padding:.15rem 0;width:fit-content}
details>div{border-left:3px solid var(--rule);padding:.1rem 0 .1rem .9rem;margin:.2rem 0 .6rem}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.15rem 1rem;margin:.4rem 0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
ol{margin:.3rem 0;padding-left:1.5rem}
article{border:1px solid var(--line);border-radius:.3rem;padding:.9rem 1.1rem;margin:1rem 0}
.scroll{overflow:auto;max-height:85vh;position:relative}
.scroll thead th{position:sticky;top:0;background:var(--ground);z-index:1}
.scroll>table{min-width:44rem}
.duties tbody th{min-width:16rem}
.filter{margin:1rem 0}
.filter input{font:inherit;padding:.35rem .6rem;border:1px solid var(--soft);border-radius:.3rem;width:min(24rem,100%)}
.filter label{display:block}
th button{font:inherit;background:none;border:0;padding:0;color:var(--link);cursor:pointer;text-decoration:underline}
th[aria-sort=ascending] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
[hidden]{display:none}
.lanes{table-layout:fixed;min-width:46rem}
.lanes th,.lanes td{padding:.25rem .5rem .25rem 0}
.lanes thead th:first-child{width:30%}
.lanes svg{display:block;width:100%;height:auto;overflow:visible}
.defs{position:absolute;width:0;height:0}
svg text{font:15px system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif;fill:var(--ink)}
.grid{stroke:var(--rule)}
.now{stroke:var(--ink);stroke-width:2;stroke-dasharray:4 3}
.halo{stroke:var(--ground);stroke-width:6}
.approved{fill:var(--bar);stroke:var(--ground)}
.applied{fill:url(#p-applied);stroke:var(--amber)}
.idea{fill:var(--ground);stroke:var(--bar);stroke-width:1.5;stroke-dasharray:5 3}
.rejected,.withdrawn{fill:url(#p-off);stroke:#5c6570}
.hole{fill:url(#p-gap);stroke:var(--red);stroke-width:1.5}
.hole.ok{fill:var(--ground);stroke:var(--soft);stroke-dasharray:2 3}
.m-overdue{fill:var(--red)}
.m-due{fill:var(--amber)}
.m-upcoming{fill:var(--ground);stroke:var(--ink);stroke-width:1.5}
figure{margin:1rem 0 1.5rem}
figcaption{font-weight:600;padding:.3rem 0}
.picture .scroll>svg{display:block;width:100%;min-width:34rem;max-width:60rem;height:auto}
.s0{fill:#1f5f8b}.s1{fill:#e0a030}.s2{fill:#3f7f4f}.s3{fill:#8b4f8b}.s4{fill:#8a929c}
svg .note{font-size:12px}
.square{stroke:var(--line)}
.c0{fill:var(--ground)}.c1{fill:#c5dcee}.c2{fill:#8fbbdc}.c3{fill:#2f72a3}.c4{fill:#0f3d61}
.on-c1,.on-c2{fill:#10151a}.on-c3,.on-c4,.on-m-overdue{fill:#fff}
rect.m-overdue{fill:#a3121f}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.25rem;list-style:none;padding:0;margin:.4rem 0;font-size:.9rem}
.legend svg{width:1.9rem;height:1rem;vertical-align:-.15rem;margin-right:.3rem}
footer{color:var(--soft);font-size:.9rem;margin-top:2.5rem;padding-bottom:2rem;overflow-wrap:anywhere}
@media (max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
@page{size:A4;margin:15mm 14mm}
@media print{
html{font-size:9.5pt}
body{line-height:1.35}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
header,main,footer{max-width:none;padding:0}
nav,.skip,.filter,.screen,details:not([open]){display:none!important}
summary{list-style:none;color:var(--ink);font-weight:600}
h1{font-size:16pt}h2{font-size:13pt;margin-top:8mm}h3{font-size:11pt}
h2,h3,h4,caption,article>.id{break-after:avoid}
thead th{white-space:normal}
.whole{break-inside:avoid}
tbody tr:first-child{break-before:avoid}
tr,svg,.sums li{break-inside:avoid}
thead{display:table-header-group}
.scroll{overflow:visible;max-height:none}.scroll thead th{position:static}.scroll>table,.lanes{min-width:0}
th button{all:unset}
article{border:0;border-top:1.5pt solid var(--line);border-radius:0;padding:3mm 0;margin:3mm 0}
a{color:inherit;text-decoration:none}
}
"""

LANDSCAPE = """@page{size:A4 landscape}
header,main,footer{max-width:none}
.scroll>table{font-size:.9rem}
.scroll>table thead th{white-space:normal}
@media print{html{font-size:8pt}}
"""

SCRIPT = """
(function(){
'use strict';
document.querySelectorAll('table.sortable').forEach(function(table){
 table.querySelectorAll('thead th').forEach(function(head,column){
  var button=document.createElement('button');
  button.type='button';
  button.append.apply(button,head.childNodes);
  head.append(button);
  button.addEventListener('click',function(){
   var up=head.getAttribute('aria-sort')!=='ascending',body=table.tBodies[0];
   table.querySelectorAll('thead th').forEach(function(one){one.removeAttribute('aria-sort')});
   head.setAttribute('aria-sort',up?'ascending':'descending');
   function key(row){var cell=row.cells[column];return cell.dataset.sort||cell.textContent}
   Array.from(body.rows).sort(function(a,b){
    var order=key(a).localeCompare(key(b),document.documentElement.lang,{numeric:true});
    return up?order:-order;
   }).forEach(function(row){body.append(row)});
  });
 });
});
document.querySelectorAll('.lanes').forEach(function(lanes){
 var now=lanes.querySelector('.now'),frame=lanes.parentNode;
 if(!now)return;
 var middle=now.getBoundingClientRect().left-frame.getBoundingClientRect().left;
 frame.scrollLeft=Math.max(0,middle-frame.clientWidth/2);
});
var box=document.querySelector('.filter');
if(!box)return;
box.hidden=false;
var input=box.querySelector('input'),count=box.querySelector('output');
var rows=Array.from(document.querySelectorAll('[data-row]')),texts=rows.map(function(row){
 return row.textContent.toLowerCase()});
input.addEventListener('input',function(){
 var wanted=input.value.toLowerCase().split(/\\s+/),shown=0;
 rows.forEach(function(row,number){
  row.hidden=!wanted.every(function(word){return texts[number].indexOf(word)>=0});
  if(!row.hidden&&row.tagName==='ARTICLE')shown+=1;
 });
 count.textContent=input.value?count.dataset.unit+': '+shown:'';
});
})();
"""


def policy(style: str) -> str:
    """What the browser may do with the page: its own style and script, nothing from elsewhere."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(SCRIPT)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(source: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(source.encode()).digest()).decode()}"
