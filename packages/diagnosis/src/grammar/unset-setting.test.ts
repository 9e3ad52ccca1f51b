import { expect, test } from 'vitest'
import { readFault } from './read-fault.ts'
import { readUnsetSetting } from './unset-setting.ts'

test('the name before "is not set" is that of a setting', () => {
  expect(readUnsetSetting('MAIL_QUEUE_TOKEN is not set, refusing to start')).toBe('MAIL_QUEUE_TOKEN')
  expect(readUnsetSetting('"signing_key" must be set')).toBe('signing_key')
  expect(readUnsetSetting('queue is empty')).toBeUndefined()
})

test('a setting with a default is not missed', () => {
  expect(readUnsetSetting('CACHE_TTL is not set, using the default of 60 s')).toBeUndefined()
})

test('what is missing is the setting, whatever its name speaks of', () => {
  expect(readFault('MEMORY_DISK_QUEUE is not set, cannot start')).toMatchObject({
    mechanism: 'config/not-found',
    entity: 'MEMORY_DISK_QUEUE',
  })
  expect(readFault('API_CERTIFICATE is required')).toMatchObject({ mechanism: 'config/not-found', entity: 'API_CERTIFICATE' })
})
