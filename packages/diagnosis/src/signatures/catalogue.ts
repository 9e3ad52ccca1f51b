import type { Signature } from './signature.ts'

/** Every signature, file by file. A file `<technology>.json` is an array of signatures and needs its import and its name here. */
export const SIGNATURES: readonly Signature[] = ([] as unknown[]).flatMap(asSignatures)

/** Guarantee: catalogue.test.ts checks every field of every file against {@link Signature} and runs every sample. */
function asSignatures(data: unknown): readonly Signature[] {
  return data as readonly Signature[]
}
