import { ProblemError } from '@faultmaven/rpc'
import { createFrameReader } from '@faultmaven/security'
import type { Blob } from '@faultmaven/storage'
import type { CaseStore } from '../handlers/case-store.ts'
import { uploadIdOf } from '../ids.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import { findKeptUpload, type KeptUpload } from './kept-uploads.ts'

type Request = { readonly caseId: string; readonly turnId: string; readonly ordinal: number }
type Deps = { readonly store: CaseStore; readonly records: SealedRecords; readonly blob: Blob }

/** The bytes of an upload as they came, a frame at a time. @throws {ProblemError} `case.not_found`, `source.not_found` */
export async function* readUpload(request: Request, deps: Deps): AsyncGenerator<Uint8Array, void> {
  const key = await deps.store.key(request.caseId)
  const kept = await findKeptUpload(deps.records, request)
  if (kept === undefined) throw new ProblemError('source.not_found')
  yield* kept.place === undefined ? readSourceOf(kept, request, deps) : readCopy(kept, kept.place, { key, blob: deps.blob })
}

async function* readSourceOf(
  { sourceId = '' }: KeptUpload,
  { caseId }: Request,
  { store }: Deps,
): AsyncGenerator<Uint8Array, void> {
  const bytes = await store.bytes(caseId, await store.source(caseId, sourceId))
  if (bytes === undefined) throw new ProblemError('source.not_found')
  yield* bytes.stream(0)
}

type Opening = { readonly key: Uint8Array; readonly blob: Blob }

async function* readCopy(
  { turnId, ordinal }: KeptUpload,
  place: NonNullable<KeptUpload['place']>,
  { key, blob }: Opening,
): AsyncGenerator<Uint8Array, void> {
  const frames = await createFrameReader({
    key,
    sourceId: uploadIdOf(turnId, ordinal),
    sealedBytes: place.end - place.start,
    read: (start, end) => blob.read(place.blob, place.start + start, Math.min(place.end, place.start + end)),
  })
  yield* frames.stream()
}
