import type { CudaDevice } from '../../../device/cuda/device.ts';
import { onCard } from '../../../device/cuda/faults.ts';
import { compiledKernels, imagesOf } from '../../../device/cuda/images.ts';
import { type LoadedKernel, LoadedModule } from '../../../device/cuda/loadedKernel.ts';
import { DeviceBuffer } from '../../../device/cuda/memory.ts';
import { Slots } from '../../../device/cuda/slots.ts';
import { GPU_WORKERS } from '../../../device/backend.ts';
import { DeviceFault, NoRoom } from '../../../device/deviceFault.ts';
import type { ErrorDrawsAnswer, ErrorDrawsBatch } from '../errorDraws.ts';
import { ENTRIES, type Entry } from './launch.ts';
import { planPart, SLOTS } from './plan.ts';
import { BUFFERS, type Counters, type DrawingPlace } from './launchDraws.ts';
import { runPart } from './runPart.ts';
import { partTables } from './tables.ts';

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
  #limit: number;

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
    this.#limit = Math.min(MOST_BYTES, card.memory / SHARES);
  }

  /**
   * Draws the errors of a batch. One batch at a time.
   *
   * @throws DeviceFault when the smallest part has no room or the card is lost.
   */
  async run(batch: ErrorDrawsBatch): Promise<ErrorDrawsAnswer[]> {
    return onCard(this.device, `drew ${batch.draws} CSI errors`, async () => {
      const answers: ErrorDrawsAnswer[] = [];
      while (answers.length < batch.designs.length) {
        const part = planPart(batch, answers.length, this.#limit);
        try {
          const tables = partTables(batch.designs.slice(answers.length, part.end), batch.txAntennas);
          answers.push(...(await runPart(this.#place, batch, tables, part.draws, this.#limit)));
        } catch (error) {
          if (!(error instanceof NoRoom)) throw error;
          this.counters.halved++;
          this.release();
          if (part.smallest)
            throw new DeviceFault(
              `even a single design under ${part.draws} CSI errors is too much for ${this.device.card.name}: ${error.message}`,
            );
          this.#limit /= 2;
        }
      }
      return answers;
    });
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
