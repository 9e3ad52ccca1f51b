import { DIGITS, isWordCode, matchAt, type Detector } from '../detector.ts'

const ADDRESS = /(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}/y
/** Addresses that are the same everywhere and tell of nobody: this host, any host, broadcast, masks. */
const OF_NOBODY = /^(?:127\.\d+\.\d+\.\d+|0\.0\.0\.0|255\.255\.\d+\.\d+|255\.0\.0\.0)$/
const RANGE_BEFORE = /\d\.\d{1,3}-$/
const RANGE_AFTER = /-\d{1,3}\.\d/y
const BEFORE_A_VERSION =
  /(?:\b(?:v|ver|version|release|build|rev|revision|firmware|driver|patch|assembly\w*)["']?[ :=/"'-]{0,3}|[a-z]\w{0,40}[/~-])$/i
const NAMED_VERSION = /(?:^|[\W_])v(?:er(?:sion)?)?|version|release|build|rev\b|revision|firmware|driver|patch/i

/** Dotted quads. A version of four parts is told by its neighbours: `v1.2.3.4`, `lib-1.2.3.4.jar`, `Browser/120.0.0.0`. */
export const ipV4: Detector = {
  name: 'ip-v4',
  type: 'IP',
  source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2',
  anchors: [DIGITS],
  find(text, start) {
    if (text.charCodeAt(start + 1) !== 46 && text.charCodeAt(start + 2) !== 46 && text.charCodeAt(start + 3) !== 46)
      return undefined
    const address = matchAt(ADDRESS, text, start)?.[0]
    if (address === undefined || OF_NOBODY.test(address)) return undefined
    const end = start + address.length
    if (!endsAddress(text, end) || !startsAddress(text, start)) return undefined
    return isVersion(text, start, address) ? undefined : { start, end }
  },
  samples: {
    found: [
      'from ⟦203.0.113.9⟧ port 22',
      '/⟦10.1.2.3⟧:50010',
      'db-01/⟦10.1.2.3⟧',
      'via ⟦10.0.0.1⟧-⟦10.0.0.9⟧',
      'ip=⟦10.1.2.3⟧.',
      'net ⟦10.2.0.0⟧/16',
    ],
    left: [
      'Windows 10.0.19045.3803',
      'v1.2.3.4',
      'app-1.2.3.4.jar',
      'Chrome/120.0.0.0',
      'lib~6.1.1.0,',
      'pool-134-10.1.2.3-1444',
      '127.0.0.1:80',
      '1.2.3.4.5',
      'mask 255.255.255.0',
    ],
  },
}

function startsAddress(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1)
  if (isWordCode(before) || before === 46) return false
  // `10.0.0.1-10.0.0.9` is a range, `lib-1.2.3.4` a version, `BP-134-10.0.0.1-144` an identifier.
  if (before === 45 && isWordCode(text.charCodeAt(start - 2))) return RANGE_BEFORE.test(text.slice(Math.max(0, start - 6), start))
  return before !== 126
}

function endsAddress(text: string, end: number): boolean {
  const after = text.charCodeAt(end)
  if (isWordCode(after)) return false
  if (!isWordCode(text.charCodeAt(end + 1))) return true
  return after === 45 ? matchAt(RANGE_AFTER, text, end) !== undefined : after !== 46
}

function isVersion(text: string, start: number, address: string): boolean {
  const before = text.slice(Math.max(0, start - 44), start)
  if (!BEFORE_A_VERSION.test(before)) return false
  // A name and a slash stand before versions and before resolved addresses alike: `host/10.1.2.3`. Addresses of hosts seldom end in zero.
  return NAMED_VERSION.test(before.slice(-12)) || address.endsWith('.0')
}
