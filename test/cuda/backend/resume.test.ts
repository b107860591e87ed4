import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { chunksDone, isacMc, type Outcome, type Trigger } from '../../e2e/command.ts';
import { dataBytes, temporaryFolder, TINY } from '../../study/tinyStudy.ts';
import { noStandIn, skipNote, useStandIn } from './standIn.ts';

describe.skipIf(noStandIn)(`isac-mc run on cuda, interrupted${skipNote}`, () => {
  const folder = temporaryFolder();
  const run = async (out: string, environment: Record<string, string> = {}, trigger?: Trigger): Promise<Outcome> => {
    const args = ['run', 'tiny.yaml', '--backend', 'cuda', '--batch', '1', '--log', 'json', '--out', out];
    return isacMc(args, folder, trigger, environment);
  };
  const bytes = (out: string): Map<string, string> => dataBytes(join(folder, out));

  beforeAll(async () => {
    await useStandIn();
    writeFileSync(join(folder, 'tiny.yaml'), TINY.replace('channels: 3', 'channels: 5'));
    const { code, stderr } = await run('whole');
    expect(code, stderr).toBe(0);
  });

  it('killed after its first chunk, the same command ends with the bytes of an undisturbed run', async () => {
    const { signal } = await run('killed', {}, (text) => (chunksDone(text) > 0 ? 'SIGKILL' : null));
    expect(signal).toBe('SIGKILL');
    expect(existsSync(join(folder, 'killed', '_SUCCESS'))).toBe(false);
    const { code, stderr } = await run('killed');
    expect(code, stderr).toBe(0);
    expect(bytes('killed')).toEqual(bytes('whole'));
  });

  it('a lost device ends it with exit code 3; the same command goes on to the bytes of an undisturbed run', async () => {
    const { code, stderr } = await run('lost', { ISAC_MC_STANDIN_LOST_AFTER: '24' });
    expect(stderr).toContain('the CUDA device was lost');
    expect(chunksDone(stderr)).toBeGreaterThan(0);
    expect(code).toBe(3);
    expect((await run('lost')).code).toBe(0);
    expect(bytes('lost')).toEqual(bytes('whole'));
  });

  it('results of a GPU are not continued by the stand-in, whose numbers would bear its name', async () => {
    expect((await run('card')).code).toBe(0);
    const record = join(folder, 'card', 'study.json');
    writeFileSync(record, readFileSync(record, 'utf8').replace(/"stand-in 0/, '"A Card'));
    const { code, stderr } = await run('card');
    expect(stderr).toMatch(/expected results of stand-in 0, .*, got those of A Card, /);
    expect(code).toBe(2);
  });

  it('the same chunks in larger batches and by two workers have the same bytes', async () => {
    const args = ['run', 'tiny.yaml', '--backend', 'cuda', '--out'];
    for (const [out, more] of [
      ['large', ['--batch', '64']],
      ['workers', ['--workers', '2']],
    ] as const) {
      const { code, stderr } = await isacMc([...args, out, ...more], folder);
      expect(code, stderr).toBe(0);
      expect(bytes(out)).toEqual(bytes('whole'));
    }
  });
});
