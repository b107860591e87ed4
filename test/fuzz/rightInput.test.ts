import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { copyOf, FINISHED, finishedStudy } from './finishedStudies.ts';
import { commandShapes } from './kinds/commandOptions.ts';
import { callLibrary, LIBRARY_ARGUMENTS, type LibraryFunction } from './kinds/libraryArguments.ts';
import { isSmall, SMALL_STUDIES } from './kinds/smallStudies.ts';
import { READER_NAMES, saidBy } from './readers.ts';

// What the cases change must be right before: else they try nothing but the first check.

const shared = temporaryFolder();

describe.each(Object.keys(LIBRARY_ARGUMENTS) as LibraryFunction[])('%s', (name) => {
  it('takes its right arguments', async () => {
    const folder = join(shared, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'study.yaml'), SMALL_STUDIES[0]);
    copyOf(await finishedStudy(shared, 0), folder);
    for (const args of LIBRARY_ARGUMENTS[name](folder)) await callLibrary(name, args);
  });
});

describe('every small study', () => {
  it.each(SMALL_STUDIES)('is valid and small: %s', (text) => {
    expect(isSmall(parseStudy(text, 'study.yaml'))).toBe(true);
  });

  it.each(READER_NAMES)('has nothing that %s finds', async (reader) => {
    for (let i = 0; i < FINISHED; i++) {
      const own = await finishedStudy(shared, i);
      const folder = join(shared, `${reader}-${i}`);
      mkdirSync(folder);
      const said = await saidBy(reader, copyOf(own, folder), own.study, folder);
      expect([own.name, said.fault, said.fault ? said.text : '']).toEqual([own.name, false, '']);
    }
  });
});

describe('the options of every command', () => {
  it('are those that its help names', async () => {
    const shapes = await commandShapes();
    expect(shapes.map((shape) => shape.name)).toEqual(Object.keys(COMMANDS));
    const run = shapes.find((shape) => shape.name === 'run');
    expect(run?.positional).toEqual(['study']);
    expect(run?.options).toContainEqual({ name: 'limit', type: 'number', choices: [], required: false });
    expect(run?.options).toContainEqual({ name: 'allow-software', type: 'boolean', choices: [], required: false });
    const solve = shapes.find((shape) => shape.name === 'solve');
    expect(solve?.positional).toEqual(['files']);
    expect(shapes.find((shape) => shape.name === 'extract')?.options.find((o) => o.name === 'row')?.required).toBe(
      true,
    );
  });
});
