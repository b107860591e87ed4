import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { noSwiftShader } from '../swiftShader.ts';

interface Outcome {
  readonly answer?: string;
  readonly error?: string;
  readonly dispatches: number;
}
interface Report {
  readonly before: Record<'many' | 'small', Outcome>;
  readonly after: Record<'many' | 'large' | 'small', Outcome>;
}

const noLimit = existsSync('/usr/bin/prlimit') ? noSwiftShader : 'no prlimit on this machine (util-linux)';

// in a process of its own, whose address space is limited
describe.skipIf(noLimit)(`webgpu without enough memory${noLimit ? `: skipped, ${noLimit}` : ''}`, () => {
  let report: Report;
  beforeAll(async () => {
    const script = fileURLToPath(new URL('littleMemory.ts', import.meta.url));
    // what the driver keeps of the first solve, and what JavaScript needs, vary: the limit must bite and leave the process alive
    for (let attempt = 1; ; attempt++) {
      try {
        const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script]);
        // Dawn writes lines of its own before
        report = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Report;
        if (report.after.many.dispatches > 1 || attempt === 4) return;
      } catch (error) {
        if (attempt === 4) throw error;
      }
    }
  }, 600_000);

  it('a batch that the device has no memory for is solved in halves, with the same bytes', () => {
    const { before, after } = report;
    expect(before.many.dispatches).toBe(1);
    expect(after.many.dispatches).toBeGreaterThan(1);
    expect(after.many.answer).toMatch(/^[0-9a-f]{64} optimal$/);
    expect(after.many.answer).toBe(before.many.answer);
  });

  it('a program too large for it is an error that names the batch and says what the device says', () => {
    expect(report.after.large.error).toMatch(
      /^DeviceFault: even a single program of a batch of 2 is too much: the GPU failed on 1 programs at once: .*OUT_OF_DEVICE_MEMORY/,
    );
  });

  it('and leaves nothing behind: a small batch is solved afterwards', () => {
    const { before, after } = report;
    expect(after.small).toEqual(before.small);
  });
});
