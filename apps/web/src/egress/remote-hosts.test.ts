import { expect, test } from 'vitest'
import { remoteHosts } from './remote-hosts.ts'

test('a model on the machine of the server is no remote one, whatever its port', () => {
  const hosts = [
    '127.0.0.1:11434',
    'api.example.org',
    'localhost',
    '[::1]:8080',
    'api.example.org',
    '10.0.0.7:8000',
    'localhost.example.org',
  ]
  expect(remoteHosts(hosts.map((host) => ({ host })))).toEqual(['api.example.org', '10.0.0.7:8000', 'localhost.example.org'])
})
