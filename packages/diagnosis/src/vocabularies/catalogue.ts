import errno from './errno.json' with { type: 'json' }
import httpStatus from './http-status.json' with { type: 'json' }
import signal from './signal.json' with { type: 'json' }
import type { Vocabulary } from './vocabulary.ts'

/** Every vocabulary, in the order in which a message is searched. A new file needs its line here and nothing else. */
export const VOCABULARIES: readonly Vocabulary[] = [errno, signal, httpStatus].map(asVocabulary)

/** Guarantee: catalogue.test.ts checks every field of every file against {@link Vocabulary}. */
function asVocabulary(data: unknown): Vocabulary {
  return data as Vocabulary
}
