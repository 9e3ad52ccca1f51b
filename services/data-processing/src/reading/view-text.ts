/** Longest text of a line that is shown, in characters. */
const MAX_VIEW_CHARACTERS = 4096

/** Colours and cursor moves of terminals: taken out, they carry no meaning here. */
// oxlint-disable-next-line no-control-regex
const ANSI = /\u001b\[[0-9;:?]{0,32}[A-Za-z]/g
/** Control characters, characters that show nothing and those that turn the reading direction; the tab is left. */
const HIDDEN =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g

/**
 * A line as people may see it: what would hide or reorder text stands as a marker such as `⟦U+202E⟧`.
 * @example viewText('a\u001b[31mb\u202e') // { text: 'ab⟦U+202E⟧', cut: false }
 */
export function viewText(raw: string): { readonly text: string; readonly cut: boolean } {
  // Four times as much is enough to fill the view whatever is taken out, short of text that is nearly all colours.
  const head = raw.slice(0, MAX_VIEW_CHARACTERS * 4)
  const text = head.replaceAll(ANSI, '').replaceAll(HIDDEN, marker)
  const cut = text.length > MAX_VIEW_CHARACTERS || raw.length > head.length
  return { text: text.length > MAX_VIEW_CHARACTERS ? text.slice(0, MAX_VIEW_CHARACTERS) : text, cut }
}

function marker(character: string): string {
  if (character === '\u001b') return '⟦ESC⟧'
  return `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`
}
