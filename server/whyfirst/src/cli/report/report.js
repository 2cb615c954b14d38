// Sorting tables by their headers, and opening what is pointed at or printed. Without it, the page shows the same.
'use strict';
for (const table of document.querySelectorAll('table.sortable')) {
  const headers = [...table.tHead.rows[0].cells];
  headers.forEach((header, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener('click', () => {
      const number = header.dataset.kind === 'number';
      const before = header.getAttribute('aria-sort');
      // Figures begin with the lowest, because that is what to work on.
      const ascending = before !== 'ascending';
      for (const other of headers) other.removeAttribute('aria-sort');
      header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
      const value = (row) => {
        const cell = row.cells[column];
        const text = cell.dataset.v ?? cell.textContent.trim();
        return number ? Number.parseFloat(text) || 0 : text.toLocaleLowerCase();
      };
      const rows = [...table.tBodies[0].rows].map((row) => [value(row), row]);
      rows.sort(([a], [b]) => (number ? a - b : a.localeCompare(b)) * (ascending ? 1 : -1));
      table.tBodies[0].append(...rows.map(([, row]) => row));
    });
  });
}
const show = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.closest('details');
  if (details) {
    details.open = true;
    // Once it is laid out.
    requestAnimationFrame(() => requestAnimationFrame(() => target.scrollIntoView()));
  }
};
addEventListener('hashchange', show);
show();
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((it) => (it.open = true)));
