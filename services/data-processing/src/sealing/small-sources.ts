import { randomUUID } from 'node:crypto'
import type { Blob, BlobWriter } from '@faultmaven/storage'
import { isDiskFull } from '../store/disk-full.ts'
import type { SealedPlace } from '../store/sealed-place.ts'

/** Sealed sources of less than a frame, many to a blob: ten thousand members are not ten thousand files to make and sync. */
export type SmallSources = {
  append(sealed: Uint8Array): Promise<SealedPlace>
  /** Makes everything appended since the last commit durable, or knows it as lost when the disk is full. */
  commit(): Promise<void>
  isLost(place: SealedPlace): boolean
  abort(): Promise<void>
  /** Bytes waiting for the next commit. */
  readonly pendingBytes: number
}

export function createSmallSources({ blob, caseId }: { readonly blob: Blob; readonly caseId: string }): SmallSources {
  const lost = new Set<string>()
  let open: { readonly name: string; readonly writer: BlobWriter } | undefined
  let length = 0

  async function begin() {
    const name = `${caseId}/${randomUUID()}`
    open = { name, writer: await blob.create(name) }
    length = 0
    return open
  }
  /** Given up before anything is awaited, so that a failed blob is never appended to. */
  function close() {
    const closed = open
    open = undefined
    length = 0
    return closed
  }
  return {
    async append(sealed) {
      const { name, writer } = open ?? (await begin())
      try {
        await writer.write(sealed)
      } catch (error) {
        // A store takes back the whole blob of a failed write, and with it the sources before.
        lost.add(name)
        close()
        throw error
      }
      const start = length
      length += sealed.length
      return { blob: name, start, end: length }
    },
    async commit() {
      const closed = close()
      try {
        await closed?.writer.commit()
      } catch (error) {
        if (closed === undefined || !isDiskFull(error)) throw error
        lost.add(closed.name)
      }
    },
    isLost: (place) => lost.has(place.blob),
    abort: async () => close()?.writer.abort(),
    get pendingBytes() {
      return length
    },
  }
}
