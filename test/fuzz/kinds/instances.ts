import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/packageRoot.ts';
import { solveInstanceFile } from '../../../src/problems/solveInstance.ts';
import { CONIC_STATUSES } from '../../../src/conic/status.ts';
import { changeBytes } from '../change/bytes.ts';
import { hostilePlain } from '../change/hostile.ts';
import { changeValues } from '../change/values.ts';
import { type Answer, type Kind, requireThat } from './kind.ts';

const FOLDER = join(packageRoot(), 'test', 'reference', 'golden');
/** Bytes of an instance that is solved in a moment. */
const SMALL = 15_000;
const NAMES = readdirSync(FOLDER).filter((n) => n.endsWith('.json') && statSync(join(FOLDER, n)).size < SMALL);

/** Instance files: the golden ones with a value, or some bytes, changed. */
export const instances: Kind = {
  name: 'instances',
  share: { calls: 12, commands: 8 },
  most: { calls: 1050, commands: 5 },
  make: (draw, { folder }) => {
    const name = draw.pick(NAMES);
    const text = readFileSync(join(FOLDER, name), 'utf8');
    const file = join(folder, 'instance.json');
    const { value, what } = draw.chance(85)
      ? changeValues(draw, JSON.parse(text), hostilePlain)
      : changeBytes(draw, Buffer.from(text));
    writeFileSync(file, value instanceof Uint8Array ? value : jsonText(value));
    const precoders = draw.chance(30);
    return {
      what: `${name}: ${what}`,
      call: async () => {
        const { results } = await solveInstanceFile(file, { precoders });
        return judged(results);
      },
      commands: [
        { args: ['solve', 'instance.json', ...(precoders ? ['--precoders'] : [])], codes: [0, 2], check: requireLines },
      ],
    };
  },
};

/** JSON has no NaN and no infinity, but people write them. */
function jsonText(value: unknown): string {
  const marked = JSON.stringify(value, (_, v: unknown) =>
    typeof v === 'number' && !Number.isFinite(v) ? `<${v}>` : v,
  );
  return (marked ?? '').replace(/"<(-?\w+)>"/g, (_, number: string) => number.replace('Infinity', '1e999'));
}

function judged(results: readonly { readonly status: string; readonly objective: number | null }[]): Answer {
  for (const { status, objective } of results) {
    requireThat((CONIC_STATUSES as readonly string[]).includes(status), `status ${status}`);
    requireThat(objective === null || Number.isFinite(objective), `status ${status} with objective ${objective}`);
  }
  return { accepted: true };
}

function requireLines(stdout: string, code: number): void {
  if (code !== 0) return;
  judged((JSON.parse(stdout) as { results: { status: string; objective: number | null }[] }).results);
}
