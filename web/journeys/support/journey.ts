// A journey is one user story, told in a real browser: `given` a county, `when` somebody does something, `then` what they see.

import { after, before, describe, it } from 'node:test';

import { type Browser, chromium } from 'playwright-core';

import { type Session, signIn } from './people';
import { type Program, start } from './program';
import { Visitor } from './visitor';

/** The screens that pages are made for: a bureau's old computer, and a phone. */
export const SCREENS = {
  desktop: { width: 1366, height: 768 },
  phone: { width: 360, height: 740 },
} as const;

export type Screen = keyof typeof SCREENS;

export interface Way {
  readonly screen: Screen;
  readonly scripts: boolean;
}

/** Each page has to work in all of these ways. */
export const WAYS: readonly Way[] = [
  { screen: 'desktop', scripts: true },
  { screen: 'desktop', scripts: false },
  { screen: 'phone', scripts: true },
  { screen: 'phone', scripts: false },
];

export interface County {
  readonly program: Program;
  /** Somebody at a browser of their own. */
  visitor(way?: Partial<Way>): Promise<Visitor>;
  /** Somebody of the sample county who has signed in, by their login. */
  signedIn(login: string, way?: Partial<Way>): Promise<Visitor>;
}

/** A story with its scenes, which share a program and happen one after another. */
export function story(title: string, scenes: (county: () => County) => void): void {
  describe(title, { concurrency: 1, timeout: 600_000 }, () => {
    let county: County | undefined;
    let browser: Browser | undefined;
    before(async () => {
      const [started, opened] = await Promise.all([start(), open()]);
      browser = opened;
      const sessions = new Map<string, Session>();
      county = {
        program: started,
        visitor: (way) => arrive(opened, started, way),
        async signedIn(login, way) {
          let session = sessions.get(login);
          if (!session) {
            const visitor = await arrive(opened, started);
            session = await signIn(visitor.page, started, login);
            sessions.set(login, session);
            await visitor.leaves();
          }
          return arrive(opened, started, way, session);
        },
      };
    });
    after(async () => {
      await browser?.close();
      await county?.program.stop();
    });
    scenes(() => {
      if (!county) {
        throw new Error('the program did not start');
      }
      return county;
    });
  });
}

/** One scene. */
export function scene(title: string, act: () => Promise<void>): void {
  it(title, { timeout: 120_000 }, act);
}

/** A scene that is played on each screen, with scripts and without. */
export function inEachWay(title: string, act: (way: Way) => Promise<void>): void {
  for (const way of WAYS) {
    it(`${title} (${way.screen}, ${way.scripts ? 'with scripts' : 'without scripts'})`, { timeout: 120_000 }, () =>
      act(way),
    );
  }
}

async function open(): Promise<Browser> {
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: asRoot ? ['--no-sandbox'] : [],
  });
}

async function arrive(
  browser: Browser,
  program: Program,
  way: Partial<Way> = {},
  session?: Session,
): Promise<Visitor> {
  const { screen = 'desktop', scripts = true } = way;
  const context = await browser.newContext({
    baseURL: program.address,
    javaScriptEnabled: scripts,
    viewport: SCREENS[screen],
    hasTouch: screen === 'phone',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...(session ? { storageState: session } : {}),
  });
  context.setDefaultTimeout(10_000);
  return new Visitor(await context.newPage(), { screen, scripts });
}
