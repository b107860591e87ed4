import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../tinyStudy.ts';
import { measuredChannels, npyFile, outcomeOf } from './measured.ts';

const folder = temporaryFolder();
const NUMBERS = [0, 1, 2].flatMap(measuredChannels);
const outcome = (says: Parameters<typeof npyFile>[0]): number[] | string => outcomeOf(folder, 'a.npy', npyFile(says));

describe('headers of .npy files that are read', () => {
  it.each<[string, Parameters<typeof npyFile>[0]]>([
    ['format 1.0', {}],
    ['format 2.0', { version: 2 }],
    ['format 3.0', { version: 3 }],
    [
      'another order of the keys, without spaces',
      { header: `{'shape':(3,2,2,1,3),'descr':'<c16','fortran_order':False}` },
    ],
    ['double quotes, a new line', { header: `{"descr": "<c16",\n"fortran_order": False, "shape": (3, 2, 2, 1, 3)}` }],
    ['long integers of Python 2', { shape: '(3L, 2L, 2L, 1L, 3L)' }],
    ['a comma at the end', { shape: '(3, 2, 2, 1, 3,)' }],
  ])('%s', (_, says) => {
    expect(outcome(says)).toEqual(NUMBERS);
  });
});

describe('headers of .npy files that are refused', () => {
  const keys = "{'descr': '<c16', 'fortran_order': False, 'shape': (3, 2, 2, 1, 3), ";
  it.each<[string, RegExp, Parameters<typeof npyFile>[0]]>([
    ['no realizations of endless channels', /got \[0, 4000000000\]$|got -?576/, { shape: '(0, 4000000000)' }],
    [
      'a negative size',
      /expected a shape of whole numbers from 0, got "\(-3, 2, 2, 1, 3\)"/,
      { shape: '(-3, 2, 2, 1, 3)' },
    ],
    ['a fraction', /expected a shape of whole numbers from 0/, { shape: '(3.0, 2, 2, 1, 3)' }],
    ['an exponent', /expected a shape of whole numbers from 0/, { shape: '(3e0, 2, 2, 1, 3)' }],
    ['a size beyond 2^53', /expected a shape of whole numbers from 0/, { shape: '(9007199254740993, 2)' }],
    [
      'a product beyond every number',
      /expected 16\d+ bytes of data/,
      { shape: `(${'1000000000000000, '.repeat(30)})` },
    ],
    ['endless times nothing', /expected 0 bytes of data/, { shape: `(0, ${'1000000000000000, '.repeat(30)})` }],
    [
      'too many dimensions',
      /expected a shape of whole numbers from 0/,
      { shape: `(3, 2, 2, 1, 3, ${'1, '.repeat(60)})` },
    ],
    ['a gap between sizes', /expected a shape of whole numbers from 0/, { shape: '(3, , 2, 2, 1, 3)' }],
    ['text as size', /expected a shape of whole numbers from 0/, { shape: '(x, 2, 2, 1, 3)' }],
    ['another size', /expected 384 bytes of data for shape \[2, 2, 2, 1, 3\], got 576/, { shape: '(2, 2, 2, 1, 3)' }],
    ['a list as shape', /expected a header/, { shape: '[3, 2, 2, 1, 3]' }],
    ['a number as shape', /expected a header/, { shape: '3' }],
    [
      'no shape',
      /expected a header \{'descr': \.\.\., 'fortran_order': \.\.\., 'shape': \.\.\.\}/,
      { header: "{'descr': '<c16', 'fortran_order': False}" },
    ],
    ['two shapes', /expected a header/, { header: `${keys}'shape': (3, 2, 2, 1, 3)}` }],
    ['another key', /expected a header/, { header: `${keys}'more': True}` }],
    ['a key that objects have', /expected a header/, { header: `${keys}'constructor': True}` }],
    ['something behind it', /expected a header/, { header: `${keys}} + 1` }],
    ['no dict', /expected a header/, { header: 'x'.repeat(40) }],
    ['nothing', /expected a header .*, got ""/, { header: '' }],
    ['an order that is none', /expected a header/, { fortran: '0' }],
    ['objects', /got dtype \|O/, { descr: "'|O'" }],
    ['half precision', /got dtype <f2/, { descr: "'<f2'" }],
    ['complex256', /got dtype <c32/, { descr: "'<c32'" }],
    ['float128', /expected float32, float64, complex64 or complex128, got dtype <f16/, { descr: "'<f16'" }],
    ['records', /got dtype "\[\('re', '<f8'\), \('im', '<f8'\)\]"/, { descr: "[('re', '<f8'), ('im', '<f8')]" }],
    ['a dtype that moves the cursor', /got dtype "\\u001b\[2J\\u0085"/, { descr: "'\u001b[2J\u0085'", version: 3 }],
    ['format 4.0', /expected format 1\.0, 2\.0 or 3\.0 of NumPy, got 4\.0/, { version: 4 }],
    ['format 0.0', /expected format 1\.0, 2\.0 or 3\.0 of NumPy, got 0\.0/, { version: 0 }],
    [
      'a header that never ends',
      /expected a header of at most 65547 bytes/,
      { version: 2, header: `${keys}${' '.repeat(70_000)}}` },
    ],
  ])('%s', (_, message, says) => {
    expect(outcome(says)).toMatch(message);
  });

  it('a header longer than the file', () => {
    const file = npyFile();
    file.writeUInt16LE(60_000, 8);
    expect(outcomeOf(folder, 'a.npy', file)).toMatch(/expected a header of 60010 bytes, got a file of \d+$/);
  });

  it('a file that breaks off anywhere', () => {
    const file = npyFile();
    for (let length = 0; length < file.length; length++)
      expect(outcomeOf(folder, 'cut.npy', file.subarray(0, length)), `${length} bytes`).toMatch(/: expected /);
  });
});
