export { createDetection, type DetectionOptions, type TextOptions } from './detect-spans.ts'
export type { Detector } from './detector.ts'
export { ALL_DETECTORS } from './detectors/all-detectors.ts'
export type { Dictionary } from './dictionary.ts'
export { createKnownSecrets } from './known-secrets.ts'
export { PLACEHOLDER } from './placeholder.ts'
export { RedactionError } from './redaction-error.ts'
export { createRedactor, type Redaction, type Redactor, type Replacement } from './redactor.ts'
export {
  createRestorer,
  createStreamRestorer,
  restorableTokens,
  restoreText,
  type RestoreOptions,
  type Restorer,
  type StreamRestorer,
  type Token,
} from './restore.ts'
export { createScanner } from './scanner.ts'
export type { Span, SpanType } from './span.ts'
export { EMPTY_VAULT, type Vault, type VaultEntry } from './vault.ts'
