/** Name of a device of the stand-in CUDA driver (scripts/cuda/standin), which computes on the CPU; text may follow it. */
const STAND_IN = /^stand-in \d+\b/;

/** True for the name or description of a device that is none: what it computed must never pass for a card's. */
export function isStandIn(device: string): boolean {
  return STAND_IN.test(device);
}
