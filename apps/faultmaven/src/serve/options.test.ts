import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readServeOptions } from './options.ts'

describe('readServeOptions()', () => {
  test('serves everything on loopback unless told otherwise', () => {
    expect(readServeOptions([], {})).toEqual({
      target: 'all',
      host: '127.0.0.1',
      port: 8420,
      dataFolder: path.resolve('.data'),
      workers: expect.any(Number),
      urls: {},
    })
  })

  test('takes a flag before the environment', () => {
    const environment = { FAULTMAVEN_PORT: '9000', FAULTMAVEN_DATA: '/var/lib/fm', FAULTMAVEN_TARGET: 'agent' }
    expect(readServeOptions(['--port', '0', '--host', '::1'], environment)).toMatchObject({
      target: 'agent',
      host: '::1',
      port: 0,
      dataFolder: '/var/lib/fm',
      workers: expect.any(Number),
    })
  })

  test('takes a file of live sources by flag or environment', () => {
    expect(readServeOptions(['--live-sources', 'live.json'], {}).liveSourcesFile).toBe(path.resolve('live.json'))
    expect(readServeOptions([], { FAULTMAVEN_LIVE_SOURCES: '/etc/live.json' }).liveSourcesFile).toBe('/etc/live.json')
  })

  test('takes the addresses of other roles as origins', () => {
    const args = ['--agent-url', 'http://[::1]:8421/x?y', '--data-processing-url', 'http://localhost:8422/']
    expect(readServeOptions(args, {}).urls).toEqual({ agent: 'http://[::1]:8421', 'data-processing': 'http://localhost:8422' })
  })

  test.each([
    [['--port', '65536'], '0 to 65535'],
    [['--port', ''], '0 to 65535'],
    [['--port', '8e3'], '0 to 65535'],
    [['--port=-1'], '0 to 65535'],
    [['--target', 'everything'], 'use all, api-gateway, agent, data-processing'],
    [['--host', '0.0.0.0'], 'local mode has one user'],
    [['--host', '192.168.1.5', '--target', 'agent'], 'services do not authenticate each other yet'],
    [['--agent-url', 'http://10.0.0.5:8421'], '--agent-url http://10.0.0.5:8421 must be'],
    [['--agent-url', 'https://127.0.0.1:8421'], 'must be an http URL'],
    [['--data-processing-url', 'localhost'], 'must be an http URL'],
    [['--verbose'], '--verbose'],
  ])('refuses %j and says what to write instead', (args, words) => {
    expect(() => readServeOptions(args, {})).toThrow(words)
  })
})
