// Characters that change how the text around them is shown, or hide in it: controls, bidi marks, zero-width and BOM.
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu

/** Text with its invisible and direction-changing characters as markers such as `‹U+202E›`; tabs and newlines stay. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (char) => `‹U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}›`)
}

/** Last part of a path or archive member, for chips: `messages` of `bundle.tar.gz!/var/log/messages`. */
export function shortName(name: string): string {
  return visibleText(name.split('/').findLast((part) => part !== '') ?? name)
}
