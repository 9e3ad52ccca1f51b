import type { Contract, Operation } from '@faultmaven/contracts'
import { Problem } from '@faultmaven/contracts'
import * as z from 'zod/mini'
import { hasJsonBody, pathNames } from './input-parts.ts'

type Json = { readonly [key: string]: unknown }
type Options = {
  readonly title: string
  readonly version: string
  /** Path items of hand-written routes, as they stand in the document. */
  readonly extraPaths?: Readonly<Record<string, Json>>
}
/** An OpenAPI document; see the specification for its shape. */
export type OpenApiDocument = {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Json>>
  readonly components: Json
}

/**
 * The contracts as one OpenAPI 3.1 document: what is sent is described as a client may send it, what comes back as it arrives.
 * OpenAPI 3.1 has no word for a stream of events: the schema of one is under `x-event`.
 * @see https://spec.openapis.org/oas/v3.1.1
 */
export function buildOpenApi(contracts: readonly Contract[], { title, version, extraPaths = {} }: Options): OpenApiDocument {
  const paths = new Map<string, Json>(Object.entries(extraPaths))
  for (const contract of contracts) {
    for (const [key, operation] of Object.entries(contract.operations)) {
      const item = { [operation.method.toLowerCase()]: toOperation(contract, key, operation) }
      paths.set(operation.path, { ...paths.get(operation.path), ...item })
    }
  }
  return {
    openapi: '3.1.0',
    info: { title, version },
    paths: Object.fromEntries(paths),
    components: {
      schemas: { Problem: toSchema(Problem, 'output') },
      responses: {
        Problem: {
          description: 'What went wrong, as RFC 9457 says it; `code` is the key of the pages under docs/errors',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'fm_{port}' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

function toOperation(contract: Contract, key: string, operation: Operation): Json {
  const security = operation.scope === 'public' ? [] : [{ session: [] }, { bearer: [] }]
  const body = toRequestBody(operation)
  return {
    operationId: `${contract.name}.${key}`,
    tags: [contract.name],
    summary: operation.summary,
    security,
    'x-scope': operation.scope,
    parameters: toParameters(operation),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: { '200': toAnswer(operation), default: { $ref: '#/components/responses/Problem' } },
  }
}

function toParameters(operation: Operation): Json[] {
  const { properties, required } = inputSchema(operation)
  const inPath = pathNames(operation)
  const inQuery = hasJsonBody(operation) ? [] : Object.keys(properties).filter((name) => !inPath.includes(name))
  const resumes = operation.kind === 'stream' && inQuery.includes('after')
  return [
    ...inPath.map((name) => ({ name, in: 'path', required: true, schema: properties[name] ?? {} })),
    ...inQuery.map((name) => ({ name, in: 'query', required: required.includes(name), schema: properties[name] ?? {} })),
    ...(resumes ? [{ name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'integer' } }] : []),
  ]
}

function toRequestBody(operation: Operation): Json | undefined {
  if (operation.kind === 'upload') {
    const description = `The bytes, ${operation.maxBytes} at most`
    return { required: true, description, content: { 'application/octet-stream': {} } }
  }
  if (!hasJsonBody(operation)) return undefined
  const { properties, required, ...rest } = inputSchema(operation)
  const inPath = pathNames(operation)
  const own = Object.fromEntries(Object.entries(properties).filter(([name]) => !inPath.includes(name)))
  const needed = required.filter((name) => !inPath.includes(name))
  const schema = { ...rest, properties: own, ...(needed.length === 0 ? {} : { required: needed }) }
  return { required: needed.length > 0, content: { 'application/json': { schema } } }
}

function toAnswer(operation: Operation): Json {
  if (operation.kind === 'download') {
    return { description: 'The bytes; a body that is cut is not whole', content: { [operation.contentType]: {} } }
  }
  if (operation.kind !== 'stream') {
    return { description: 'The answer', content: { 'application/json': { schema: toSchema(operation.output, 'output') } } }
  }
  return {
    description:
      'Server-sent events. Each has JSON data, named by its type and, where it has an eventId, with that as id. A comment comes ' +
      'at least every 15 s. The stream ends with an event `done`, or with an event `error` whose data is a problem document; ' +
      'one that ends without either was cut.',
    content: { 'text/event-stream': { schema: { type: 'string' }, 'x-event': toSchema(operation.event, 'output') } },
  }
}

function inputSchema(operation: Operation): { properties: Json; required: readonly string[] } & Json {
  const { properties = {}, required = [], ...rest } = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' })
  return { ...withoutDialect(rest), properties, required }
}

function toSchema(schema: z.ZodMiniType, io: 'input' | 'output'): Json {
  return withoutDialect(z.toJSONSchema(schema, { io, unrepresentable: 'any' }))
}

/** The dialect of JSON Schema 2020-12 is that of the document. */
function withoutDialect({ $schema: _dialect, ...schema }: Json): Json {
  return schema
}
