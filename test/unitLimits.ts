import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import { afterAll, expect } from 'vitest';

/** Processor time that the tests of a unit file may take on a slow machine, and what it loads first. */
const MOST_SECONDS = 20;
const ADVICE = 'give the file a place in a suite of test/vitest.config.ts';

function refuse(what: string): () => never {
  return () => {
    throw new Error(`a unit test starts ${what}: ${ADVICE}`);
  };
}

for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const)
  Object.assign(childProcess, { [name]: refuse('a process') });
Object.assign(workerThreads, { Worker: refuse('a thread') });
syncBuiltinESMExports();

const before = process.cpuUsage();

afterAll(() => {
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6, `seconds of processor time: make it quicker, or ${ADVICE}`).toBeLessThan(MOST_SECONDS);
});
