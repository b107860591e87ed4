import { createRequire } from 'node:module';
import { buildStandIn, standInMissing } from '../../../scripts/cuda/standin/buildStandIn.ts';

/** Why tests on the stand-in CUDA driver are skipped, if they are. */
export const noStandIn = standInMissing() ?? koffiMissing();

function koffiMissing(): string | undefined {
  try {
    createRequire(import.meta.url)('koffi');
    return undefined;
  } catch {
    return 'the optional package koffi is not installed';
  }
}

/** What follows the title of a suite that is skipped. */
export const skipNote = noStandIn === undefined ? '' : `: skipped, ${noStandIn}`;

/** Builds the stand-in driver, and lets this process and those that it starts load it. */
export async function useStandIn(): Promise<string> {
  const library = await buildStandIn();
  process.env['ISAC_MC_LIBCUDA'] = library;
  return library;
}
