/** Placeholders of typed parameters as they stand in a template's text. */
// The last alternative is no placeholder: no literal may hold the character that separates literals (see sharedLiterals).
const PLACEHOLDER = /<(?:time|uuid|mac|url|email|ip|host|user|hex|path|duration|size|number|id|bool|\*)>|\uffff/

// Order matters: what contains others comes first. Every pattern is linear: classes repeat, groups do not nest repeats.
// The third part is what a text must hold to be searched at all.
const MASKS: readonly (readonly [RegExp, string, needs?: string])[] = [
  [
    /(?<![\w:.])(?:[0-9a-fA-F]{2}:){5}(?:(?:[0-9a-fA-F]{2}:){2}|(?:[0-9a-fA-F]{2}:){6}|(?:[0-9a-fA-F]{2}:){14})?[0-9a-fA-F]{2}(?![\w:])/g,
    '<mac>',
    ':',
  ],
  [
    /\b\d{4}[-/.]\d\d[-/.]\d\d(?:[T _-]\d\d[:.]\d\d(?:[:.]\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?\b|\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d\d:\d\d:\d\d(?:(?: [A-Z]{3,4})? \d{4})?\b|\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2}[- /](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[- /]\d{4}[: ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?: (?:GMT|UTC|[+-]\d{4}))?\b|\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?: [AP]M)?\b/g,
    '<time>',
  ],
  [/\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b/g, '<uuid>', '-'],
  // The version of the protocol is the client's choice, as the target is.
  [/(?<=\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT) )[^\s"']{1,800} HTTP\/\d(?:\.\d)?/g, '<path>', ' HTTP/'],
  [/\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>,;)\]}]{1,500}/g, '<url>', '://'],
  [/\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,100}\b/g, '<email>', '@'],
  // `name/10.0.0.1:80`, as the JVM writes an address; a domain name under a top level that no file or package ends in; `name-7:80`.
  [/\b[A-Za-z][\w.-]{0,200}\/\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d{1,5})?\b/g, '<host>', '/'],
  [
    /(?<![\w./@$-])(?!java)(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,8}(?:(?:(?:com|co|edu|ac|gov|net|org)\.)[a-z]{2}|com|net|org|edu|gov|mil|io|local|internal|lan|localdomain|(?<=\.[a-z0-9-]{1,63}\.)(?:us|uk|de|cn|jp|fr|eu|ca|au|in|br|ru|nl|ch|se|kr|hk|tw|it|es))\b(?![.\w(-])(?::\d{1,5}\b)?/g,
    '<host>',
    '.',
  ],
  [
    /\blocalhost:\d{1,5}\b|(?<![\w./@$-])(?:[A-Za-z][A-Za-z0-9]{0,62}-)(?:[A-Za-z0-9]{1,62}-){0,8}\d{1,6}:\d{2,5}\b(?!\.\w|[:-])/g,
    '<host>',
    ':',
  ],
  [/\/?\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d{1,5})?(?:\/\d{1,2})?\b/g, '<ip>', '.'],
  [
    /(?<![\w:.])(?=[0-9a-fA-F:]{0,39}\d)(?=[0-9a-fA-F:]{0,39}::|(?:[0-9a-fA-F]{1,4}:){7})[0-9a-fA-F:]{2,39}(?![\w:])/g,
    '<ip>',
    ':',
  ],
  [
    /\b0x[0-9a-fA-F]{1,32}\b|\b(?:[a-f]{8}|[A-F]{8}|[a-f]{16}|[A-F]{16})\b|\b(?=[a-fA-F]{0,40}\d)(?=\d{0,40}[a-fA-F])[0-9a-fA-F]{6,64}\b/g,
    '<hex>',
  ],
  [
    /(?<![\w/<.])(?:\/{1,2}[\w.$~%+@#=*:-]{0,99}[\w$~%+@#=*-]){2,30}\/?(?:\?[^\s"']{0,300})?|(?<=(?:^|[\s="'(]))\/[A-Za-z][\w.-]{1,100}\b\/?(?=$|[\s,"')])|\b[A-Za-z]:\\(?:[\w.$~@+() -]{1,100}\\){0,30}(?:[\w.$~@+-]{0,99}[\w$~@+-])?/g,
    '<path>',
  ],
  [/\b[A-Za-z]\w{0,80}_-\d{1,20}\b/g, '<id>', '_-'],
  // A unit behind a space is a word of the message; one that is written to the number belongs to the value.
  [
    /(?<![\w.])[-+]?\d{1,15}(?:[.,]\d{1,9})?(?:ns|us|µs|μs|ms|msec|millis|secs?|seconds?|minutes?|mins?|hours?|days?|s|m|h)\b(?!\/)/g,
    '<duration>',
  ],
  [/(?<![\w.])\d{1,15}(?:\.\d{1,9})?(?:[kKMGTPE]i?B?|[KMGT]i|bytes)\b/g, '<size>'],
  [/(?<![\w.-])[-+]?\d{1,20}(?:[.,]\d{1,20}){0,3}(?:[eE][-+]\d{1,3})?%?(?![\w.-]*[\w])/g, '<number>'],
]

// A word with a digit in it: an id, a device, a version. All of it is a parameter, with what joins such words.
const WORD_WITH_DIGIT = /[A-Za-z_\u0080-\uffff]{0,200}\d[\w\u0080-\uffff]{0,200}/g
// A version or an address goes on: `v2.1`.
const JOINED_ON = /^[.:\-/,@+~]{1,2}[\d<]/
// Behind these stands the name of a thing, of which there are many.
const THING =
  /[=@/]$|\b(?:user|host|hostname|node|pod|container|database|table|queue|topic|file|device|interface|image|client|unit|job|task)\W{0,3}$/i
// Parameters that stand together are one: parts of an address, of a range, of a list without spaces.
const JOINED =
  /<(?:number|size|duration|id|hex|ip|host|uuid|path)>(?:[.:\-/,@+~]{0,2}<(?:number|size|duration|id|hex|ip|host|uuid|path)>){1,60}/g
// All of a name that holds a parameter: `node web-<id>`, `<id>.example.net`.
const NAMED =
  /\b(?<=\b(?:user|host|node|pod|container|database|table|queue|topic|device|interface|image|client|unit|job|task) )[A-Za-z][\w-]{0,80}-<(?:id|number)>(?:-[\w-]{0,80})?(?![\w<.])|<(?:id|ip|number)>(?:[.-][A-Za-z][\w-]{0,80}){1,12}(?![\w(])/g
// The qualified name of a thing as a value; that of a class is code and does not change. With a slash it names a part of a package.
const QUALIFIED =
  /(?<=\b(?!class)\w{1,80} ?= ?|[{|])[A-Za-z][\w-]{0,80}(?:[./]{1,2}[A-Za-z][\w$-]{0,80}){2,30}(?:@<\w+>)?(?![\w(.@])|\b[A-Za-z][\w-]{0,80}(?:\.[A-Za-z][\w$-]{0,80}){2,30}(?:@<\w+>)?(?=[}|])|\b[a-z][\w-]{0,80}(?:\.[a-z][\w-]{0,80}){1,15}\/\.?[A-Za-z][\w$-]{0,80}(?:\.[A-Za-z][\w$-]{0,80}){1,30}(?![\w(./])/g
// A value is one parameter, whatever else stands in it: `pool=orders-<id>`.
const VALUE = /(?<=\w=)(?:[A-Za-z][\w.\-/:@$~+]{0,100})?<\w{2,8}>(?:[\w.\-/:@$~+]|<\w{2,8}>){0,100}(?<=[\w>])/g
const PURE = /^<\w+>$/
const QUOTED = /(?<=\w="|\w=')[^"'<>]{0,200}[^"'<>\s](?=["'](?:$|[\s,;)\]}]))/g
// Accounts: the value of such a key, and what stands where sentences name one.
const ACCOUNT =
  /(?<=\b(?:[a-z]?user(?:name)?|USER)=)[A-Za-z][\w.-]{0,63}|(?<=\b(?:for|invalid|illegal) user )[A-Za-z][\w.-]{0,63}(?= (?:by|from|at|on|port)\b|$)|(?<=\bfor )[A-Za-z][\w.-]{0,63}(?= from <ip> port )|(?<=\b(?:for|by|user) |\()(?:root|admin|administrator|guest|nobody)(?=$|[,;)\]]| (?:by|from|at|on|with|\[))/g
const SWITCH = /\b(?:true|false|True|False|TRUE|FALSE)\b|(?<=[=:] ?)(?:null|nil|none|None)\b|(?<=[\s|,([{])null(?=$|[|,)\]};])/g

/**
 * Replaces what varies between records of one kind by typed placeholders and leaves all else as it is, spaces included.
 * `isName` tells words with a digit that are to stay as they are.
 */
export function maskParameters(text: string, isName: (word: string) => boolean = () => false): string {
  let masked = text
  // Most records hold few kinds; a digit test is cheaper than twelve searches.
  if (/[\d/@:\\]|\w\.\w/.test(text)) {
    for (const [pattern, placeholder, needs] of MASKS) {
      if (needs === undefined || text.includes(needs)) masked = masked.replace(pattern, placeholder)
    }
    masked = masked
      .replace(WORD_WITH_DIGIT, (word, at: number, all: string) => (mayBeName(word, all, at) && isName(word) ? word : '<id>'))
      .replace(JOINED, joinedType)
      .replace(NAMED, '<id>')
      .replace(JOINED, joinedType)
  }
  if (text.includes('=')) {
    masked = masked.replace(QUOTED, '<id>').replace(VALUE, (value) => (PURE.test(value) ? value : '<id>'))
  }
  if (/\w\.\w/.test(text)) masked = masked.replace(QUALIFIED, '<id>')
  if (/user|USER=|root|admin|guest|nobody| port /.test(text)) masked = masked.replace(ACCOUNT, '<user>')
  return masked.replace(SWITCH, '<bool>')
}

/** Names that hold a digit or two: `ssh2`, `L3`, `sendV2`; with more digits, or behind `_`, it is the number of something. */
function mayBeName(word: string, text: string, at: number): boolean {
  if (word.length > 40 || word.charCodeAt(0) <= 57 || /_\d/.test(word) || word.replace(/\D/g, '').length > 2) return false
  const before = text.slice(Math.max(0, at - 24), at)
  return (
    !THING.test(before) &&
    !/[\d>][.:\-/,@+~]{1,2}$/.test(before) &&
    !JOINED_ON.test(text.slice(at + word.length, at + word.length + 3))
  )
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

/** Words of a masked text for comparison: split at spaces and behind `:`, `=`, `(`, `[`, `{`, `,`, `|` and a row of dots. */
export function tokensOf(masked: string): string[] {
  const tokens = masked.match(/[^\s:=([{,|]{1,400}[:=([{,|]?|[:=([{,|]/g) ?? []
  return masked.includes('..') ? tokens.flatMap((token) => token.split(/(?<=\.\.)(?=[^.])/)) : tokens
}

/** True for a token that holds a parameter. */
export function isParameter(token: string): boolean {
  return token.includes('<') && PLACEHOLDER.test(token)
}
