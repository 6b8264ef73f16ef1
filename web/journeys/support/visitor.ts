// Somebody at a browser: goes to pages, and looks at each of them as a careful person would.

import assert from 'node:assert/strict';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { seriousFindings } from './access';
import type { Way } from './journey';
import { setting } from './program';

export class Visitor {
  /** What the browser complained about: scripts that failed, contents that the policy forbade. */
  readonly complaints: string[] = [];

  constructor(
    readonly page: Page,
    readonly way: Way,
  ) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      // A refused form comes back with 422; the browser logs that as an error of the network.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.complaints.push(message.text());
      }
    });
  }

  async goes(path: string): Promise<number> {
    const response = await this.page.goto(path, { waitUntil: 'load' });
    return response?.status() ?? 0;
  }

  /** Fills fields in, by their names; of several with a name the last one that can be seen. */
  async fills(fields: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(fields)) {
      const field = this.page.locator(`main [name="${name}"]:visible`).last();
      const tag = await field.evaluate((element) => element.tagName);
      await (tag === 'SELECT' ? field.selectOption(value) : field.fill(value));
    }
  }

  /** Presses a button of the main part by its words, and waits for the page that follows. */
  async presses(name: string): Promise<void> {
    const button = this.page.getByRole('main').getByRole('button', { name, exact: true }).first();
    await Promise.all([this.page.waitForEvent('load'), button.click()]);
  }

  /** Follows a link of the main part by its words. */
  async follows(name: string | RegExp): Promise<void> {
    const link = this.page.getByRole('main').getByRole('link', { name }).first();
    await Promise.all([this.page.waitForEvent('load'), link.click()]);
  }

  /** Saves what a link or button hands out; says the name of the file and where it lies. */
  async saves(press: () => Promise<void>): Promise<{ name: string; path: string }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), press()]);
    return { name: download.suggestedFilename(), path: await download.path() };
  }

  /** The words of the main part. */
  async reads(): Promise<string> {
    return this.page.getByRole('main').innerText();
  }

  /** The path and query of where they are. */
  where(): string {
    const address = new URL(this.page.url());
    return address.pathname + address.search;
  }

  async title(): Promise<string> {
    return this.page.title();
  }

  /** Looks at the page as it is: keeps a picture, and finds what would keep somebody from using it. */
  async looksAt(name: string): Promise<void> {
    const scripts = this.way.scripts ? '' : '-no-script';
    const path = join(setting('JOURNEYS_SCREENSHOTS'), `${name}-${this.way.screen}${scripts}.png`);
    await this.page.screenshot({ path, fullPage: true });
    assert.deepEqual(this.complaints, [], `${name}: the browser complains`);
    const said = await this.page.locator('body').innerText();
    const unlabelled = /\[[a-z-]+(\.[a-z0-9_-]+)+\]|%\{[a-z_-]+\}/.exec(said)?.[0];
    assert.equal(unlabelled, undefined, `${name}: words are missing`);
    assert.deepEqual(await this.layoutTroubles(), [], `${name}: layout`);
    if (this.way.scripts) {
      assert.deepEqual(await seriousFindings(this.page), [], `${name}: access`);
    }
  }

  /** Looks at the page as it comes out of the printer, on A4: without bars and buttons, and nothing cut off. */
  async printsAs(name: string): Promise<void> {
    await this.page.emulateMedia({ media: 'print' });
    const left = await this.page.evaluate(() =>
      [...document.querySelectorAll('nav a, button, .button, .filter-bar')]
        .filter((element) => element.getBoundingClientRect().height > 0)
        .map((element) => element.outerHTML.slice(0, 80)),
    );
    assert.deepEqual(left, [], `${name}: on paper`);
    await this.page.pdf({ path: join(setting('JOURNEYS_SCREENSHOTS'), `${name}.pdf`), preferCSSPageSize: true });
    await this.page.emulateMedia({ media: null });
  }

  /** What is wider than the screen, and what is too small to be hit. */
  private async layoutTroubles(): Promise<string[]> {
    const least = this.way.screen === 'phone' ? 44 : 24;
    return this.page.evaluate((least) => {
      const troubles: string[] = [];
      const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
      if (wide > 0) {
        troubles.push(`the page is ${wide} pixels wider than the screen`);
      }
      for (const element of document.querySelectorAll<HTMLElement>('button, select, input:not([type="hidden"]), summary')) {
        const { width, height } = element.getBoundingClientRect();
        const shown = width > 1 && height > 1;
        // A box or radio is hit by its label too.
        const target = element.closest('.choice')?.getBoundingClientRect() ?? { width, height };
        // Rounding of fractions of pixels is forgiven.
        if (shown && (target.height < least - 0.5 || target.width < 23.5)) {
          troubles.push(`${element.outerHTML.slice(0, 80)} is ${Math.round(width)} × ${Math.round(height)}`);
        }
      }
      return troubles;
    }, least);
  }

  /** Presses Tab until the focus is on what `selector` says. Fails when that takes more than `most` presses. */
  async tabsTo(selector: string, most = 80): Promise<void> {
    for (let pressed = 0; pressed < most; pressed += 1) {
      await this.page.keyboard.press('Tab');
      const reached = await this.page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector);
      if (reached) {
        assert.ok(await this.seesFocus(), `${selector} has the focus, but is hidden`);
        return;
      }
    }
    assert.fail(`${selector} cannot be reached by keyboard`);
  }

  /** Whether what has the focus is in sight and not under a bar that stays. */
  private async seesFocus(): Promise<boolean> {
    return this.page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused) {
        return false;
      }
      const { left, top, width, height } = focused.getBoundingClientRect();
      const there = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 20));
      return there !== null && (focused.contains(there) || there.contains(focused));
    });
  }

  async leaves(): Promise<void> {
    await this.page.context().close();
  }
}
