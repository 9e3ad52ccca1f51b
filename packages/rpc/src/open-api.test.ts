import { agent, api, contract, dataProcessing, stream, unary } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { buildOpenApi } from './open-api.ts'

const document = buildOpenApi([api, agent, dataProcessing], {
  title: 'FaultMaven',
  version: '1.2.3',
  extraPaths: {
    '/v1/cases': { post: { operationId: 'turn', responses: { default: { $ref: '#/components/responses/Problem' } } } },
  },
})

const Schema = z.record(z.string(), z.unknown())
const Parameter = z.strictObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  schema: Schema,
})
const Content = z.record(z.string(), z.looseObject({ schema: z.optional(Schema) }))
const Response = z.union([z.strictObject({ $ref: z.string() }), z.strictObject({ description: z.string(), content: Content })])
const Method = z.strictObject({
  operationId: z.string(),
  tags: z.optional(z.array(z.string())),
  summary: z.optional(z.string()),
  security: z.optional(z.array(z.record(z.string(), z.array(z.string())))),
  'x-scope': z.optional(z.string()),
  parameters: z.optional(z.array(Parameter)),
  requestBody: z.optional(z.strictObject({ required: z.boolean(), description: z.optional(z.string()), content: Content })),
  responses: z.record(z.string(), Response),
})
/** The parts of OpenAPI 3.1 that the document uses. */
const OpenApi = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string().check(z.startsWith('/')), z.partialRecord(z.enum(['get', 'post', 'put', 'delete']), Method)),
  components: z.strictObject({
    schemas: z.record(z.string(), Schema),
    responses: z.record(z.string(), Response),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.enum(['apiKey', 'http']) })),
  }),
})

const methods = () =>
  Object.entries(OpenApi.parse(document).paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, value]) => ({ path, method, ...value })),
  )

test('buildOpenApi() makes a document of the shape of OpenAPI 3.1', () => {
  expect(OpenApi.safeParse(document).error).toBeUndefined()
  expect(JSON.parse(JSON.stringify(document))).toEqual(document)
})

test('buildOpenApi() has every operation once, with an id of its own, beside the hand-written ones', () => {
  const operations = [api, agent, dataProcessing].flatMap(({ name, operations }) =>
    Object.keys(operations).map((key) => `${name}.${key}`),
  )
  const ids = methods().map(({ operationId }) => operationId)
  expect(ids.toSorted()).toEqual([...operations, 'turn'].toSorted())
  expect(Object.keys(document.paths['/v1/cases'] ?? {})).toEqual(['post', 'get'])
})

test('buildOpenApi() declares exactly the parameters that a path names', () => {
  for (const { path, parameters = [] } of methods()) {
    const declared = parameters.filter((parameter) => parameter.in === 'path')
    expect(declared.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
    expect(declared.every(({ required }) => required)).toBe(true)
  }
})

test('buildOpenApi() refers to nothing that is not there', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference)
  expect(references.length).toBeGreaterThan(20)
  for (const reference of references) {
    const target = reference
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>(
        (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
        document,
      )
    expect([reference, typeof target]).toEqual([reference, 'object'])
  }
})

test('buildOpenApi() describes how input, stream and upload travel', () => {
  const small = contract({
    name: 'small',
    version: '1',
    operations: {
      put: unary({
        method: 'PUT',
        path: '/things/{id}',
        summary: 'Keep',
        scope: 'public',
        input: z.object({ id: z.string(), size: z.number().check(z.gte(1)), note: z.optional(z.string()) }),
        output: z.object({ ok: z.boolean() }),
      }),
      watch: stream({
        method: 'GET',
        path: '/things/{id}/events',
        summary: 'Watch',
        scope: 'case:read',
        input: z.object({ id: z.string(), after: z.optional(z.coerce.number()) }),
        event: z.object({ n: z.number() }),
      }),
    },
  })
  const { paths } = buildOpenApi([small], { title: 't', version: '1' })
  expect(paths['/things/{id}']).toMatchObject({
    put: {
      security: [],
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { type: 'object', required: ['size'], properties: { size: { minimum: 1 }, note: { type: 'string' } } },
          },
        },
      },
    },
  })
  expect(paths['/things/{id}/events']).toMatchObject({
    get: {
      security: [{ session: [] }, { bearer: [] }],
      parameters: [
        { name: 'id' },
        { name: 'after', in: 'query', required: false, schema: { type: 'number' } },
        { name: 'Last-Event-ID', in: 'header' },
      ],
      responses: { '200': { content: { 'text/event-stream': { 'x-event': { properties: { n: { type: 'number' } } } } } } },
    },
  })
})
