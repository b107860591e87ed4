import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isacMc, linesOf, type Outcome } from '../../e2e/command.ts';
import { goldenPath } from '../../problems/goldenFiles.ts';
import { temporaryFolder } from '../../study/tinyStudy.ts';
import { noStandIn, skipNote, useStandIn } from './standIn.ts';

const STAND_IN = 'ISAC_MC_STANDIN_';
const FILE = goldenPath('blp-cbf-infeasible.json');

describe.skipIf(noStandIn)(`--backend cuda says in one line what is missing, and what to do${skipNote}`, () => {
  const folder = temporaryFolder();
  const solve = async (environment: Record<string, string> = {}, ...args: string[]): Promise<Outcome> =>
    isacMc(['solve', FILE, '--backend', 'cuda', ...args], folder, undefined, environment);

  beforeAll(useStandIn);

  const refusals: readonly {
    readonly what: string;
    readonly environment?: Record<string, string>;
    readonly device?: string;
    readonly line: RegExp;
    readonly hint?: RegExp;
  }[] = [
    {
      what: 'no driver',
      environment: { ISAC_MC_LIBCUDA: '/nonexistent/libcuda.so.1' },
      line: /^cuda: no NVIDIA driver \(\/nonexistent\/libcuda\.so\.1 is not there\)$/,
      hint: /^ISAC_MC_LIBCUDA names it: unset that/,
    },
    {
      what: 'a driver that is no library',
      environment: { ISAC_MC_LIBCUDA: FILE },
      line: /^cuda: NVIDIA's driver cannot be loaded \(.*blp-cbf-infeasible\.json: .*\)$/,
      hint: /^ISAC_MC_LIBCUDA names it: unset that/,
    },
    {
      what: 'a library that is no driver',
      environment: { ISAC_MC_LIBCUDA: 'libm.so.6' },
      line: /^cuda: libm\.so\.6 is no CUDA driver \(.*cuDriverGetVersion.*\)$/,
      hint: /^ISAC_MC_LIBCUDA names it: unset that/,
    },
    {
      what: "the stub of a toolkit in the driver's place",
      environment: { [`${STAND_IN}STUB`]: '1' },
      line: /^cuda: the driver does not start \(cuDriverGetVersion: CUDA_ERROR_STUB_LIBRARY\)$/,
      hint: /stub of a toolkit/,
    },
    {
      what: 'no device',
      environment: { [`${STAND_IN}NO_DEVICE`]: '1' },
      line: /^cuda: the driver finds no CUDA device \(cuInit: CUDA_ERROR_NO_DEVICE\)$/,
      hint: /^nvidia-smi -L lists them/,
    },
    {
      what: 'no visible device',
      environment: { CUDA_VISIBLE_DEVICES: '' },
      line: /^cuda: the driver finds no CUDA device \(cuInit: CUDA_ERROR_NO_DEVICE; CUDA_VISIBLE_DEVICES is ""\)$/,
      hint: /^nvidia-smi -L lists them/,
    },
    {
      what: 'an old driver',
      environment: { [`${STAND_IN}DRIVER`]: '11040' },
      line: /^cuda: NVIDIA's driver supports CUDA 11\.4, expected 11\.8 or later$/,
      hint: /^update NVIDIA's driver to 520\.61\.05 or later/,
    },
    {
      what: 'an old card',
      environment: { [`${STAND_IN}CAPABILITY`]: '75' },
      line: /^cuda: stand-in 0 has compute capability 7\.5, expected 8\.0 or later$/,
      hint: /--backend webgpu .*--backend cpu/,
    },
    {
      what: 'a device that does not exist',
      device: '1',
      line: /^--device: expected 0, got 1$/,
      hint: /^CUDA devices: 0 stand-in 0$/,
    },
    {
      what: 'devices of which one does not exist',
      environment: { [`${STAND_IN}DEVICES`]: '2' },
      device: '0,2',
      line: /^--device: expected a number from 0 to 1, got 2$/,
      hint: /^CUDA devices: 0 stand-in 0, 1 stand-in 1$/,
    },
    {
      what: 'a --device that is none',
      device: 'first',
      line: /^--device: expected the number of a CUDA device, several with commas between them, or all; got "first"$/,
      hint: /^nvidia-smi -L/,
    },
    {
      what: 'an empty --device',
      device: '',
      line: /^--device: expected a text, got an empty one$/,
    },
    {
      what: 'an arithmetic that is none',
      environment: { ISAC_MC_CUDA_ARITHMETIC: 'float16' },
      line: /^ISAC_MC_CUDA_ARITHMETIC: expected float64 or doubleSingle, got float16$/,
    },
  ];
  it.each(refusals)('$what: exit code 2', async ({ environment = {}, device, line, hint }) => {
    const { code, stdout, stderr } = await solve(environment, ...(device === undefined ? [] : ['--device', device]));
    const [first = '', second, ...rest] = linesOf(stderr);
    expect(first).toMatch(/^isac-mc: /);
    expect(first.slice('isac-mc: '.length)).toMatch(line);
    if (hint) expect((second ?? '').trim()).toMatch(hint);
    else expect(second).toBeUndefined();
    expect(rest).toEqual([]);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('an empty ISAC_MC_LIBCUDA is none: the driver of the machine is looked for', async () => {
    const { stderr } = await solve({ ISAC_MC_LIBCUDA: '', LD_LIBRARY_PATH: '', [`${STAND_IN}STUB`]: '1' });
    expect(stderr).not.toContain('cuDriverGetVersion');
    expect(stderr).toMatch(
      /^(isac-mc: cuda: no NVIDIA driver \(libcuda\.so\.1 is not there\)\n {2}install|backend cuda)/,
    );
  });

  it('a library that lacks another one is told from one that is not there', async () => {
    const build = (name: string, ...args: string[]): string => {
      const library = join(folder, name);
      execFileSync('g++', ['-shared', '-x', 'c++', '/dev/null', '-x', 'none', '-o', library, ...args]);
      return library;
    };
    const other = build('libother.so', '-Wl,-soname,libother.so');
    const needy = build('libneedy.so', '-Wl,--no-as-needed', other);
    const { code, stderr } = await solve({ ISAC_MC_LIBCUDA: needy });
    expect(stderr).toContain(`cuda: NVIDIA's driver cannot be loaded (${needy}: libother.so: cannot open shared`);
    expect(code).toBe(2);
  });

  it('auto goes on without a library that is no driver, and says so', async () => {
    const { code, stderr } = await isacMc(['solve', FILE], folder, undefined, { ISAC_MC_LIBCUDA: 'libm.so.6' });
    expect(stderr).toMatch(/^backend (?!cuda)\w+ on .* \(auto; cuda: libm\.so\.6 is no CUDA driver \(.*\)\)$/m);
    expect(code).toBe(0);
  });

  it('koffi missing: exit code 2, with the version to install', async () => {
    const preload = join(folder, 'noKoffi.cjs');
    writeFileSync(
      preload,
      `const Module = require('node:module');
const load = Module._load;
Module._load = function (name, ...rest) {
  if (name === 'koffi') throw new Error("Cannot find module 'koffi'\\nRequire stack:");
  return load.call(this, name, ...rest);
};`,
    );
    const { code, stderr } = await solve({ NODE_OPTIONS: `--require=${preload}` });
    expect(linesOf(stderr)).toEqual([
      `isac-mc: cuda: the optional package "koffi" cannot be loaded (Cannot find module 'koffi')`,
      expect.stringMatching(/^ {2}npm install koffi@\d+\.\d+\.\d+$/) as string,
    ]);
    expect(code).toBe(2);
  });

  it('a device that is lost: exit code 3, and the line says at how many programs and what the driver said', async () => {
    const { code, stderr } = await solve({ [`${STAND_IN}LOST_AFTER`]: '0' });
    expect(linesOf(stderr).slice(1)).toEqual([
      expect.stringMatching(
        /^isac-mc: the CUDA device was lost while it solved \d+ programs: \w+: CUDA_ERROR_LAUNCH_FAILED$/,
      ) as string,
      expect.stringMatching(/^ {2}run the same command again; dmesg has .*--device/) as string,
    ]);
    expect(code).toBe(3);
  });

  it('a card without room for one program: exit code 3', async () => {
    const { code, stderr } = await solve({ [`${STAND_IN}MEMORY`]: '300000' });
    expect(linesOf(stderr)[1]).toMatch(
      /^isac-mc: even a single program of a batch of \d+ is too much for stand-in 0: cuMemAlloc_v2: CUDA_ERROR_OUT_OF_MEMORY$/,
    );
    expect(code).toBe(3);
  });

  it('auto never takes the stand-in driver, and says so', async () => {
    const { code, stderr } = await isacMc(['solve', FILE], folder);
    expect(stderr).toMatch(/^backend (?!cuda)\w+ on .* \(auto; cuda: stand-in 0 computes on the CPU\)$/m);
    expect(code).toBe(0);
  });

  it('--device takes a number among the visible devices, which CUDA_VISIBLE_DEVICES renumbers', async () => {
    const two = { [`${STAND_IN}DEVICES`]: '2' };
    for (const [device, environment, name] of [
      ['1', two, 'stand-in 1'],
      ['0', { ...two, CUDA_VISIBLE_DEVICES: '1' }, 'stand-in 1'],
    ] as const) {
      const { code, stderr } = await solve(environment, '--device', device);
      expect(stderr).toMatch(new RegExp(`^backend cuda on ${name}, CUDA 13\\.0, float64 \\(asked for\\)$`, 'm'));
      expect(code).toBe(0);
    }
  });

  it('doctor shows driver, card, memory, arithmetic and image, and the other cards', async () => {
    const { code, stdout } = await isacMc(['doctor', '--json'], folder, undefined, {
      [`${STAND_IN}DEVICES`]: '2',
      [`${STAND_IN}RATIO`]: '64',
      LD_LIBRARY_PATH: '', // no Vulkan: webgpu is not what is looked at
    });
    expect(code).toBe(0);
    const { auto, backends } = JSON.parse(stdout) as {
      auto: { name: string; refusals: string[] };
      backends: { cuda: { usable: boolean; solved: boolean; error: number; facts: Record<string, string | number> } };
    };
    expect(auto.name).not.toBe('cuda');
    expect(auto.refusals[0]).toBe('cuda: stand-in 0 computes on the CPU');
    expect(backends.cuda).toMatchObject({ usable: true, solved: true });
    expect(backends.cuda.error).toBeLessThan(1e-8);
    expect(backends.cuda.facts).toMatchObject({
      driver: expect.stringMatching(/^CUDA 13\.0 \(.*libcuda\.so\.1: computes on the CPU\)$/) as string,
      memory: '4.0 GiB free of 4.0 GiB',
      'compute capability': '9.0',
      'float32:float64': '64:1',
      arithmetic: 'double-single, then float64, which is slow on this card',
      image: 'conic-doubleSingle-32.ptx.gz',
      'card 1:': 'stand-in 1, 4.0 GiB, compute capability 9.0, float32:float64 64:1, doubleSingle',
    });
  });

  it('doctor calls float64 slow where the card is, whatever arithmetic was asked for', async () => {
    const { stdout } = await isacMc(['doctor', '--json'], folder, undefined, {
      ISAC_MC_CUDA_ARITHMETIC: 'doubleSingle',
      LD_LIBRARY_PATH: '',
    });
    const { backends } = JSON.parse(stdout) as { backends: { cuda: { facts: Record<string, unknown> } } };
    expect(backends.cuda.facts['arithmetic']).toBe('double-single, then float64');
  });

  it('--device with auto names the backends that take one', async () => {
    const { code, stderr } = await isacMc(['solve', FILE, '--device', '0'], folder);
    expect(stderr).toContain('--device: expected --backend cuda, webgpu or tensorflow beside it, got auto');
    expect(code).toBe(2);
  });
});
