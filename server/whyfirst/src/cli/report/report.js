// Sorting tables by their headers, and showing what is pointed at or printed. Without it, the page shows the same.
'use strict';

// What lies in a <details> is a text until it is opened.
const fill = (details) => {
  const folded = details.querySelector(':scope > noscript');
  if (!folded) return;
  folded.insertAdjacentHTML('afterend', folded.textContent);
  folded.remove();
  details.querySelectorAll('table.sortable').forEach(prepare);
};
const notes = document.querySelectorAll('details.note');
const all = document.querySelectorAll('details');
const open = (details) => {
  fill(details);
  details.open = true;
};
// Before it opens, so that what is found or jumped to is there at once.
addEventListener('click', ({ target }) => {
  const summary = target.closest('summary');
  if (summary) fill(summary.parentElement);
});
addEventListener('toggle', ({ target }) => target.open && fill(target), true);

const { compare } = new Intl.Collator(undefined, { numeric: true });
const sort = (header, column) => {
  const table = header.closest('table');
  const number = header.dataset.kind === 'number';
  // Figures begin with the lowest, because that is what to work on.
  const ascending = header.getAttribute('aria-sort') !== 'ascending';
  for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
  header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
  const value = (row) => {
    const text = row.cells[column].dataset.v ?? row.cells[column].textContent.trim();
    return number ? Number.parseFloat(text) || 0 : text;
  };
  const rows = [...table.tBodies[0].rows].map((row) => [value(row), row]);
  rows.sort(([a], [b]) => (number ? a - b : compare(a, b)) * (ascending ? 1 : -1));
  table.tBodies[0].append(...rows.map(([, row]) => row));
};
function prepare(table) {
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...header.childNodes);
    button.addEventListener('click', () => sort(header, column));
    header.append(button);
  });
}
document.querySelectorAll('table.sortable').forEach(prepare);

const show = () => {
  const id = decodeURIComponent(location.hash.slice(1));
  // A step lies in its note: n3-clarify in n3.
  const details = document.getElementById(id.split('-')[0])?.closest('details');
  if (!details) return;
  open(details);
  // Once it is laid out.
  requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView()));
};
addEventListener('hashchange', show);
show();
// On paper, a few notes are shown whole, and of many those that the reader has opened.
addEventListener('beforeprint', () => notes.length <= 30 && all.forEach(open));
