import { readUnsetSetting } from './unset-setting.ts'

const NOUN =
  '(?:host|address|upstream|server|node|broker|pod|container|service|database|schema|table|relation|column|index|topic|partition|queue|exchange|volume|claim|device|dev|disk|image|user|role|account|domain|file|path|directory|module|package|library|plugin|class|key|field|property|parameter|option|variable|var|namespace|secret|configmap|deployment|job|task|process|unit|bucket|cluster|shard|replica|slot|certificate|resource|endpoint|backend|route|function|method|command|constraint|storageclass|program|repository|connection|group)s?'
const QUOTED_AFTER_NOUN = new RegExp(`\\b${NOUN}[ =:]{1,3}["'“‘\`]([^"'”’\`]{1,80})["'”’\`]`, 'i')
const QUOTED = /["“`]([^"”`]{2,80})["”`]|(?<![\w])'([^']{2,80})'(?![\w])/g
const HOST_PORT = /\b((?:[a-z0-9_-]{1,63}\.){0,8}[a-z][a-z0-9_-]{0,62}:\d{2,5}|\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?)\b/i
const URL_HOST = /\bhttps?:\/\/([^\s"'/?]{3,100})/i
/** `open() "/srv/a.html" failed (13: …`, `connect() to unix:/run/a.sock failed`: what the call was about, whoever asked for it. */
const CALLED = /\b[a-z_\d]{2,20}\(\)(?: to)? "?((?:unix:)?\/[^\s"]{1,200})"? failed \(/
const DOMAIN =
  /\b((?:[a-z0-9-]{1,63}\.){1,8}(?:com|net|org|io|local|internal|svc|cluster|cloud|dev|app|edu|gov|eu|de|example|test|lan|corp))\b/i
const PATH = /(?<![\w:/])((?:\/[\w.@+-]{1,80}){1,12})\b/
const NAME_AFTER_NOUN = new RegExp(`\\b${NOUN}[ =:]{1,3}\\(?([A-Za-z][\\w.:/@-]{1,80}[\\w])`, 'gi')
const FIELD =
  /\b(?:pod|service|host|node|container|database|db|queue|topic|table|index|path|file|user|name|unit|image|volume|device)=["']?([\w.:/@-]{2,80})/i
const STOP = new Set(
  'is was not has had the for with error failed name and does could entry connection already cannot violates value exception while that this from to in on of at by an it be are were been being could must should will can may no or if as so but than then too very more most some any all each other such only own same up down out off over under again once http https true false null none unknown exit exited status code state type failed failure timeout denied refused found exists exist available unavailable ready running started stopped closed open read write ms seconds after before during'.split(
    ' ',
  ),
)

/**
 * The thing that a clause speaks of, as written: a quoted name, a host, a path or the name after a noun such as "table".
 * `undefined` when nothing in the clause looks like a name.
 */
export function readEntity(clause: string): string | undefined {
  const found = findEntity(clause)
  return found === undefined ? undefined : (/^[a-z]+:\/\/([^\s/?]{3,100})/i.exec(found)?.[1] ?? found)
}

/** The path that a system call failed on, where a message writes the call with its object. */
export function readCalledObject(text: string): string | undefined {
  return CALLED.exec(text)?.[1]
}

function findEntity(clause: string): string | undefined {
  const unset = readUnsetSetting(clause)
  if (unset !== undefined) return unset
  const afterNoun = QUOTED_AFTER_NOUN.exec(clause)?.[1]
  if (afterNoun && isName(afterNoun)) return afterNoun
  for (const match of clause.matchAll(QUOTED)) {
    const quoted = match[1] ?? match[2] ?? ''
    if (isName(quoted)) return quoted
  }
  const candidates = [
    URL_HOST.exec(clause)?.[1],
    HOST_PORT.exec(clause)?.[1],
    FIELD.exec(clause)?.[1],
    DOMAIN.exec(clause)?.[1],
    PATH.exec(clause)?.[1],
  ]
  return candidates.find((candidate) => candidate !== undefined && isName(candidate)) ?? nameAfterNoun(clause)
}

/** Only a name that looks made up counts after a bare noun: "pod web-1", but not "server closed". */
function nameAfterNoun(clause: string): string | undefined {
  for (const match of clause.matchAll(NAME_AFTER_NOUN)) {
    const name = match[1] ?? ''
    if (isName(name) && /[\d._/@-]|[a-z][A-Z]/.test(name)) return name
  }
  return undefined
}

/** A name is short, no sentence, no bare number, no place in source code and no word of the fault itself. */
function isName(text: string): boolean {
  const trimmed = text.trim()
  if (trimmed.length < 2 || trimmed.length > 80 || STOP.has(trimmed.toLowerCase())) return false
  if (/^[\d.,:%+-]+$/.test(trimmed) && !/^\d{1,3}(\.\d{1,3}){3}(:\d+)?$/.test(trimmed)) return false
  if (/^\/?[\w./-]+\.(go|java|py|c|cc|cpp|h|js|ts|rb|rs|kt|scala)(:\d+)?$/.test(trimmed)) return false
  if (isHash(trimmed) || /^(?:java|javax|jdk|sun|system|kotlin|scala|microsoft)\.\w/i.test(trimmed)) return false
  return trimmed.split(/\s+/).length <= 3 && /[A-Za-z\d]/.test(trimmed)
}

/** Long runs of hexadecimal digits and UUIDs identify one run of a thing, not the thing. */
function isHash(text: string): boolean {
  return /^(?:0x)?[0-9a-f]{12,}$/i.test(text) || /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{17,30}$/i.test(text)
}
