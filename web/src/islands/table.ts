// Makes a table that is whole on its page easier to use: sorts without asking the server, hides columns, changes density.
// The address remembers all of it (?sort, ?hide, ?density), so a link or a reload shows the same.

export function enhanceTables(root: ParentNode): void {
  for (const frame of root.querySelectorAll<HTMLElement>('.table-frame')) {
    const table = frame.querySelector('table');
    if (table && 'whole' in frame.dataset) {
      watchSorting(table);
    }
    const tools = frame.closest<HTMLElement>('[data-table]');
    if (table && tools) {
      watchColumns(tools, table);
      watchDensity(tools, frame);
    }
  }
}

/** Puts one setting into the address without leaving the page. */
function remember(name: string, value: string): void {
  const address = new URL(window.location.href);
  if (value === '') {
    address.searchParams.delete(name);
  } else {
    address.searchParams.set(name, value);
  }
  window.history.replaceState(window.history.state, '', address);
}

/** Sorts in place: for a table that is whole on its page. Elsewhere the links ask the server. */
function watchSorting(table: HTMLTableElement): void {
  const headers = [...(table.tHead?.rows[table.tHead.rows.length - 1]?.cells ?? [])];
  headers.forEach((header, column) => {
    const link = header.querySelector<HTMLAnchorElement>('.table__sort');
    link?.addEventListener('click', (event) => {
      event.preventDefault();
      const down = header.getAttribute('aria-sort') === 'ascending';
      headers.forEach((other) => other.removeAttribute('aria-sort'));
      header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      sort(table, column, down);
      const key = link.dataset['key'];
      if (key) {
        remember('sort', down ? `-${key}` : key);
      }
    });
  });
}

function sort(table: HTMLTableElement, column: number, down: boolean): void {
  const body = table.tBodies[0];
  if (!body) {
    return;
  }
  const words = new Intl.Collator(document.documentElement.lang || 'zh-CN', { numeric: true });
  const rows = [...body.rows].filter((row) => !row.classList.contains('table__total'));
  const totals = [...body.rows].filter((row) => row.classList.contains('table__total'));
  const keyed = rows.map((row, at) => ({ row, at, key: sortKey(row.cells[column]) }));
  keyed.sort((a, b) => compare(a.key, b.key, words, down) || a.at - b.at);
  body.append(...keyed.map(({ row }) => row), ...totals);
}

/** A number where the cell says one, else its words; undefined for what is missing, which stands last either way. */
function sortKey(cell: HTMLTableCellElement | undefined): number | string | undefined {
  const said = (cell?.dataset['sort'] ?? cell?.textContent ?? '').trim();
  if (said === '' || said === '—') {
    return undefined;
  }
  const number = Number(said.replace('%', ''));
  return Number.isNaN(number) ? said : number;
}

function compare(
  a: number | string | undefined,
  b: number | string | undefined,
  words: Intl.Collator,
  down: boolean,
): number {
  if (a === undefined || b === undefined) {
    return Number(a === undefined) - Number(b === undefined);
  }
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : words.compare(String(a), String(b));
  return down ? -order : order;
}

/** The boxes of the column chooser carry the columns' keys; the cells carry data-column. */
function watchColumns(tools: HTMLElement, table: HTMLTableElement): void {
  const boxes = [...tools.querySelectorAll<HTMLInputElement>('[data-column-box]')];
  const hidden = new Set((new URL(window.location.href).searchParams.get('hide') ?? '').split(','));
  const apply = (): void => {
    for (const cell of table.querySelectorAll<HTMLElement>('[data-column]')) {
      cell.hidden = hidden.has(cell.dataset['column'] ?? '');
    }
  };
  for (const box of boxes) {
    box.checked = !hidden.has(box.value);
    box.addEventListener('change', () => {
      hidden[box.checked ? 'delete' : 'add'](box.value);
      apply();
      remember('hide', [...hidden].filter((key) => key !== '').join(','));
    });
  }
  if (boxes.length > 0) {
    apply();
  }
}

function watchDensity(tools: HTMLElement, frame: HTMLElement): void {
  const links = [...tools.querySelectorAll<HTMLAnchorElement>('[data-set-density]')];
  for (const link of links) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      const density = link.dataset['setDensity'] ?? '';
      frame.dataset['density'] = density;
      links.forEach((other) => other.removeAttribute('aria-current'));
      link.setAttribute('aria-current', 'true');
      remember('density', density);
    });
  }
}
