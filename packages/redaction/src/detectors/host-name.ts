import { isWordCode, matchAt, type Detector } from '../detector.ts'

const LABEL = String.raw`[a-z0-9](?:[\w-]{0,61}[a-z0-9])?`
const QUALIFIED = String.raw`((?:${LABEL}\.){1,10}[a-z]{2,18})`
const END = String.raw`(?![\w-]|\.\w|\()`
/** `rhost=NAME`, `Host: NAME`, `"hostname":"NAME"`. */
const ASSIGNED = new RegExp(
  String.raw`(?:r?host(?:[_-]?name)?|fqdn|server[_-]?name|node[_-]?name)\\?["']?[ \t]{0,2}[=:][ \t]{0,2}\\?["']?${QUALIFIED}${END}`,
  'iy',
)
/** What is looked up, audited or reached, by name. */
const NAMED = new RegExp(
  String.raw`(?:getaddrinfo for|host|connection from|connect to|connected to|relay=)[ :]{0,2}${QUALIFIED}${END}`,
  'iy',
)
/** `203.0.113.9 (NAME)`. */
const IN_BRACKETS = new RegExp(String.raw`\d \(${QUALIFIED}\)`, 'iy')
const ADDRESS_BEFORE = /(?:\d{1,3}\.){3}\d{1,3}$|:[\da-f]{1,4}$/i
/** `NAME:443`, where the name has three labels at least and ends as host names do. */
const BEFORE_A_PORT = new RegExp(
  String.raw`((?:${LABEL}\.){2,10}(?:com|net|org|edu|gov|io|dev|app|cloud|local|lan|corp|internal|intranet|[a-z]{2})):\d{2,5}(?![\w:.])`,
  'iy',
)
const COMMON = /(?:^|\.)(?:localhost|localdomain|example\.(?:com|org|net)|cluster\.local|svc)$/i
/** Names of classes and files have dots too. */
const CODE =
  /(?:^|\.)(?:java|javax|org\.apache|com\.\w+\.\w+\.[A-Z]|py|go|rb|js|ts|java|log|conf|json|xml|yml|yaml|sh|txt|service|class)$|\.[a-z]*[A-Z]/

/** Host names where a log says that it names a host. Others come from the dictionary of the case. */
export const hostName: Detector = {
  name: 'host-name',
  type: 'HOST',
  source: 'https://www.rfc-editor.org/rfc/rfc1123#section-2.1',
  anchors: [
    'rhost',
    'host',
    'fqdn',
    'server_name',
    'servername',
    'node_name',
    'nodename',
    'getaddrinfo for',
    'connection from',
    'connect to',
    'connected to',
    'relay=',
    ...Array.from('0123456789', (digit) => `${digit} (`),
  ],
  find(text, at) {
    if (isWordCode(text.charCodeAt(at - 1)) && text[at - 1] !== '_' && !/\d/.test(text[at]!)) return undefined
    const found = matchAt(ASSIGNED, text, at) ?? matchAt(NAMED, text, at) ?? matchBracketed(text, at)
    const name = found?.[1]
    if (found === undefined || name === undefined || COMMON.test(name) || CODE.test(name)) return undefined
    const start = at + found[0].lastIndexOf(name)
    return { start, end: start + name.length }
  },
  samples: {
    found: [
      'reverse mapping checking getaddrinfo for ⟦ns.example-isp.net⟧ [203.0.113.9] failed',
      'ruser= rhost=⟦host-1.provider.example.fr⟧',
      'usage audit for host ⟦cp-1.rack2.example.us⟧ from',
      'connection from 203.0.113.9 (⟦adsl-9.provider.example.fr⟧) at',
    ],
    left: [
      'host=localhost',
      'virtualhost=a.b.c',
      'host: org.example.net.Client.getHost()',
      'to host 10.0.0.1',
      'Notification: 3 (n.leader)',
    ],
  },
}

/** A name in brackets is one of a host only where an address stands before it. */
function matchBracketed(text: string, at: number): RegExpExecArray | undefined {
  const found = matchAt(IN_BRACKETS, text, at)
  return found !== undefined && ADDRESS_BEFORE.test(text.slice(Math.max(0, at - 15), at + 1)) ? found : undefined
}

/** Host names before a port. */
export const hostAndPort: Detector = {
  name: 'host-and-port',
  type: 'HOST',
  source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2',
  anchors: [
    'com:',
    'net:',
    'org:',
    'edu:',
    'gov:',
    '.io:',
    'dev:',
    'local:',
    '.lan:',
    'corp:',
    'internal:',
    '.us:',
    '.uk:',
    '.de:',
    '.fr:',
    '.nl:',
    '.cn:',
    '.hk:',
    '.jp:',
    '.in:',
    '.br:',
    '.ru:',
    '.eu:',
    '.ch:',
    '.au:',
    '.ca:',
    '.it:',
    '.es:',
    '.se:',
    '.no:',
    '.pl:',
    '.cz:',
    '.at:',
    '.be:',
    '.kr:',
    '.tw:',
    '.sg:',
  ],
  find(text, at, end) {
    if (!/\d/.test(text[end] ?? '')) return undefined
    let start = at
    while (start > 0 && at - start < 253 && isHostCode(text.charCodeAt(start - 1))) start--
    const before = text.charCodeAt(start - 1)
    if (before === 47 || before === 64 || before === 36) return undefined
    const name = matchAt(BEFORE_A_PORT, text, start)?.[1]
    return name === undefined || start + name.length !== end - 1 || COMMON.test(name) || CODE.test(name)
      ? undefined
      : { start, end: end - 1 }
  },
  samples: {
    found: ['to ⟦db-1.prod.example-corp.net⟧:5432'],
    left: ['https://api.example.com:443', 'com.acme.Foo.com:12', 'a.com:80', 'db.prod.svc.cluster.local:5432'],
  },
}

function isHostCode(code: number): boolean {
  return isWordCode(code) || code === 45 || code === 46
}
