// What a mark on a drawing stands for is read by pointer, by touch and by keyboard; a table says the same beside it.

import assert from 'node:assert/strict';

import { scene, story } from './support/journey';

story('Drawings', (county) => {
  scene('tell by pointer and by arrow keys, and lead on by Enter', async () => {
    const visitor = await county().signedIn('luo.jing');
    await visitor.goes('/indicators/R4?year=2025');
    const picture = visitor.page.locator('.chart__picture').first();
    const tip = picture.locator('.chart__tip');
    await picture.locator('a .draw-dot').first().hover();
    assert.notEqual((await tip.innerText()).trim(), '');
    await visitor.looksAt('chart-pointed-at');
    await visitor.page.mouse.move(0, 0);
    assert.equal((await tip.innerText()).trim(), '');
    await picture.focus();
    await visitor.page.keyboard.press('End');
    const last = await tip.innerText();
    await visitor.page.keyboard.press('Home');
    assert.notEqual(await tip.innerText(), last);
    await visitor.page.keyboard.press('Escape');
    assert.equal((await tip.innerText()).trim(), '');
    await visitor.page.keyboard.press('ArrowRight');
    await Promise.all([visitor.page.waitForEvent('load'), visitor.page.keyboard.press('Enter')]);
    assert.match(visitor.where(), /^\/(schools|why)/);
    assert.deepEqual(visitor.complaints, []);
    await visitor.leaves();
  });

  scene('tell by touch first, and lead on by the second touch', async () => {
    const visitor = await county().signedIn('luo.jing', { screen: 'phone' });
    await visitor.goes('/indicators/R4?year=2025');
    const picture = visitor.page.locator('.chart__picture').first();
    const mark = picture.locator('a .draw-dot').first();
    await mark.tap();
    assert.match(visitor.where(), /^\/indicators/);
    assert.notEqual((await picture.locator('.chart__tip').innerText()).trim(), '');
    await visitor.looksAt('chart-touched');
    await Promise.all([visitor.page.waitForEvent('load'), mark.tap()]);
    assert.match(visitor.where(), /^\/(schools|why)/);
    await visitor.leaves();
  });
});
