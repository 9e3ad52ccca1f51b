import { isWordCode, matchAt, type Detector } from '../detector.ts'
import type { Range } from '../span.ts'
import { isSecretValue, type Writing } from '../validation/secret-value.ts'

const NETRC =
  /login[ \t]{1,8}\S{1,128}\s{1,24}(?:account[ \t]{1,8}\S{1,128}\s{1,24})?password[ \t]{1,8}("[^"\n]{1,128}"|\S{1,128})/iy
const PGPASS = /:(?:\d{2,5}|\*):[^:\s]{1,64}:[^:\s]{1,64}:([^\s]{1,128})(?=\s|$)/y
const HOST_BEFORE = /(?:^|\s)[\w.*-]{1,100}$/

/** The password of an entry of `.netrc`, read by curl, git and FTP clients. */
export const netrc: Detector = {
  name: 'netrc',
  type: 'SECRET',
  source: 'https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html',
  anchors: ['login '],
  find(text, start) {
    if (isWordCode(text.charCodeAt(start - 1))) return undefined
    const isEntry = text.slice(Math.max(0, start - 160), start).includes('machine ')
    return passwordOf(matchAt(NETRC, text, start), { start, writing: isEntry ? 'tight' : 'bare' })
  },
  samples: {
    found: ['machine git.example.com login ada password ⟦opensesame⟧\n', 'login ada\n  password ⟦hunter2⟧'],
    left: ['login failed password wrong', 'machine x login ada', 'login ada password $PASSWORD'],
  },
}

/** The password of an entry of `.pgpass`: `host:port:database:user:password`. */
export const pgpass: Detector = {
  name: 'pgpass',
  type: 'SECRET',
  source: 'https://www.postgresql.org/docs/current/libpq-pgpass.html',
  anchors: [':5432:', ':5433:', ':6432:', ':*:'],
  find(text, start) {
    const before = text.slice(Math.max(0, start - 101), start)
    if (!HOST_BEFORE.test(before)) return undefined
    return passwordOf(matchAt(PGPASS, text, start), { start, writing: 'tight' })
  },
  samples: {
    found: ['db.example.com:5432:orders:app:⟦opensesame⟧\n', 'localhost:*:*:ada:⟦S3same!⟧'],
    left: ['db:5432:orders', 'tcp://db:5432:orders:app:x1', 'a:*:b'],
  },
}

function passwordOf(
  found: RegExpExecArray | undefined,
  { start, writing }: { readonly start: number; readonly writing: Writing },
): Range | undefined {
  const value = found?.[1]
  if (found === undefined || value === undefined || !isSecretValue(value, { strength: 'password', writing })) return undefined
  const end = start + found[0].length
  return { start: end - value.length, end }
}
