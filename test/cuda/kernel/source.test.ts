import { describe, expect, it } from 'vitest';
import { collectDeclarations, noDeclarations } from '../../../scripts/cuda/declarations.ts';
import { translateFile } from '../../../scripts/cuda/translateFile.ts';
import { WgslError } from '../../../scripts/cuda/wgslTokens.ts';

/** Translates a piece beside two functions that are written by hand. */
function translate(text: string): ReturnType<typeof translateFile> {
  const declared = noDeclarations();
  collectDeclarations(
    'fn ld(o: i32) -> R { return ws[o]; } fn mad(s: R, a: R, b: R) -> R {}',
    'numbers',
    declared,
    'primitives',
  );
  collectDeclarations(text, 'piece.wgsl', declared);
  declared.variables.add('lid').add('shape');
  declared.constants.add('T');
  return translateFile(text, 'piece.wgsl', declared);
}
const inFunction = (statements: string): string => translate(`fn f(i: i32, c: bool) { ${statements} }`).text;

describe('the translation of WGSL', () => {
  it.each([
    ['let a = f32(i) + 1.5;', 'const auto a = F(i) + F(1.5);'],
    ['var s = 0u;', 'auto s = 0u;'],
    ['var v: array<R, T * 2>;', 'R v[T * 2] = {};'],
    ['var b: bool = true;', 'bool b = true;'],
    ['let q = shape.groups[i];', 'const auto& q = shape.groups[i];'],
    ['if c { return; } else if (c) { return; }', 'if (c) { return; } else if (c) { return; }'],
    ['loop { break; }', 'for (;;) { break; }'],
    ['switch i { case 1: { return; } default: {} }', 'switch (i) { case 1: { return; } break; default: {} break; }'],
    ['let v = vec2<i32>(i, 2,); let x = v.x;', 'const auto v = Vec2<int>{i, 2}; const auto x = v.x;'],
    ['let s = (1u << u32(i)) | 2u;', 'const auto s = (1u << u32(i)) | 2u;'],
    ['storageBarrier();', 'barrier();'],
    [
      'for (var t = lid; t < i; t += T) { var s = 0; s = t; }',
      'UNROLL_NOT for (auto t = lid; t < i; t += T) { auto s = 0; s = t; }',
    ],
    [
      'var s = ld(0); for (var j = 0; j < i; j++) { s = mad(s, s, ld(j)); }',
      'auto s = ld(0); UNROLL_SUM for (auto j = 0; j < i; j++) { s = mad(s, s, ld(j)); }',
    ],
    ['for (var j = 0; j < T; j++) { f(j, c); }', 'UNROLL_ALL for (auto j = 0; j < T; j++) { f(j, c); }'],
    ['for (var j = 0; j < i; j++) { f(j, c); }', 'UNROLL_NOT for (auto j = 0; j < i; j++) { f(j, c); }'],
  ])('%s', (wgsl, cpp) => {
    expect(inFunction(wgsl)).toBe(`DEV void f(int i, bool c) { ${cpp} }`);
  });

  it('takes constants, structures, variables of threads and of workgroups', () => {
    const { text, shared, constants } = translate(`const A = 1e-8;
struct S { a: R, b: i32 }
var<private> p: S;
var<workgroup> w: array<f32, T>;
var<workgroup> n: atomic<u32>; var<workgroup> v: u32;
@compute @workgroup_size(T)
fn g(@builtin(workgroup_id) k: vec3<u32>) -> f32 { atomicOr(&n, k.x); return w[lid] + p.a + f32(workgroupUniformLoad(&v)); }`);
    expect(text).toBe(`static constexpr auto A = F(1e-8);
struct S { R a; int b; };
S p = {};

 ${''}
 ${''}
DEV F g( Vec3<u32> k) { atomicOr(&sh.n, k.x); return sh.w[lid] + p.a + F(uniformLoad(sh.v)); }`);
    expect(shared).toEqual(['F w[T];', 'u32 n;', 'u32 v;']);
    expect(constants).toEqual(['static constexpr auto A = F(1e-8);']);
  });

  it('a local name hides a variable of the workgroup', () => {
    const { text } = translate('var<workgroup> w: u32; fn f(a: u32) -> u32 { let w = a; return w; }');
    expect(text).toContain('const auto w = a; return w;');
  });

  it.each([
    ['let a = unknown;', 'expected a known name, found unknown'],
    ['let a = sin(1.0);', 'expected a function that the translation knows, found sin'],
    ['let a = bitcast<u32>(1.0);', 'expected a known name, found bitcast'],
    ['let a = shape.nowhere;', 'expected a member that some structure has, found nowhere'],
    ['let v: vec2<f16> = 1;', 'expected a type that the translation knows, found f16'],
    ['let p: ptr<function, i32> = 1;', 'expected a type that the translation knows, found ptr'],
    ['let a = 1 & 2 == 3;', 'operators of bits want parentheses, found =='],
    ['let a = 1 < 2 < 3;', 'comparisons in a row, found <'],
    ['let ld = 1;', 'expected a name that no function has, found ld'],
    ['discard;', 'expected a known name, found discard'],
    ['i + 1;', 'expected an assignment or a call, found +'],
    ['switch i { case 1, 2: { } default: {} }', 'expected :, found ,'],
    ['let a = "text";', 'no token of WGSL: "'],
    ['return', 'expected an expression, found }'],
  ])('refuses %s', (wgsl, message) => {
    expect(() => inFunction(`\n${wgsl}`)).toThrow(WgslError);
    expect(() => inFunction(`\n${wgsl}`)).toThrow(`piece.wgsl:2: ${message}`);
  });

  it('refuses other storage, aliases and declarations it does not know', () => {
    expect(() => translate('var<uniform> a: u32;')).toThrow('expected private or workgroup, found uniform');
    expect(() => translate('alias N = u32;')).toThrow(
      'expected a function, constant, structure or variable, found alias',
    );
    expect(() => translate('override N = 1;')).toThrow('found override');
  });
});
