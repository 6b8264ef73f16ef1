// The styles hold to what Chrome 86 knows; esbuild lowers some newer forms, but lets these through.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

import { setting } from './support/program';

const TOO_NEW = [
  /:has\(/,
  /:is\(/,
  /:where\(/,
  /@layer/,
  /@container/,
  /aspect-ratio/,
  /[^-]inset:/,
  /color-mix\(/,
  /\d[sd]vh/,
  /text-wrap/,
  /:not\([^)]*[ ,>+~]/,
];

it('the styles hold to what Chrome 86 knows', () => {
  const dist = join(setting('JOURNEYS_SCREENSHOTS'), '../dist');
  const styles = readdirSync(dist).filter((name) => name.endsWith('.css'));
  assert.equal(styles.length, 1);
  for (const name of styles) {
    const text = readFileSync(join(dist, name), 'utf8');
    assert.deepEqual(
      TOO_NEW.filter((form) => form.test(text)).map(String),
      [],
    );
  }
});

it('the scripts and styles of a page stay far below 300 kB', () => {
  const dist = join(setting('JOURNEYS_SCREENSHOTS'), '../dist');
  const packed = readdirSync(dist).filter((name) => name.endsWith('.br'));
  const bytes = packed.reduce((sum, name) => sum + readFileSync(join(dist, name)).length, 0);
  assert.ok(bytes < 100_000, `${bytes} bytes`);
});
