import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { packageRoot } from '../packageRoot.ts';

const FOLDER = join('bench', 'results');

const referenceSchema = z.object({
  machine: z.object({
    cpu: z.string(),
    cores: z.number(),
    node: z.string(),
    backend: z.string().default('cpu'),
    /** Of a GPU backend, the card. */
    device: z.string().optional(),
  }),
  results: z.array(z.object({ case: z.string(), batch: z.number(), programsPerSecond: z.number() })),
});

/** Throughput of a machine that was measured before; a file of bench/results. */
export interface Reference extends z.output<typeof referenceSchema> {
  /** File without its ending. */
  readonly name: string;
}

/** The reference machines that come with the package; files of another kind in the folder are left out. */
export function referenceMachines(): Reference[] {
  const folder = join(packageRoot(), FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const parsed = referenceSchema.safeParse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
      return parsed.success ? [{ name: file.replace(/\.json$/, ''), ...parsed.data }] : [];
    });
}

/** What a reference was measured on, for people: a processor, or a backend with its card. */
export function describeReference({ machine: { cpu, backend, device } }: Reference): string {
  return backend === 'cpu' ? cpu : `${backend} on ${device ?? cpu}`;
}

/** Programs per second of a kind on a machine at the batch size nearest to the one asked for; undefined where not measured. */
export function referenceThroughput(reference: Reference, kind: string, batch: number): number | undefined {
  const distance = (other: number): number => Math.abs(Math.log(other / batch));
  const [nearest] = reference.results
    .filter((r) => r.case === kind)
    .sort((a, b) => distance(a.batch) - distance(b.batch));
  return nearest?.programsPerSecond;
}
