// Numbers in float64. What multiplies and adds rounds once, explicitly: no compiler may contract anything else (nvcc -fmad=false,
// g++ -ffp-contract=off), so that the emulator and a device give the same bytes.
#pragma once
namespace conic {
typedef double R;
/** The number that comparisons and step lengths are made with. */
typedef double F;
struct alignas(16) C { R x, y; };

DEV bool finite(F a) { return (bitsOf(a) & 0x7ff0000000000000ull) != 0x7ff0000000000000ull; }
DEV bool positive(F a) { const auto u = (long long)bitsOf(a); return u > 0 && u < 0x7ff0000000000000ll; }

DEV R real(F a) { return a; }
DEV F hi(R a) { return a; }
DEV R add(R a, R b) { return addOf(a, b); }
DEV R sub(R a, R b) { return subOf(a, b); }
DEV R mul(R a, R b) { return mulOf(a, b); }
DEV R div(R a, R b) { return divOf(a, b); }
DEV R neg(R a) { return -a; }
DEV R root(R a) { return squareRoot(a); }
DEV R mad(R s, R a, R b) { FLOP(1); return fmaOf(a, b, s); }
DEV R msub(R s, R a, R b) { FLOP(1); return fmaOf(-a, b, s); }

DEV C complex(R a, R b) { return C{a, b}; }
DEV R re(C a) { return a.x; }
DEV R im(C a) { return a.y; }
DEV C conj(C a) { return C{a.x, -a.y}; }
DEV C cadd(C a, C b) { return C{addOf(a.x, b.x), addOf(a.y, b.y)}; }
DEV C cscale(R f, C a) { return C{mulOf(f, a.x), mulOf(f, a.y)}; }
/** s + a b, s + conj(a) b, s + a conj(b), s - a conj(b). */
DEV C cmad(C s, C a, C b) { FLOP(4); return C{fmaOf(-a.y, b.y, fmaOf(a.x, b.x, s.x)), fmaOf(a.y, b.x, fmaOf(a.x, b.y, s.y))}; }
DEV C cmadc(C s, C a, C b) { FLOP(4); return C{fmaOf(a.y, b.y, fmaOf(a.x, b.x, s.x)), fmaOf(-a.y, b.x, fmaOf(a.x, b.y, s.y))}; }
DEV C cmadr(C s, C a, C b) { FLOP(4); return C{fmaOf(a.y, b.y, fmaOf(a.x, b.x, s.x)), fmaOf(-a.x, b.y, fmaOf(a.y, b.x, s.y))}; }
DEV C cmsubr(C s, C a, C b) { FLOP(4); return C{fmaOf(-a.y, b.y, fmaOf(-a.x, b.x, s.x)), fmaOf(a.x, b.y, fmaOf(-a.y, b.x, s.y))}; }
/** s + Re(conj(a) b). */
DEV R inner(R s, C a, C b) { FLOP(2); return fmaOf(a.y, b.y, fmaOf(a.x, b.x, s)); }
}
