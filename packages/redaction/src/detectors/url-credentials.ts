import { matchAt, type Detector } from '../detector.ts'
import { entropyOf } from '../validation/entropy.ts'
import { isSecretValue } from '../validation/secret-value.ts'

const USER_INFO = /:\/\/([^\s/?#:@"'`<>\\]{0,256})(?::([^\s/"'`<>\\]{1,256}))?@(?=[\w[$])/y

/** The password of `scheme://user:password@host`, or the user where that is the token (`https://TOKEN@host`). */
export const urlCredentials: Detector = {
  name: 'url-credentials',
  type: 'SECRET',
  source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  anchors: ['://'],
  find(text, at) {
    const found = matchAt(USER_INFO, text, at)
    if (found === undefined) return undefined
    const [, user = '', password = ''] = found
    const start = at + 3
    if (isToken(user)) return { start, end: start + user.length }
    if (!isSecretValue(password, { strength: 'password', writing: 'quoted' }) && password !== 'password') return undefined
    return { start: start + user.length + 1, end: start + user.length + 1 + password.length }
  },
  samples: {
    found: [
      'postgres://app:⟦hunter2⟧@db:5432/x',
      'https://⟦q7w8e9r0t1y2u3i4o5p6⟧@git.example.com',
      'redis://:⟦p@ss⟧@10.0.0.1:6379',
    ],
    left: [
      'http://localhost:5000/@x',
      'postgres://app:${PASSWORD}@db',
      'https://user@host/',
      'https://a.example.com:443',
      'x://u:****@h',
    ],
  },
}

function isToken(user: string): boolean {
  return user.length >= 20 && /\d/.test(user) && /^[\w.-]+$/.test(user) && entropyOf(user) >= 2.5
}
