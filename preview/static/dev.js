'use strict';

const $ = (id) => document.getElementById(id);
const frame = $('page');
const quiz = () => $('quiz').value;
let serial = null;

// What is filled in on the page is put back after it was loaded anew; sent answers are on the server.
function filledIn(doc) {
  return [...doc.querySelectorAll('form input, form select, form textarea')]
    .filter((f) => f.name && f.type !== 'hidden' && f.type !== 'submit')
    .map((f) => ({ name: f.name, type: f.type, option: f.type === 'radio' || f.type === 'checkbox' ? f.value : null, value: f.value, checked: f.checked }));
}

function fillIn(doc, fields) {
  for (const f of fields) {
    for (const field of doc.getElementsByName(f.name)) {
      if (f.option === null) field.value = f.value;
      else if (field.value === f.option) field.checked = f.checked;
    }
  }
}

function reload() {
  const doc = frame.contentDocument;
  const fields = doc ? filledIn(doc) : [];
  const top = frame.contentWindow.scrollY;
  frame.addEventListener('load', () => {
    fillIn(frame.contentDocument, fields);
    frame.contentWindow.scrollTo(0, top);
    showPlan();
  }, { once: true });
  // Unlike a reload this takes what has not changed from the cache.
  frame.contentWindow.location.replace(frame.contentWindow.location.href);
}

// An answer that comes after a later one was asked for is out of date.
const asked = {};

async function fragment(into, path, options) {
  const turn = asked[into] = (asked[into] || 0) + 1;
  const answer = await fetch(path, options);
  const text = answer.ok ? await answer.text() : '';
  if (asked[into] === turn) $(into).innerHTML = text;
}

async function showSide() {
  const name = $('person')?.elements.name.value;
  await fragment('side', '/dev/side?quiz=' + encodeURIComponent(quiz()));
  const person = $('person');
  if (!person) return;
  if (name) person.elements.name.value = name;
  person.elements.name.addEventListener('change', become);
  person.elements.at.addEventListener('change', setClock);
  if (file.name) showFile(file.name, file.line);
}

function showPlan() {
  const form = new URLSearchParams();
  for (const f of frame.contentDocument.querySelectorAll('main form')) {
    for (const [name, value] of new FormData(f)) if (typeof value === 'string' && !name.startsWith('_')) form.append(name, value);
  }
  const set = frame.contentWindow.location.pathname.match(/\/sets\/([^/]+)/);
  form.set('_quiz', quiz());
  form.set('_set', set ? set[1] : '');
  return fragment('plan', '/dev/plan', { method: 'POST', body: form });
}

const file = { name: '', line: 0 };

async function showFile(name, line) {
  file.name = name;
  file.line = line;
  await fragment('file', '/dev/file?quiz=' + encodeURIComponent(quiz()) + '&name=' + encodeURIComponent(name));
  const row = document.getElementById('line-' + line);
  if (row) { row.classList.add('now'); row.scrollIntoView({ block: 'center' }); }
}

async function become() {
  const form = new URLSearchParams({ quiz: quiz(), name: $('person').elements.name.value });
  await fetch('/dev/persona', { method: 'POST', body: form });
  frame.contentWindow.location.assign('/quizzes/' + quiz() + (form.get('name') ? '/plan' : ''));
  showSide();
}

async function setClock() {
  await fetch('/dev/clock', { method: 'POST', body: new URLSearchParams({ at: $('person').elements.at.value }) });
  reload();
}

function resize() {
  const width = $('width').value;
  frame.style.width = width ? width + 'px' : '100%';
  frame.style.colorScheme = $('theme').value;
}

frame.addEventListener('load', () => {
  $('address').value = frame.contentWindow.location.pathname;
  frame.contentDocument.addEventListener('change', showPlan);
  showPlan();
});
$('address').addEventListener('change', () => frame.contentWindow.location.assign($('address').value));
$('quiz').addEventListener('change', () => { frame.contentWindow.location.assign('/quizzes/' + quiz()); file.name = ''; showSide(); });
$('width').addEventListener('change', resize);
$('theme').addEventListener('change', resize);
document.addEventListener('click', (e) => {
  const link = e.target.closest('a[data-file]');
  if (!link) return;
  e.preventDefault();
  showFile(link.dataset.file, Number(link.dataset.line));
});

resize();
frame.src = '/quizzes/' + quiz();
showSide();
const changes = new EventSource('/dev/changes');
changes.addEventListener('message', (e) => {
  const pages = e.data.split(' ')[0];
  $('heard').textContent = '';
  if (serial !== null && pages !== serial) reload();
  if (serial !== null) showSide();
  serial = pages;
});
changes.addEventListener('error', () => { $('heard').textContent = 'The program has ended, or is starting again.'; });
