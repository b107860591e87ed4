/**
 * Words of the `#SBATCH` lines of a script as sbatch 22.05 reads them (test/slurm compares): blanks end a word, quotes of
 * either kind hold blanks, a backslash takes the next character as it is, # ends a line outside quotes. sbatch stops at the
 * first line that is neither a comment nor empty.
 */
export function sbatchWords(script: string): string[] {
  const words: string[] = [];
  for (const line of script.split('\n')) {
    if (line !== '' && !line.startsWith('#')) break;
    if (line.startsWith('#SBATCH ')) words.push(...wordsOf(line.slice('#SBATCH '.length)));
  }
  return words;
}

function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i);
    if (c === '\\') word = (word ?? '') + line.charAt(++i);
    else if (quote !== undefined) {
      if (c === quote) quote = undefined;
      else word = (word ?? '') + c;
    } else if (c === '"' || c === "'") [quote, word] = [c, word ?? ''];
    else if (c === '#') break;
    else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + c;
  }
  if (quote !== undefined) throw new Error(`no closing quote in ${line}`);
  return word === undefined ? words : [...words, word];
}
