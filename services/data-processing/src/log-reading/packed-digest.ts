import { deserialize, serialize } from 'node:v8'
import type { LogDigest } from '@faultmaven/logs'

/**
 * A digest as bytes, for a way through a thread that does not look at it: made into objects there, each look at a growing log would
 * leave up to 10 MiB of garbage.
 */
export type PackedDigest = { readonly packed: Uint8Array }

export function packDigest(digest: LogDigest): PackedDigest {
  return { packed: serialize(digest) }
}

/** The digest of `digest`, whichever way it came. */
export function unpackDigest(digest: LogDigest | PackedDigest): LogDigest {
  if (!('packed' in digest)) return digest
  const unpacked: LogDigest = deserialize(digest.packed)
  return unpacked
}
