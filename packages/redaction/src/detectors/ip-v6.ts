import { isWordCode, matchAt, type Detector } from '../detector.ts'
import type { Range } from '../span.ts'

const ADDRESS = /[0-9a-f:]{2,39}(?:\.\d{1,3}){0,3}/iy
const LONGEST = 45
const SHORTEST = 15

/** Colon-separated addresses, also `::ffff:` before a dotted quad; not times, hardware addresses or `std::vector`. */
export const ipV6: Detector = {
  name: 'ip-v6',
  type: 'IP',
  source: 'https://www.rfc-editor.org/rfc/rfc4291#section-2.2',
  anchors: ['::', ...Array.from('0123456789abcdef', (digit) => `${digit}:`)],
  find(text, at, end) {
    // Most of what has two colons is no address: a name of C++, an empty field.
    if (text.charCodeAt(at) === 58 && !isHexOrColon(text.charCodeAt(at - 1)) && !isHexOrColon(text.charCodeAt(end)))
      return undefined
    let start = at
    while (start > 0 && at - start < LONGEST && isHexOrColon(text.charCodeAt(start - 1))) {
      // A colon before this one was an anchor too, unless no digit stands before it: `peer:2001:db8::1`.
      if (text.charCodeAt(start - 1) === 58) {
        if (isHexOrColon(text.charCodeAt(start - 2))) return undefined
        break
      }
      start--
    }
    let stop = end
    while (stop - end < LONGEST && isHexOrColon(text.charCodeAt(stop))) stop++
    // A time or a port ends here, before anything is matched: without `::` an address has 15 characters at least.
    if (stop - start < SHORTEST && (!text.slice(start, stop).includes('::') || isTooShort(text, { start, end: stop })))
      return undefined
    const before = text.charCodeAt(start - 1)
    if (isWordCode(before) || before === 46) return undefined
    let address = matchAt(ADDRESS, text, start)?.[0] ?? ''
    if (address.endsWith(':') && !address.endsWith('::')) address = address.slice(0, -1)
    const after = text.charCodeAt(start + address.length)
    if (isWordCode(after) || !isAddress(address)) return undefined
    return { start, end: start + address.length }
  },
  samples: {
    found: [
      'from ⟦2001:db8::8a2e:370:7334⟧ port 22',
      '[⟦fe80::1ff:fe23:4567:890a⟧%eth0]',
      '⟦2001:db8:0:0:8:800:200c:417a⟧',
      '⟦::ffff:203.0.113.7⟧',
      'peer:⟦2001:db8::8a2e:370:7334⟧',
    ],
    left: [
      'at 18:04:50,208',
      '00:1a:2b:3c:4d:5e',
      'std::vector',
      '::1',
      'a::b',
      'Foo::Bar',
      '10:20:30:40:50:60:70:80',
      'fe80::/10 is link-local',
    ],
  },
}

function isHexOrColon(code: number): boolean {
  return (code >= 48 && code <= 58) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70)
}

/** Nothing is an address that is shorter than `1::2:3`, unless a dotted quad ends it. */
function isTooShort(text: string, { start, end }: Range): boolean {
  return end - start < 6 && text[end] !== '.'
}

function isAddress(address: string): boolean {
  const [head = '', tail, ...more] = address.split('::')
  if (more.length > 0) return false
  const groups = [...groupsOf(head), ...groupsOf(tail ?? '')]
  if (groups.some((group) => !/^(?:[0-9a-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})$/i.test(group))) return false
  const count = groups.reduce((sum, group) => sum + (group.includes('.') ? 2 : 1), 0)
  // Eight pairs of decimal digits are a counter or a time. A short form with one group at an end is a mask or a name of C++.
  if (tail === undefined) return count === 8 && groups.some((group) => group.length > 2)
  return count <= 7 && head !== '' ? count >= 3 && /\d/.test(address) : groups.some((group) => group.includes('.'))
}

function groupsOf(part: string): string[] {
  return part === '' ? [] : part.split(':')
}
