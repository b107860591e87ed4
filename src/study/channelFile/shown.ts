import { quoted } from '../../plainText.ts';

/** A name from a file for a message: as it is where that is a plain word, in quotes otherwise. */
export function shown(name: string): string {
  return /^[\w<>|=.-]{1,40}$/.test(name) ? name : quoted(name);
}
