// Follows a long task by server-sent events. Without scripts the page has a link that shows the state anew.

interface Report {
  /** Parts done, out of `total`; the total is absent while it is not known. */
  done: number;
  total?: number;
  /** What is being done, in the reader's words. */
  text: string;
  /** Where to go when all is done. */
  next?: string;
}

export function watchProgress(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-progress]')) {
    const address = element.dataset['progress'];
    if (address) {
      follow(element, address);
    }
  }
}

function follow(element: HTMLElement, address: string): void {
  const source = new EventSource(address);
  source.addEventListener('progress', (event) => {
    const report = JSON.parse((event as MessageEvent<string>).data) as Report;
    show(element, report);
    if (report.next !== undefined) {
      source.close();
      window.location.assign(report.next);
    }
  });
  window.addEventListener('pagehide', () => source.close(), { once: true });
}

function show(element: HTMLElement, report: Report): void {
  const bar = element.querySelector('progress');
  const text = element.querySelector('[data-progress-text]');
  const count = element.querySelector('[data-progress-count]');
  if (bar && report.total !== undefined) {
    bar.max = report.total;
    bar.value = report.done;
  }
  if (text && text.textContent !== report.text) {
    text.textContent = report.text;
  }
  if (count) {
    count.textContent = report.total === undefined ? '' : `${report.done} / ${report.total}`;
  }
}
