// Numbers in float32. Every other piece computes through these names alone, so that double-single can take their place
// (numberDoubleSingle.wgsl). A complex number lies in two neighbouring elements, real part first.
alias R = f32;
alias C = vec2<f32>;

fn real(a: f32) -> R { return a; }
fn hi(a: R) -> f32 { return a; }
fn add(a: R, b: R) -> R { return a + b; }
fn sub(a: R, b: R) -> R { return a - b; }
fn mul(a: R, b: R) -> R { return a * b; }
fn div(a: R, b: R) -> R { return a / b; }
fn neg(a: R) -> R { return -a; }
fn root(a: R) -> R { return sqrt(a); }
/** s + a b and s - a b. */
fn mad(s: R, a: R, b: R) -> R { return s + a * b; }
fn msub(s: R, a: R, b: R) -> R { return s - a * b; }

fn complex(a: R, b: R) -> C { return C(a, b); }
fn re(a: C) -> R { return a.x; }
fn im(a: C) -> R { return a.y; }
fn conj(a: C) -> C { return C(a.x, -a.y); }
fn cadd(a: C, b: C) -> C { return a + b; }
fn cscale(f: R, a: C) -> C { return f * a; }
/** s + a b, s + conj(a) b, s + a conj(b), s - a conj(b). */
fn cmad(s: C, a: C, b: C) -> C { return s + C(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x); }
fn cmadc(s: C, a: C, b: C) -> C { return s + C(a.x * b.x + a.y * b.y, a.x * b.y - a.y * b.x); }
fn cmadr(s: C, a: C, b: C) -> C { return s + C(a.x * b.x + a.y * b.y, a.y * b.x - a.x * b.y); }
fn cmsubr(s: C, a: C, b: C) -> C { return s - C(a.x * b.x + a.y * b.y, a.y * b.x - a.x * b.y); }
/** s + Re(conj(a) b). */
fn inner(s: R, a: C, b: C) -> R { return s + a.x * b.x + a.y * b.y; }
