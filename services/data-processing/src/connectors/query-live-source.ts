import { Readable } from 'node:stream'
import type { Source } from '@faultmaven/contracts'
import { toProblemError } from '@faultmaven/rpc'
import { LiveSourceFailure } from './live-source-failure.ts'
import type { AskedLive, LiveFile, LiveSources } from './live-sources.ts'

type LiveReply =
  | { readonly outcome: 'answered'; readonly sources: Source[] }
  | { readonly outcome: 'failed'; readonly why: string; readonly said?: string }
/** Takes a file as if it had been uploaded. */
type Ingest = (file: LiveFile, body: Readable) => Promise<{ readonly sources: Source[] }>

/** Asks a live source and has its reply read, examined and sealed like an upload; what goes wrong at the source is told, not thrown. */
export async function queryLiveSource(
  asked: AskedLive,
  {
    liveSources,
    signal,
    ingest,
  }: { readonly liveSources: LiveSources; readonly signal: AbortSignal | undefined; readonly ingest: Ingest },
): Promise<LiveReply> {
  try {
    const file = await liveSources.query(asked, signal)
    const { sources } = await ingest(file, Readable.from([Buffer.from(file.text)], { objectMode: false }))
    return { outcome: 'answered', sources }
  } catch (error) {
    if (!(error instanceof LiveSourceFailure)) throw toProblemError(error)
    return { outcome: 'failed', why: error.message, ...(error.said === undefined ? {} : { said: error.said }) }
  }
}
