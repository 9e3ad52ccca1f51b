import * as z from 'zod/mini'
import { CaseSummary, Receipt } from './agent.ts'
import { dataProcessing } from './data-processing.ts'
import { CaseEvent } from './events.ts'
import { Id } from './ids.ts'
import { contract, stream, unary } from './operation.ts'
import { Source } from './source.ts'

/**
 * What browsers and scripts call. The single call itself, `POST /v1/cases/{caseId}/turns/{turnId}` (and `POST /v1/cases`),
 * takes multipart and answers by `Accept` and `Prefer` (DESIGN §5); the gateway serves it beside these operations.
 */
export const api = contract({
  name: 'api',
  version: '1',
  operations: {
    redeemLink: unary({
      method: 'POST',
      path: '/v1/session',
      summary: 'Exchange the one-time token of the start link for a session cookie',
      scope: 'public',
      input: z.object({ token: z.string().check(z.maxLength(256)) }),
      output: z.object({ ok: z.literal(true) }),
    }),
    caseEvents: stream({
      method: 'GET',
      path: '/v1/cases/{caseId}/events',
      summary: 'The events of a case; resumes after Last-Event-ID or `after`',
      scope: 'case:read',
      input: z.object({ caseId: Id, after: z.optional(z.coerce.number()), turnId: z.optional(Id) }),
      event: CaseEvent,
    }),
    getCase: unary({
      method: 'GET',
      path: '/v1/cases/{caseId}',
      summary: 'A case and its turns',
      scope: 'case:read',
      input: z.object({ caseId: Id }),
      output: CaseSummary,
    }),
    listCases: unary({
      method: 'GET',
      path: '/v1/cases',
      summary: 'Your cases, newest first',
      scope: 'case:read',
      input: z.object({}),
      output: z.object({ cases: z.array(CaseSummary) }),
    }),
    listSources: unary({
      method: 'GET',
      path: '/v1/cases/{caseId}/sources',
      summary: 'The sources of a case',
      scope: 'case:read',
      input: z.object({ caseId: Id }),
      output: z.object({ sources: z.array(Source) }),
    }),
    readLines: unary({
      method: 'GET',
      path: '/v1/cases/{caseId}/sources/{sourceId}/lines',
      summary: 'Lines of a source by number, at most 1000 at a time',
      scope: 'case:read',
      input: dataProcessing.operations.readLines.input,
      output: dataProcessing.operations.readLines.output,
    }),
    searchLines: unary({
      method: 'POST',
      path: '/v1/cases/{caseId}/search',
      summary: 'Lines that match a selector',
      scope: 'case:read',
      idempotent: true,
      input: dataProcessing.operations.searchLines.input,
      output: dataProcessing.operations.searchLines.output,
    }),
    exploreLines: stream({
      method: 'POST',
      path: '/v1/cases/{caseId}/explore/lines',
      summary: 'Records that a filter chooses, a page at a time, from all sources; told as they are found',
      scope: 'case:read',
      input: dataProcessing.operations.exploreLines.input,
      event: dataProcessing.operations.exploreLines.event,
    }),
    exploreHistogram: stream({
      method: 'POST',
      path: '/v1/cases/{caseId}/explore/histogram',
      summary: 'Records that a filter chooses, counted per bucket of time and severity',
      scope: 'case:read',
      input: dataProcessing.operations.exploreHistogram.input,
      event: dataProcessing.operations.exploreHistogram.event,
    }),
    exploreFacets: stream({
      method: 'POST',
      path: '/v1/cases/{caseId}/explore/facets',
      summary: 'How the records that a filter chooses divide by severity, source, template, host and component',
      scope: 'case:read',
      input: dataProcessing.operations.exploreFacets.input,
      event: dataProcessing.operations.exploreFacets.event,
    }),
    exploreTemplates: unary({
      method: 'POST',
      path: '/v1/cases/{caseId}/explore/templates',
      summary: 'Templates of the records, most frequent first, with the types of their parameters',
      scope: 'case:read',
      idempotent: true,
      input: dataProcessing.operations.exploreTemplates.input,
      output: dataProcessing.operations.exploreTemplates.output,
    }),
    exploreContext: unary({
      method: 'GET',
      path: '/v1/cases/{caseId}/sources/{sourceId}/lines/{line}/context',
      summary: 'Lines around a line, and the records that they belong to',
      scope: 'case:read',
      input: dataProcessing.operations.exploreContext.input,
      output: dataProcessing.operations.exploreContext.output,
    }),
    exploreCompare: unary({
      method: 'POST',
      path: '/v1/cases/{caseId}/explore/compare',
      summary: 'Only what differs between bad and good records: messages, field values, quantities',
      scope: 'case:read',
      idempotent: true,
      timeoutMs: 300_000,
      input: dataProcessing.operations.exploreCompare.input,
      output: dataProcessing.operations.exploreCompare.output,
    }),
    stopTurn: unary({
      method: 'POST',
      path: '/v1/cases/{caseId}/turns/{turnId}/stop',
      summary: 'Stop a running turn; it is logged as interrupted',
      scope: 'case:write',
      idempotent: true,
      input: z.object({ caseId: Id, turnId: Id }),
      output: z.object({ ok: z.literal(true) }),
    }),
    deleteCase: unary({
      method: 'DELETE',
      path: '/v1/cases/{caseId}',
      summary: 'End a case now; its keys are destroyed and a receipt stays',
      scope: 'case:delete',
      idempotent: true,
      timeoutMs: 120_000,
      input: z.object({ caseId: Id }),
      output: Receipt,
    }),
    getReceipt: unary({
      method: 'GET',
      path: '/v1/receipts/{caseId}',
      summary: 'The receipt of a deleted case',
      scope: 'case:read',
      input: z.object({ caseId: Id }),
      output: Receipt,
    }),
  },
})
