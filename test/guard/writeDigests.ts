/** Writes columnDigests.json: `npm run guard:write`. Refuses other digests of a column that is in it while the numerics version is the same. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend, stopBackend } from '../../src/index.ts';
import { readTables } from './columns.ts';
import {
  arithmeticDigest,
  changedColumns,
  DIGESTS_FILE,
  digestsOf,
  numericsVersion,
  readDigests,
  type StoredDigests,
  type TableDigests,
} from './digests.ts';
import { OUTPUT_NAMES, writeOutput } from './outputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'isac-mc-guard-'));
const outputs: Record<string, TableDigests> = {};
await startBackend('cpu');
for (const name of OUTPUT_NAMES) {
  await writeOutput(folder, name);
  outputs[name] = digestsOf(readTables(folder, name));
}
await stopBackend();
const numerics = numericsVersion(folder, OUTPUT_NAMES[0] ?? '');
rmSync(folder, { recursive: true });

const stored = existsSync(DIGESTS_FILE) ? readDigests() : null;
const arithmetic = arithmeticDigest();
const kept = stored?.numerics === numerics ? stored : null;
const changed = Object.entries(kept?.outputs ?? {}).flatMap(([name, before]) =>
  changedColumns(before, outputs[name] ?? {})
    .filter((line) => !line.endsWith(': new'))
    .map((line) => `${name} ${line}`),
);
if (kept && kept.arithmetic !== arithmetic) refuse(`expected Math to compute as in Node ${kept.node}`);
else if (changed.length > 0)
  refuse(
    `${changed.join('\n')}\nexpected the stored digests while NUMERICS_VERSION is ${numerics}; where an input of the guard was changed, delete its part of the file first`,
  );
else {
  const digests: StoredDigests = { numerics, node: process.version, arithmetic, outputs };
  writeFileSync(DIGESTS_FILE, `${JSON.stringify(digests, null, 2)}\n`);
  process.stderr.write(`${DIGESTS_FILE}\n`);
}

function refuse(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}
