import { isTarHeader } from './tar-header.ts'

export type Container = 'gzip' | 'zip' | 'tar' | 'zstd' | 'bzip2' | 'xz'

/** How many bytes {@link detectContainer} wants to see. */
export const CONTAINER_HEAD_BYTES = 1024

const MAGIC: readonly (readonly [Container, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
]
/** After `BZh` and a digit: the first block, or the end mark of an empty file. */
// oxlint-disable-next-line no-control-regex
const BZIP2 = /^BZh[1-9](?:1AY&SY|\x17rE8P\x90)/

/** What a stream is by its first bytes, never by its name; undefined when it is no container that we open. */
export function detectContainer(head: Uint8Array): Container | undefined {
  for (const [container, magic] of MAGIC) if (magic.every((byte, index) => head[index] === byte)) return container
  if (BZIP2.test(Buffer.from(head.subarray(0, 10)).toString('latin1'))) return 'bzip2'
  // The magic alone will do: a damaged first header does not make the members behind it unreadable.
  return isTarHeader(head) || startsAt(head, 257, 'ustar') ? 'tar' : undefined
}

function startsAt(bytes: Uint8Array, at: number, magic: string): boolean {
  return Buffer.from(bytes.subarray(at, at + magic.length)).toString('latin1') === magic
}
