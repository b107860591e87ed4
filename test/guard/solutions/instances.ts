import { readdirSync, readFileSync } from 'node:fs';
import { type InstanceLine, solveInstanceFiles } from '../../../src/index.ts';
import type { Solutions } from './solutions.ts';

const reference = new URL('../../reference/', import.meta.url);
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, reference), 'utf8'));

/** An instance of literal.json, whose problems share their echo covariances. */
interface LiteralInstance {
  readonly echoCovarianceOfBs?: unknown;
  readonly problems: readonly { readonly scheme: string }[];
}

/** Instances in which every problem of CBF has its echo covariances. */
function literal(): object[] {
  return (readJson('literal/literal.json') as LiteralInstance[]).map(({ echoCovarianceOfBs, ...instance }) => ({
    ...instance,
    problems: instance.problems.map((p) =>
      p.scheme.endsWith('CBF') && echoCovarianceOfBs !== undefined ? { ...p, echoCovarianceOfBs } : p,
    ),
  }));
}

const withoutTimes = (line: InstanceLine): object => ({
  ...line,
  results: line.results.map(({ seconds: _seconds, ...result }) => result),
});

/** What `isac-mc solve --precoders` prints of some files, without the wall times. */
async function solve(instances: readonly unknown[]): Promise<unknown> {
  return (await solveInstanceFiles(instances, { precoders: true })).map(withoutTimes);
}

/** Answers of `solveInstanceFiles`: each golden instance, and all literal ones in one call. */
export const INSTANCE_ANSWERS: Solutions = {
  ...Object.fromEntries(
    readdirSync(new URL('golden/', reference))
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => [file.replace('.json', ''), () => solve([readJson(`golden/${file}`)])]),
  ),
  literal: () => solve(literal()),
};
