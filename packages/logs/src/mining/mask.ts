/** Placeholders of typed parameters as they stand in a template's text. */
// The last alternative is no placeholder: no literal may hold the character that separates literals (see sharedLiterals).
const PLACEHOLDER = /<(?:time|uuid|mac|url|email|ip|hex|path|duration|size|number|id|bool|\*)>|\uffff/

// Order matters: what contains others comes first. Every pattern is linear: classes repeat, groups do not nest repeats.
const MASKS: readonly (readonly [RegExp, string])[] = [
  [
    /\b\d{4}[-/.]\d\d[-/.]\d\d(?:[T _-]\d\d[:.]\d\d[:.]\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)?\b|\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d\d:\d\d:\d\d(?: \d{4})?\b|\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?\b/g,
    '<time>',
  ],
  [/\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b/g, '<uuid>'],
  [/\b(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}\b/g, '<mac>'],
  [/\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>,;)\]}]{1,500}/g, '<url>'],
  [/\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,100}\b/g, '<email>'],
  [/\/?\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d{1,5})?(?:\/\d{1,2})?\b/g, '<ip>'],
  [/(?<![\w:.])(?=[0-9a-fA-F:]{0,39}\d)(?=[0-9a-fA-F:]{0,39}::|(?:[0-9a-fA-F]{1,4}:){7})[0-9a-fA-F:]{2,39}(?![\w:])/g, '<ip>'],
  [
    /\b0x[0-9a-fA-F]{1,32}\b|\b(?:[a-f]{8}|[A-F]{8}|[a-f]{16}|[A-F]{16})\b|\b(?=[a-fA-F]{0,40}\d)(?=\d{0,40}[a-fA-F])[0-9a-fA-F]{6,64}\b/g,
    '<hex>',
  ],
  [/(?<![\w/<.])(?:\/{1,2}[\w.$~%+@#=*:-]{1,100}){2,30}\/?(?:\?[^\s"']{0,300})?|\b[A-Za-z]:\\[\w.\\ $-]{1,200}[\w$]/g, '<path>'],
  [
    /(?<![\w.])[-+]?\d{1,15}(?:[.,]\d{1,9})? ?(?:ns|us|µs|μs|ms|msec|millis|secs?|seconds?|minutes?|mins?|hours?|days?|s|m|h)\b(?!\/)/g,
    '<duration>',
  ],
  [/(?<![\w.])\d{1,15}(?:\.\d{1,9})? ?(?:[kKMGTPE]i?B|[KMGT]i|bytes)\b/g, '<size>'],
  [/(?<![\w.-])[-+]?\d{1,20}(?:[.,]\d{1,20}){0,3}(?:[eE][-+]\d{1,3})?%?(?![\w.-]*[\w])/g, '<number>'],
]

// A word with a digit in it: an id, a device, a version. All of it is a parameter, with what joins such words.
const WORD_WITH_DIGIT = /[A-Za-z_\u0080-\uffff]{0,200}\d[\w\u0080-\uffff]{0,200}/g
// Parameters that stand together are one: parts of an address, of a range, of a list without spaces.
const JOINED = /<(?:number|id|hex|ip|uuid|path)>(?:[.:\-/,@+#]{0,2}<(?:number|id|hex|ip|uuid|path)>){1,60}/g
// The rest of a name that begins with a parameter: `<id>.example.net`.
const NAMED = /<(?:id|ip|number)>(?:[.-][A-Za-z][\w-]{0,80}){1,12}(?![\w(])/g
const SWITCH = /(?<=[=:] ?)(?:true|false|null|nil|none|None|True|False)\b/g

/** Replaces what varies between records of one kind by typed placeholders and leaves all else as it is, spaces included. */
export function maskParameters(text: string): string {
  let masked = text
  // Most records hold few kinds; a digit test is cheaper than twelve searches.
  if (/[\d/@:\\]/.test(text)) {
    for (const [pattern, placeholder] of MASKS) masked = masked.replace(pattern, placeholder)
    masked = masked
      .replace(WORD_WITH_DIGIT, '<id>')
      .replace(JOINED, joinedType)
      .replace(NAMED, '<id>')
      .replace(JOINED, joinedType)
  }
  return masked.replace(SWITCH, '<bool>')
}

/** A list of equals keeps its type. */
function joinedType(text: string): string {
  const types = new Set(text.match(/<\w+>/g))
  const [only = '<id>'] = types
  return types.size === 1 && !/<number>[.]/.test(text) ? only : '<id>'
}

/** Constant pieces between placeholders, in order; only pieces that say something: three characters and a letter. */
export function literalsOf(masked: string): string[] {
  return masked.split(PLACEHOLDER).filter(isTelling)
}

/** A literal must be worth searching for. */
export function isTelling(piece: string): boolean {
  return piece.trim().length >= 3 && /[\p{L}]/u.test(piece)
}

/** Words of a masked text for comparison: split at spaces and behind `:`, `=`, `(`, `[`, `{`, `,` and `|`. */
export function tokensOf(masked: string): string[] {
  return masked.match(/[^\s:=([{,|]{1,400}[:=([{,|]?|[:=([{,|]/g) ?? []
}

/** True for a token that holds a parameter. */
export function isParameter(token: string): boolean {
  return token.includes('<') && PLACEHOLDER.test(token)
}
