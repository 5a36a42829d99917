"""What the HTML page can do: filter, search, fold, and print all of what is shown.

Everything is in the page already: without the script it is the same page, unfiltered.
"""

from __future__ import annotations

from typing import Final

SCRIPT: Final = """
const cards = [...document.querySelectorAll('.card')];
const boxes = [...document.querySelectorAll('.tools input[type=checkbox]')];
const search = document.querySelector('#search');
const shown = document.querySelector('#shown');
const none = document.querySelector('#none');
let texts = null;
function refresh() {
  const kinds = new Set(boxes.filter(box => box.checked).map(box => box.value));
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  if (words.length && !texts) texts = cards.map(card => card.textContent.toLowerCase());
  let count = 0;
  cards.forEach((card, place) => {
    const fits = kinds.has(card.dataset.kind) && words.every(word => texts[place].includes(word));
    if (card.hidden === fits) card.hidden = !fits;
    if (fits) count += 1;
  });
  none.hidden = count > 0;
  shown.textContent = count + ' of ' + cards.length + ' shown';
}
function unfold(open) {
  for (const card of cards) if (!card.hidden) card.firstElementChild.open = open;
}
function reveal() {
  const found = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const card = found && found.closest('.card');
  if (!card) return;
  card.firstElementChild.open = true;
  if (found !== card) found.open = true;
  found.scrollIntoView();
}
boxes.forEach(box => box.addEventListener('change', refresh));
search.addEventListener('input', refresh);
document.querySelector('#open').addEventListener('click', () => unfold(true));
document.querySelector('#close').addEventListener('click', () => unfold(false));
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '/' && event.target !== search) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === 'Escape' && event.target === search) {
    search.value = '';
    refresh();
  }
});
let folded = [];
window.addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('.card > details, .card .one')].filter(one => !one.open);
  for (const one of folded) one.open = true;
});
window.addEventListener('afterprint', () => {
  for (const one of folded) one.open = false;
});
window.addEventListener('hashchange', reveal);
document.querySelector('.tools').hidden = false;
refresh();
reveal();
"""
