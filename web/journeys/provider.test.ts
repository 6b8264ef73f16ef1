// A county registers its identity provider, somebody links their account to it, and signs in by its button.

import assert from 'node:assert/strict';
import { after } from 'node:test';

import { inEachWay, scene, story } from './support/journey';
import { codeOf } from './support/authenticator';
import { type IdentityProvider, startProvider } from './support/provider';
import type { Visitor } from './support/visitor';

const PASSWORD = 'Qinghe-County-9';
const OWN_PASSWORD = 'Reed+Water-5-Lanes';
const LABEL = '县教育统一身份认证';

story('An identity provider', (county) => {
  let provider: IdentityProvider | undefined;
  after(async () => provider?.stop());

  /** Waits until a page that leads on by itself has led to a page of `origin`. */
  async function arrivesAt(visitor: Visitor, origin: string): Promise<void> {
    await visitor.page.waitForURL((url) => url.origin === origin, { waitUntil: 'load' });
  }

  /** Signs in on the provider's page, and is led back. */
  async function provesAs(visitor: Visitor, name: string): Promise<void> {
    assert.ok(provider);
    await arrivesAt(visitor, provider.issuer);
    await visitor.page.fill('[name="name"]', name);
    await visitor.page.click('[value="in"]');
    await arrivesAt(visitor, county().program.address);
  }

  async function pressesTheButton(visitor: Visitor): Promise<void> {
    await visitor.goes('/sign-in?to=/account');
    await visitor.page.getByRole('button', { name: LABEL }).click();
  }

  scene('the security administrator registers it, and is told what is wrong', async () => {
    const { address, printed } = county().program;
    provider = await startProvider(`${address}/sign-in/provider/return`);
    const system = await county().visitor();
    await system.goes(/\/set-up\/\S+/.exec(printed())?.[0] ?? '');
    await system.fills({ login: 'admin.li', name: '李明', password: PASSWORD, again: PASSWORD });
    await system.fills({ security_login: 'safe.wang', security_name: '王芳' });
    await system.fills({ audit_login: 'audit.zhao', audit_name: '赵强' });
    await system.presses('完成初始设置');
    const link = /\/link\/[\w-]+/.exec(await system.reads())?.[0] ?? '';
    await system.leaves();

    const security = await county().visitor();
    await security.goes(link);
    await security.fills({ password: PASSWORD, again: PASSWORD });
    await security.presses('设置密码');
    await security.goes('/sign-in');
    await security.fills({ login: 'safe.wang', password: PASSWORD });
    await security.presses('登录');
    if (security.where().startsWith('/account/second-factor')) {
      const secret = await security.page.locator('[name="secret"]').inputValue();
      await security.fills({ code: codeOf(secret) });
      await security.presses('完成设置');
    }

    await security.goes('/provider');
    await security.looksAt('provider-new');
    await security.fills({ issuer: 'http://id.example.org', client: provider.client, label: LABEL });
    await security.presses('保存');
    if (security.where().startsWith('/account/proof')) {
      await security.fills({ password: PASSWORD });
      await security.presses('继续');
      await security.presses('保存');
    }
    assert.match(await security.title(), /^错误：/);
    await security.looksAt('provider-refused');
    await security.fills({ issuer: provider.issuer, client: provider.client, secret: provider.secret, label: LABEL });
    assert.equal(await security.page.locator('[name="address"]').inputValue(), address);
    await security.page.locator('[name="on"]').check();
    await security.presses('保存');
    assert.match(await security.reads(), /已启用/);
    assert.ok(!(await security.page.content()).includes(provider.secret), 'the secret is not shown again');
    await security.looksAt('provider-registered');
    await security.leaves();
  });

  scene('whoever has not linked their account is not let in', async () => {
    const stranger = await county().visitor();
    await pressesTheButton(stranger);
    await provesAs(stranger, 'stranger');
    assert.match(await stranger.reads(), /尚未关联/);
    await stranger.looksAt('provider-unknown');
    await stranger.follows('返回登录页面');
    assert.match(stranger.where(), /^\/sign-in/);
    await stranger.leaves();
  });

  scene('somebody links their account with their password', async () => {
    const clerk = await county().signedIn('he.qiu');
    await clerk.goes('/account');
    await clerk.follows('关联统一身份认证');
    await clerk.looksAt('account-link');
    await clerk.fills({ password: 'wrong' });
    await clerk.presses('前往认证系统关联');
    assert.match(await clerk.title(), /^错误：/);
    await clerk.looksAt('account-link-refused');
    await clerk.fills({ password: OWN_PASSWORD });
    await clerk.page.getByRole('button', { name: '前往认证系统关联' }).click();
    await provesAs(clerk, 'zhang');
    assert.match(await clerk.reads(), /账号已关联/);
    await clerk.looksAt('account-linked');
    await clerk.page.getByRole('button', { name: '退出登录' }).click();
    await clerk.page.waitForURL((url) => url.pathname === '/sign-in');
    await clerk.leaves();
  });

  inEachWay('they sign in by the button', async (way) => {
    const clerk = await county().visitor(way);
    await clerk.goes('/sign-in');
    await clerk.looksAt('sign-in-with-provider');
    await pressesTheButton(clerk);
    await provesAs(clerk, 'zhang');
    assert.match(clerk.where(), /^\/account/);
    await clerk.looksAt('account-by-provider');
    await clerk.leaves();
  });

  inEachWay('whoever refuses at the provider is told so', async (way) => {
    assert.ok(provider);
    const clerk = await county().visitor(way);
    await pressesTheButton(clerk);
    await arrivesAt(clerk, provider.issuer);
    await clerk.page.click('[value="no"]');
    await arrivesAt(clerk, county().program.address);
    assert.match(await clerk.reads(), /没有同意登录/);
    await clerk.looksAt('provider-denied');
    await clerk.leaves();
  });

  scene('when the provider is gone, the password still opens', async () => {
    await provider?.stop();
    const clerk = await county().visitor();
    await pressesTheButton(clerk);
    await clerk.page.waitForLoadState('load');
    assert.match(await clerk.reads(), /没有应答/);
    await clerk.looksAt('provider-down');
    await clerk.follows('返回登录页面');
    await clerk.fills({ login: 'he.qiu', password: OWN_PASSWORD });
    await clerk.presses('登录');
    await clerk.goes('/account');
    assert.match(clerk.where(), /^\/account/);
    await clerk.leaves();
  });
});
