import { randomUUID } from 'node:crypto'
import { TurnAnswer } from '@faultmaven/contracts'
import type { Server } from './server.ts'

export type Upload = { readonly name: string; readonly content: string | Uint8Array<ArrayBuffer> | Blob }
type Init = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> }

/** A script's session with a server: redeems the one-time link and sends the cookie and the page's origin. */
export async function openSession(server: Server) {
  const token = new URL(server.link).hash.replace('#link=', '')
  const origin = new URL(server.url).origin
  const redeemed = await fetch(`${origin}/v1/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  if (!redeemed.ok) throw new Error(`The link was refused: ${redeemed.status} ${await redeemed.text()}`)
  const cookie = (redeemed.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const headers = { cookie, origin }

  const request = (path: string, init: Init = {}) => fetch(origin + path, { ...init, headers: { ...headers, ...init.headers } })

  async function sendTurn(
    {
      question,
      files = [],
      caseId = randomUUID(),
      turnId = randomUUID(),
    }: {
      question?: string
      files?: readonly Upload[]
      caseId?: string
      turnId?: string
    },
    init: Init = {},
  ) {
    const body = turnBody(question, files)
    const response = await request(`/v1/cases/${caseId}/turns/${turnId}`, {
      method: 'POST',
      body,
      ...init,
      headers: { accept: 'application/json', ...init.headers },
    })
    return { caseId, turnId, response }
  }

  async function ask(turn: Parameters<typeof sendTurn>[0]) {
    const { response, ...ids } = await sendTurn(turn)
    if (!response.ok) throw new Error(`The turn was refused: ${response.status} ${await response.text()}`)
    return { ...ids, answer: TurnAnswer.parse(await response.json()) }
  }

  return { origin, headers, request, sendTurn, ask }
}

export function turnBody(question: string | undefined, files: readonly Upload[]): FormData {
  const body = new FormData()
  if (question !== undefined) body.append('turn', new Blob([JSON.stringify({ question })], { type: 'application/json' }))
  for (const { name, content } of files) body.append('file', content instanceof Blob ? content : new Blob([content]), name)
  return body
}
