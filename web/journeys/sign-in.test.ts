// The first administrator sets the county up by the link that the program printed, signs in with a second factor, and leaves.

import assert from 'node:assert/strict';

import { codeOf } from './support/authenticator';
import { inEachWay, scene, story } from './support/journey';
import type { Visitor } from './support/visitor';

const PASSWORD = 'Qinghe-County-9';

/** The path of the set-up link in what the program printed. */
function linkIn(printed: string): string {
  const link = /\/set-up\/\S+/.exec(printed)?.[0];
  assert.ok(link, `no link in:\n${printed}`);
  return link;
}

async function fills(visitor: Visitor, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    await visitor.page.locator(`[name="${name}"]`).last().fill(value);
  }
}

async function sends(visitor: Visitor): Promise<void> {
  await Promise.all([visitor.page.waitForLoadState('load'), visitor.page.locator('main form [type="submit"]').last().click()]);
}

story('The first start', (county) => {
  inEachWay('whoever is not signed in is led to the sign-in page', async (way) => {
    const visitor = await county().visitor(way);
    await visitor.goes('/');
    assert.match(visitor.where(), /^\/sign-in/);
    await visitor.looksAt('sign-in');
    await visitor.leaves();
  });

  inEachWay('a wrong password is told without saying which part was wrong, and the login is kept', async (way) => {
    const visitor = await county().visitor(way);
    await visitor.goes('/sign-in');
    await fills(visitor, { login: 'nobody', password: 'wrong-Password-1' });
    await sends(visitor);
    assert.match(await visitor.title(), /^错误：/);
    assert.equal(await visitor.page.locator('[name="login"]').inputValue(), 'nobody');
    assert.equal(await visitor.page.locator('[name="password"]').inputValue(), '');
    await visitor.looksAt('sign-in-refused');
    await visitor.leaves();
  });

  inEachWay('the set-up page keeps what was typed when something is wrong', async (way) => {
    const visitor = await county().visitor(way);
    await visitor.goes(linkIn(county().program.printed()));
    await visitor.looksAt('set-up');
    await fills(visitor, { login: 'admin.li', name: '李明', password: 'short', again: 'short' });
    await sends(visitor);
    assert.match(await visitor.title(), /^错误：/);
    assert.equal(await visitor.page.locator('[name="login"]').inputValue(), 'admin.li');
    await visitor.looksAt('set-up-refused');
    const error = visitor.page.locator('.error-summary a').first();
    const target = await error.getAttribute('href');
    await error.click();
    assert.equal(await visitor.page.locator(`${target}:focus`).count(), 1, 'the summary leads to its field');
    await visitor.leaves();
  });

  scene('three administrators are named, and the first signs in with a second factor', async () => {
    const visitor = await county().visitor();
    await visitor.goes(linkIn(county().program.printed()));
    await fills(visitor, {
      login: 'admin.li',
      name: '李明',
      password: PASSWORD,
      again: PASSWORD,
      security_login: 'safe.wang',
      security_name: '王芳',
      audit_login: 'audit.zhao',
      audit_name: '赵强',
    });
    await sends(visitor);
    await visitor.looksAt('set-up-done');

    // Who has just set a password is signed in by it, or is asked for it now.
    await visitor.goes('/');
    if (visitor.where().startsWith('/sign-in')) {
      await fills(visitor, { login: 'admin.li', password: PASSWORD });
      await sends(visitor);
    }
    await visitor.goes('/account/second-factor');
    await visitor.looksAt('second-factor');
    const secret = await visitor.page.locator('[name="secret"]').inputValue();
    await fills(visitor, { code: codeOf(secret) });
    await sends(visitor);
    await visitor.looksAt('recovery-codes');

    await visitor.goes('/account');
    assert.equal(visitor.where(), '/account');
    await visitor.looksAt('account');
    await visitor.goes('/account/password');
    await visitor.looksAt('account-password');
    await visitor.goes('/');
    await visitor.looksAt('home-of-administrator');

    await visitor.page.getByRole('button', { name: '退出登录' }).click();
    await visitor.goes('/account');
    assert.match(visitor.where(), /^\/sign-in/);
    await visitor.leaves();
  });

  scene('the link is good for one set-up only', async () => {
    const visitor = await county().visitor();
    const status = await visitor.goes(linkIn(county().program.printed()));
    assert.ok(status >= 400 && status < 500, `status ${status}`);
    await visitor.looksAt('link-used');
    await visitor.leaves();
  });
});
