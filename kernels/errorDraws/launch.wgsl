// What both entries of the error draws are told (src/montecarlo/kernels/webgpu/launchWords.ts).
struct Launch {
  keyLow: u32, keyHigh: u32, realization: u32, law: u32,
  /** Draws first .. first + draws - 1. */
  first: u32, draws: u32,
  /** Of the system: links, users of all cells, antennas of a link. */
  links: u32, users: u32, antennas: u32,
  /** Where users begin in the table, and candidates that there is room for. */
  usersAt: u32, capacity: u32,
  /** Root of 1/antennas, and 1/(2 antennas). */
  perAntenna: f32, exponent: f32,
}
@group(0) @binding(0) var<uniform> launch: Launch;
