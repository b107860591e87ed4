import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestLine } from '../../../src/study/manifest.ts';

/** Makes the manifests list these bytes of a table, as a careful forger would; `rows` where their number is another one. */
export function renewChecksum(root: string, table: string, chunk: number, bytes: Uint8Array, rows?: number): void {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const renewed = { sha256, ...(rows === undefined ? {} : { rows }) };
  for (const name of readdirSync(join(root, 'manifest'))) {
    const file = join(root, 'manifest', name);
    const lines = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ManifestLine)
      .map((line) => {
        if (line.chunk !== chunk) return line;
        return {
          ...line,
          files: line.files.map((entry) => (entry.table === table ? { ...entry, ...renewed } : entry)),
        };
      });
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}
