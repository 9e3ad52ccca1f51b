import { api } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { openApiDocument } from './openapi.ts'

test('openApiDocument() describes every public operation and the single call beside them', () => {
  const { info, paths } = openApiDocument('1.2.3')
  expect(info.version).toBe('1.2.3')
  for (const { path, method } of Object.values(api.operations)) expect(paths[path]).toHaveProperty(method.toLowerCase())
  expect(Object.keys(paths['/v1/cases'] ?? {}).sort()).toEqual(['get', 'post'])
  expect(paths['/v1/cases/{caseId}/turns/{turnId}']).toHaveProperty(['post', 'requestBody', 'content', 'multipart/form-data'])
  expect(JSON.stringify(paths)).not.toContain('/internal/')
})
