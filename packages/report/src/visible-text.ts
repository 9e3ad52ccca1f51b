/** Bidi and control characters as visible code points: a quote is hostile text. Line breaks and tabs stay. */
export function visibleText(text: string): string {
  return text.replace(
    /[^\P{C}\n\t]/gu,
    (character) => `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`,
  )
}

/** `76%`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}

/** `2026-03-12 08:00:07`, UTC. */
export function clockOf(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ')
}
