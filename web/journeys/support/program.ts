// The program itself, serving a copy of the sample county on a free port of this machine.

import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How long the program may take until it listens. */
const START_MS = 60_000;

export interface Program {
  /** Such as `http://127.0.0.1:40123`. */
  readonly address: string;
  /** Where the county's data are. */
  readonly folder: string;
  /** All that it has printed so far. */
  printed(): string;
  stop(): Promise<void>;
}

export function setting(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: start journeys with \`npm run journeys\``);
  }
  return value;
}

export async function start(): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'junheng-journey-'));
  cpSync(setting('JOURNEYS_COUNTY'), folder, { recursive: true });
  const child = spawn(setting('JUNHENG'), ['serve', '--folder', folder, '--listen', '127.0.0.1:0', '--lang', 'zh'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  const address = await listening(child, () => output);
  return {
    address,
    folder,
    printed: () => output,
    async stop() {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for the address in what the program prints. */
async function listening(child: ChildProcess, printed: () => string): Promise<string> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed())?.[0];
    if (address) {
      return address;
    }
    if (child.exitCode !== null) {
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill();
  throw new Error(`junheng serve does not listen:\n${printed()}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) {
    return;
  }
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exit;
}
