import { Readable } from 'node:stream'
import type { LiveOrigin, Source } from '@faultmaven/contracts'
import { toProblemError } from '@faultmaven/rpc'
import { LiveSourceFailure } from './live-source-failure.ts'
import type { AskedLive, LiveSources } from './live-sources.ts'

type LiveReply =
  | { readonly outcome: 'answered'; readonly sources: Source[] }
  | { readonly outcome: 'failed'; readonly why: string; readonly said?: string }
/** Takes a file as if it had been uploaded. */
type Ingest = (name: string, body: Readable, live: LiveOrigin) => Promise<{ readonly sources: Source[] }>

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
    const { name, text, origin } = await liveSources.query(asked, signal)
    const { sources } = await ingest(name, Readable.from([Buffer.from(text)], { objectMode: false }), origin)
    return { outcome: 'answered', sources }
  } catch (error) {
    if (!(error instanceof LiveSourceFailure)) throw toProblemError(error)
    return { outcome: 'failed', why: error.message, ...(error.said === undefined ? {} : { said: error.said }) }
  }
}
