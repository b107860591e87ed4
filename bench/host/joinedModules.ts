import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Line before the code of a module in a file that scripts/joinModules.js has made. */
const MODULE = /^\/\/ (?:dist|.*node_modules)\/(.*\.m?js)$/;

interface Part {
  readonly module: string;
  readonly line: number;
}

/** Tells the module that a line of a file belongs to: `/study/runner.js` where the file was joined from several, else the file itself. */
export function joinedModules(): (url: string, line: number) => string {
  const files = new Map<string, readonly Part[]>();
  const partsOf = (url: string): readonly Part[] => {
    let parts = files.get(url);
    if (!parts) {
      const lines = readFileSync(fileURLToPath(url), 'utf8').split('\n');
      parts = lines.flatMap((text, line) => {
        const [, module] = MODULE.exec(text) ?? [];
        return module === undefined ? [] : [{ module: `/${module}`, line }];
      });
      files.set(url, parts);
    }
    return parts;
  };
  return (url, line) =>
    url.startsWith('file:') ? (partsOf(url).findLast((part) => part.line <= line)?.module ?? url) : url;
}
