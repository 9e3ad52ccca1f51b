import { Agent, request } from 'node:http'
import { request as secureRequest, Agent as SecureAgent } from 'node:https'

const agent = new Agent({ keepAlive: true, maxSockets: 100 })
const secureAgent = new SecureAgent({ keepAlive: false, rejectUnauthorized: false })

export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, unknown>>
}

export interface Ask {
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** @default 8000 */
  readonly timeoutMs?: number
}

/** One HTTP request of the lab's client, of any certificate. @throws {Error} when no answer comes */
export async function ask(url: string, { method = 'GET', body, headers = {}, timeoutMs = 8000 }: Ask = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const isSecure = url.startsWith('https:')
    const options = {
      method,
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)', ...headers },
      agent: isSecure ? secureAgent : agent,
    }
    const sent = (isSecure ? secureRequest : request)(url, options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }))
      response.on('error', reject)
    })
    sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)))
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Whether a URL answers at all, for the ready probes. */
export async function answers(url: string): Promise<boolean> {
  return ask(url, { timeoutMs: 1000 }).then(
    ({ status }) => status < 500,
    () => false,
  )
}
