import type { ByteSource } from '@faultmaven/evidence'
import { fromInstant } from '@faultmaven/signals'
import { createPacer } from '../ingest/pacer.ts'
import { readSource } from '../ingest/read-source.ts'
import type { LogReadings } from '../log-reading/log-readings.ts'
import { createByteReader } from '@faultmaven/archives'
import type { StoredSource } from '../store/stored-source.ts'
import type { Examiner } from './examiner.ts'
import { toExaminable, type Examinable } from './examinable.ts'
import { feedSource } from './source-feed.ts'

type Rereading = { readonly turnId: string; readonly logs: LogReadings; readonly examiner: Pick<Examiner, 'take'> }

/** What examination needs of a source, made again from its frames: after a restart, or when it came with an earlier turn. */
export async function reread(
  { source, taught = [] }: StoredSource,
  bytes: ByteSource,
  { turnId, logs, examiner }: Rereading,
): Promise<Examinable> {
  const reading = await readSource(createByteReader(bytes.stream()), {
    seal: { write: async () => {} },
    taught,
    now: fromInstant(source.receivedAt) / 1000,
    pacer: createPacer(),
    logs,
    signal: new AbortController().signal,
    onLarge: (head) => feedSource(examiner, { turnId, sourceId: source.id, name: source.name, head }),
    onPiece: () => undefined,
  })
  return toExaminable(source.name, reading, await reading.log())
}
