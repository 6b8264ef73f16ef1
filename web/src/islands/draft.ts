// Keeps what is being typed on the server, where it outlives a time-out and follows the person to another machine.
// Nothing is stored in the browser. A form opts in with data-draft, the address that takes its fields.

/** How long typing has to pause before the draft is sent. */
const PAUSE_MS = 2_000;

export function watchDrafts(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-draft]')) {
    const address = form.dataset['draft'];
    if (address) {
      watch(form, address);
    }
  }
}

function watch(form: HTMLFormElement, address: string): void {
  const state = form.querySelector<HTMLElement>('[data-draft-state]');
  let timer = 0;
  let sending = new AbortController();
  const keep = async (): Promise<void> => {
    const response = await fetch(address, {
      method: 'POST',
      body: new URLSearchParams(texts(form)),
      credentials: 'same-origin',
      headers: { Accept: 'application/json' },
      redirect: 'error',
      signal: sending.signal,
    }).catch(() => undefined);
    if (state && !sending.signal.aborted) {
      const said = response?.ok === true ? state.dataset['kept'] : state.dataset['failed'];
      state.textContent = said ?? '';
    }
  };
  form.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void keep(), PAUSE_MS);
  });
  // What is being sent is no draft any more.
  form.addEventListener('submit', () => {
    window.clearTimeout(timer);
    sending.abort();
    sending = new AbortController();
  });
}

/** The fields as text; files and passwords are never part of a draft. */
function texts(form: HTMLFormElement): [string, string][] {
  const secret = new Set([...form.querySelectorAll<HTMLInputElement>('[type="password"]')].map((input) => input.name));
  const kept: [string, string][] = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && !secret.has(name)) {
      kept.push([name, value]);
    }
  }
  return kept;
}
