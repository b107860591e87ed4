import { readFileSync, readdirSync } from 'node:fs';

const directory = new URL('../reference/exact/', import.meta.url);

/** What test/reference/exact/README.md says of a problem. */
export interface ExactExpected {
  readonly status: string;
  readonly objective: number | null;
  readonly crb?: readonly number[];
  readonly relTolerance?: number;
  readonly secondEigenvalue?: number;
  readonly design?: {
    readonly rcrbDeg: number;
    readonly sumRcrbDeg?: number;
    readonly crb: readonly number[];
    readonly relTolerance: number;
  };
}

export interface ExactFile {
  readonly name: string;
  readonly problems: readonly { readonly expected: ExactExpected; readonly threshold: number }[];
}

/** The instances of robustness `exact`, solved by the S-lemma with another solver. */
export function exactFiles(): readonly ExactFile[] {
  return readdirSync(directory)
    .filter((name) => /^(cbf|comp)-.*\.json$/.test(name))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, directory), 'utf8')) as ExactFile);
}
