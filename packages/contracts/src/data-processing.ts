import * as z from 'zod/mini'
import { caseDocuments } from './case-document.ts'
import { AnalysisEvent } from './events.ts'
import { CheckedClaim, ProposedClaim } from './evidence.ts'
import {
  ExploreCompareRequest,
  ExploreComparison,
  ExploreContextRequest,
  ExploredContext,
  ExploredTemplates,
  ExploreFacetsEvent,
  ExploreFacetsRequest,
  ExploreHistogramEvent,
  ExploreHistogramRequest,
  ExploreLinesEvent,
  ExploreLinesRequest,
  ExploreTemplatesRequest,
} from './explore.ts'
import { Finding } from './finding.ts'
import { Id } from './ids.ts'
import { LiveQueryRequest, LiveSource } from './live-source.ts'
import { ModelNames } from './llm-gateway.ts'
import { ProposedLogFormat, ProposeLogFormatRequest, SavedLogFormat, SaveLogFormatRequest } from './log-format.ts'
import { contract, download, stream, unary, upload } from './operation.ts'
import { Source } from './source.ts'
import { ViewLine } from './view-line.ts'

const Turn = { caseId: Id, turnId: Id }

/** A live source that refuses, errs or is away is an answer, too. `said` is its own text: written by strangers. */
const LiveReply = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('answered'), sources: z.array(Source) }),
  z.object({ outcome: z.literal('failed'), why: z.string(), said: z.optional(z.string()) }),
])

/** One file cannot be larger than this, packed. */
export const MAX_UPLOAD_BYTES = 8 * 2 ** 30

/** What a turn brought, as it was sent: enough to send it again and come to the same. */
export const UploadedTurn = z.object({
  turnId: Id,
  /** Unix milliseconds: all of its sources were received at this moment. */
  openedAtMs: z.number(),
  isAnalysed: z.boolean(),
  /** Formats that users had taught when it was opened; it was read with them. */
  logFormats: z.array(SaveLogFormatRequest),
  /** In the order of the upload. */
  uploads: z.array(z.object({ ordinal: z.number(), name: z.string(), bytes: z.number(), sha256: z.string() })),
  /** Names of sources whose upload was not kept whole: it was cut, or the disk was full. */
  missing: z.array(z.string()),
})
export type UploadedTurn = z.infer<typeof UploadedTurn>

/** Evidence of a case: sealed, read, analysed, searched, shredded. Its only callers are api-gateway and agent. */
export const dataProcessing = contract({
  name: 'data-processing',
  version: '1',
  operations: {
    openTurn: unary({
      method: 'PUT',
      path: '/internal/data-processing/cases/{caseId}/turns/{turnId}',
      summary: 'Make ready for the sources of a turn; drops what an earlier, cut upload of the same turn left',
      scope: 'case:write',
      idempotent: true,
      input: z.object(Turn),
      output: z.object({ state: z.enum(['open', 'analysed']) }),
    }),
    addSource: upload({
      method: 'POST',
      path: '/internal/data-processing/cases/{caseId}/turns/{turnId}/sources',
      summary: 'Take one uploaded file: unpack, seal and parse it while it arrives',
      scope: 'case:write',
      maxBytes: MAX_UPLOAD_BYTES,
      input: z.object({ ...Turn, ordinal: z.coerce.number(), name: z.string() }),
      output: z.object({ sha256: z.string(), bytes: z.number(), sources: z.array(Source) }),
    }),
    closeTurn: unary({
      method: 'POST',
      path: '/internal/data-processing/cases/{caseId}/turns/{turnId}/close',
      summary: 'All sources have arrived: relate them to each other and end the analysis of the turn',
      scope: 'case:write',
      idempotent: true,
      timeoutMs: 600_000,
      input: z.object(Turn),
      output: z.object({ sources: z.number(), findings: z.number() }),
    }),
    watchTurn: stream({
      method: 'GET',
      path: '/internal/data-processing/cases/{caseId}/turns/{turnId}/events',
      summary: 'What became of the sources of a turn so far and from now on, until it is analysed',
      scope: 'case:read',
      input: z.object(Turn),
      event: AnalysisEvent,
    }),
    listSources: unary({
      method: 'GET',
      path: '/internal/data-processing/cases/{caseId}/sources',
      summary: 'The sources of a case, in the order they came',
      scope: 'case:read',
      input: z.object({ caseId: Id }),
      output: z.object({ sources: z.array(Source) }),
    }),
    listUploads: unary({
      method: 'GET',
      path: '/internal/data-processing/cases/{caseId}/uploads',
      summary: 'What each turn of a case brought, as it was sent',
      scope: 'case:read',
      input: z.object({ caseId: Id }),
      output: z.object({ turns: z.array(UploadedTurn) }),
    }),
    readUpload: download({
      method: 'GET',
      path: '/internal/data-processing/cases/{caseId}/turns/{turnId}/uploads/{ordinal}',
      summary: 'The bytes of one uploaded file, packed as they came',
      scope: 'case:read',
      contentType: 'application/octet-stream',
      input: z.object({ ...Turn, ordinal: z.coerce.number() }),
    }),
    listFindings: unary({
      method: 'GET',
      path: '/internal/data-processing/cases/{caseId}/findings',
      summary: 'All findings of a case, best first',
      scope: 'case:read',
      input: z.object({ caseId: Id }),
      output: z.object({ findings: z.array(Finding) }),
    }),
    listNames: unary({
      method: 'GET',
      path: '/internal/data-processing/cases/{caseId}/names',
      summary: 'Names of hosts and accounts that the evidence of a case tells of: they are withheld from models',
      scope: 'case:read',
      input: z.object({ caseId: Id }),
      output: ModelNames,
    }),
    readLines: unary({
      method: 'GET',
      path: '/internal/data-processing/cases/{caseId}/sources/{sourceId}/lines',
      summary: 'Lines of a source by number, at most 1000 at a time',
      scope: 'case:read',
      input: z.object({
        caseId: Id,
        sourceId: Id,
        from: z.coerce.number().check(z.gte(1)),
        count: z.coerce.number().check(z.gte(1), z.lte(1000)),
      }),
      output: z.object({ totalLines: z.number(), lines: z.array(ViewLine) }),
    }),
    exploreLines: stream({
      method: 'POST',
      path: '/internal/data-processing/cases/{caseId}/explore/lines',
      summary: 'Records that a filter chooses, a page at a time, from all sources; told as they are found',
      scope: 'case:read',
      input: ExploreLinesRequest,
      event: ExploreLinesEvent,
    }),
    exploreHistogram: stream({
      method: 'POST',
      path: '/internal/data-processing/cases/{caseId}/explore/histogram',
      summary: 'Records that a filter chooses, counted per bucket of time and severity',
      scope: 'case:read',
      input: ExploreHistogramRequest,
      event: ExploreHistogramEvent,
    }),
    exploreFacets: stream({
      method: 'POST',
      path: '/internal/data-processing/cases/{caseId}/explore/facets',
      summary: 'How the records that a filter chooses divide by severity, source, template, host and component',
      scope: 'case:read',
      input: ExploreFacetsRequest,
      event: ExploreFacetsEvent,
    }),
    exploreTemplates: unary({
      method: 'POST',
      path: '/internal/data-processing/cases/{caseId}/explore/templates',
      summary: 'Templates of the records, most frequent first, with the types of their parameters',
      scope: 'case:read',
      idempotent: true,
      input: ExploreTemplatesRequest,
      output: ExploredTemplates,
    }),
    exploreContext: unary({
      method: 'GET',
      path: '/internal/data-processing/cases/{caseId}/sources/{sourceId}/lines/{line}/context',
      summary: 'Lines around a line, and the records that they belong to',
      scope: 'case:read',
      input: ExploreContextRequest,
      output: ExploredContext,
    }),
    proposeLogFormat: unary({
      method: 'POST',
      path: '/internal/data-processing/cases/{caseId}/sources/{sourceId}/log-format',
      summary: 'A log format that reads example lines as they are marked, and what it makes of the source',
      scope: 'case:read',
      idempotent: true,
      input: ProposeLogFormatRequest,
      output: ProposedLogFormat,
    }),
    saveLogFormat: unary({
      method: 'POST',
      path: '/internal/data-processing/log-formats',
      summary: 'Keep a log format; uploads from now on are read with it, in every case',
      scope: 'case:write',
      input: SaveLogFormatRequest,
      output: SavedLogFormat,
    }),
    listLogFormats: unary({
      method: 'GET',
      path: '/internal/data-processing/log-formats',
      summary: 'The log formats that were taught, oldest first',
      scope: 'case:read',
      input: z.object({}),
      output: z.object({ formats: z.array(SavedLogFormat) }),
    }),
    deleteLogFormat: unary({
      method: 'DELETE',
      path: '/internal/data-processing/log-formats/{formatId}',
      summary: 'Forget a log format; sources that were read with it stay as they are',
      scope: 'case:write',
      input: z.object({ formatId: Id }),
      output: z.object({ ok: z.literal(true) }),
    }),
    exploreCompare: unary({
      method: 'POST',
      path: '/internal/data-processing/cases/{caseId}/explore/compare',
      summary: 'Only what differs between bad and good records: messages, field values, quantities',
      scope: 'case:read',
      idempotent: true,
      timeoutMs: 300_000,
      input: ExploreCompareRequest,
      output: ExploreComparison,
    }),
    listLiveSources: unary({
      method: 'GET',
      path: '/internal/data-processing/live-sources',
      summary: 'The live sources that the operator attached, by name',
      scope: 'case:read',
      input: z.object({}),
      output: z.object({ liveSources: z.array(LiveSource) }),
    }),
    queryLiveSource: unary({
      method: 'POST',
      path: '/internal/data-processing/cases/{caseId}/turns/{turnId}/live-queries',
      summary: 'Ask a live source, read-only; its reply becomes a sealed source of the turn, which must be open',
      scope: 'case:write',
      timeoutMs: 120_000,
      input: LiveQueryRequest,
      output: LiveReply,
    }),
    ...caseDocuments,
    verifyClaims: unary({
      method: 'POST',
      path: '/internal/data-processing/cases/{caseId}/claims/verify',
      summary: 'Recompute claims from the evidence; only verified ones may be shown',
      scope: 'case:read',
      idempotent: true,
      timeoutMs: 300_000,
      input: z.object({ caseId: Id, claims: z.array(ProposedClaim) }),
      output: z.object({ results: z.array(CheckedClaim) }),
    }),
    deleteCase: unary({
      method: 'DELETE',
      path: '/internal/data-processing/cases/{caseId}',
      summary: 'Destroy the frames key of a case, then remove what it sealed',
      scope: 'case:delete',
      idempotent: true,
      input: z.object({ caseId: Id }),
      output: z.object({ keyDestroyed: z.boolean(), sealedBytes: z.number() }),
    }),
  },
})
