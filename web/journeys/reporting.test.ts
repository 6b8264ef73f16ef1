// Schools hand in, the bureau returns with a reason and accepts: the board says how far each is.

import assert from 'node:assert/strict';

import { scene, story } from './support/journey';

const SCHOOL = '/reporting/1/schools/2199000008';

story('Reporting in', (county) => {
  scene('the bureau begins a round', async () => {
    const officer = await county().signedIn('luo.jing');
    await officer.goes('/reporting/new?year=2025');
    await officer.presses('发起');
    assert.match(await officer.title(), /^错误：/);
    await officer.looksAt('reporting-new-refused');
    await officer.fills({ deadline_on: '2999-12-31', note: '秋季' });
    await officer.presses('发起');
    assert.match(officer.where(), /^\/reporting\/1/);
    await officer.looksAt('board');
    await officer.leaves();
  });

  for (const screen of ['desktop', 'phone'] as const) {
    for (const scripts of [true, false]) {
      const way = { screen, scripts };
      scene(`a school hands in, is returned with a reason, hands in again (${screen}, scripts ${scripts})`, async () => {
        const clerk = await county().signedIn('bai.lu', way);
        const officer = await county().signedIn('luo.jing', way);
        await clerk.goes(SCHOOL);
        if (!(await clerk.page.getByRole('button', { name: '上报', exact: true }).isVisible())) {
          // Handed in by the scene before: the bureau opens it again.
          await officer.goes(SCHOOL);
          await officer.fills({ why: '再报一次' });
          await officer.presses('退回');
          await clerk.goes(SCHOOL);
        }
        await clerk.fills({ why: '没有的表确无此项' });
        await clerk.presses('上报');
        await clerk.looksAt('handed-in');
        assert.match(await clerk.reads(), /已上报/);

        await officer.goes(SCHOOL);
        await officer.presses('退回');
        assert.match(await officer.title(), /^错误：/);
        await officer.fills({ why: '教室面积与去年相差太大，请核实' });
        await officer.presses('退回');
        await officer.looksAt('returned');

        await clerk.goes(SCHOOL);
        assert.match(await clerk.reads(), /教室面积与去年相差太大/);
        await clerk.fills({ why: '已核实，新建教学楼启用' });
        await clerk.presses('上报');
        await clerk.leaves();
        await officer.leaves();
      });
    }
  }

  scene('the bureau accepts, and the board says so', async () => {
    const officer = await county().signedIn('luo.jing');
    await officer.goes(SCHOOL);
    await officer.presses('审定通过');
    assert.match(await officer.reads(), /已审定/);
    await officer.looksAt('accepted');
    await officer.goes('/reporting/1');
    assert.match(await officer.reads(), /已审定/);
    await officer.looksAt('board-under-way');
    await officer.goes('/reporting/1/owing');
    await officer.looksAt('owing');
    await officer.leaves();
  });

  scene('another school does not find it', async () => {
    const stranger = await county().signedIn('amina');
    assert.equal(await stranger.goes(SCHOOL), 404);
    await stranger.leaves();
  });
});
