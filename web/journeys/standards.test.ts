// A county's own standard: one person proposes it, another approves it, and then it judges.

import assert from 'node:assert/strict';

import { inEachWay, scene, story } from './support/journey';

story("A county's own standard", (county) => {
  inEachWay('what is wrong with a text is told by line, and the text is kept', async (way) => {
    const officer = await county().signedIn('luo.jing', way);
    await officer.goes('/proposals/new');
    await officer.fills({ text: 'schema = 1\nid = "county/own"\nwrong = <b>', why: '' });
    await officer.presses('提交审批');
    assert.match(await officer.title(), /^错误：/);
    assert.match(await officer.page.locator('[name="text"]').inputValue(), /wrong = <b>/);
    await officer.looksAt('proposal-refused');
    await officer.leaves();
  });

  scene('one proposes, nobody approves their own, another approves', async () => {
    const officer = await county().signedIn('luo.jing');
    await officer.goes('/proposals/new');
    await officer.fills({ why: '本县校舍标准高于国家标准' });
    await officer.presses('提交审批');
    assert.match(officer.where(), /^\/proposals\/1/);
    await officer.looksAt('proposal-own');
    assert.equal(await officer.page.getByRole('button', { name: '批准', exact: true }).count(), 0);

    const leader = await county().signedIn('shen.yan');
    await leader.goes('/standards');
    await leader.follows(/^1$/);
    await leader.looksAt('proposal-to-decide');
    await leader.presses('批准');
    assert.match(await leader.title(), /^错误：/);
    await leader.fills({ why: '同意' });
    await leader.presses('批准');
    assert.match(await leader.reads(), /已批准/);
    await leader.looksAt('proposal-approved');
    await leader.goes('/standards');
    await leader.looksAt('standards-with-own');
    await officer.leaves();
    await leader.leaves();
  });
});
