// Philox 4x32-10 (src/random/philox.ts) of one error draw.
/** Stream csiError of src/random/stream.ts. */
const STREAM = 3u;

/** Upper 32 bits of a product, in halves of 16 bits. */
fn multiplyHigh(a: u32, b: u32) -> u32 {
  let aLow = a & 0xffffu; let aHigh = a >> 16u;
  let bLow = b & 0xffffu; let bHigh = b >> 16u;
  let middle = aHigh * bLow + ((aLow * bLow) >> 16u);
  return aHigh * bHigh + (middle >> 16u) + ((aLow * bHigh + (middle & 0xffffu)) >> 16u);
}

/** Uniforms 2 block and 2 block + 1 of a draw, times 2^53: each (upper 27 bits, lower 26 bits). */
fn uniforms(draw: u32, block: u32) -> vec4<u32> {
  var c = vec4<u32>(block, draw >> 24u, launch.realization, (STREAM << 24u) + (draw & 0xffffffu));
  var key = vec2<u32>(launch.keyLow, launch.keyHigh);
  for (var round = 0u; round < 10u; round++) {
    c = vec4<u32>(
      multiplyHigh(0xcd9e8d57u, c.z) ^ c.y ^ key.x, 0xcd9e8d57u * c.z,
      multiplyHigh(0xd2511f53u, c.x) ^ c.w ^ key.y, 0xd2511f53u * c.x);
    key += vec2<u32>(0x9e3779b9u, 0xbb67ae85u);
  }
  return c >> vec4<u32>(5u, 6u, 5u, 6u);
}
