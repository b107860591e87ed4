import { inTurn } from '../../../device/inTurn.ts';
import type { WebgpuBackend } from '../../../device/webgpu/webgpuBackend.ts';
import { drawErrorsInSlices } from '../cpu/errorDrawsCpu.ts';
import type { ErrorDrawsAnswer, ErrorDrawsBatch, ErrorDrawsKernel } from '../errorDraws.ts';
import { ErrorDrawsGpu } from './errorDrawsGpu.ts';
import { fitsFloat32 } from './fitsFloat32.ts';
import { HEAD } from './head.ts';

/** Smallest SINRs that are kept, beyond which nearly all draws would be candidates. */
const MOST_TAIL = HEAD / 4;

/** The error draws on a GPU, with what tests and benchmarks want to see of them. */
export interface WebgpuErrorDraws extends ErrorDrawsKernel {
  readonly draws: ErrorDrawsGpu;
}

/** IsacErrorDraws on a GPU through WebGPU: in float32, and in float64 on the processor where float32 is not certain. */
export function startErrorDrawsWebgpu(backend: WebgpuBackend): WebgpuErrorDraws {
  const draws = new ErrorDrawsGpu(backend.gpu);
  return { draws, first: HEAD, run: inTurn(backend, 'error draws', async (batch) => drawErrorsOnGpu(draws, batch)) };
}

/**
 * Draws the errors of a batch. Few of them, SINRs of every draw, which are float64, and designs that are none for float32 are left to the cpu kernel; and all draws where the device's float32 is none.
 *
 * @throws DeviceFault when the device is lost or has no room.
 */
export async function drawErrorsOnGpu(gpu: ErrorDrawsGpu, batch: ErrorDrawsBatch): Promise<ErrorDrawsAnswer[]> {
  const { designs, draws, tail } = batch;
  const open = designs.filter(({ rows }) => !rows);
  const few = draws <= HEAD || tail > MOST_TAIL || open.length === 0;
  if (few || !(await gpu.isTrusted())) return drawErrorsInSlices(batch);
  const first = await drawErrorsInSlices({ ...batch, designs: open, draws: HEAD });
  const heads = new Map(open.map((design, i) => [design, first[i] as ErrorDrawsAnswer]));
  const onGpu = open.filter((design) => fitsFloat32(batch, design, heads.get(design) as ErrorDrawsAnswer));
  gpu.counters.refused += open.length - onGpu.length;
  const given = new Set(onGpu);
  const onCpu = designs.filter((design) => !given.has(design));
  const ofGpu = await gpu.run(
    batch,
    onGpu,
    onGpu.map((design) => heads.get(design) as ErrorDrawsAnswer),
  );
  const ofCpu = onCpu.length > 0 ? await drawErrorsInSlices({ ...batch, designs: onCpu }) : [];
  const answers = [...ofGpu.entries()].map(([i, answer]) => [onGpu[i], answer] as const);
  const all = new Map([...answers, ...[...ofCpu.entries()].map(([i, answer]) => [onCpu[i], answer] as const)]);
  return designs.map((design) => all.get(design) as ErrorDrawsAnswer);
}
