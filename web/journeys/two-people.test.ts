// Two people edit the same thing: the second sees both versions and chooses. A form that is sent twice has one effect.

import assert from 'node:assert/strict';

import { inEachWay, scene, story } from './support/journey';

const FACT = '/schools/2199000008/facts?measure=pupils&stage=primary&year=2025';

story('Two people at once', (county) => {
  inEachWay('who comes second sees both versions of a fact, and chooses', async (way) => {
    const first = await county().signedIn('luo.jing', way);
    const second = await county().signedIn('bai.lu', way);
    await first.goes(FACT);
    await second.goes(FACT);
    const before = Number(await first.page.locator('[name="value"]').inputValue());
    await first.fills({ value: String(before + 1), reason: '按学籍系统核对' });
    await first.presses('保存修改');
    await second.fills({ value: String(before + 2), reason: '按班级名册核对' });
    await second.presses('保存修改');
    assert.match(await second.title(), /^错误：/);
    const both = await second.reads();
    assert.ok(both.includes(String(before + 1)) && both.includes(String(before + 2)), both);
    await second.looksAt('conflict');
    await second.presses('保存修改');
    assert.match(second.where(), /saved=/);
    assert.ok((await second.reads()).includes('罗静'), 'who changed it before stands in the history by name');
    await first.leaves();
    await second.leaves();
  });

  scene('a form that is sent twice has one effect', async () => {
    const visitor = await county().signedIn('luo.jing');
    await visitor.goes('/reporting/new?year=2025');
    await visitor.fills({ deadline_on: '2999-12-31', note: '双击' });
    const sent = await visitor.page.evaluate(async () => {
      const form = document.querySelector<HTMLFormElement>('main form[action="/reporting/new"]');
      if (!form) {
        throw new Error('no form');
      }
      const body = (): URLSearchParams =>
        new URLSearchParams([...new FormData(form)].map(([name, value]): [string, string] => [name, String(value)]));
      const send = (): Promise<Response> => fetch('/reporting/new', { method: 'POST', body: body() });
      return (await Promise.all([send(), send(), send()])).map((answer) => answer.url);
    });
    assert.equal(new Set(sent).size, 1, `all led to one place: ${sent.join(' ')}`);
    await visitor.goes('/reporting?year=2025');
    assert.equal((await visitor.reads()).split('双击').length - 1, 1);
    await visitor.leaves();
  });
});
