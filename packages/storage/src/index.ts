export type { Blob, BlobWriter } from './blob.ts'
export type { Kv, KvEntry } from './kv.ts'
