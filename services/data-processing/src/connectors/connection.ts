import { createHash } from 'node:crypto'
import { Agent, type Dispatcher, request } from 'undici'
import type { HttpQuestion } from './http-connector.ts'
import { LiveSourceFailure } from './live-source-failure.ts'
import type { LiveSourceSettings } from './live-source-settings.ts'

/** A reply as it came. */
export type Reply = { readonly bytes: Buffer; readonly sha256: string }

/** Of the words of a source about its own error. */
const MAX_SAID_BYTES = 2000

/** The connections to one source. No proxy of the environment is used, and no redirect is followed: the address is the operator's alone. */
export function createDispatcher({ certificateAuthority, deadlineMs }: LiveSourceSettings): Agent {
  return new Agent({
    connections: 4,
    connect: { timeout: deadlineMs, ...(certificateAuthority === undefined ? {} : { ca: certificateAuthority }) },
  })
}

/** Headers by which a source knows who asks. @throws {LiveSourceFailure} when the credential cannot be read */
export async function headersOf({ authorization, tenant }: LiveSourceSettings): Promise<Record<string, string>> {
  const credential = await authorization?.().catch((cause: unknown) => {
    throw new LiveSourceFailure('Its credential cannot be read on the server', { cause })
  })
  return {
    ...(credential === undefined ? {} : { authorization: credential }),
    ...(tenant === undefined ? {} : { 'x-scope-orgid': tenant }),
  }
}

/** Ends with the deadline of the source, whatever part of the exchange takes so long, and with the caller. */
export function deadlineOf({ deadlineMs }: LiveSourceSettings, signal: AbortSignal | undefined): AbortSignal {
  const deadline = AbortSignal.timeout(deadlineMs)
  return signal ? AbortSignal.any([deadline, signal]) : deadline
}

/**
 * Sends one question and takes the whole reply, up to what the source is allowed.
 * @throws {LiveSourceFailure} for a refusal, a redirect, too much, too late, and a source that is away
 */
export async function askOverHttp(
  question: HttpQuestion,
  source: LiveSourceSettings,
  { dispatcher, signal }: { readonly dispatcher: Dispatcher; readonly signal: AbortSignal | undefined },
): Promise<Reply> {
  const ending = deadlineOf(source, signal)
  const headers = await headersOf(source)
  try {
    const {
      statusCode,
      headers: told,
      body,
    } = await request(source.address + question.path, {
      method: question.method,
      dispatcher,
      signal: ending,
      headers: {
        ...headers,
        accept: 'application/json, text/plain',
        // What is not packed cannot unpack to more than it is.
        'accept-encoding': 'identity',
        ...(question.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(question.body === undefined ? {} : { body: question.body }),
    })
    if (statusCode === 200 && told['content-encoding'] === undefined) return await take(body, source.maxBytes)
    throw await refusalOf(statusCode, body)
  } catch (error) {
    throw failureOf(error, source, signal)
  }
}

async function take(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Reply> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    // Leaving the loop closes the connection: an endless reply costs no more than this.
    if (bytes > maxBytes) throw new LiveSourceFailure(`Its reply is larger than ${maxBytes} bytes: ask for less`)
    chunks.push(chunk)
  }
  const whole = Buffer.concat(chunks)
  return { bytes: whole, sha256: createHash('sha256').update(whole).digest('hex') }
}

async function refusalOf(status: number, body: AsyncIterable<Buffer>): Promise<LiveSourceFailure> {
  if (status === 200) return new LiveSourceFailure('It packed its reply though it was asked not to')
  if (status >= 300 && status < 400) {
    return new LiveSourceFailure(`It answered ${status}, which sends elsewhere: the operator must write its final address`)
  }
  let said = Buffer.alloc(0)
  for await (const chunk of body) {
    said = Buffer.concat([said, chunk])
    if (said.length >= MAX_SAID_BYTES) break
  }
  const why =
    status === 401 || status === 403 ? `It answered ${status}: its credential does not allow this` : `It answered ${status}`
  return new LiveSourceFailure(why, { said: said.toString('utf8').slice(0, MAX_SAID_BYTES) })
}

/** @throws what ended the caller's own work */
export function failureOf(
  error: unknown,
  { deadlineMs }: LiveSourceSettings,
  signal: AbortSignal | undefined,
): LiveSourceFailure {
  signal?.throwIfAborted()
  if (error instanceof LiveSourceFailure) return error
  // The deadline of the source: the caller's own has just been looked at.
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return new LiveSourceFailure(`It did not answer whole within ${deadlineMs} ms`, { cause: error })
  }
  const code = codeOf(error)
  return new LiveSourceFailure(`It cannot be reached${code === undefined ? '' : ` (${code})`}`, { cause: error })
}

/** What Node and undici call it, `ECONNREFUSED` or `SELF_SIGNED_CERT_IN_CHAIN`: nothing of it comes from the source. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause)
}
