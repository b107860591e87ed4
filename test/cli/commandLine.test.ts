import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandModule } from 'yargs';
import { commandLine } from '../../src/cli/commandLine.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { InputError } from '../../src/errors.ts';

/** Every command, without what it does. */
const commands = (
  await Promise.all(
    Object.values(COMMANDS).map(async ({ load }): Promise<CommandModule> => ({
      ...(await load()),
      handler: () => undefined,
    })),
  )
).filter((c) => c.command !== undefined);

/** The line that a command line is refused with; null where it is taken. */
async function refusal(words: readonly string[]): Promise<string | null> {
  try {
    await commandLine(words, commands).parseAsync();
    return null;
  } catch (error) {
    expect(error, words.join(' ')).toBeInstanceOf(InputError);
    const { message } = error as InputError;
    expect(message, words.join(' ')).toMatch(/^[^\n]+$/);
    return message;
  }
}

describe('a command line', () => {
  it.each<[string, string[]]>([
    ['a study', ['run', 'fig7']],
    ['options before and after', ['run', '--limit', '4', 'fig7', '--out=results']],
    ['numbers as people write them', ['verify', 'd', '--tolerance', '1e-9', '--designs=1e3']],
    ['several files', ['solve', 'a.json', 'b.json', '--precoders']],
    ['a list', ['plot', 'd', '--select', 'a', '--select', 'b']],
    ['truth values', ['run', 'fig7', '--allow-software=false']],
    ['no file', ['init']],
  ])('is taken: %s', async (_name, words) => {
    expect(await refusal(words)).toBeNull();
  });

  it.each<[string, string[], string]>([
    ['a number that is none', ['run', 's', '--limit', 'all'], '--limit: expected a number, got "all"'],
    ['an empty number', ['run', 's', '--limit', ''], '--limit: expected a number, got ""'],
    ['a hexadecimal number', ['plot', 'd', '--scale=0x2'], '--scale: expected a number, got "0x2"'],
    [
      'a number in camel case',
      ['submit', 's', '--engine', 'slurm', '--tasks', '1', '--cpusPerTask', '0x3'],
      '--cpus-per-task: expected a number, got "0x3"',
    ],
    ['NaN', ['run', 's', '--workers=NaN'], '--workers: expected a number, got "NaN"'],
    ['Infinity', ['verify', 'd', '--tolerance', 'Infinity'], '--tolerance: expected a number, got "Infinity"'],
    ['an option without a value', ['run', 's', '--limit'], 'Not enough arguments following: limit'],
    ['a choice without a value', ['run', 's', '--log'], 'Not enough arguments following: log'],
    ['an option given twice', ['run', 's', '--limit', '1', '--limit', '2'], '--limit: expected one value, got 1 and 2'],
    [
      'a flag that is neither true nor false',
      ['submit', 's', '--engine', 'slurm', '--tasks', '1', '--dry-run=yes'],
      '--dry-run: expected true or false, got "yes"',
    ],
    ['an empty path', ['run', 's', '--out', ''], '--out: expected a text, got an empty one'],
    ['an empty argument', ['status', ''], 'directory: expected a text, got an empty one'],
    [
      'a path of two lines',
      ['run', 's', '--out', 'a\nb'],
      '--out: expected a text without line breaks and control characters, got "a\\nb"',
    ],
    [
      'an argument with a name',
      ['run', 's', '--study', 't'],
      '--study: expected it without a name, as the argument <study>, got an option',
    ],
    ['words after --', ['run', 's', '--', 'x'], '--: expected nothing after it, got "x"'],
    ['an option that is denied', ['run', 's', '--no-out'], 'Unknown arguments: no-out, noOut'],
    ['a part of an option', ['run', 's', '--out.a', 'b'], 'Unknown argument: out.a'],
    ['a key that every object has', ['run', 's', '--constructor', 'b'], 'Unknown argument: constructor'],
    ['an unknown command', ['rum'], 'unknown command "rum": did you mean run?'],
    ['an unknown command behind an option', ['--log', 'json', 'rum'], 'unknown command "rum": did you mean run?'],
    ['a second shell', ['completion', 'bash'], 'unknown command "bash": did you mean bench?'],
    ['a second study', ['run', 's', 't'], 'Unknown argument: t'],
  ])('is refused: %s', async (_name, words, message) => {
    expect(await refusal(words)).toBe(message);
  });

  it('of any words is taken or refused in one line', async () => {
    const options = [
      'limit',
      'workers',
      'out',
      'shard',
      'backend',
      'log',
      'json',
      'dry-run',
      'tasks',
      'select',
      'row',
      'solve',
    ];
    const odd = [
      '',
      ' ',
      '0',
      '-1',
      '1e300',
      '1e999',
      'NaN',
      '0x10',
      'null',
      '\n',
      '\u0000',
      '٣',
      'true',
      '[]',
      '{}',
      '../..',
      '__proto__',
      'a'.repeat(5000),
      '--',
      '-',
      '-x',
      '$(x)',
      "'",
      '"',
    ];
    const value = fc.constantFrom(...odd);
    const option = fc.tuple(
      fc.constantFrom(...options, '__proto__', 'constructor', 'no-json', 'out.a', '_', '$0'),
      value,
      fc.boolean(),
    );
    const words = fc.oneof(
      value.map((v) => [v]),
      option.map(([name, v, inline]) => (inline ? [`--${name}=${v}`] : [`--${name}`, v])),
    );
    const line = fc.tuple(fc.constantFrom(...Object.keys(COMMANDS), ...odd), fc.array(words, { maxLength: 5 }));
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(line, async ([command, rest]) => {
        if ((await refusal([command, ...rest.flat()])) === null) taken++;
      }),
      { seed: 20260, numRuns: 400 },
    );
    // both outcomes are among them
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(400);
  });
});
