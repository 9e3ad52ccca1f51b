import type { PathCitation } from '@faultmaven/contracts'
import type { SourceReader } from '../source/source-reader.ts'
import { quoteOf, type Spot } from './quote-of.ts'
import { resolvePointer, type Resolution } from './resolve-pointer.ts'
import { faultOf } from './scan-source.ts'

export type PathResult =
  | { readonly outcome: 'read'; readonly resolution: Resolution; readonly whole: boolean }
  | { readonly outcome: 'failed' | 'undecided'; readonly why: string }

export type PathSearch = {
  readonly source: SourceReader
  /** Reads the document again and follows the pointer. */
  read(): Promise<void>
  /** The line to quote, known after `read`. */
  line(): number | undefined
  seeLine(spot: Spot): void
  result(): PathResult
  /** The place itself, or the parent that does not have it. @returns undefined when the line cannot be shown */
  cite(): Promise<PathCitation | undefined>
}

/** Looks what stands at a place of a structured document. */
export function createPathSearch(source: SourceReader, pointer: string): PathSearch {
  let result: PathResult = { outcome: 'failed', why: `"${source.name}" is no structured document` }
  let quoted: { readonly line: number; readonly pointer: string } | undefined
  let spot: Spot | undefined
  return {
    source,
    async read() {
      try {
        const trees = await source.trees()
        if (trees === undefined) return
        const resolution = resolvePointer(trees.documents, pointer)
        result = { outcome: 'read', resolution, whole: trees.whole && source.complete }
        if (resolution.found) quoted = { line: resolution.node.line, pointer }
        else if (resolution.parent) quoted = { line: resolution.parent.line, pointer: resolution.parentPointer ?? '' }
      } catch (error) {
        result = { outcome: 'undecided', why: faultOf(source, error) }
      }
    },
    line: () => quoted?.line,
    seeLine(seen) {
      spot = seen
    },
    result: () => result,
    async cite() {
      if (spot === undefined || quoted === undefined) return undefined
      const { sourceId, name: sourceName, sha256 } = source
      return { kind: 'path', sourceId, sourceName, sha256, ...quoted, quote: await quoteOf(source, spot) }
    },
  }
}
