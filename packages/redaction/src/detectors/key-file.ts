import { matchAt, type Detector } from '../detector.ts'

const PUTTY = /private-lines: {0,4}\d{1,3}\r?\n((?:[A-Za-z0-9+/]{1,64}={0,2}\r?\n?){1,400})/iy
const JSON_MEMBER = /"d"\s{0,4}:\s{0,4}"([\w-]{32,4096})"/y
/** How far from its private part the kind of a key may stand. */
const FARTHEST = 2_000

/** The private part of a key file of PuTTY. */
export const puttyKey: Detector = {
  name: 'putty-key',
  type: 'SECRET',
  source: 'https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html',
  anchors: ['private-lines:'],
  find(text, start) {
    const found = matchAt(PUTTY, text, start)
    if (found === undefined) return undefined
    const end = start + found[0].trimEnd().length
    return { start: start + found[0].length - found[1]!.length, end }
  },
  samples: {
    found: ['Private-Lines: 2\n⟦AAABAQCx\nAAAA==⟧\n'],
    left: ['Private-Lines: 2 of them', 'Public-Lines: 1\nAAAA'],
  },
}

/** The private part of a JSON Web Key. */
export const jsonWebKey: Detector = {
  name: 'json-web-key',
  type: 'SECRET',
  source: 'https://www.rfc-editor.org/rfc/rfc7517#section-4.1',
  anchors: ['"d"'],
  find(text, start) {
    const found = matchAt(JSON_MEMBER, text, start)
    if (found === undefined || !text.slice(Math.max(0, start - FARTHEST), start + FARTHEST).includes('"kty"')) return undefined
    const end = start + found[0].length - 1
    return { start: end - found[1]!.length, end }
  },
  samples: {
    found: ['{"kty":"EC","crv":"P-256","d":"⟦Q7w8E9r0T1y2U3i4O5p6aQ7w8E9r0T1y2U3i4O5p6aQ⟧"}'],
    left: ['{"d":"Q7w8E9r0T1y2U3i4O5p6aQ7w8E9r0T1y2U3i4O5p6aQ"}', '{"kty":"EC","d":"short"}'],
  },
}
