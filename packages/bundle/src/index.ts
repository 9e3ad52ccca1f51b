export {
  BundledFeedback,
  BundledReply,
  BundledTurn,
  type BundleEntry,
  BundleHead,
  ModelEntry,
  TurnJournal,
} from './bundle-entry.ts'
export { encodeEntry, readEntries, type ReadEntry } from './entries.ts'
export { openBundle } from './open-bundle.ts'
export { sealBundle } from './seal-bundle.ts'
