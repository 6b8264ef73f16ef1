import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
const axe = readFileSync('/work/wt-front/web/node_modules/axe-core/axe.min.js','utf8');
const [base, ...paths] = process.argv.slice(2);
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const p of paths) {
  for (const [n, w, h] of [['d',1366,768],['p',360,740]]) {
    const c = await b.newContext({ viewport: { width: w, height: h }, locale: 'zh-CN' });
    const page = await c.newPage();
    page.on('console', m => m.type()==='error' && console.log(p, m.text()));
    await page.goto(base + p);
    const name = p.split('?')[0].replace(/\W+/g,'_') || 'root';
    await page.screenshot({ path: `/tmp/t/front-dev/${name}-${n}.png`, fullPage: true });
    await page.evaluate(axe);
    const r = await page.evaluate('axe.run(document,{resultTypes:["violations"]})');
    for (const v of r.violations) console.log(p, n, v.impact, v.id, v.nodes.slice(0,3).map(x=>x.target.join(' ')).join(' | '));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) console.log(p, n, 'overflow', over);
    await c.close();
  }
}
await b.close();
