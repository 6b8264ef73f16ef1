// What every page loads. All of it is optional: each page works without scripts.

import './hypermedia';
import { watchCharts } from './islands/chart';
import { watchDrafts } from './islands/draft';
import { focusErrors } from './islands/errors';
import { watchPickers } from './islands/picker';
import { watchProgress } from './islands/progress';
import { enhanceTables } from './islands/table';

/** Brings to life what stands in `root`: the page at first, later each part that htmx puts in. */
function enhance(root: ParentNode): void {
  enhanceTables(root);
  watchProgress(root);
  watchCharts(root);
  watchDrafts(root);
  watchPickers(root);
}

document.documentElement.classList.add('scripted');
enhance(document);
focusErrors(document);
document.addEventListener('htmx:load', (event) => {
  if (event.target instanceof Element && event.target !== document.body) {
    enhance(event.target);
  }
});
