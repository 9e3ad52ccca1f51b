import { contract, download, stream, unary, upload } from '@faultmaven/contracts'
import * as z from 'zod/mini'

export const MAX_UPLOAD = 64 * 2 ** 20

/** Every kind of operation with every way an input travels. */
export const echo = contract({
  name: 'echo',
  version: '1',
  operations: {
    /** Path, body, optional and nested fields. */
    say: unary({
      method: 'POST',
      path: '/echo/rooms/{room}/say',
      summary: 'Give back what was said',
      scope: 'case:write',
      idempotent: true,
      input: z.object({
        room: z.string(),
        text: z.string().check(z.maxLength(1000)),
        times: z.optional(z.number().check(z.gte(1), z.lte(3))),
        tags: z.optional(z.array(z.object({ key: z.string(), value: z.string() }))),
      }),
      output: z.object({
        room: z.string(),
        text: z.string(),
        times: z.optional(z.number()),
        tags: z.optional(z.array(z.object({ key: z.string(), value: z.string() }))),
        caller: z.string(),
        requestId: z.string(),
        traceparent: z.optional(z.string()),
      }),
    }),
    /** Path and query. */
    look: unary({
      method: 'GET',
      path: '/echo/rooms/{room}',
      summary: 'Look at lines of a room',
      scope: 'case:read',
      input: z.object({ room: z.string(), from: z.coerce.number().check(z.gte(1)), word: z.optional(z.string()) }),
      output: z.object({ room: z.string(), from: z.number(), word: z.optional(z.string()) }),
    }),
    /** Fails in the way it is asked to. */
    fail: unary({
      method: 'POST',
      path: '/echo/fail',
      summary: 'Fail',
      scope: 'case:read',
      input: z.object({ how: z.enum(['code', 'unknown', 'disk-full', 'wrong-output', 'throws-text']) }),
      output: z.object({ ok: z.literal(true) }),
    }),
    /** Never answers and does not listen. */
    hang: unary({
      method: 'POST',
      path: '/echo/hang',
      summary: 'Never answer',
      scope: 'case:read',
      input: z.object({}),
      output: z.object({ ok: z.literal(true) }),
    }),
    /** Never answers, within its own limit. */
    hangBriefly: unary({
      method: 'POST',
      path: '/echo/hang-briefly',
      summary: 'Never answer',
      scope: 'case:read',
      timeoutMs: 40,
      input: z.object({}),
      output: z.object({ ok: z.literal(true) }),
    }),
    open: unary({
      method: 'POST',
      path: '/echo/open',
      summary: 'Open to everybody',
      scope: 'public',
      input: z.object({}),
      output: z.object({ ok: z.literal(true) }),
    }),
    count: stream({
      method: 'GET',
      path: '/echo/count',
      summary: 'Count up after a number, then end, fail, break the contract, hang or go on for ever',
      scope: 'case:read',
      input: z.object({
        after: z.optional(z.coerce.number()),
        until: z.coerce.number(),
        finish: z.enum(['end', 'fail', 'wrong-event', 'hang']),
      }),
      event: z.object({ eventId: z.number(), event: z.object({ type: z.string(), text: z.string() }) }),
    }),
    fetch: download({
      method: 'POST',
      path: '/echo/rooms/{room}/bytes',
      summary: 'Give chunks of a mebibyte, then end, fail, break the contract or hang',
      scope: 'case:read',
      contentType: 'application/octet-stream',
      input: z.object({
        room: z.string(),
        chunks: z.number(),
        finish: z.enum(['end', 'fail', 'wrong-chunk', 'hang']),
      }),
    }),
    drop: upload({
      method: 'POST',
      path: '/echo/rooms/{room}/files',
      summary: 'Measure a file',
      scope: 'case:write',
      maxBytes: MAX_UPLOAD,
      input: z.object({ room: z.string(), name: z.string(), how: z.optional(z.enum(['slowly', 'refuse', 'hang'])) }),
      output: z.object({ room: z.string(), name: z.string(), bytes: z.number(), sha256: z.string() }),
    }),
  },
})
