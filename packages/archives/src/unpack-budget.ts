import type { Bytes } from './byte-reader.ts'
import { OpenError } from './open-error.ts'
import type { OpenLimits } from './open-limits.ts'

/** What one upload has used of its limits. */
export type UnpackBudget = {
  /** Counts packed bytes as they pass, once at the door of the upload. */
  received(bytes: Bytes): Bytes
  /**
   * Counts what a decompressor gives out against what went into it, and against the whole upload.
   * @throws {OpenError} `bomb` or `limit`
   */
  guard(unpacked: Bytes, packed: () => number): Bytes
  /** False when the upload has had its share of members. */
  takeMember(): boolean
  /** A limit of the whole upload was passed: nothing more of it is opened. */
  readonly isSpent: boolean
  readonly limits: OpenLimits
}

export function createUnpackBudget(limits: OpenLimits): UnpackBudget {
  let receivedBytes = 0
  let unpackedBytes = 0
  let members = 0
  let isSpent = false

  async function* received(bytes: Bytes): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of bytes) {
      receivedBytes += chunk.length
      yield chunk
    }
  }
  async function* guard(unpacked: Bytes, packed: () => number): AsyncGenerator<Uint8Array, void> {
    let out = 0
    for await (const chunk of unpacked) {
      out += chunk.length
      unpackedBytes += chunk.length
      if (isBomb(out, packed(), limits)) throw bomb(limits, false)
      // Many small bombs together are one: what came out is also held against all that was uploaded.
      isSpent ||= isBomb(unpackedBytes, receivedBytes, limits) || unpackedBytes > limits.unpackedBytes
      if (isBomb(unpackedBytes, receivedBytes, limits)) throw bomb(limits, true)
      if (isSpent) {
        throw new OpenError('limit', `The upload unpacks to more than ${limits.unpackedBytes / 2 ** 30} GiB`, {
          endsUpload: true,
        })
      }
      yield chunk
    }
  }
  return {
    received,
    guard,
    takeMember: () => ++members <= limits.members,
    get isSpent() {
      return isSpent
    },
    limits,
  }
}

function isBomb(unpacked: number, packed: number, { ratio, ratioFreeBytes }: OpenLimits): boolean {
  return unpacked > ratioFreeBytes && unpacked > ratio * packed
}
function bomb({ ratio }: OpenLimits, endsUpload: boolean): OpenError {
  return new OpenError('bomb', `It unpacks to more than ${ratio} times what it holds`, { endsUpload })
}
