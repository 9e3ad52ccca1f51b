import net from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLink, type Link } from './link.ts'

let echo: net.Server
let link: Link
let port: number

beforeEach(async () => {
  echo = net.createServer((socket) => socket.pipe(socket).on('error', () => {}))
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
  const target = { host: '127.0.0.1', port: (echo.address() as net.AddressInfo).port }
  const probe = net.createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  port = (probe.address() as net.AddressInfo).port
  await new Promise((resolve) => probe.close(resolve))
  link = await openLink({ host: '127.0.0.1', port }, target, () => 0.5)
})
afterEach(async () => {
  await link.close()
  echo.close()
})

/** Sends a text over the link; what comes back within 300 ms, or the error. */
async function exchange(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port })
    let received = ''
    const end = (result: string) => {
      socket.destroy()
      resolve(result)
    }
    socket.on('data', (data) => (received += String(data)).length >= text.length && end(received))
    socket.on('error', (error) => end(String(error)))
    socket.setTimeout(300, () => end(`silence after "${received}"`))
    socket.write(text)
  })
}

test('a healthy link passes what is sent, in order', async () => {
  const text = Array.from({ length: 2000 }, (_, index) => `${index},`).join('')
  expect(await exchange(text)).toBe(text)
})

test('a blackhole is silence, a reset an error', async () => {
  link.state.blackhole = true
  expect(await exchange('x')).toBe('silence after ""')
  link.state.blackhole = false
  link.state.reset = true
  expect(await exchange('x')).toMatch(/ECONNRESET|EPIPE/)
})

test('loss holds pieces back and counts them', async () => {
  link.state.loss = 0.6
  expect(await exchange('x')).toBe('silence after ""')
  expect(link.held()).toBe(1)
})
