import { afterEach, describe, expect, it, vi } from 'vitest';
import { fail } from '../../src/cli/fail.ts';
import { InputError, VerificationError } from '../../src/errors.ts';

/** What a process that fails writes to stderr, and its exit code. */
function outcome(error: unknown): { code: number; stderr: string } {
  let stderr = '';
  let code = NaN;
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  vi.spyOn(process, 'exit').mockImplementation((value) => {
    code = Number(value);
    throw new Error('ended');
  });
  expect(() => fail(error)).toThrow('ended');
  return { code, stderr };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('a command that fails', () => {
  it('says what was wrong and what to do, with the code of the error', () => {
    expect(outcome(new InputError('a: expected 1, got 2\nb: expected 3, got 4', 'write 1'))).toEqual({
      code: 2,
      stderr: 'isac-mc: a: expected 1, got 2\nisac-mc: b: expected 3, got 4\n  write 1\n',
    });
    expect(outcome(new VerificationError('x')).code).toBe(4);
  });

  it('shows control characters of names and values as text', () => {
    expect(outcome(new InputError('\u001b[31m\r\u0007: no such file')).stderr).toBe(
      'isac-mc: \\u001b[31m\\u000d\\u0007: no such file\n',
    );
    expect(outcome(new InputError('a\u2028b\u0085c\ud800')).stderr).toBe('isac-mc: a\\u2028b\\u0085c\\ud800\n');
  });

  it.each<[unknown, string]>([
    [new TypeError('x is not a function'), 'TypeError: x is not a function'],
    [new Error('internal error: no row'), 'no row'],
    [new Error('two\n  lines'), 'two lines'],
    ['a text', 'a text'],
    [undefined, 'undefined'],
  ])('of its own fault says so in a line and ends as unfinished: %s', (error, words) => {
    vi.stubEnv('ISAC_MC_DEBUG', '');
    expect(outcome(error)).toEqual({
      code: 3,
      stderr: `isac-mc: internal error: ${words}\n  please report it with what ISAC_MC_DEBUG=1 shows\n`,
    });
  });

  it('shows the stack of its own fault where it is asked for', () => {
    vi.stubEnv('ISAC_MC_DEBUG', '1');
    const { code, stderr } = outcome(new Error('lost'));
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^isac-mc: internal error: lost\n {2}please report .*\nError: lost\n {4}at .*fail\.test\.ts/,
    );
  });
});
