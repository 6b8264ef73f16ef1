// Bundles src/ into dist/: names with hashes, a compressed copy of each file, and manifest.json, which
// says what the file of an entry is called. Files that are right already are left alone, so that two builds do not meet.

import { build } from 'esbuild';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');

/** Name of the entry in the pages, and its source. */
const entries = { main: 'src/main.ts', style: 'src/main.css', icon: 'src/icon.svg' };

const result = await build({
  absWorkingDir: here,
  entryPoints: entries,
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  target: 'chrome86',
  charset: 'utf8',
  legalComments: 'none',
  loader: { '.svg': 'copy' },
  entryNames: '[name]-[hash]',
  chunkNames: 'part-[hash]',
  outdir: dist,
  metafile: true,
  write: false,
  logLevel: 'warning',
});

const files = new Map();
for (const output of result.outputFiles) {
  const name = basename(output.path);
  files.set(name, Buffer.from(output.contents));
  files.set(`${name}.br`, compressed(output.contents));
}

const manifest = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  const entry = Object.entries(entries).find(([, source]) => source === output.entryPoint);
  if (entry) {
    const name = basename(path);
    manifest[`${entry[0]}${name.slice(name.lastIndexOf('.'))}`] = name;
  }
}

await mkdir(dist, { recursive: true });
for (const [name, contents] of files) {
  await put(name, contents);
}
await put('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
for (const name of await readdir(dist)) {
  if (name !== 'manifest.json' && !files.has(name)) {
    await rm(join(dist, name), { force: true });
  }
}

function compressed(contents) {
  return brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
}

/** Writes a file whole or not at all, and only when it differs. */
async function put(name, contents) {
  const path = join(dist, name);
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents)) {
    return;
  }
  const temporary = `${path}.${process.pid}.new`;
  await writeFile(temporary, contents);
  await rename(temporary, path);
}
