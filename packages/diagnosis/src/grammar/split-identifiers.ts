const IDENTIFIER = /\b(?:[a-z]{0,40}[A-Z]{0,8}[a-z]{1,40}[A-Z][A-Za-z]{1,60}|[A-Za-z]{1,40}(?:[_-][A-Za-z]{1,40}){1,8})\b/g
const MAX_IDENTIFIERS = 12

/**
 * The identifiers of a text as words: `RecordTooLargeException no_master` gives `record too large exception no master`.
 * Names of errors say what is wrong as plainly as prose does, only without spaces.
 */
export function splitIdentifiers(text: string): string {
  const identifiers = [...new Set(text.match(IDENTIFIER))].slice(0, MAX_IDENTIFIERS)
  return identifiers.map(splitIdentifier).join(' ')
}

/** One identifier as lower-case words. */
export function splitIdentifier(identifier: string): string {
  return identifier
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[_\-.]+/g, ' ')
    .trim()
    .toLowerCase()
}
