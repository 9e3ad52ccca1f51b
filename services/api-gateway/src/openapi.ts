import { api, TurnAnswer, TurnRequest } from '@faultmaven/contracts'
import { buildOpenApi, type OpenApiDocument } from '@faultmaven/rpc'
import * as z from 'zod/mini'

const PROBLEM = { $ref: '#/components/responses/Problem' }
const ID = { type: 'string', format: 'uuid' }

/** OpenAPI 3.1 of everything that the gateway serves to browsers and scripts, the single call included. */
export function openApiDocument(version: string): OpenApiDocument {
  const turn = toSchema(TurnRequest)
  const call = {
    description:
      'A question, files, or both. The same turn sent again with the same body is the same turn; another body is a conflict.',
    security: [{ session: [] }, { bearer: [] }],
    requestBody: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            properties: {
              turn,
              file: { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } },
            },
          },
          encoding: { turn: { contentType: 'application/json' } },
        },
        'application/json': { schema: turn },
      },
    },
  }
  return buildOpenApi([api], {
    title: 'FaultMaven',
    version,
    extraPaths: {
      '/v1/cases/{caseId}/turns/{turnId}': {
        post: {
          ...call,
          operationId: 'api.sendTurn',
          summary: 'One turn of a case; the case is made if it is new',
          parameters: ['caseId', 'turnId'].map((name) => ({ name, in: 'path', required: true, schema: ID })),
          responses: { '200': answered(), '202': accepted(), '409': PROBLEM, default: PROBLEM },
        },
      },
      '/v1/cases': {
        post: {
          ...call,
          operationId: 'api.createCase',
          summary: 'The first turn of a new case; the server makes the ids',
          responses: { '201': answered(), '202': accepted(), default: PROBLEM },
        },
      },
    },
  })
}

const IDS = z.object({ caseId: z.string(), turnId: z.string() })
const LOCATION = { location: { description: 'Where the events of the turn are read', schema: { type: 'string' } } }

function answered() {
  return {
    description: 'The whole answer, when it is complete; or, by `Accept`, its events as they come',
    headers: LOCATION,
    content: {
      'application/json': { schema: toSchema(z.extend(IDS, TurnAnswer.shape)) },
      'text/event-stream': { schema: { type: 'string' } },
    },
  }
}

function accepted() {
  return {
    description: 'With `Prefer: respond-async`: the body was taken and the turn is at work',
    headers: LOCATION,
    content: { 'application/json': { schema: toSchema(IDS) } },
  }
}

function toSchema(schema: z.ZodMiniType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any' })
  return rest
}
