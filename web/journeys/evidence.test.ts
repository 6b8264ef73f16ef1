// A school and the bureau prove what they say: documents are uploaded, replaced, saved and withdrawn.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { inEachWay, scene, story } from './support/journey';

const SCHOOL = '/schools/2199000008/evidence?year=2025';
const pdf = (text: string): { mimeType: string; buffer: Buffer } => ({
  mimeType: 'application/pdf',
  buffer: Buffer.from(`%PDF-1.7\n${text}`),
});

story('Evidence', (county) => {
  inEachWay('a school uploads a document and saves it again as it was', async (way) => {
    const name = `办学许可·𠮷<b>-${way.screen}-${way.scripts}.pdf`;
    const visitor = await county().signedIn('bai.lu', way);
    await visitor.goes(SCHOOL);
    await visitor.page.locator('[name="file"]').setInputFiles({ name, ...pdf(name) });
    await visitor.fills({ note: '青教〔2025〕7号' });
    await visitor.presses('上传');
    await visitor.looksAt('evidence');
    const link = visitor.page.getByRole('link', { name, exact: true });
    const saved = await visitor.saves(() => link.click());
    assert.equal(readFileSync(saved.path, 'utf8'), `%PDF-1.7\n${name}`);
    assert.match(saved.name, /^办学许可·𠮷/);
    await visitor.leaves();
  });

  inEachWay('what is no such document is told at its field', async (way) => {
    const visitor = await county().signedIn('bai.lu', way);
    await visitor.goes(SCHOOL);
    const page = { name: '照片.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<script>alert(1)</script>') };
    await visitor.page.locator('[name="file"]').setInputFiles(page);
    await visitor.presses('上传');
    assert.match(await visitor.title(), /^错误：/);
    assert.match(await visitor.reads(), /文件内容不是 PDF/);
    await visitor.looksAt('evidence-refused');
    await visitor.leaves();
  });

  scene('the bureau enters an item, proves it, replaces the document and withdraws it', async () => {
    const visitor = await county().signedIn('luo.jing');
    await visitor.goes('/indicators/G1?year=2025');
    await visitor.follows('录入结论、上传佐证材料');
    await visitor.page.getByLabel('达标', { exact: true }).check();
    await visitor.fills({ evidence: '青政〔2025〕3号' });
    await visitor.presses('保存结论');
    await visitor.looksAt('item-saved');
    for (const [name, replaces] of [['规划.pdf', ''], ['规划（修订）.pdf', '规划.pdf']] as const) {
      await visitor.page.locator('[name="file"]').setInputFiles({ name, ...pdf(name) });
      if (replaces !== '') {
        await visitor.page.locator('[name="replaces"]').selectOption({ label: replaces });
      }
      await visitor.presses('上传');
    }
    assert.match(await visitor.reads(), /第 2 版/);
    await visitor.page.getByText('以前的版本（1）').click();
    await visitor.looksAt('item-with-evidence');
    await visitor.follows('撤回：规划（修订）.pdf');
    await visitor.looksAt('evidence-withdraw');
    await visitor.fills({ reason: '文号有误' });
    await visitor.presses('撤回');
    assert.match(await visitor.reads(), /罗静 于 .* 撤回：文号有误/);
    await visitor.leaves();
  });

  scene('another school finds neither the page nor the document', async () => {
    const visitor = await county().signedIn('amina');
    assert.equal(await visitor.goes(SCHOOL), 404);
    assert.equal(await visitor.goes('/evidence/1'), 404);
    assert.equal(await visitor.goes('/items/G1'), 403);
    await visitor.leaves();
  });
});
