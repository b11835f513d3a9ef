"""How the page looks."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light;--ink:#1b1f24;--soft:#4a525c;
--line:#8a929c;--link:#0b4f8a;--red:#a3121f;
--amber:#7a4a00;--green:#1d5e2b;--bar:#1f5f8b;--ground:#fff;
--rule:#c9ced4;
--s0:#1f5f8b;--s1:#d08a10;--s2:#3f7f4f;--s3:#8b4f8b;
--s4:#7c848e;--c1:#c5dcee;--c2:#8fbbdc;--c3:#2f72a3;
--c4:#0f3d61}
@media screen and (prefers-color-scheme:dark){
:root{color-scheme:dark;--ink:#e8eaed;--soft:#b9bfc6;
--line:#7c858f;--link:#8ab8f5;--red:#ff8f85;
--amber:#ffc46b;--green:#86cf98;--bar:#6aa7d6;--ground:#15181c;
--rule:#3d444c;
--s0:#6aa7d6;--s1:#e0a030;--s2:#6fbf83;--s3:#c48bc4;
--s4:#8a929c;--c1:#1f3d55;--c2:#2b567a;--c3:#6aa7d6;
--c4:#b9daf3}
}
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 system-ui,"Segoe UI",Roboto,
"Liberation Sans",sans-serif;color:var(--ink);
background:var(--ground);overflow-wrap:break-word}
header,nav,main,footer{max-width:76rem;margin:0 auto;
padding:0 1.25rem}
header{padding-top:1.5rem}
h1{font-size:1.8rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.35rem;margin:2.5rem 0 .5rem;
border-bottom:2px solid var(--ink);padding-bottom:.2rem}
h3{font-size:1.1rem;margin:0;overflow-wrap:anywhere}
h4{font-size:1rem;margin:1rem 0 .25rem}
p{margin:.4rem 0}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,
[role=button]:focus-visible,input:focus-visible,
[tabindex]:focus-visible{
outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--ground);
padding:.5rem 1rem;z-index:1}
nav ul,.sums{list-style:none;display:flex;flex-wrap:wrap;
gap:.5rem 1.25rem;padding:0;margin:.75rem 0}
nav a{display:inline-block;padding:.25rem 0}
.sums li{border:1px solid var(--line);border-radius:.3rem;
padding:.4rem .9rem}
.sums strong{display:block;font-size:1.5rem;line-height:1.2}
.sums .overdue{border-left:.5rem solid var(--red)}
.sums .due{border-left:.5rem solid var(--amber)}
table{border-collapse:collapse;width:100%;margin:.4rem 0 1rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;
padding:.35rem .75rem .35rem 0;
border-bottom:1px solid var(--rule)}
thead th{position:sticky;top:0;z-index:1;
background:var(--ground);border-bottom:2px solid var(--line)}
tbody th{font-weight:400}
small{font-size:.875rem;color:var(--soft);
overflow-wrap:anywhere}
th small,article>small,.plain>small{display:block}
details ul{margin:.2rem 0;padding-left:1.5rem}
.dues td:first-child,.duties b{white-space:nowrap;
font-variant-numeric:tabular-nums}
.dues td:nth-child(2){min-width:8rem}
.dues thead th:nth-child(3){width:32%}
.dues thead th:last-child{width:22%}
.dues td:last-child{overflow-wrap:anywhere}
.n2 tr>:nth-child(2),.n3 tr>:nth-child(3),.n4 tr>:nth-child(4),
.n5 tr>:nth-child(5),
.n6 tr>:nth-child(6),.n7 tr>:nth-child(7),.n8 tr>:nth-child(8),
.n9 tr>:nth-child(9),
.n10 tr>:nth-child(10),.n11 tr>:nth-child(11),
.n12 tr>:nth-child(12){
text-align:right;white-space:nowrap;
font-variant-numeric:tabular-nums}
.total>*{font-weight:600;border-top:2px solid var(--line)}
.away{position:absolute;width:1px;height:1px;overflow:hidden;
clip-path:inset(50%);white-space:nowrap}
.soft,.id{color:var(--soft)}
.id{font-size:.875rem;overflow-wrap:anywhere}
.overdue td:nth-child(2),.overdue>i,.error strong,
.gap{color:var(--red);font-weight:600}
tr.due td:nth-child(2),li.due>i,
.warning strong{color:var(--amber);font-weight:600}
.done>i{color:var(--green)}
.duties{list-style:none;padding:0;margin:.3rem 0}
.duties>li{position:relative;padding:.3rem 0 .3rem 22rem;
border-bottom:1px solid var(--rule)}
.duties>li>b,.duties>li>i{position:absolute;left:0;
font-weight:400;font-style:normal}
.duties>li>i{left:8rem;width:13.5rem}
.finding{border-left:.3rem solid var(--rule);padding-left:.9rem;
margin:1rem 0}
.error{border-color:var(--red)}
.warning{border-color:var(--amber)}
.finding small::before{content:" "}
summary{cursor:pointer;color:var(--link);padding:.15rem 0;
width:fit-content}
details>div{border-left:3px solid var(--rule);
padding:.1rem 0 .1rem .9rem;margin:.2rem 0 .6rem}
.fold>div{border:0;padding:0}
dl{display:grid;grid-template-columns:minmax(8rem,
max-content) 1fr;gap:.15rem 1rem;margin:.4rem 0}
.sum{display:flex;flex-wrap:wrap;gap:.3rem 2rem}
.sum dd{font-weight:600;font-variant-numeric:tabular-nums}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
ol{margin:.3rem 0;padding-left:1.5rem}
article{border:1px solid var(--line);border-radius:.3rem;
padding:.9rem 1.1rem;margin:1rem 0}
.fit{container-type:inline-size}
@media screen and (max-width:56rem){
.scroll{overflow-x:auto}
.lanes,.lanes :is(thead,tbody,tr,th,td){display:block}
.lanes thead th:first-child{display:none}
.lanes tbody th{position:sticky;left:0;width:fit-content;
max-width:calc(100vw - 2.5rem);border:0;padding-bottom:0}
}
.filter{display:flex;flex-wrap:wrap;align-items:end;
gap:.6rem 1rem;margin:1rem 0}
.filter select,.filter input{display:block;font:inherit;
color:inherit;background:var(--ground);padding:.35rem .6rem;
border:1px solid var(--soft);border-radius:.3rem;
max-width:min(20rem,80vw)}
th [role=button]{color:var(--link);cursor:pointer;
text-decoration:underline}
th[aria-sort=ascending] [role]::after{content:" \\2191"}
th[aria-sort=descending] [role]::after{content:" \\2193"}
[hidden]{display:none!important}
.lanes{table-layout:fixed;min-width:44rem}
.lanes th,.lanes td{padding:.25rem .5rem .25rem 0}
.lanes thead th:first-child{width:30%}
.lanes svg{display:block;width:100%;height:auto;
overflow:visible}
.defs{position:absolute;width:0;height:0}
svg text{font:15px system-ui,"Segoe UI",Roboto,
"Liberation Sans",sans-serif;fill:var(--ink)}
.grid{stroke:var(--rule)}
.now{stroke:var(--ink);stroke-width:2;stroke-dasharray:4 3}
.halo{stroke:var(--ground);stroke-width:6}
.approved{fill:var(--bar);stroke:var(--ground)}
.applied{fill:url(#p-applied);stroke:var(--amber)}
.idea{fill:var(--ground);stroke:var(--bar);stroke-width:1.5;
stroke-dasharray:5 3}
.rejected,.withdrawn{fill:url(#p-off);stroke:#5c6570}
.hole{fill:url(#p-gap);stroke:var(--red);stroke-width:1.5}
.hole.ok{fill:var(--ground);stroke:var(--soft);
stroke-dasharray:2 3}
.m-overdue{fill:var(--red)}
.m-due{fill:var(--amber)}
.m-upcoming{fill:var(--ground);stroke:var(--ink);
stroke-width:1.5}
.white{fill:var(--ground)}
polyline{fill:none;stroke:none}
.l-overdue{marker:url(#l-overdue)}
.l-due{marker:url(#l-due)}
.l-upcoming{marker:url(#l-upcoming)}
figure{margin:1rem 0 1.5rem}
figcaption{font-weight:600;padding:.3rem 0}
.rows,.months{list-style:none;padding:0;margin:.3rem 0;
max-width:60rem}
.rows li{margin:.3rem 0}
.rows b{float:right;font-weight:400;
font-variant-numeric:tabular-nums}
.rows svg{display:block;clear:both;width:100%;height:1.1rem}
.one li{display:grid;grid-template-columns:3rem 1fr 7.5rem;
gap:.6rem;align-items:center}
.one b{order:1;text-align:right;white-space:nowrap}
.rows .three{height:2.3rem}
.months{display:flex;flex-wrap:wrap;gap:.4rem 1.5rem}
.months b{display:block;font-weight:600}
.months svg{width:3.1rem;height:4.2rem}
.s0{fill:var(--s0)}.s1{fill:var(--s1)}.s2{fill:var(--s2)}
.s3{fill:var(--s3)}.s4{fill:var(--s4)}
svg .note{font-size:14px}
.square{stroke:var(--line);fill:var(--ground)}
.c1 .square{fill:var(--c1)}.c2 .square{fill:var(--c2)}
.c3 .square{fill:var(--c3)}.c4 .square{fill:var(--c4)}
.m-overdue .square{fill:var(--red)}
:is(.c3,.c4,.m-overdue)>text:not(.note){fill:var(--ground)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.25rem;
list-style:none;padding:0;margin:.4rem 0;font-size:.9rem}
.legend svg{width:1.9rem;height:1rem;vertical-align:-.15rem;
margin-right:.3rem}
footer{color:var(--soft);font-size:.9rem;margin-top:2.5rem;
padding-bottom:2rem;overflow-wrap:anywhere}
@container (max-width:46rem){
.fit :is(table,tbody,tr,th,td,caption){display:block}
.fit thead{position:absolute;width:1px;height:1px;
overflow:hidden;clip-path:inset(50%)}
.fit tr{border-bottom:1px solid var(--rule);padding:.4rem 0}
.fit :is(th,td){border:0;padding:.1rem 0}
.fit tr>:is(th,td):nth-child(n){text-align:left;
white-space:normal;min-width:0}
.fit td:empty{display:none}
.fit .dues td:nth-child(-n+2){display:inline-block;
margin-right:.8rem}
.fit [data-l]::before{content:attr(data-l) ": ";
color:var(--soft)}
}
@container (max-width:62rem){
.fit .wide:is(table),.wide :is(tbody,tr,th,td,
caption){display:block}
.wide thead{position:absolute;width:1px;height:1px;
overflow:hidden;clip-path:inset(50%)}
.wide tr{border-bottom:1px solid var(--rule);padding:.4rem 0}
.wide :is(th,td){border:0;padding:.1rem 0}
.wide tr>:is(th,td):nth-child(n){text-align:left;
white-space:normal;min-width:0}
.wide td:empty{display:none}
.wide [data-l]::before{content:attr(data-l) ": ";
color:var(--soft)}
}
@media (max-width:46rem){
.sums{display:grid;grid-template-columns:1fr 1fr;gap:.5rem}
dl:not(.sum){grid-template-columns:1fr}dd{margin-bottom:.4rem}
.duties>li{padding-left:0}
.duties>li>b,.duties>li>i{position:static;margin-right:.8rem}
.duties>li>i::after{content:"";display:block}
}
@page{size:A4;margin:15mm 14mm}
@media print{
html{font-size:9.5pt}
body{line-height:1.35}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
header,main,footer{max-width:none;padding:0}
nav,.skip,.filter,
details:not([open]):not(.fold){display:none!important}
summary{list-style:none;color:var(--ink);font-weight:600}
h1{font-size:16pt}h2{font-size:13pt;margin-top:8mm}
h3{font-size:11pt}
h2,h3,h4,caption,article>small,figcaption{break-after:avoid}
thead th{position:static}
tbody tr:first-child{break-before:avoid}
tr,svg,figure,.duties li,.sums li{break-inside:avoid}
.whole::details-content{display:block;
content-visibility:visible}
thead{display:table-header-group}
.scroll{overflow:visible}.lanes{min-width:0}
th [role=button]{color:inherit;text-decoration:none}
article{border:0;border-top:1.5pt solid var(--line);
border-radius:0;padding:3mm 0;margin:3mm 0}
a{color:inherit;text-decoration:none}
}
"""

LANDSCAPE = """@page{size:A4 landscape}
header,main,footer{max-width:120rem}
table{font-size:.9rem}
@media print{html{font-size:8pt}}
"""
