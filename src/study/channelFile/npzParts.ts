import { InputError } from '../../errors.ts';
import type { ArrayName, ChannelPart, ChannelSizes } from './channelArray.ts';
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
 * The members of a .npz file that hold some arrays: of `channels` one of that name, the pair `channels_re` and `channels_im`, or the only one there is, and of
 * others the same by their names. Others are not read. Their headers are read first, and nothing is unpacked where they do not fit.
 *
 * @param limitGiB most that all of them may have (`requireSize`).
 * @param requireFit throws where the sizes that the headers tell are not those of the study.
 * @returns the parts of each array.
 * @throws InputError on a damaged archive, or one of other arrays.
 */
export function npzParts(
  archive: SharedBytes,
  file: string,
  limitGiB: number,
  names: readonly ArrayName[],
  requireFit: (sizes: ChannelSizes, name: ArrayName) => void,
): ChannelPart[][] {
  const checked = <T>(read: () => T): T => readChecked(file, 'a .npz archive', read, HINT);
  const members = checked(() => zipMembers(archive));
  const arrays = names.map((name) => checked(() => membersOf(name, members, file)));
  const where = (member: ZipMember): string => `${file}: ${shown(arrayName(member))}`;
  arrays.forEach((own, i) => {
    const headers = own.map((member) => {
      const head = checked(() => {
        requireKnownMethod(member);
        return unpackedHead(member, NPY_HEAD);
      });
      return { header: npyHeader(head, member.size, where(member)), where: where(member) };
    });
    const name = names[i] as ArrayName;
    requireFit(numpySizes(headers, name), name);
  });
  requireSize(
    arrays.flat().reduce((sum, { size }) => sum + size, 0),
    limitGiB,
    `${file} unpacked`,
  );
  return arrays.map((own) =>
    own.map((member) => ({ where: where(member), bytes: checked(() => unpacked(member, file)) })),
  );
}

/** The members that hold an array. */
function membersOf(name: ArrayName, members: readonly ZipMember[], file: string): ZipMember[] {
  const arrays = new Map<string, ZipMember>();
  for (const member of members) {
    const own = arrayName(member);
    if (arrays.has(own)) throw new Damaged(`there are two arrays ${quoted(own)}`);
    arrays.set(own, member);
  }
  const [whole, re, im] = [name, `${name}_re`, `${name}_im`].map((n) => arrays.get(n));
  const part = re ?? im;
  if (whole && part)
    throw new InputError(
      `${file}: expected either an array ${name}, or ${name}_re and ${name}_im, got ${shown(whole.name)} and ${shown(part.name)}`,
    );
  if (re && im) return [re, im];
  const only = whole ?? (members.length === 1 && name === 'channels' ? members[0] : undefined);
  if (only) return [only];
  const names = [...arrays.keys()].slice(0, 10).map(shown);
  if (arrays.size > names.length) names.push(`${arrays.size - names.length} more`);
  throw new InputError(
    `${file}: expected an array ${name}, or ${name}_re and ${name}_im, got ${names.join(', ') || 'an empty archive'}`,
  );
}

function arrayName({ name }: ZipMember): string {
  return name.replace(/\.npy$/, '');
}
