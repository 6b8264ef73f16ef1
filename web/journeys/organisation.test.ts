// A head of the bureau registers a department and says who answers for a requirement; a principal reads it on the indicator.

import assert from 'node:assert/strict';

import { inEachWay, scene, story } from './support/journey';
import type { Visitor } from './support/visitor';

async function sends(visitor: Visitor): Promise<void> {
  await Promise.all([visitor.page.waitForLoadState('load'), visitor.page.locator('main form [type="submit"]').last().click()]);
}

story('Who answers for what', (county) => {
  inEachWay('a department without a name is told what is missing', async (way) => {
    const visitor = await county().signedIn('shen.yan', way);
    await visitor.goes('/organisation/departments/new');
    await visitor.looksAt('department-new');
    await sends(visitor);
    assert.match(await visitor.title(), /^错误：/);
    await visitor.looksAt('department-refused');
    await visitor.leaves();
  });

  scene('a department is registered and answers for a requirement', async () => {
    const visitor = await county().signedIn('shen.yan');
    await visitor.goes('/organisation/departments/new');
    await visitor.page.getByLabel('名称').fill('体育局');
    await visitor.page.getByLabel('县直部门').check();
    await sends(visitor);
    assert.match(visitor.where(), /^\/organisation/);
    await visitor.looksAt('organisation');
    await visitor.goes('/responsibilities/requirement%3Aresources');
    await visitor.page.getByLabel('责任部门').selectOption({ label: '体育局' });
    await visitor.page.getByLabel('依据').fill('第5号会议纪要');
    await sends(visitor);
    await visitor.looksAt('responsibility');
    await visitor.leaves();
  });

  inEachWay('everybody finds on the indicator who answers for it', async (way) => {
    const visitor = await county().signedIn('he.qiu', way);
    await visitor.goes('/indicators/R4');
    assert.match(await visitor.page.locator('main').innerText(), /体育局/);
    await visitor.goes('/responsibilities');
    await visitor.looksAt('responsibilities');
    await visitor.goes('/organisation');
    assert.equal(await visitor.page.getByRole('link', { name: '登记部门' }).count(), 0);
    await visitor.leaves();
  });
});
