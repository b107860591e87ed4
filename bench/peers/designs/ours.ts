import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import type { DesignTask, PrecoderDesign } from '../../../src/problems/types.ts';
import { type DesignMetrics, evaluateDesign } from '../../../src/study/evaluateDesign.ts';

/** Programs ask for this much more SINR than is claimed, relative, as in studies. */
export const TIGHTEN = 1e-6;

/** Milliseconds: on the clock, and of the processor, all threads of the process together. */
export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** A design with its float64 evaluation; null metrics without precoders. */
export interface OurDesign {
  readonly design: PrecoderDesign;
  readonly metrics: DesignMetrics | null;
}

/** SINR, exact worst case, power, leakage and CRB of precoders from anywhere, with the checks of the claim. */
export function evaluate(task: DesignTask, design: PrecoderDesign): DesignMetrics | null {
  return evaluateDesign(task, design);
}

/**
 * Designs and evaluates tasks.
 *
 * @param batch all tasks together, as in a study; false: one after the other, as in a loop.
 */
export async function designAll(
  tasks: readonly DesignTask[],
  { batch, lowerBounds = false }: { readonly batch: boolean; readonly lowerBounds?: boolean },
): Promise<OurDesign[]> {
  const found: OurDesign[] = [];
  for (const own of batch ? [tasks] : tasks.map((task) => [task])) {
    const designs = await designPrecoders(own, { tighten: TIGHTEN, lowerBounds });
    own.forEach((task, i) => {
      const design = designs[i] as PrecoderDesign;
      found.push({ design, metrics: evaluate(task, design) });
    });
  }
  return found;
}

/** Runs something and says what it took. */
export async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 };
}
