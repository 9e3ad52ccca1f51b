import { isWordCode, matchAt, type Detector } from '../detector.ts'
import { isSecretValue } from '../validation/secret-value.ts'

const CURL = /(?:-u|--user|--proxy-user)[ \t=]{1,2}["']?[^\s:"']{1,128}:([^\s"']{1,256})/y

/** `curl -u user:password`. */
export const commandCredentials: Detector = {
  name: 'command-credentials',
  type: 'SECRET',
  source: 'https://curl.se/docs/manpage.html#-u',
  anchors: ['-u ', '--user', '--proxy-user'],
  find(text, start) {
    if (isWordCode(text.charCodeAt(start - 1)) || text[start - 1] === '-') return undefined
    const found = matchAt(CURL, text, start)
    const value = found?.[1]
    if (found === undefined || value === undefined || /^\d+$/.test(value)) return undefined
    if (!isSecretValue(value, { strength: 'password', writing: 'tight' })) return undefined
    const end = start + found[0].length
    return { start: end - value.length, end }
  },
  samples: {
    found: ['curl -u ada:⟦lovelace1843⟧ https://x', 'curl --user "ada:⟦hunter2!⟧" x'],
    left: ['curl -u ada https://x', 'docker run --user 1000:1000 x', 'curl -u ada:$PASSWORD x'],
  },
}
