import { Readable } from 'node:stream'
import { type agent, type dataProcessing, PASTED_NAME, splitPastedText, type TurnMode, TurnRequest } from '@faultmaven/contracts'
import { type CallContext, type Client, ProblemError, toProblemError } from '@faultmaven/rpc'
import { type BodyDigest, createBodyDigest } from './body-digest.ts'
import type { Part } from './read-parts.ts'

export type TurnIds = { readonly caseId: string; readonly turnId: string }
export type Backends = { readonly agent: Client<typeof agent>; readonly dataProcessing: Client<typeof dataProcessing> }

type Options = Backends & {
  readonly ids: TurnIds
  readonly parts: AsyncIterator<Part, void>
  /** Of the work for the turn: it outlives the request, so it carries neither its signal nor its deadline. */
  readonly context: CallContext
  /** Told as soon as the turn is known to be a new one, while its files still arrive. */
  readonly onBegun?: () => void
}
type Opening = {
  readonly request: TurnRequest
  readonly mode: TurnMode
  readonly firstFile: Part | undefined
  /** Data that stood in the question. */
  readonly pasted: string
  /** What of the body was not read, so far. */
  readonly ignored: readonly string[]
}

/** The next file is read while one of at most so many bytes is finished. */
const MAX_OVERLAPPED_BYTES = 8 * 2 ** 20
const CUT = 'The upload was cut before it was complete; send the turn again to go on'

/**
 * Reads the body of a turn and hands its bytes on as they come: to agent what was asked, to data-processing each file. A file
 * that cannot be taken is a sentence of what was not examined and fails nothing else. Resolves when the investigation is started.
 * The same turn with the same body is read and changes nothing.
 * @throws {ProblemError} `request.invalid` for a body without question or file; `turn.conflict`; `turn.incomplete` when the body
 * was cut: then the turn is logged as interrupted, and the same turn sent again replaces it
 */
export async function receiveTurn(options: Options): Promise<void> {
  const { agent, ids, context, onBegun } = options
  const opening = await readOpening(options.parts)
  const { request, mode } = opening
  const digest = createBodyDigest(request)
  const { bodyDigest } = await agent.beginTurn({ ...ids, request, mode }, context)
  if (bodyDigest !== undefined) return requireSame(bodyDigest, options, opening, digest)
  onBegun?.()
  try {
    const notExamined = mode === 'query' ? opening.ignored : await sendFiles(options, opening, digest)
    await agent.submitTurn({ ...ids, mode, bodyDigest: digest.value(), notExamined: [...notExamined] }, context)
  } catch (error) {
    const problem = toProblemError(error)
    const why = problem.code === 'turn.incomplete' ? CUT : `The upload ended early: ${problem.message}`
    // The cause is told even if the agent cannot be reached to log it.
    await agent.interruptTurn({ ...ids, why }, context).catch(() => {})
    throw problem
  }
}

/** What stands before the first file: the question, if there is one. */
async function readOpening(parts: Options['parts']): Promise<Opening> {
  let request: TurnRequest = {}
  const ignored: string[] = []
  for (;;) {
    const part = await nextOf(parts)
    if (part?.kind === 'turn') request = parseRequest(part.json)
    else if (part?.kind === 'ignored') ignored.push(part.why)
    else {
      const { pasted } = splitPastedText(request.question ?? '')
      return { request, mode: modeOf(request, part !== undefined || pasted !== ''), firstFile: part, pasted, ignored }
    }
  }
}

function parseRequest(json: string): TurnRequest {
  const request = TurnRequest.parse(parseJson(json))
  // A field that holds nothing but blanks asks nothing.
  const { question, ...others } = request
  return question?.trim() ? request : others
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // The parser's message quotes the text, so it is no cause.
    throw new ProblemError('request.invalid', { detail: 'The turn is not valid JSON' })
  }
}

function modeOf({ question }: TurnRequest, hasData: boolean): TurnMode {
  if (question === undefined && !hasData) {
    throw new ProblemError('request.invalid', { detail: 'Ask a question, send a file, or both' })
  }
  if (question === undefined) return 'data'
  return hasData ? 'both' : 'query'
}

/** One file is read while the one before it is finished. @returns what was not examined, in sentences */
async function sendFiles(
  options: Options,
  { firstFile, pasted, ignored }: Opening,
  digest: BodyDigest,
): Promise<readonly string[]> {
  const { dataProcessing, ids, context } = options
  const { state } = await dataProcessing.openTurn(ids, context)
  const notExamined = [...ignored]
  let ordinal = 0
  let before: Sent = { finished: Promise.resolve([]) }
  try {
    for await (const part of restOf(options.parts, firstFile)) {
      if (part.kind === 'ignored') notExamined.push(part.why)
      // Killed between the end of the analysis and its submission: the bytes are all there.
      else if (state === 'analysed') await digest.file(part.name, part.body).finish()
      else {
        const sent = await sendFile(options, part, ordinal++, digest)
        notExamined.push(...(await before.finished))
        before = sent
      }
    }
    if (pasted !== '' && state !== 'analysed')
      notExamined.push(...(await addSource(options, ordinal, PASTED_NAME, Readable.from([Buffer.from(pasted)]))))
  } finally {
    notExamined.push(...(await before.finished))
  }
  await dataProcessing.closeTurn(ids, context)
  return notExamined
}

type FilePart = Extract<Part, { kind: 'file' }>

/** A file whose bytes were all read. `finished` never rejects: it says why the file was not taken, if it was not. */
type Sent = { readonly finished: Promise<readonly string[]> }

/** Resolves as soon as the next part may come. @throws {ProblemError} `turn.incomplete` when the body was cut in it */
async function sendFile(options: Options, part: FilePart, ordinal: number, digest: BodyDigest): Promise<Sent> {
  const { name } = part
  const file = digest.file(name, part.body)
  const finished = addSource(options, ordinal, name, file.stream)
  const bytes = await Promise.race([finished.then(() => 0), file.read])
  await file.finish()
  // One that fills the disk is given up only at its end: what came meanwhile would find no room.
  if (bytes > MAX_OVERLAPPED_BYTES) await finished
  return { finished }
}

/** @returns why it was not taken, if it was not */
function addSource({ dataProcessing, ids, context }: Options, ordinal: number, name: string, body: Readable): Promise<string[]> {
  return dataProcessing.addSource({ ...ids, ordinal, name }, body, context).then(
    () => [],
    (error: unknown) => [`${name}: ${toProblemError(error).message}`],
  )
}

async function requireSame(bodyDigest: string, { parts }: Options, { firstFile }: Opening, digest: BodyDigest): Promise<void> {
  for await (const part of restOf(parts, firstFile)) if (part.kind === 'file') await digest.file(part.name, part.body).finish()
  if (digest.value() !== bodyDigest) {
    throw new ProblemError('turn.conflict', { detail: 'This turn was already sent with another body; give a new turn a new id' })
  }
}

/** The first file and what follows. @throws {ProblemError} `request.invalid` for a `turn` that comes too late to be heard */
async function* restOf(parts: Options['parts'], firstFile: Part | undefined): AsyncGenerator<Exclude<Part, { kind: 'turn' }>> {
  for (let part = firstFile; part; part = await nextOf(parts)) {
    if (part.kind === 'turn')
      throw new ProblemError('request.invalid', { detail: 'The part "turn" must come before the files, once' })
    yield part
  }
}

async function nextOf(parts: Options['parts']): Promise<Part | undefined> {
  const next = await parts.next()
  return next.done ? undefined : next.value
}
