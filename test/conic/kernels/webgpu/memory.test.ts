import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { noSwiftShader } from '../../../device/swiftShader.ts';

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
  let report: Report | undefined;
  beforeAll(async () => {
    const script = fileURLToPath(new URL('littleMemory.ts', import.meta.url));
    // what the driver keeps of the first solve, and what JavaScript needs, vary: the limit must bite and leave the process alive
    let headroom = 40;
    for (let attempt = 0; attempt < 4 && !report; attempt++) {
      const found = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, String(headroom)]).then(
        // Dawn writes lines of its own before
        ({ stdout }) => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Report,
        () => undefined,
      );
      if (found && found.after.many.dispatches > 1) report = found;
      headroom *= found ? 0.75 : 1.5;
    }
  }, 600_000);

  /** The report; where no limit was found under which the process lives and its buffers do not, there is nothing to see. */
  const limited = (context: TestContext): Report =>
    report ?? context.skip('no limit of address space bites without ending the process');

  it('a batch that the device has no memory for is solved in halves, with the same bytes', (context) => {
    const { before, after } = limited(context);
    expect(before.many.dispatches).toBe(1);
    expect(after.many.dispatches).toBeGreaterThan(1);
    expect(after.many.answer).toMatch(/^[0-9a-f]{64} optimal$/);
    expect(after.many.answer).toBe(before.many.answer);
  });

  it('a program too large for it is an error that names the batch and says what the device says', (context) => {
    expect(limited(context).after.large.error).toMatch(
      /^DeviceFault: even a single program of a batch of 2 is too much: the GPU failed on 1 programs at once: .*OUT_OF_DEVICE_MEMORY/,
    );
  });

  it('and leaves nothing behind: a small batch is solved afterwards', (context) => {
    const { before, after } = limited(context);
    expect(after.small).toEqual(before.small);
  });
});
