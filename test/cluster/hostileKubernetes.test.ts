import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kubernetesManifest } from '../../src/cluster/kubernetesManifest.ts';
import { InputError } from '../../src/errors.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { HOSTILE_TEXTS } from './hostileTexts.ts';
import { containerOf, documentsOf, KUBERNETES_JOB as JOB, startedWords } from './pod.ts';
import { exitCodeOf, recorded, recorder, writeTool } from './standIn.ts';

const folder = temporaryFolder();
const tools = join(folder, 'tools');
const cwd = join(folder, 'cwd');
for (const name of [tools, cwd]) mkdirSync(name);
const asked = join(folder, 'asked');
writeTool(join(tools, 'isac-mc'), recorder(asked, 2), '/bin/sh');

/** What the pods of a manifest call isac-mc with. */
function calledWith(manifest: string): string[] {
  const [, job] = documentsOf(manifest);
  const container = containerOf(job);
  const env = {
    ...Object.fromEntries(container.env.map(({ name, value }) => [name, value])),
    JOB_COMPLETION_INDEX: '1',
  };
  const [program = '', ...args] = startedWords(container, env);
  const path = `${tools}:${process.env['PATH']}`;
  expect(exitCodeOf(program, args, { cwd, env: { ...env, PATH: path } })).toBe(2);
  expect(readdirSync(cwd)).toEqual([]);
  return recorded(asked);
}

/** The documents with every place where a text stands in for it: what differs between two manifests is elsewhere. */
function without(manifest: string, ...texts: readonly string[]): string {
  const [one, two] = (['1.1', '1.2'] as const).map((version) => JSON.stringify(documentsOf(manifest, version)));
  expect(one).toBe(two);
  return texts
    .reduce((json, text) => json.replaceAll(JSON.stringify(text), '"<>"'), one ?? '')
    .replace(/isac-mc-[a-z0-9-]*[0-9a-f]{10}/g, '<name>');
}

describe('the manifest for Kubernetes', () => {
  it('calls isac-mc with the study, its directory and the shard', () => {
    expect(calledWith(kubernetesManifest(JOB))).toEqual(
      'run /study/study.yaml --out /results/tiny --log json --backend cpu --shard 2/3'.split(' '),
    );
  });

  it('holds any study directory as it is, or refuses it', () => {
    const plain = without(kubernetesManifest(JOB), '/results/tiny');
    for (const text of HOSTILE_TEXTS) {
      const out = `/${text}`;
      if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(text)) {
        expect(() => kubernetesManifest({ ...JOB, out })).toThrow(/^--out: expected a text without line breaks/);
        continue;
      }
      const manifest = kubernetesManifest({ ...JOB, out });
      expect(without(manifest, `/results${out.replaceAll('$', '$$$$')}`)).toBe(plain);
      expect(calledWith(manifest).slice(0, 4)).toEqual(['run', '/study/study.yaml', '--out', `/results${out}`]);
    }
  });

  it('holds any study as it is', () => {
    for (const text of [
      ...HOSTILE_TEXTS.filter((t) => !/\p{Cs}/u.test(t)),
      '\ufeff',
      '\n',
      ' a\n',
      'a\n\n',
      'a \nb\n',
    ]) {
      for (const studyText of [text, `${text}\n`, `title: a\n${text}\nb: c\n`]) {
        const manifest = kubernetesManifest({ ...JOB, studyText });
        for (const version of ['1.1', '1.2'] as const)
          expect(documentsOf(manifest, version)[0]).toMatchObject({ data: { 'study.yaml': studyText } });
        expect(manifest).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/mu);
        // no line break but \n, whatever a reader takes for one
        expect(manifest).not.toMatch(/[\r\u0085\u2028\u2029]/);
      }
    }
  });

  it.each(['image', 'claim'] as const)('holds an %s that has the form of one, and refuses others', (field) => {
    const plain = without(kubernetesManifest(JOB), JOB[field]);
    for (const text of HOSTILE_TEXTS) {
      try {
        expect(without(kubernetesManifest({ ...JOB, [field]: text }), text)).toBe(plain);
        expect(text).toMatch(/^[a-z0-9][\w.:-]*$/i);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        expect(error.message).toMatch(new RegExp(`^--${field}: expected [ -~]*, got "[^\\p{Cc}]*"$`, 'u'));
      }
    }
  });

  it('holds the name of a study in names of its own, as letters, digits and -', () => {
    const plain = without(kubernetesManifest(JOB));
    for (const name of HOSTILE_TEXTS) {
      const manifest = kubernetesManifest({ ...JOB, name });
      expect(without(manifest)).toBe(plain);
      expect(documentsOf(manifest)[0]).toMatchObject({
        metadata: { name: expect.stringMatching(/^isac-mc-[a-z0-9-]{1,41}$/) as string },
      });
    }
  });

  it('refuses a study that is too long for a ConfigMap', () => {
    const studyText = `# ${'x'.repeat(2 ** 20)}\n`;
    expect(() => kubernetesManifest({ ...JOB, studyText })).toThrow(
      /^study file: expected at most 1048576 bytes for a Kubernetes ConfigMap, got 1048579$/,
    );
  });
});
