import { isWordCode, matchAt, type Detector } from '../detector.ts'

/** Of crypt(3), Argon2, PBKDF2 as Django and passlib write it, LDAP, PostgreSQL. */
const HASH =
  /\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}|\$(?:1|apr1|5|6|y|gy|7|sha1|md5)\$(?:[\w=,./]{1,40}\$){0,3}[./A-Za-z0-9]{16,128}|\$argon2(?:id|i|d)\$v=\d{1,3}\$[mtp=\d,]{5,40}\$[A-Za-z0-9+/]{8,64}\$[A-Za-z0-9+/]{16,128}|\$?pbkdf2[_-]sha(?:1|256|512)\$\d{1,9}\$[\w./+=-]{4,64}\$[\w./+=-]{20,128}|\{(?:s?sha(?:256|384|512)?|s?md5|crypt)\}[\w./+$=-]{13,128}|scram-sha-256\$\d{3,7}:[\w+/=]{8,64}\$[\w+/=]{20,64}:[\w+/=]{20,64}/iy

/** Hashes of passwords as systems store them: whoever has one can guess at leisure. */
export const passwordHash: Detector = {
  name: 'password-hash',
  type: 'SECRET',
  source: 'https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html',
  anchors: [
    '$2a$', '$2b$', '$2x$', '$2y$', '$1$', '$5$', '$6$', '$7$', '$y$', '$gy$', '$apr1$', '$sha1$', '$md5$',
    '$argon2', 'pbkdf2_sha', 'pbkdf2-sha', '{sha', '{ssha', '{md5}', '{smd5}', '{crypt}', 'scram-sha-256$',
  ], // prettier-ignore
  find(text, at) {
    const start = text[at - 1] === '$' && text[at] === 'p' ? at - 1 : at
    if (isWordCode(text.charCodeAt(start)) && isWordCode(text.charCodeAt(start - 1))) return undefined
    const hash = matchAt(HASH, text, start)?.[0]
    return hash === undefined ? undefined : { start, end: start + hash.length }
  },
  samples: {
    found: [
      'ada:⟦$6$rounds=5000$q7w8e9r0$Q7w8E9r0T1y2U3i4O5p6aQ7w8E9r0T1y2U3i4O5p6aQ7w8E9r0T1y2U3i4O5p6⟧:19000:0:99999:7:::',
      'ada:⟦$apr1$q7w8e9r0$Q7w8E9r0T1y2U3i4O5p6a.⟧',
      'hash ⟦$2y$10$Q7w8E9r0T1y2U3i4O5p6aQ7w8E9r0T1y2U3i4O5p6aQ7w8E9r0T1y⟧',
      '⟦$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$Q7w8E9r0T1y2U3i4O5p6aQ7w8E9r0⟧',
      'userPassword: ⟦{SSHA}Q7w8E9r0T1y2U3i4O5p6aQ7w8E9r0T1y⟧',
    ],
    left: ['costs $1$ or $5$ each', '{sha} of the commit', '$2y$10$short', 'echo $1$2'],
  },
}
