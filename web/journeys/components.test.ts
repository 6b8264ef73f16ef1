// Whoever makes pages finds every component, in each of its states.

import assert from 'node:assert/strict';

import { inEachWay, scene, story } from './support/journey';

story('The page of all components', (county) => {
  inEachWay('shows each component', async (way) => {
    const visitor = await county().visitor(way);
    assert.equal(await visitor.goes('/components'), 200);
    await visitor.looksAt('components');
    await visitor.leaves();
  });

  scene('is in English after a switch of language, and comes back to the same page', async () => {
    const visitor = await county().visitor();
    await visitor.goes('/components?page=2');
    await visitor.page.getByRole('button', { name: 'English' }).click();
    assert.equal(visitor.where(), '/components?page=2');
    assert.match(await visitor.title(), /^Components/);
    await visitor.looksAt('components-english');
    await visitor.leaves();
  });

  scene('is used by keyboard: past the header in one press, and to every field', async () => {
    const visitor = await county().visitor();
    await visitor.goes('/components');
    await visitor.tabsTo('.skip-link');
    await visitor.page.keyboard.press('Enter');
    await visitor.tabsTo('main a');
    await visitor.tabsTo('#field-area');
    await visitor.tabsTo('.table-scroll');
    await visitor.leaves();
  });

  scene('sorts its table in place, with what is missing last either way', async () => {
    const visitor = await county().visitor();
    await visitor.goes('/components');
    const table = visitor.page.locator('.table-frame[data-whole]');
    const firstCells = () => table.locator('tbody th').allInnerTexts();
    await table.getByRole('link', { name: '学生数' }).click();
    assert.deepEqual(await firstCells(), ['石桥教学点', '河口镇中心小学', '清河县第一小学', '合计']);
    await table.getByRole('link', { name: '学生数' }).click();
    assert.deepEqual(await firstCells(), ['清河县第一小学', '河口镇中心小学', '石桥教学点', '合计']);
    assert.match(visitor.where(), /sort=-pupils/);
    await visitor.leaves();
  });

  scene('hides a column and changes the height of rows, and a reload shows the same', async () => {
    const visitor = await county().visitor();
    await visitor.goes('/components');
    await visitor.page.getByText('显示的列').click();
    await visitor.page.getByLabel('学生数').uncheck();
    await visitor.page.getByRole('link', { name: '紧凑' }).click();
    assert.equal(visitor.where(), '/components?hide=pupils&density=compact');
    await visitor.page.reload();
    const pupils = visitor.page.locator('.table-frame[data-whole] [data-column="pupils"]').first();
    assert.equal(await pupils.isVisible(), false);
    await visitor.looksAt('components-chosen-columns');
    await visitor.leaves();
  });

  scene('is printed on A4', async () => {
    const visitor = await county().visitor();
    await visitor.goes('/components');
    await visitor.printsAs('components');
    await visitor.leaves();
  });

  scene('stays whole at 200 % on a small screen, and in the dark', async () => {
    const visitor = await county().visitor();
    await visitor.page.setViewportSize({ width: 640, height: 400 });
    await visitor.goes('/components');
    await visitor.looksAt('components-enlarged');
    await visitor.page.emulateMedia({ colorScheme: 'dark' });
    await visitor.looksAt('components-dark');
    await visitor.leaves();
  });
});
