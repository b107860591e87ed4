// Operations of kernels/cuda/doubleSingle.h on arrays, for numbers.test.ts.
#include "platform.h"
#include "doubleSingle.h"
using namespace conic;

extern "C" void doubleSingle(int operation, int n, const R* s, const R* a, const R* b, R* out) {
  for (int i = 0; i < n; i++) switch (operation) {
    case 0: out[i] = twoSum(a[i].x, b[i].x); break;
    case 1: out[i] = twoProduct(a[i].x, b[i].x); break;
    case 2: out[i] = add(a[i], b[i]); break;
    case 3: out[i] = sub(a[i], b[i]); break;
    case 4: out[i] = mul(a[i], b[i]); break;
    case 5: out[i] = div(a[i], b[i]); break;
    case 6: out[i] = root(a[i]); break;
    case 7: out[i] = mad(s[i], a[i], b[i]); break;
    case 8: out[i] = msub(s[i], a[i], b[i]); break;
  }
}
/** The same on complex numbers; a real result has the imaginary part 0. */
extern "C" void complexDoubleSingle(int operation, int n, const C* s, const C* a, const C* b, C* out) {
  for (int i = 0; i < n; i++) switch (operation) {
    case 0: out[i] = cmad(s[i], a[i], b[i]); break;
    case 1: out[i] = cmadc(s[i], a[i], b[i]); break;
    case 2: out[i] = cmadr(s[i], a[i], b[i]); break;
    case 3: out[i] = cmsubr(s[i], a[i], b[i]); break;
    case 4: out[i] = C{inner(s[i].x, a[i], b[i]), R{0, 0}}; break;
    case 5: out[i] = cscale(a[i].x, b[i]); break;
    case 6: out[i] = conj(cadd(a[i], b[i])); break;
  }
}
