// How somebody of the sample county signs in for the first time: by the link that `junheng people link` prints.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

import type { BrowserContext, Page } from 'playwright-core';

import { codeOf } from './authenticator';
import { type Program, setting } from './program';

export type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

const PASSWORD = 'Reed+Water-5-Lanes';

/** Sets a password by a one-time link, signs in, and sets a second factor where the post asks for one. */
export async function signIn(page: Page, program: Program, login: string): Promise<Session> {
  const told = execFileSync(setting('JUNHENG'), ['people', 'link', login, '--folder', program.folder], {
    encoding: 'utf8',
  });
  const link = /\/link\/\S+/.exec(told)?.[0];
  assert.ok(link, `no link in: ${told}`);
  await page.goto(link);
  await page.locator('[name="password"]').fill(PASSWORD);
  await page.locator('[name="again"]').fill(PASSWORD);
  await send(page);
  await page.goto('/sign-in');
  await page.locator('[name="login"]').fill(login);
  await page.locator('[name="password"]').fill(PASSWORD);
  await send(page);
  if (new URL(page.url()).pathname === '/account/second-factor') {
    const secret = await page.locator('[name="secret"]').inputValue();
    await page.locator('[name="code"]').fill(codeOf(secret));
    await send(page);
  }
  await page.goto('/account');
  assert.equal(new URL(page.url()).pathname, '/account', `${login} is not signed in`);
  return page.context().storageState();
}

async function send(page: Page): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.locator('main form [type="submit"]').first().click()]);
}
