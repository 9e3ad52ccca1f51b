import technologies from './technologies.json' with { type: 'json' }

type Technology = { readonly alike: string; readonly vocabularies?: readonly string[] }

/** The environment variable that names the technology to leave out; a process has one for its whole life, threads inherit it. */
const VARIABLE = 'FAULTMAVEN_WITHOUT_TECHNOLOGY'

/** What of the built-in knowledge a process does not have. */
export type LeftOut = {
  /** True for a word, phrase or pattern that only somebody writes who knows the technology. */
  readonly isAbout: (text: string) => boolean
  /** True for a list of codes that belongs to the technology. */
  readonly isVocabulary: (name: string) => boolean
}

/**
 * What knowing nothing of a technology would leave out: its signatures, and every word by which it is named in vocabularies and grammar. It measures
 * how much a diagnosis owes to having been told of a technology. A name that is not in `technologies.json` stands for itself.
 */
export function leaveOut(technology: string | undefined): LeftOut {
  if (technology === undefined || technology === '') return { isAbout: () => false, isVocabulary: () => false }
  const known: Readonly<Record<string, Technology>> = technologies
  const { alike, vocabularies = [] } = known[technology] ?? { alike: technology.replaceAll(/[^\w.-]/g, '') }
  const pattern = new RegExp(alike, 'i')
  return {
    // Patterns write "\bredis" where a reader sees "redis".
    isAbout: (text) => pattern.test(text) || pattern.test(text.replaceAll(/\\[bsSwWdD]|\[_ \]/g, ' ')),
    isVocabulary: (name) => vocabularies.includes(name),
  }
}

/** What this process leaves out. */
export const LEFT_OUT = leaveOut(process.env[VARIABLE])
