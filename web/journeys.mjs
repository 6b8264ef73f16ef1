// Runs the journeys: `make journeys`, or `npm run journeys -- sign-in` for the stories whose file name has that in it.
// JUNHENG names the program; the sample county is filled once, and each story works on a copy of it.

import { build } from 'esbuild';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const stories = join(here, 'journeys');
const built = join(here, '.journeys');
const screenshots = join(here, 'screenshots');

const junheng = process.env.JUNHENG ?? join(process.env.CARGO_TARGET_DIR ?? join(here, '../target'), 'debug/junheng');
if (!existsSync(junheng)) {
  console.error(`${junheng} is not there: run \`make journeys\`, or build junheng-cli first`);
  process.exit(2);
}

const wanted = process.argv.slice(2);
const files = readdirSync(stories).filter(
  (name) => name.endsWith('.test.ts') && (wanted.length === 0 || wanted.some((part) => name.includes(part))),
);
rmSync(built, { recursive: true, force: true });
await build({
  absWorkingDir: here,
  entryPoints: files.map((name) => join(stories, name)),
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  outExtension: { '.js': '.mjs' },
  outdir: built,
  logLevel: 'warning',
});

if (wanted.length === 0) {
  rmSync(screenshots, { recursive: true, force: true });
}
mkdirSync(screenshots, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'junheng-journeys-'));
try {
  const county = join(scratch, 'county');
  execFileSync(junheng, ['demo', '--folder', county, '--lang', 'zh'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const tests = files.map((name) => join(built, name.replace(/\.ts$/, '.mjs')));
  const environment = { ...process.env, JUNHENG: junheng, JOURNEYS_COUNTY: county, JOURNEYS_SCREENSHOTS: screenshots };
  const { status } = spawnSync(process.execPath, ['--test', ...tests], { stdio: 'inherit', env: environment });
  process.exitCode = status ?? 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
