import { ALL_DETECTORS } from './detectors/all-detectors.ts'
import { createDictionarySearch, type Dictionary } from './dictionary.ts'
import { findInProse } from './prose/find-in-prose.ts'
import { RedactionError } from './redaction-error.ts'
import { resolveOverlaps } from './resolve-overlaps.ts'
import { createScanner } from './scanner.ts'
import type { Span } from './span.ts'

export type DetectionOptions = {
  /** Names that the case knows. */
  readonly dictionary?: Dictionary
  /** How long one text may take. @default 2000 */
  readonly timeoutMs?: number
  /** Milliseconds of a clock that never goes back. @default performance.now */
  readonly now?: () => number
}

export type TextOptions = {
  /** Whether a person wrote the text: only then are names of people, addresses and spoken telephone numbers looked for. @default false */
  readonly prose?: boolean
}

/** The automaton of all detectors takes milliseconds to build and holds nothing of any text: one serves the whole process. */
const scan = createScanner(ALL_DETECTORS)

/**
 * A function that finds what must not leave in a text: spans in order, none over another, empty for an empty text.
 * Linear in the text: each detector looks at a bounded stretch around each of its anchors.
 * @throws {RedactionError} from the function, when the text takes longer than `timeoutMs` or a detector fails
 */
export function createDetection({ dictionary = {}, timeoutMs = 2_000, now = () => performance.now() }: DetectionOptions = {}) {
  const searchDictionary = createDictionarySearch(dictionary)
  return (text: string, { prose = false }: TextOptions = {}): Span[] => {
    const deadline = now() + timeoutMs
    const onTick = () => {
      if (now() > deadline)
        throw new RedactionError(
          'redaction.timed_out',
          `Cannot redact the text within ${timeoutMs} ms, so it is not sent; send less text at once or raise the time limit`,
        )
    }
    try {
      return resolveOverlaps([
        ...scan(text, onTick),
        ...searchDictionary(text, onTick),
        ...(prose ? findInProse(text, onTick) : []),
      ])
    } catch (error) {
      if (error instanceof RedactionError) throw error
      throw new RedactionError(
        'redaction.failed',
        'Cannot redact the text because a detector failed, so it is not sent; report this as a defect',
      )
    }
  }
}
