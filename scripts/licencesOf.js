import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package's own folder in the path of one of its files: the last one below node_modules. */
const FOLDER = /^(?:.*[\\/])?node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;

/**
 * The licences of all packages whose code esbuild has put into its output, as one text.
 *
 * @param metafile of esbuild.
 * @throws Error on a package without a licence file.
 */
export function licencesOf({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = new Set(files.flatMap((path) => FOLDER.exec(path) ?? []));
  const sections = [...folders].map(licenceIn);
  const unique = [...new Set(sections)].sort(); // the same version of a package may lie in several folders
  return [
    'The modules of this folder hold code of the following packages, without what is not used of it (scripts/joinModules.js).\n',
    ...unique,
  ].join(`\n${'-'.repeat(80)}\n`);
}

/** Name, version and licences of the package in a folder. */
function licenceIn(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0) throw new Error(`${name}: expected a file with its licence, got none in ${folder}`);
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}
