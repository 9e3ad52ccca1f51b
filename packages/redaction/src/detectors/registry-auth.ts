import { matchAt, type Detector } from '../detector.ts'

const AUTH = /auth\\?["']\s{0,8}:\s{0,8}\\?["']([A-Za-z0-9+/]{6,2048}={0,2})\\?["']/iy

/** `"auth": "…"` in the configuration of Docker and what reads it: base64 of `user:password`. */
export const registryAuth: Detector = {
  name: 'registry-auth',
  type: 'SECRET',
  source: 'https://docs.docker.com/reference/cli/docker/login/#credential-stores',
  anchors: ['auth"', "auth'", 'auth\\"'],
  find(text, start) {
    const found = matchAt(AUTH, text, start)
    const value = found?.[1]
    if (found === undefined || value === undefined || !isUserAndPassword(value)) return undefined
    const from = start + found[0].lastIndexOf(value)
    return { start: from, end: from + value.length }
  },
  samples: {
    found: ['{"auths":{"registry.example.com":{"auth":"⟦YWRhOm9wZW5zZXNhbWU=⟧"}}}'],
    left: ['"auth": "required"', '"auth":"basic"', '"auth": "none"'],
  },
}

function isUserAndPassword(encoded: string): boolean {
  const digits = encoded.replace(/=+$/, '')
  return digits.length % 4 !== 1 && /^[\w.@<>+-]{1,128}:[\x20-\x7e]{3,}$/.test(atob(digits))
}
