export type { DraftFinding, DraftPlace, DraftPredicate, ExaminedSource } from './draft.ts'
export type { Signature } from './signatures/signature.ts'
