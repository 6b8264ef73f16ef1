// From the template to an import that is taken back: the way that a bureau goes every autumn.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { inEachWay, scene, story } from './support/journey';
import type { Visitor } from './support/visitor';

const FACT = '/schools/2199000008/facts?measure=pupils&stage=primary&year=2025';

interface Upload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Waits until a job is done: with scripts the page goes on by itself. */
async function untilPreviewed(visitor: Visitor): Promise<void> {
  const ready = visitor.page.getByRole('heading', { name: '确认导入' });
  for (let looked = 0; looked < 60 && !(await ready.isVisible()); looked += 1) {
    await visitor.page.waitForTimeout(500);
    if (!visitor.way.scripts) {
      await visitor.page.reload();
    }
  }
  await ready.waitFor();
}

async function template(visitor: Visitor): Promise<Upload> {
  await visitor.goes('/imports/new?year=2025');
  await visitor.page.locator('#template-for').selectOption('2025');
  const file = await visitor.saves(() => visitor.page.getByRole('button', { name: '下载模板' }).click());
  assert.match(file.name, /2025.*\.xlsx$/);
  return { name: file.name, mimeType: 'application/octet-stream', buffer: readFileSync(file.path) };
}

async function edit(visitor: Visitor, by: number): Promise<string> {
  await visitor.goes(FACT);
  const before = await visitor.page.locator('[name="value"]').inputValue();
  await visitor.fills({ value: String(Number(before) + by), reason: '误改' });
  await visitor.presses('保存修改');
  return before;
}

async function upload(visitor: Visitor, file: Upload): Promise<void> {
  await visitor.goes('/imports/new?year=2025');
  await visitor.fills({ for: '2025' });
  await visitor.page.locator('[name="file"]').setInputFiles(file);
  await visitor.presses('上传并检查');
  await untilPreviewed(visitor);
}

story('An import', (county) => {
  inEachWay('template, upload, preview, confirmation, receipt, undo', async (way) => {
    const visitor = await county().signedIn('luo.jing', way);
    const file = await template(visitor);
    const before = await edit(visitor, 5);
    await upload(visitor, file);
    await visitor.looksAt('import-preview');
    assert.match(await visitor.reads(), new RegExp(String(Number(before) + 5)), 'what would change is shown');
    // A file that was imported before is told, and imported again only when that is confirmed; so is a warning.
    for (const box of await visitor.page.locator('#confirm input[type="checkbox"]').all()) {
      await box.check();
    }
    await visitor.presses('确认导入');
    for (let looked = 0; looked < 60 && !/\/imports\/\d+/.test(visitor.where()); looked += 1) {
      await visitor.page.waitForTimeout(500);
      if (!way.scripts) {
        await visitor.page.reload();
      }
    }
    assert.match(await visitor.reads(), /已导入，编号为/);
    await visitor.looksAt('import-done');
    const receipt = visitor.where().split('?')[0] ?? '';
    await visitor.goes(FACT);
    assert.equal(await visitor.page.locator('[name="value"]').inputValue(), before);

    await visitor.goes(receipt);
    await visitor.follows('撤销这次导入');
    await visitor.presses('撤销');
    assert.match(await visitor.title(), /^错误：/);
    await visitor.looksAt('import-undo-refused');
    await visitor.fills({ reason: '演练' });
    await visitor.presses('撤销');
    await visitor.looksAt('import-undone');
    await visitor.goes(FACT);
    assert.equal(await visitor.page.locator('[name="value"]').inputValue(), String(Number(before) + 5));
    await visitor.leaves();
  });

  scene('what is no workbook is told on the page, and nothing is imported', async () => {
    const visitor = await county().signedIn('luo.jing');
    await visitor.goes('/imports/new?year=2025');
    const file = { name: '学校<script>.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('no workbook') };
    await visitor.page.locator('[name="file"]').setInputFiles(file);
    await visitor.presses('上传并检查');
    await visitor.page.getByText('无法检查').or(visitor.page.getByText('未能')).first().waitFor().catch(() => undefined);
    await visitor.looksAt('import-unreadable');
    await visitor.leaves();
  });
});
