// Whoever follows a broken link is told so, and finds the way back.

import assert from 'node:assert/strict';

import { inEachWay, scene, story } from './support/journey';

story('A page that is not there', (county) => {
  inEachWay('says so and leads home', async (way) => {
    const visitor = await county().visitor(way);
    assert.equal(await visitor.goes('/no-such-page'), 404);
    assert.match(await visitor.title(), /没有找到/);
    await visitor.page.getByRole('link', { name: '返回首页' }).waitFor();
    await visitor.looksAt('lost');
    await visitor.leaves();
  });

  scene('does not echo what the address says', async () => {
    const visitor = await county().visitor();
    await visitor.goes('/<script>alert(1)</script>');
    assert.equal(await visitor.page.locator('script:not([src])').count(), 0);
    await visitor.goes('/components?to="><img src=x onerror=alert(1)>');
    assert.equal(await visitor.page.locator('img').count(), 0);
    assert.deepEqual(visitor.complaints, []);
    await visitor.leaves();
  });
});
