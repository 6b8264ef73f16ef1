// Each page of the county, by those whose work it is: on both screens, and without scripts.

import assert from 'node:assert/strict';

import { scene, story } from './support/journey';

/** Login in the sample county, what they open, and the name of its picture. */
const PAGES: readonly (readonly [login: string, path: string, name: string])[] = [
  ['shen.yan', '/', 'home-of-bureau'],
  ['shen.yan', '/county', 'county'],
  ['shen.yan', '/organisation', 'organisation-empty'],
  ['shen.yan', '/responsibilities', 'responsibilities-empty'],
  ['shen.yan', '/organisation/seats/new', 'seat-new'],
  ['shen.yan', '/publication', 'publication'],
  ['shen.yan', '/roles', 'roles'],
  ['luo.jing', '/schools', 'schools'],
  ['luo.jing', '/schools?stage=junior&density=compact', 'schools-junior'],
  ['luo.jing', '/schools?q=hedong', 'schools-found'],
  ['luo.jing', '/schools/2199000008', 'school'],
  ['luo.jing', '/schools/2199000008/facts', 'school-facts'],
  ['luo.jing', '/schools/2199000008/similar', 'school-similar'],
  ['luo.jing', '/schools/2199000008/years', 'school-years'],
  ['luo.jing', '/schools/2199000008/past', 'school-past'],
  ['luo.jing', '/indicators', 'indicators'],
  ['luo.jing', '/indicators/R4', 'indicator'],
  ['luo.jing', '/outline', 'outline'],
  ['luo.jing', '/why?subject=2199000008%2Fprimary&indicator=R4', 'why'],
  ['luo.jing', '/schools/2199000008/facts?measure=pupils&stage=primary', 'fact'],
  ['luo.jing', '/schools/2199000008/evidence', 'evidence-none'],
  ['luo.jing', '/items/G1', 'item'],
  ['luo.jing', '/drafts', 'drafts-none'],
  ['luo.jing', '/snapshots/compare', 'compare'],
  ['shen.yan', '/snapshots/lock', 'lock'],
  ['luo.jing', '/standards', 'standards'],
  ['luo.jing', '/standards/national/quality-balance-2017', 'standard'],
  ['luo.jing', '/proposals/new', 'proposal-new'],
  ['luo.jing', '/imports', 'imports'],
  ['luo.jing', '/imports/new', 'import-new'],
  ['luo.jing', '/imports/1', 'import-receipt'],
  ['luo.jing', '/imports/1/undo', 'import-undo'],
  ['luo.jing', '/jobs', 'jobs'],
  ['luo.jing', '/reporting', 'reporting'],
  ['luo.jing', '/reporting/new', 'reporting-new'],
  ['shen.yan', '/snapshots', 'snapshots'],
  ['he.qiu', '/', 'home-of-principal'],
  ['he.qiu', '/schools', 'schools-of-principal'],
  ['tao.lin', '/schools', 'schools-of-township'],
];

story('The pages of the county', (county) => {
  for (const [login, path, name] of PAGES) {
    for (const screen of ['desktop', 'phone'] as const) {
      scene(`${login} opens ${path} (${screen})`, async () => {
        const visitor = await county().signedIn(login, { screen });
        assert.equal(await visitor.goes(path), 200);
        await visitor.looksAt(name);
        await visitor.leaves();
      });
    }
    scene(`${login} reads ${path} without scripts`, async () => {
      const visitor = await county().signedIn(login, { scripts: false });
      assert.equal(await visitor.goes(path), 200);
      const heading = await visitor.page.locator('h1').innerText();
      assert.notEqual(heading.trim(), '');
      assert.deepEqual(await visitor.page.locator('[aria-current="page"]').count() > 0, true, 'where one is');
      await visitor.leaves();
    });
  }

  scene('another school year is chosen without scripts, and links keep it', async () => {
    const visitor = await county().signedIn('luo.jing', { scripts: false });
    await visitor.goes('/schools?stage=junior');
    await visitor.page.getByLabel('学年', { exact: true }).selectOption('2024');
    await visitor.page.getByRole('button', { name: '切换' }).click();
    assert.equal(visitor.where(), '/schools?stage=junior&year=2024');
    await visitor.page.getByRole('link', { name: '标准', exact: true }).first().click();
    assert.equal(visitor.where(), '/standards?year=2024');
    await visitor.leaves();
  });

  scene('the table of schools is printed on A4', async () => {
    const visitor = await county().signedIn('luo.jing');
    await visitor.goes('/schools');
    await visitor.printsAs('schools');
    await visitor.leaves();
  });

  scene('a principal does not find another school', async () => {
    const visitor = await county().signedIn('he.qiu');
    assert.equal(await visitor.goes('/schools/3199000001'), 404);
    await visitor.leaves();
  });
});
