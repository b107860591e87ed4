import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/packageRoot.ts';

const INTRODUCTION = `# Commands

What \`isac-mc --help\` and \`isac-mc COMMAND --help\` print. Results go to stdout; progress and messages to stderr.
`;

/** docs/commands.md. Needs the built command. */
export function commandsPage(): string {
  const overview = help();
  const commands = [...overview.matchAll(/^ {2}isac-mc ([a-z]+)/gm)].map((m) => m[1] ?? '');
  const sections = commands
    .filter((name) => name !== 'completion')
    .map((name) => `## ${name}\n\n\`\`\`text\n${help(name)}\n\`\`\`\n`);
  return [INTRODUCTION, `\`\`\`text\n${overview}\n\`\`\`\n`, ...sections].join('\n');
}

/** Help text of the command as a process prints it, without trailing blanks. */
function help(...command: string[]): string {
  const main = join(packageRoot(), 'dist', 'cli', 'main.js');
  if (!existsSync(main)) throw new Error(`${main} is missing: npm run build first`);
  const text = execFileSync(process.execPath, [main, ...command, '--help'], { encoding: 'utf8' });
  return text.replace(/ +$/gm, '').trim();
}
