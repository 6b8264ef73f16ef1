// What somebody typed is not lost: it is kept while they type, comes back on another machine, and is gone once it was sent.

import assert from 'node:assert/strict';

import { inEachWay, scene, story } from './support/journey';

const FACT = '/schools/2199000008/facts?measure=pupils&stage=primary&year=2025';

story('Drafts', (county) => {
  inEachWay('what is typed is kept by the button, and can be discarded', async (way) => {
    const visitor = await county().signedIn('luo.jing', way);
    await visitor.goes('/reporting/new?year=2025');
    await visitor.fills({ note: '请各校核对' });
    await visitor.presses('保存草稿');
    assert.equal(await visitor.page.locator('[name="note"]').inputValue(), '请各校核对');
    await visitor.looksAt('draft-restored');
    await visitor.goes('/drafts');
    await visitor.looksAt('drafts');
    await visitor.follows('发起上报');
    await visitor.presses('删除草稿');
    assert.equal(await visitor.page.locator('[name="note"]').inputValue(), '');
    await visitor.leaves();
  });

  scene('what is typed is kept by itself, and goes on where it was on another machine', async () => {
    const office = await county().signedIn('luo.jing');
    await office.goes(FACT);
    await office.fills({ value: '1234', reason: '转入学生漏报' });
    await office.page.getByText('草稿已保存').waitFor();
    await office.leaves();

    const home = await county().signedIn('luo.jing', { screen: 'phone' });
    await home.goes('/drafts');
    await home.follows(/学生数/);
    assert.equal(await home.page.locator('[name="value"]').inputValue(), '1234');
    assert.equal(await home.page.locator('[name="reason"]').inputValue(), '转入学生漏报');
    await home.looksAt('draft-elsewhere');
    await home.presses('保存修改');
    assert.match(home.where(), /saved=/);
    await home.goes('/drafts');
    assert.match(await home.reads(), /没有草稿/);
    await home.leaves();
  });
});
