import { readNumbers, writeNumbers } from '../../../../src/conic/kernels/packedNumbers.ts';
import { WORDS } from '../../../../src/conic/kernels/webgpu/conicGpu.ts';
import { conicRoutines, conicShader, type Precision } from '../../../../src/conic/kernels/webgpu/conicShader.ts';
import type { ConicLayout } from '../../../../src/conic/kernels/webgpu/conicLayout.ts';

/** Relative error that one routine may add to well-conditioned data: a few units of each arithmetic. */
export const UNIT: Record<Precision, number> = { float32: 1e-6, doubleSingle: 1e-13 };

/** Numbers that a piece may write to `answer` for each program. */
export const ANSWERS = 256;

/** What one dispatch of a piece computes on. */
export interface PieceInput {
  readonly layout: Pick<ConicLayout, 'uniform' | 'table' | 'groupCapacity'>;
  readonly programs: number;
  /** Default: one for each program. */
  readonly workgroups?: number;
  /** [programs][inputSize] */
  readonly input: Float64Array;
  /** [workgroups][workspace] */
  readonly workspace: Float64Array;
  /** Members of the uniform `run` that the statements read as arguments. */
  readonly first?: number;
  readonly end?: number;
  readonly maxIterations?: number;
  readonly tolerance?: number;
  readonly certificate?: number;
  /** Numbers of a program in `answer`; default `ANSWERS`. */
  readonly answers?: number;
  /** `lid` of every thread, a permutation of 0 .. threads - 1; default: in order. */
  readonly order?: readonly number[];
}

/** What a piece left, in float64. */
export interface PieceOutput {
  readonly workspace: Float64Array;
  /** [programs][answers] */
  readonly answer: Float64Array;
  /** The bytes of both as the device holds them. */
  readonly bytes: Uint8Array;
}

const ORDER = '@group(0) @binding(8) var<storage, read> order: array<u32>;';

const entry = (statements: string): string => /* wgsl */ `
@compute @workgroup_size(T)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
  lid = i32(order[local]);
  base = i32(group.x) * shape.workspace;
  inBase = i32(group.x) * shape.inputSize;
  outBase = i32(group.x) * ${ANSWERS};
  ${statements}
}`;

/** Runs statements over the kernel's routines in one arithmetic, without the rest of the kernel. */
export class PieceRunner {
  readonly precision: Precision;
  readonly #device: GPUDevice;
  readonly #threads: number;
  readonly #pipelines = new Map<string, GPUComputePipeline>();

  constructor(device: GPUDevice, precision: Precision, threads = 16) {
    this.#device = device;
    this.precision = precision;
    this.#threads = threads;
  }

  /** Relative error that one routine may add. */
  get unit(): number {
    return UNIT[this.precision];
  }

  /**
   * @param statements WGSL over the routines of kernels/*.wgsl, run by every thread; `answer[outBase + i]` takes numbers.
   * @throws where the device refuses the shader.
   */
  async run(statements: string, piece: PieceInput): Promise<PieceOutput> {
    return this.#dispatch(await this.#pipeline(statements, piece.layout.groupCapacity), piece);
  }

  /** Runs the whole kernel: workgroups take programs 0 .. end - 1 until none is left. */
  async runWhole(piece: PieceInput): Promise<PieceOutput> {
    return this.#dispatch(await this.#pipeline(undefined, piece.layout.groupCapacity), piece);
  }

  async #dispatch(pipeline: GPUComputePipeline, piece: PieceInput): Promise<PieceOutput> {
    const device = this.#device;
    const { layout, programs, answers = ANSWERS } = piece;
    const run = new ArrayBuffer(32);
    new Uint32Array(run).set([piece.first ?? 0, piece.end ?? 0, 0, piece.maxIterations ?? 0]);
    new Float32Array(run).set([piece.tolerance ?? 0, piece.certificate ?? 0], 4);
    const { UNIFORM, STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const upload = (bytes: ArrayBuffer, usage: number): GPUBuffer => {
      const size = Math.max(16, bytes.byteLength);
      const buffer = device.createBuffer({ size, usage: usage | COPY_SRC, mappedAtCreation: true });
      new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(bytes));
      buffer.unmap();
      return buffer;
    };
    const order = Uint32Array.from({ length: this.#threads }, (_, i) => piece.order?.[i] ?? i);
    const workspace = upload(this.#pack(piece.workspace), STORAGE);
    const answer = upload(this.#pack(new Float64Array(programs * answers)), STORAGE);
    const spare = (): GPUBuffer => upload(new ArrayBuffer(16), STORAGE);
    const buffers = [
      upload(layout.uniform.buffer, UNIFORM),
      upload(run, UNIFORM),
      upload(layout.table.buffer, STORAGE),
      upload(this.#pack(piece.input), STORAGE),
      spare(), // warmState
      answer,
      workspace,
      spare(), // queue
      upload(order.buffer, STORAGE),
    ];
    const size = workspace.size + answer.size;
    const staging = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(piece.workgroups ?? programs);
    pass.end();
    encoder.copyBufferToBuffer(workspace, 0, staging, 0, workspace.size);
    encoder.copyBufferToBuffer(answer, 0, staging, workspace.size, answer.size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const bytes = new Uint8Array(staging.getMappedRange().slice(0));
    for (const buffer of [...buffers, staging]) buffer.destroy();
    return {
      workspace: this.#unpack(bytes.buffer, 0, piece.workspace.length),
      answer: this.#unpack(bytes.buffer, workspace.size, programs * answers),
      bytes,
    };
  }

  async #pipeline(statements: string | undefined, groupCapacity: number): Promise<GPUComputePipeline> {
    const key = `${groupCapacity} ${statements ?? 'whole'}`;
    const known = this.#pipelines.get(key);
    if (known) return known;
    const device = this.#device;
    const visibility = GPUShaderStage.COMPUTE;
    const types = [
      'uniform',
      'uniform',
      ...Array<string>(3).fill('read-only-storage'),
      'storage',
      'storage',
      'storage',
    ];
    const bindings = device.createBindGroupLayout({
      entries: [...types, 'read-only-storage'].map((type, binding) => ({
        binding,
        visibility,
        buffer: { type: type as GPUBufferBindingType },
      })),
    });
    const variant = { precision: this.precision, threads: this.#threads, groupCapacity };
    const code =
      statements === undefined
        ? conicShader(variant).replace('lid = i32(local);', 'lid = i32(order[local]);')
        : `${conicRoutines(variant)}\n${entry(statements)}`;
    if (!code.includes('order[local]')) throw new Error('the kernel numbers its threads in another way');
    const pipeline = await device.createComputePipelineAsync({
      layout: device.createPipelineLayout({ bindGroupLayouts: [bindings] }),
      compute: { module: device.createShaderModule({ code: `${ORDER}\n${code}` }), entryPoint: 'main' },
    });
    this.#pipelines.set(key, pipeline);
    return pipeline;
  }

  #pack(values: Float64Array): ArrayBuffer {
    const out = new Float32Array(values.length * WORDS[this.precision]);
    writeNumbers(values, this.precision, out, 0);
    return out.buffer;
  }

  #unpack(bytes: ArrayBuffer, offset: number, length: number): Float64Array {
    const out = new Float64Array(length);
    const words = new Float32Array(bytes, offset, length * WORDS[this.precision]);
    readNumbers(words, this.precision, out, 0);
    return out;
  }
}
