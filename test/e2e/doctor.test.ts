import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BACKEND_NAMES } from '../../src/device/backend.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { isacMc } from './command.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Answer {
  usable: boolean;
  name?: string;
  solved?: boolean;
  error?: number;
  problem?: string;
}

describe('isac-mc doctor', () => {
  it('shows every backend, what auto takes, the machine and what is missing', async () => {
    const { code, stdout } = await isacMc(['doctor', '--json'], temporaryFolder());
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as {
      machine: Record<string, unknown>;
      auto: Answer;
      backends: Record<string, Answer>;
      optional: { name: string; found: boolean; get: string }[];
    };
    expect(report.machine).toMatchObject({ node: process.version, wasmSimd: true });
    expect(Object.keys(report.backends)).toEqual(BACKEND_NAMES);
    expect(report.backends['cpu']).toMatchObject({ usable: true, name: 'cpu', solved: true });
    expect(report.backends['cpu']?.error).toBeLessThan(1e-8);
    for (const answer of [report.auto, ...Object.values(report.backends)])
      if (answer.usable) expect(answer.solved).toBe(true);
      else expect(answer.problem).toMatch(/\S/);
    const usable = Object.entries(report.backends).filter(([, a]) => a.usable);
    expect(usable.map(([name]) => name)).toContain(report.auto.name);
    for (const { get } of report.optional) expect(get).toMatch(/\S/);
  });

  it('names a backend once in the line that says why it is not usable', async () => {
    const none = { ISAC_MC_LIBCUDA: '/no/libcuda.so.1' };
    const { code, stdout } = await isacMc(['doctor'], temporaryFolder(), undefined, none);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^cuda +not usable: (?!cuda:)\S/m);
  });

  it('ends with an error and says what to do where the CPU kernels are missing', () => {
    const copy = join(temporaryFolder(), 'copy');
    mkdirSync(copy);
    for (const name of ['dist', 'package.json']) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    rmSync(join(copy, 'dist', 'kernels', 'conic.wasm'));
    const main = join(copy, 'dist', 'cli', 'main.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'doctor'], { encoding: 'utf8' });
    expect(status).toBe(4);
    expect(stdout).toMatch(/cpu +not usable: CPU kernels are missing/);
    expect(stderr).toMatch(
      /^isac-mc: the cpu backend does not start: CPU kernels are missing.*\n {2}run "npm run build"\n$/,
    );
  });
});
