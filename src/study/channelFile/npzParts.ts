import { InputError } from '../../errors.ts';
import type { ChannelPart, ChannelSizes } from './channelArray.ts';
import { Damaged, readChecked } from './damaged.ts';
import { NPY_HEAD, npyHeader } from './npyHeader.ts';
import { numpySizes } from './numpyChannels.ts';
import { quoted } from '../../plainText.ts';
import { shown } from './shown.ts';
import type { SharedBytes } from './sharedBytes.ts';
import { requireSize } from './sizeLimit.ts';
import { requireKnownMethod, unpacked, unpackedHead } from './zip/unpack.ts';
import { type ZipMember, zipMembers } from './zip/zipMembers.ts';

const HINT = 'numpy.savez(file, channels=h) writes one';

/**
 * The arrays of a .npz file that hold channels: `channels`, the pair `channels_re` and `channels_im`, or the only array there is. Others
 * are not read. Their headers are read first, and nothing is unpacked where they do not fit.
 *
 * @param limitGiB most that the arrays may have (`requireSize`).
 * @param requireFit throws where the sizes that the headers tell are not those of the study.
 * @throws InputError on a damaged archive, or one of other arrays.
 */
export function npzParts(
  archive: SharedBytes,
  file: string,
  limitGiB: number,
  requireFit: (sizes: ChannelSizes) => void,
): ChannelPart[] {
  const checked = <T>(read: () => T): T => readChecked(file, 'a .npz archive', read, HINT);
  const arrays = checked(() => channelMembers(zipMembers(archive), file));
  const where = (member: ZipMember): string => `${file}: ${shown(arrayName(member))}`;
  const headers = arrays.map((member) => {
    const head = checked(() => {
      requireKnownMethod(member);
      return unpackedHead(member, NPY_HEAD);
    });
    return { header: npyHeader(head, member.size, where(member)), where: where(member) };
  });
  requireFit(numpySizes(headers));
  requireSize(
    arrays.reduce((sum, { size }) => sum + size, 0),
    limitGiB,
    `${file} unpacked`,
  );
  return arrays.map((member) => ({ where: where(member), bytes: checked(() => unpacked(member, file)) }));
}

/** The members that hold channels. */
function channelMembers(members: readonly ZipMember[], file: string): ZipMember[] {
  const arrays = new Map<string, ZipMember>();
  for (const member of members) {
    const name = arrayName(member);
    if (arrays.has(name)) throw new Damaged(`there are two arrays ${quoted(name)}`);
    arrays.set(name, member);
  }
  const [whole, re, im] = ['channels', 'channels_re', 'channels_im'].map((name) => arrays.get(name));
  const part = re ?? im;
  if (whole && part)
    throw new InputError(
      `${file}: expected either an array channels, or channels_re and channels_im, got ${shown(whole.name)} and ${shown(part.name)}`,
    );
  if (re && im) return [re, im];
  const only = whole ?? (members.length === 1 ? members[0] : undefined);
  if (only) return [only];
  const names = [...arrays.keys()].slice(0, 10).map(shown);
  if (arrays.size > names.length) names.push(`${arrays.size - names.length} more`);
  throw new InputError(
    `${file}: expected an array channels, or channels_re and channels_im, got ${names.join(', ') || 'an empty archive'}`,
  );
}

function arrayName({ name }: ZipMember): string {
  return name.replace(/\.npy$/, '');
}
