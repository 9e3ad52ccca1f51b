export type { Coverage, LogDigest, Template } from './digest.ts'
