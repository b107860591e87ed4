// Tests on the bits of a float32: compilers may take for granted that there is no NaN.
fn finite(a: f32) -> bool { return (bitcast<u32>(a) & 0x7f800000u) != 0x7f800000u; }
fn positive(a: f32) -> bool { let u = bitcast<u32>(a); return u > 0u && u < 0x7f800000u; }
