/** Classes of what the processor does in a run, in the order of the table. The first three are the work itself; the others are the host's part. */
export const HOST_CLASSES = [
  'kernel',
  'errorDraws',
  'exactWorstCase',
  'channels',
  'build',
  'transfer',
  'designs',
  'tables',
  'files',
  'summary',
  'garbage',
  'startAndOther',
] as const;

export type HostClass = (typeof HOST_CLASSES)[number];

/** Not the host's part: these go to a device, or are what a study asks for (../README.md). */
export const WORK: ReadonlySet<HostClass> = new Set(['kernel', 'errorDraws', 'exactWorstCase']);

/** A profiler's sample is one of these where the thread waits: no processor time. */
export type SampleClass = HostClass | 'waiting';

interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

interface Rule {
  readonly of: SampleClass;
  readonly url?: RegExp;
  readonly name?: RegExp;
}

/** The first rule that holds decides on a frame. Frames without a rule belong to what called them. */
const RULES: readonly Rule[] = [
  { of: 'waiting', name: /^(\(idle\)|fsync)$/ },
  { of: 'garbage', name: /^\(garbage collector\)$/ },
  { of: 'errorDraws', url: /\/(model\/(sampledWorstCase|sharedCsiErrors|csiErrors)|random\/complexDirection)\.js$/ },
  { of: 'errorDraws', url: /\/(montecarlo\/.*|study\/(errorDraws|withErrorDraws))\.js$/ },
  { of: 'errorDraws', url: /\/study\/evaluateDesign\.js$/, name: /^drawnErrors$/ },
  // its other functions are called for draws and for designs
  { of: 'designs', url: /\/study\/evaluateDesign\.js$/, name: /^evaluate/ },
  { of: 'startAndOther', url: /^node:internal\/modules\// },
  { of: 'exactWorstCase', url: /\/model\/(exactWorstCase|trustRegion|beamSpace)\.js$/ },
  { of: 'channels', url: /\/(model\/channels|model\/symbols|study\/chunkTasks)\.js$/ },
  {
    of: 'build',
    url: /\/(problems\/(programs|rows|reductions)\/.*|problems\/validateProgram|conic\/builder\/.*)\.js$/,
  },
  { of: 'build', url: /\/conic\/(validateProgram|validateRowBlocks|words\/.*)\.js$/ },
  { of: 'build', url: /\/problems\/rankOne\/power(Program|Coefficients)\.js$/ },
  {
    of: 'transfer',
    url: /\/(problems\/solvePrecodingPrograms|conic\/(solveProgram|kernels\/.*)|device\/.*|tf-core.*)\.js$/,
  },
  { of: 'designs', url: /\/(problems\/.*|model\/certify)\.js$/ },
  { of: 'tables', url: /\/study\/tables\/.*\.js$/ },
  { of: 'files', url: /\/study\/(chunkStore|chunkLedger|manifest|syncedFiles|studyRecord)\.js$/ },
  { of: 'summary', url: /\/study\/(summary|studyDirectory)\.js$/ },
  { of: 'files', name: /^sha256$/, url: /\/study\/.*\.js$/ },
];

/** Class of a frame by itself. */
function ownClass({ functionName, url }: Frame): SampleClass | undefined {
  return RULES.find(({ url: u, name: n }) => (u?.test(url) ?? true) && (n?.test(functionName) ?? true))?.of;
}

/** The part of a .cpuprofile that is read here (Chrome's DevTools protocol, Profiler.Profile). */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: Frame;
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

/**
 * Sampled time of each class in milliseconds: a sample counts for the innermost frame on its stack that has a class. A sample that is late came after
 * the processor did something else; it counts for no more than one sampling interval, unless the thread waits.
 *
 * @param interval between samples, milliseconds.
 * @param moduleOf tells the module of a line of a file.
 */
export function timeByClass(
  { nodes, samples, timeDeltas }: CpuProfile,
  interval: number,
  moduleOf: (url: string, line: number) => string,
): Map<SampleClass, number> {
  const classes = new Map<number, SampleClass>();
  const parents = new Map<number, number>();
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id);
  const frames = new Map(nodes.map((n) => [n.id, n.callFrame]));
  const classOf = (id: number): SampleClass => {
    const known = classes.get(id);
    if (known) return known;
    const frame = frames.get(id);
    const parent = parents.get(id);
    if (frame?.url.startsWith('wasm:')) {
      // of the modules two are not the conic solve's
      const caller = parent === undefined ? 'kernel' : classOf(parent);
      const of = caller === 'exactWorstCase' || caller === 'errorDraws' ? caller : 'kernel';
      classes.set(id, of);
      return of;
    }
    const own =
      (frame && ownClass({ ...frame, url: moduleOf(frame.url, frame.lineNumber) })) ??
      (parent === undefined ? 'startAndOther' : classOf(parent));
    classes.set(id, own);
    return own;
  };
  const times = new Map<SampleClass, number>();
  samples.forEach((id, i) => {
    const of = classOf(id);
    const delta = (timeDeltas[i] ?? 0) / 1000;
    times.set(of, (times.get(of) ?? 0) + (of === 'waiting' ? delta : Math.min(delta, interval)));
  });
  return times;
}
