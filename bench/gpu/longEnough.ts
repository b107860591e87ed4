/** Seconds that a measurement takes at least; draws are doubled until it does. */
const LONG_ENOUGH = 0.5;
const FEWEST_DRAWS = 2 ** 14;
const MOST_DRAWS = 2 ** 28;

/** A run of so many draws. */
export interface TimedDraws {
  readonly draws: number;
  readonly seconds: number;
}

/** The first run of twice as many draws as the one before that takes long enough. */
export async function longEnough(run: (draws: number) => Promise<unknown>): Promise<TimedDraws> {
  for (let draws = FEWEST_DRAWS; ; draws *= 2) {
    const start = performance.now();
    await run(draws);
    const seconds = (performance.now() - start) / 1000;
    if (seconds >= LONG_ENOUGH || draws >= MOST_DRAWS) return { draws, seconds };
  }
}
