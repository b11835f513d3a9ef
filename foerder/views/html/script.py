"""What the page does where scripts run: sort, open on today, choose; without it
everything is there all the same.
"""

from __future__ import annotations

SCRIPT = """
(function(){
'use strict';
var language=document.documentElement.lang;
function all(what,where){return Array.from((where||document).querySelectorAll(what))}
function sum(numbers){return numbers.reduce(function(a,b){return a+b},0)}

// Sort a table by a click on its head.
function sortKey(row,column){
 var text=row.cells[column].textContent,german=text.match(/(\\d\\d)\\.(\\d\\d)\\.(\\d{4})/);
 if(german)return german[3]+german[2]+german[1];
 var iso=text.match(/\\d{4}-\\d\\d-\\d\\d/);
 return iso?iso[0]:text;
}
function sortBy(table,head,column){
 var up=head.getAttribute('aria-sort')!=='ascending',body=table.tBodies[0];
 all('thead th',table).forEach(function(one){one.removeAttribute('aria-sort')});
 head.setAttribute('aria-sort',up?'ascending':'descending');
 Array.from(body.rows).sort(function(a,b){
  var order=sortKey(a,column).localeCompare(sortKey(b,column),language,{numeric:true});
  return up?order:-order;
 }).forEach(function(row){body.append(row)});
}
all('table.sortable').forEach(function(table){
 all('thead th',table).forEach(function(head,column){
  // No <button>: Chromium leaves those out where a head is printed again on the next page.
  var button=document.createElement('span');
  button.setAttribute('role','button');
  button.tabIndex=0;
  button.append.apply(button,head.childNodes);
  head.append(button);
  button.addEventListener('click',function(){sortBy(table,head,column)});
  button.addEventListener('keydown',function(event){
   if(event.key!=='Enter'&&event.key!==' ')return;
   event.preventDefault();
   sortBy(table,head,column);
  });
 });
});

// What is to be on paper as a whole is opened for it.
window.addEventListener('beforeprint',function(){
 all('details.whole').forEach(function(one){one.open=true});
});

// On a small screen the timeline opens at today.
all('.lanes').forEach(function(lanes){
 var now=lanes.querySelector('.now'),frame=lanes.parentNode;
 if(!now)return;
 var middle=now.getBoundingClientRect().left-frame.getBoundingClientRect().left;
 frame.scrollLeft=Math.max(0,middle-frame.clientWidth/2);
});

// Choices and words narrow every part of the page.
var form=document.querySelector('.filter');
if(!form)return;
form.hidden=false;
var selects=all('select',form),field=form.querySelector('input'),count=form.querySelector('output');
var labels={},cards={},rows=[];
all('option',form).forEach(function(option){labels[option.value]=option.textContent});
function marksOf(element){return (element.dataset.k||'').split(' ')}
function labelsOf(element){return marksOf(element).map(function(mark){return labels[mark]||''})}
function low(text){return text.toLowerCase()}
function read(){
 all('article').forEach(function(one){
  var head=all(':scope>h3,:scope>small,:scope>dl',one).map(function(part){return part.textContent});
  cards[one.id]={marks:marksOf(one),words:low(head.concat(labelsOf(one)).join(' '))};
 });
 rows=all('article,.lanes tbody tr,.dues tbody tr,.finding li,.parts tbody tr').map(function(row){
  var owners=all('a',row).concat(row).map(function(one){
   return cards[one===row?row.id:(one.getAttribute('href')||'').split('#')[1]]}).filter(Boolean);
  if(row.dataset.k&&!owners.length)owners=[{marks:marksOf(row),words:low(labelsOf(row).join(' '))}];
  return {element:row,owners:owners,text:low(row.textContent)};
 });
}
function chosen(){return selects.map(function(one){return one.value}).filter(Boolean)}
function fits(row,wanted,words){
 var owners=row.owners;
 if(wanted.length&&!owners.some(function(owner){
  return wanted.every(function(mark){return owner.marks.indexOf(mark)>=0})}))return false;
 var text=row.text+owners.map(function(owner){return ' '+owner.words}).join('');
 return words.every(function(word){return text.indexOf(word)>=0});
}
function narrow(){
 if(!rows.length)read();
 var wanted=chosen(),words=low(field.value).split(/\\s+/).filter(Boolean),active=wanted.length+words.length>0;
 rows.forEach(function(row){row.element.hidden=!fits(row,wanted,words)});
 all('.finding').forEach(function(group){group.hidden=!group.querySelector('li:not([hidden])')});
 all('details.fold').forEach(function(fold){
  if(active&&!fold.open)fold.dataset.opened='1';
  if(active)fold.open=true;
  else if(fold.dataset.opened){fold.open=false;delete fold.dataset.opened}
 });
 var shown=all('article:not([hidden])');
 count.textContent=active&&cards?shown.length+' '+count.dataset.unit:'';
 var groups=all('#figures>*').filter(function(one){
  return wanted.every(function(mark){return marksOf(one).indexOf(mark)>=0})});
 number(groups,shown,active);
 draw(groups.concat(shown));
}
// Where the projects are in other files, gaps and findings are not known by what is chosen.
function number(groups,shown,active){
 var found=[all('.dues tr.overdue:not([hidden])'),all('.dues tr.due:not([hidden])'),shown,
  all('.lanes tr:not([hidden]) .gap'),all('.finding li:not([hidden])')].map(function(one){return one.length});
 var apart=document.getElementById('figures');
 all('.sums strong').forEach(function(one,at){
  var parts=groups.map(function(group){return +group.dataset.n.split(' ')[at]});
  if(apart&&at>2)one.parentNode.hidden=active;
  else one.textContent=(apart?sum(parts):found[at]).toLocaleString(language);
 });
}

// The pictures of what is shown, from the figures of its projects.
function euros(amount){
 return amount.toLocaleString(language,{style:'currency',currency:'EUR',maximumFractionDigits:0});
}
function exact(amount){return amount.toLocaleString(language,{style:'currency',currency:'EUR'})}
function name(rect,text){
 var title=rect.querySelector('title');
 title.textContent=title.textContent.replace(/: [^:]*$/,': '+text);
}
function draw(elements){
 months(elements);
 years(elements);
 programmes(elements);
}
function months(elements){
 var squares=all('#by-month svg'),cells=all('#by-month td'),found=squares.map(function(){return 0});
 elements.forEach(function(one){
  (one.dataset.m||'').split(' ').forEach(function(part,number){
   var pair=part.split(':');
   if(part&&number===0)found[0]+=+part;
   else if(part)found[1+ +pair[0]]+=+pair[1];
  });
 });
 var most=Math.max.apply(null,found.slice(1).concat(12));
 squares.forEach(function(svg,number){
  var n=found[number],level=n?1+Math.floor(4*(n-1)/most):0;
  svg.setAttribute('class',number||!n?'c'+(number?level:0):'m-overdue');
  svg.querySelector('text').textContent=n||'';
  name(svg,n);
  svg.setAttribute('aria-label',svg.querySelector('title').textContent);
  cells[number].textContent=n;
 });
}
function years(elements){
 var picture=document.querySelector('#by-year [data-f]');
 if(!picture)return;
 var marks=picture.dataset.f.split(' '),items=all('.rows li',picture),table=all('#by-year tbody tr');
 var found=items.map(function(){return marks.map(function(){return 0})});
 elements.forEach(function(one){
  (one.dataset.y||'').split(' ').filter(Boolean).forEach(function(part){
   var bits=part.split(':'),at=marks.indexOf(bits[1]);
   found[bits[0]-picture.dataset.first][at<0?marks.length-1:at]+=+bits[2];
  });
 });
 var most=Math.max.apply(null,found.map(sum))||1;
 items.forEach(function(item,year){
  var x=0;
  all('rect',item).forEach(function(rect,at){
   var amount=found[year][at],width=100*amount/most;
   rect.setAttribute('x',x);
   rect.setAttribute('width',width);
   x+=width;
   name(rect,euros(amount));
   table[year].cells[at+1].textContent=exact(amount);
  });
  item.querySelector('b').textContent=euros(sum(found[year]));
  table[year].cells[marks.length+1].textContent=exact(sum(found[year]));
 });
}
function programmes(elements){
 var items=all('#by-programme .rows li'),table=all('#by-programme tbody tr');
 var found=items.map(function(item){
  var sums=[0,0,0];
  elements.forEach(function(one){
   var mark=marksOf(one).filter(function(mark){return mark[0]==='p'})[0]||'';
   if(mark===(item.dataset.k||''))(one.dataset.s||'').split(' ').forEach(function(part,at){sums[at]+=+part});
  });
  return sums;
 });
 var most=Math.max.apply(null,found.map(function(sums){return Math.max.apply(null,sums)}))||1;
 items.forEach(function(item,number){
  item.hidden=table[number].hidden=!found[number].some(Boolean);
  item.querySelector('b').textContent=euros(found[number][0]);
  all('rect',item).forEach(function(rect,at){
   rect.setAttribute('width',100*Math.max(0,found[number][at])/most);
   name(rect,euros(found[number][at]));
   table[number].cells[at+1].textContent=exact(found[number][at]);
  });
 });
}
form.addEventListener('input',narrow);
form.addEventListener('submit',function(event){event.preventDefault()});
})();
"""
