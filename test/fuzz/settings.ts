/** What the environment asks of the fuzz suite. */
export interface FuzzSettings {
  /** ISAC_MC_FUZZ_SEED: every case is a function of it, of the name of its kind and of its index. */
  readonly seed: string;
  /** ISAC_MC_FUZZ_SECONDS: of each of the two files of tests, over all kinds. */
  readonly seconds: number;
  /** True where the environment names the seconds: then they alone end a kind, and not the number of its cases. */
  readonly long: boolean;
  /** ISAC_MC_FUZZ_CASE, `kind:index`: this case alone. */
  readonly only: { readonly kind: string; readonly index: number } | null;
}

const SEED = '1';
/** The suite takes two minutes with them on two cores, its starts and ends among them. */
const SECONDS = 105;

export function fuzzSettings(): FuzzSettings {
  const { ISAC_MC_FUZZ_SEED: seed = SEED, ISAC_MC_FUZZ_SECONDS: seconds, ISAC_MC_FUZZ_CASE: only } = process.env;
  const [, kind, index] = /^([\w-]+):(\d+)$/.exec(only ?? '') ?? [];
  if (only !== undefined && kind === undefined)
    throw new Error(`ISAC_MC_FUZZ_CASE: expected kind:index, for example studies:17, got ${only}`);
  if (seconds !== undefined && !(Number(seconds) > 0))
    throw new Error(`ISAC_MC_FUZZ_SECONDS: expected a number above 0, got ${seconds}`);
  return {
    seed,
    seconds: Number(seconds ?? SECONDS),
    long: seconds !== undefined,
    only: kind === undefined ? null : { kind, index: Number(index) },
  };
}
