import type { CudaDevice } from '../../../device/cuda/device.ts';
import { onCard } from '../../../device/cuda/faults.ts';
import { compiledKernels, imagesOf } from '../../../device/cuda/images.ts';
import { type LoadedKernel, LoadedModule } from '../../../device/cuda/loadedKernel.ts';
import { DeviceBuffer } from '../../../device/cuda/memory.ts';
import { Slots } from '../../../device/cuda/slots.ts';
import { GPU_WORKERS } from '../../../device/backend.ts';
import type { ErrorDrawsAnswer, ErrorDrawsBatch } from '../errorDraws.ts';
import { placedDesigns } from './groups.ts';
import { ENTRIES, type Entry } from './launch.ts';
import { batchBytes, planPart, SLOTS } from './plan.ts';
import { runTogether } from './runTogether.ts';
import { BUFFERS, type Counters, type DrawingPlace } from './launchDraws.ts';
import { runPart } from './runPart.ts';
import { runParts } from './runParts.ts';

/** Threads of the largest block that there are images for. */
const THREADS = 128;
/** The memory of a card is for all slots of the workers that share it, and for the conic kernel. */
const SHARES = SLOTS * GPU_WORKERS + 4;
/** More would not make it faster. */
const MOST_BYTES = 2 ** 30;

/** IsacErrorDraws on one card: its image and memory, kept between batches. In float64 on every card, so that answers have the same bytes. */
export class ErrorDrawsCuda {
  readonly counters: Counters = { launches: 0, draws: 0, milliseconds: 0, collectedAgain: 0, halved: 0 };
  readonly device: CudaDevice;
  readonly #module: LoadedModule;
  readonly #place: DrawingPlace;
  /** Bytes that a part of a batch may take; less after one that had no room. */
  readonly #memory: { bytes: number };

  /** @throws BackendUnavailable when the driver takes no image of the kernel. */
  constructor(device: CudaDevice) {
    const { driver, card } = device;
    this.device = device;
    this.#module = new LoadedModule(device, imagesOf(compiledKernels(), 'errorDraws', 'float64', THREADS));
    const kernels = ENTRIES.map((name): [Entry, LoadedKernel] => [name, this.#module.kernel(name)]);
    this.#place = {
      kernels: Object.fromEntries(kernels) as Record<Entry, LoadedKernel>,
      slots: new Slots(driver, SLOTS, BUFFERS),
      tables: new DeviceBuffer(driver),
      counts: new DeviceBuffer(driver),
      counters: this.counters,
    };
    this.#memory = { bytes: Math.min(MOST_BYTES, card.memory / SHARES) };
  }

  /** Draws the errors of a batch. One run at a time. @throws as `runAll`. */
  async run(batch: ErrorDrawsBatch): Promise<ErrorDrawsAnswer[]> {
    return (await this.runAll([batch]))[0] ?? [];
  }

  /**
   * Draws the errors of some batches, small ones in the same launches. One run at a time.
   *
   * @returns the answers of each batch.
   * @throws DeviceFault when the smallest part has no room or the card is lost.
   */
  async runAll(batches: Iterable<ErrorDrawsBatch>): Promise<ErrorDrawsAnswer[][]> {
    return runTogether(batches, {
      kindOf: ({ seed, law, draws, cells, usersPerCell, txAntennas, tail }) =>
        [seed, law, draws, cells, usersPerCell, txAntennas, tail].join('/'),
      sizeOf: (batch) => ({ bytes: batchBytes(batch), threads: batch.draws }),
      run: async (own) => this.#drawTogether(own),
    });
  }

  /** @param batches that differ in realizations and designs alone. @returns the answers of all designs. */
  async #drawTogether(batches: readonly [ErrorDrawsBatch, ...ErrorDrawsBatch[]]): Promise<ErrorDrawsAnswer[]> {
    const [batch] = batches;
    const designs = placedDesigns(batches);
    const { card } = this.device;
    return onCard(this.device, `drew ${batch.draws * batches.length} CSI errors`, async () =>
      runParts(designs.length, this.#memory, {
        plan: (first, bytes) => planPart(batch, designs, first, bytes),
        run: async ({ end, draws }, first, bytes) =>
          runPart(this.#place, batch, designs.slice(first, end), draws, bytes),
        release: () => {
          this.counters.halved++;
          this.release();
        },
        tooMuch: ({ draws }) => `even a single design under ${draws} CSI errors is too much for ${card.name}`,
      }),
    );
  }

  /** Gives back what is kept between batches. */
  release(): void {
    const { slots, tables, counts } = this.#place;
    slots.free();
    tables.free();
    counts.free();
  }

  close(): void {
    this.release();
    this.#place.slots.close();
    this.#module.unload();
  }
}
