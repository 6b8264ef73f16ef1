// htmx, held to what the content security policy allows: nothing evaluated, no styles or scripts written into the page.

import htmx from 'htmx.org';

htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
// Each element says what it inherits, so that a later version that inherits nothing changes nothing.
htmx.config.disableInheritance = true;
// A form with errors comes back with status 422 and is shown.
htmx.config.responseHandling = [
  { code: '204', swap: false },
  { code: '[23]..', swap: true },
  { code: '422', swap: true },
  { code: '[45]..', swap: false, error: true },
];

/** A part that could not be fetched is asked for as a whole page, which shows what is wrong, signing in included. */
document.addEventListener('htmx:responseError', (event) => {
  const { requestConfig } = (event as CustomEvent<{ requestConfig: { verb: string; path: string } }>).detail;
  if (requestConfig.verb === 'get') {
    window.location.assign(requestConfig.path);
  }
});
