import type { Readable } from 'node:stream'
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import { toProblemError, ProblemError } from '@faultmaven/rpc'

/** What the body of the single call consists of, in the order it arrives. */
export type Part =
  | { readonly kind: 'turn'; readonly json: string }
  /** Must be read to its end before the next part comes; it fails when the body is cut. */
  | { readonly kind: 'file'; readonly name: string; readonly body: Readable }
  /** Something that is no part of ours, with the reason. */
  | { readonly kind: 'ignored'; readonly why: string }

export type PartLimits = { readonly maxFiles: number; readonly maxTurnBytes: number }

/** Where the parts come from: the raw request with its `content-type`. */
export type MultipartBody = {
  readonly contentType: string
  readonly stream: Readable
  /** Aborting it ends the parts with its reason, whatever still arrives. */
  readonly signal: AbortSignal
}

const MAX_OTHER_PARTS = 20
const MAX_HEADER_BYTES = 16_384
const MAX_HEADER_PAIRS = 32

/**
 * The parts of a multipart body as they arrive; nothing is buffered but the `turn` part. Reading a file slowly slows the sender.
 * @throws {ProblemError} `request.invalid` when it is no multipart body of ours, `turn.incomplete` when it ends too early
 */
export async function* readParts({ contentType, stream, signal }: MultipartBody, limits: PartLimits): AsyncGenerator<Part, void> {
  const waiting: Part[] = []
  let current: BusboyFileStream | undefined
  let failure: ProblemError | undefined
  let isDone = false
  let wake = () => {}

  const add = (part: Part) => {
    waiting.push(part)
    wake()
  }
  const fail = (error: unknown) => {
    failure ??= asIncomplete(error)
    current?.destroy(failure)
    wake()
  }

  const busboy = createBusboy(contentType, limits)
  busboy
    .on('file', (_field, body, name) => {
      current = body
      body.on('error', fail)
      add({ kind: 'file', name: name || 'pasted.txt', body })
    })
    .on('field', (field, value, _cutName, isCut) => (field === 'turn' && isCut ? fail(TOO_LARGE) : add(toPart(field, value))))
    .on('filesLimit', () => add({ kind: 'ignored', why: `Only the first ${limits.maxFiles} files of the body were taken` }))
    .on('fieldsLimit', () => add({ kind: 'ignored', why: `Only the first ${MAX_OTHER_PARTS} other parts of the body were read` }))
    .on('error', fail)
    .on('finish', () => {
      isDone = true
      wake()
    })
  stream.on('error', fail).on('close', () => {
    if (!stream.readableEnded) fail(undefined)
  })
  if (stream.destroyed && !stream.readableEnded) fail(undefined)
  const onAbort = () => fail(signal.reason)
  signal.addEventListener('abort', onAbort)
  stream.pipe(busboy)

  try {
    for (;;) {
      const part = waiting.shift()
      if (part) {
        yield part
        if (part.kind === 'file') await drain(part.body)
      } else if (failure) throw failure
      else if (isDone) return
      else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    stream.unpipe(busboy)
    current?.destroy()
  }
}

/** What nobody read of a file is read and dropped, so that the next part can come. Its failure is told by the parser. */
async function drain(body: Readable): Promise<void> {
  if (body.destroyed || body.readableEnded) return
  await new Promise<void>((resolve) => {
    body
      .once('end', resolve)
      .once('close', resolve)
      .once('error', () => resolve())
    body.resume()
  })
}

function createBusboy(contentType: string, { maxFiles, maxTurnBytes }: PartLimits) {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      // The name is text that is shown and stored, never a path that is opened.
      preservePath: true,
      isPartAFile: (field) => field === 'file',
      limits: {
        files: maxFiles,
        fields: MAX_OTHER_PARTS,
        fieldSize: maxTurnBytes,
        headerSize: MAX_HEADER_BYTES,
        headerPairs: MAX_HEADER_PAIRS,
      },
    })
  } catch (error) {
    throw new ProblemError('request.invalid', { detail: 'The body is no multipart/form-data with a boundary', cause: error })
  }
}

const TOO_LARGE = new ProblemError('request.too_large', { detail: 'The part "turn" is larger than 1 MiB' })

function toPart(field: string | undefined, json: string): Part {
  if (field === 'turn') return { kind: 'turn', json }
  return { kind: 'ignored', why: `The part "${(field ?? '').slice(0, 100)}" is not known and was not read` }
}

function asIncomplete(error: unknown): ProblemError {
  const problem = toProblemError(error)
  if (problem.code !== 'service.internal') return problem
  return new ProblemError('turn.incomplete', {
    detail: 'The body ended before the turn was complete; send it again',
    cause: error,
  })
}
