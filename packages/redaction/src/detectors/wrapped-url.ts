import { isWordCode, type Detector } from '../detector.ts'
import { urlCredentials } from './url-credentials.ts'

const SEPARATORS = ['Oi8v', 'DovL', 'TovL', 'jovL', 'zovL', '6Ly8', '6Ly9']
const LONGEST_BEFORE = 128
const LONGEST = 1024

/** A URL with credentials under base64, as Secrets of Kubernetes hold connection strings: told by what `://` becomes at each of three offsets. */
export const wrappedUrl: Detector = {
  name: 'wrapped-url',
  type: 'SECRET',
  source: 'https://www.rfc-editor.org/rfc/rfc4648#section-4',
  anchors: SEPARATORS.map((separator) => separator.toLowerCase()),
  find(text, at, anchorEnd) {
    if (!SEPARATORS.includes(text.slice(at, anchorEnd))) return undefined
    let start = at
    while (start > 0 && at - start < LONGEST_BEFORE && isBase64Code(text.charCodeAt(start - 1))) start--
    let end = anchorEnd
    while (end - at < LONGEST && isBase64Code(text.charCodeAt(end))) end++
    if (isBase64Code(text.charCodeAt(start - 1))) return end
    const decoded = atob(text.slice(start, end - ((end - start) % 4 === 1 ? 1 : 0)))
    const scheme = decoded.indexOf('://')
    const found = scheme < 0 ? undefined : urlCredentials.find(decoded, scheme, scheme + 3)
    while (text[end] === '=') end++
    return typeof found === 'object' ? { start, end } : end
  },
  samples: {
    found: ['DATABASE_URL: ⟦cG9zdGdyZXM6Ly9hcHA6b3BlbnNlc2FtZUBkYi9vcmRlcnM=⟧'],
    left: ['url: aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vaW5kZXgvcGFnZQ==', 'Zovl', 'x6ly8x'],
  },
}

function isBase64Code(code: number): boolean {
  return (isWordCode(code) && code !== 95) || code === 43 || code === 47
}
