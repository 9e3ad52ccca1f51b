import type { LiveQuery } from '@faultmaven/contracts'
import type { LiveSourceSettings } from './live-source-settings.ts'

/** The queries of one kind of live source. */
export type QueryOf<Kind extends string> = Extract<LiveQuery, { operation: `${Kind}.${string}` }>

/** A request below the address of its source. */
export type HttpQuestion = {
  readonly method: 'GET' | 'POST'
  /** Path and query, made of checked parameters. */
  readonly path: string
  /** JSON. */
  readonly body?: string
}
/** The text that a reply becomes, and how a file of it would be called. */
export type LaidOut = {
  readonly text: string
  readonly extension: 'json' | 'ndjson' | 'log'
  /** The source may hold more of what was asked for: it gave as much as it was asked to give at most, or not all of it could answer. */
  readonly isCut: boolean
}

/** How one kind of HTTP API is asked, as functions of plain values. */
export type HttpConnector<Query> = {
  /** @throws {LiveSourceFailure} for what the source may not be asked */
  readonly ask: (query: Query, source: LiveSourceSettings, nowMs: number) => HttpQuestion
  /** @throws {LiveSourceFailure} for a reply that is not of this API */
  readonly layOut: (reply: string, query: Query) => LaidOut
}
