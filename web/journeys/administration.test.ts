// The three administrators at work: one registers, another grants, the third reads the records. None of them sees data.

import assert from 'node:assert/strict';

import { codeOf } from './support/authenticator';
import { scene, story } from './support/journey';
import type { Visitor } from './support/visitor';

const PASSWORD = 'Qinghe-County-9';

/** The path of a one-time link on the page. */
async function linkOn(visitor: Visitor): Promise<string> {
  const link = /\/link\/[\w-]+/.exec(await visitor.reads())?.[0];
  assert.ok(link, await visitor.reads());
  return link;
}

/** Sets a password by a link and signs in, with a second factor where the post asks for one. */
async function arrives(visitor: Visitor, link: string, login: string): Promise<void> {
  await visitor.goes(link);
  await visitor.fills({ password: PASSWORD, again: PASSWORD });
  await visitor.presses('设置密码');
  await signsIn(visitor, login);
}

async function signsIn(visitor: Visitor, login: string): Promise<void> {
  await visitor.goes('/sign-in');
  // Whoever has just set the county up is signed in already.
  if (visitor.where().startsWith('/sign-in')) {
    await visitor.fills({ login, password: PASSWORD });
    await visitor.presses('登录');
  }
  if (visitor.where().startsWith('/account/second-factor')) {
    const secret = await visitor.page.locator('[name="secret"]').inputValue();
    await visitor.fills({ code: codeOf(secret) });
    await visitor.presses('完成设置');
  }
}

/** What needs a fresh proof asks for the password once more. */
async function proves(visitor: Visitor): Promise<void> {
  if (visitor.where().startsWith('/account/proof')) {
    await visitor.fills({ password: PASSWORD });
    await visitor.presses('继续');
  }
}

story('Administration', (county) => {
  const desks: Record<string, Visitor> = {};

  scene('the first administrator sets the county up with three separate posts', async () => {
    const system = await county().visitor();
    const link = /\/set-up\/\S+/.exec(county().program.printed())?.[0] ?? '';
    await system.goes(link);
    await system.fills({
      login: 'admin.li',
      name: '李<b>明</b>·𠮷',
      password: PASSWORD,
      again: PASSWORD,
      security_login: 'safe.wang',
      security_name: '王芳',
      audit_login: 'audit.zhao',
      audit_name: '赵强',
    });
    await system.presses('完成初始设置');
    const links = [...(await system.reads()).matchAll(/\/link\/[\w-]+/g)].map(([found]) => found);
    assert.equal(links.length, 2);
    await signsIn(system, 'admin.li');
    desks['system'] = system;
    for (const [index, [desk, login]] of [['security', 'safe.wang'], ['audit', 'audit.zhao']].entries()) {
      const visitor = await county().visitor();
      await arrives(visitor, links[index] ?? '', login ?? '');
      desks[desk ?? ''] = visitor;
    }
  });

  scene('one registers a person, another grants the post, and the person signs in', async () => {
    const { system, security } = desks;
    assert.ok(system && security);
    await system.goes('/people');
    await system.looksAt('people');
    await system.goes('/people/new');
    await system.presses('登记');
    assert.match(await system.title(), /^错误：/);
    await system.looksAt('person-new-refused');
    await system.fills({ login: 'xin.ren', name: '欣<script>·任', phone: '10000000099' });
    await system.presses('登记');
    await proves(system);
    const person = system.where().split('?')[0] ?? '';
    const link = (await system.reads()).includes('/link/') ? await linkOn(system) : '';
    await system.looksAt('person-registered');

    await security.goes('/people');
    await security.follows(/欣/);
    await security.looksAt('person-to-grant');
    await security.page.locator('[name="role"]').selectOption({ label: '校长' });
    const school = security.page.locator('[name="place"] option', { hasText: '石桥镇中心小学' }).first();
    await security.page.locator('[name="place"]').selectOption((await school.getAttribute('value')) ?? '');
    await security.presses('授予岗位');
    await proves(security);
    await security.looksAt('person-with-post');

    let invitation = link;
    if (invitation === '') {
      await system.goes(person);
      await system.presses('发放设置密码链接');
      await proves(system);
      await system.looksAt('link-made');
      invitation = await linkOn(system);
    }
    const head = await county().visitor({ screen: 'phone' });
    await arrives(head, invitation, 'xin.ren');
    await head.goes('/');
    await head.looksAt('home-of-new-principal');
    assert.equal(await head.goes('/schools/2199000002'), 404);
    assert.equal(await head.goes('/people'), 403);
    await head.looksAt('no-right');
    await head.leaves();
  });

  scene('no administrator sees the data of a school, and none does the work of another', async () => {
    for (const [desk, own, others] of [
      ['system', ['/people', '/health', '/jobs'], ['/schools', '/audit', '/sessions', '/imports']],
      ['security', ['/people', '/policies', '/sessions'], ['/schools', '/audit', '/people/new', '/health']],
      ['audit', ['/audit', '/people', '/policies'], ['/schools', '/sessions', '/people/new', '/health']],
    ] as const) {
      const visitor = desks[desk];
      assert.ok(visitor);
      for (const path of own) {
        assert.equal(await visitor.goes(path), 200, `${desk} ${path}`);
        await visitor.looksAt(`${desk}-${path.slice(1)}`);
      }
      for (const path of others) {
        assert.equal(await visitor.goes(path), 403, `${desk} ${path}`);
      }
    }
  });

  scene('the audit administrator finds who did what, on both screens and without scripts', async () => {
    const { audit } = desks;
    assert.ok(audit);
    await audit.goes('/audit');
    await audit.fills({ by: '王芳' });
    await audit.presses('查询');
    await audit.looksAt('audit-found');
    assert.match(await audit.reads(), /授予岗位|王芳/);
    await audit.page.setViewportSize({ width: 360, height: 740 });
    await audit.looksAt('audit-narrow');
    await audit.page.setViewportSize({ width: 1366, height: 768 });
    await audit.goes('/account');
    await audit.looksAt('account');
    await audit.goes('/account/tokens');
    await audit.looksAt('tokens');
  });

  scene('everybody leaves', async () => {
    for (const visitor of Object.values(desks)) {
      await visitor.leaves();
    }
  });
});
