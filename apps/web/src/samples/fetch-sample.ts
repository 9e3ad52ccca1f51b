import { type PickedFile, pickedFile } from '../compose/picked-file.ts'
import samples from './samples.json' with { type: 'json' }

/** A recorded case anybody may try: what was asked, what ran, and what was really done to it. */
export type Sample = (typeof samples)[number]

export const sampleCases: readonly Sample[] = samples

/** The files of a sample as one archive to send. @throws {Error} when the server does not give it */
export async function fetchSample({ id }: Pick<Sample, 'id'>, signal?: AbortSignal): Promise<PickedFile> {
  const response = await fetch(`/samples/${id}.tar.gz`, { signal: signal ?? null })
  if (!response.ok) throw new Error(`The sample could not be fetched: the server answered ${response.status}`)
  return pickedFile(new File([await response.blob()], `${id}.tar.gz`, { type: 'application/gzip', lastModified: 0 }))
}
