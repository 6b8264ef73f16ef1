// Names that would break careless pages go through all of them, and through exports, as they were typed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { scene, story } from './support/journey';

const NAMES = [
  '<script>alert(1)</script>小学',
  '=HYPERLINK("http://evil.example","点我")小学',
  '𠮷田·买买提 & "引号"小学',
  '右\u202Eגלוף至左小学',
];
const SCHOOL = '2199000008';
const NAME_FACT = `/schools/${SCHOOL}/facts?measure=name&year=2026`;

story('Names', (county) => {
  for (const name of NAMES) {
    scene(`a school that is called ${JSON.stringify(name)}`, async () => {
      const visitor = await county().signedIn('luo.jing');
      await visitor.goes(NAME_FACT);
      await visitor.fills({ value: name, reason: '更名' });
      await visitor.presses('保存修改');
      assert.match(visitor.where(), /saved=/, await visitor.reads());
      for (const path of [
        `/schools/${SCHOOL}?year=2026`,
        '/schools?year=2026',
        `/schools/${SCHOOL}/similar?year=2026`,
        `/schools/${SCHOOL}/evidence?year=2026`,
        '/indicators/R4?year=2026',
        `/why?subject=${SCHOOL}%2Fprimary&indicator=R4&year=2026`,
        '/imports?year=2026',
        '/?year=2026',
      ]) {
        assert.equal(await visitor.goes(path), 200, path);
        assert.ok((await visitor.page.content()).length > 0);
        assert.equal(await visitor.page.locator('main script').count(), 0, path);
      }
      await visitor.goes(`/schools/${SCHOOL}?year=2026`);
      assert.equal((await visitor.page.locator('h1').textContent())?.trim(), name);
      await visitor.goes('/schools?year=2026');
      const csv = await visitor.saves(() => visitor.page.getByRole('link', { name: '导出 CSV' }).click());
      const text = readFileSync(csv.path, 'utf8');
      assert.ok(text.startsWith('\uFEFF'), 'Excel is told that it is UTF-8');
      assert.ok(!/(^|,)"?[=+@-][A-Z]/m.test(text), 'no cell begins a formula');
      assert.ok(text.includes(name.replace(/"/g, '""').slice(1)), text.slice(0, 300));
      assert.deepEqual(visitor.complaints, []);
      await visitor.leaves();
    });
  }
});
