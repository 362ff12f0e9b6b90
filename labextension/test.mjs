// Bundles each test for Node and hands them to Node's own test runner.

import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = dirname(fileURLToPath(import.meta.url));
const OUT = join(ROOT, 'build', 'test');
const tests = readdirSync(join(ROOT, 'test')).filter((file) => file.endsWith('.test.ts'));

rmSync(OUT, { recursive: true, force: true });
await build({
  entryPoints: tests.map((file) => join(ROOT, 'test', file)),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outdir: OUT,
  outExtension: { '.js': '.mjs' },
  sourcemap: 'inline',
  logLevel: 'warning',
});
const files = tests.map((file) => join(OUT, file.replace(/\.ts$/, '.mjs')));
process.exitCode =
  spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit' }).status ?? 1;
