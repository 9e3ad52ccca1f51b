import { EventEmitter } from 'node:events'
import { pino } from 'pino'
import { beforeEach, expect, test, vi } from 'vitest'
import { createShutdown, type Shutdown } from './create-shutdown.ts'

let host: EventEmitter & { exit: (code: number) => void }
let exits: number[]
let steps: string[]
let shutdown: Shutdown

beforeEach(() => {
  exits = []
  steps = []
  host = Object.assign(new EventEmitter(), { exit: (code: number) => void exits.push(code) })
  shutdown = createShutdown({ logger: pino({ enabled: false }), process: host })
})

const step = (name: string) => shutdown.onClose(name, async () => steps.push(name))

test('a signal drains, closes in order, and ends with 0', async () => {
  step('listener')
  shutdown.onClose('slow', async () => {
    await new Promise(setImmediate)
    steps.push('slow')
  })
  step('store')
  expect(shutdown.isDraining()).toBe(false)
  host.emit('SIGTERM')
  expect(shutdown.isDraining()).toBe(true)
  await vi.waitFor(() => expect(exits).toEqual([0]))
  expect(steps).toEqual(['listener', 'slow', 'store'])
})

test('a step that fails or hangs does not keep the next ones, and the end is 1', async () => {
  shutdown.onClose('throws', () => {
    throw new Error('x')
  })
  shutdown.onClose('rejects', async () => Promise.reject(new Error('x')))
  shutdown.onClose('hangs', () => new Promise(() => {}), { timeoutMs: 5 })
  step('store')
  host.emit('SIGINT')
  await vi.waitFor(() => expect(exits).toEqual([1]))
  expect(steps).toEqual(['store'])
})

test('a second signal ends at once', () => {
  shutdown.onClose('hangs', () => new Promise(() => {}))
  host.emit('SIGINT')
  expect(exits).toEqual([])
  host.emit('SIGINT')
  expect(exits).toEqual([1])
})

test('shutDown() runs the steps once', async () => {
  step('store')
  await Promise.all([shutdown.shutDown('a'), shutdown.shutDown('b')])
  expect([steps, exits]).toEqual([['store'], [0]])
})
