import { matchAt, type Detector } from '../detector.ts'

const CREDENTIAL = /:(?:_authToken|_password|_auth)[ \t]{0,2}=[ \t]{0,2}["']?(?!\$)([^\s"'$]{8,1024})/y
/** `//registry/path` before the key. */
const REGISTRY = /(?:^|[\s"'])\/\/[\w.-]+(?::\d+)?(?:\/[\w.%-]+){0,8}\/$/

/** Credentials of a registry in `.npmrc`, whatever they look like. */
export const npmConfig: Detector = {
  name: 'npm-config',
  type: 'SECRET',
  source: 'https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration',
  anchors: [':_auth', ':_password'],
  find(text, start) {
    if (text[start - 1] !== '/') return undefined
    const found = matchAt(CREDENTIAL, text, start)
    if (found === undefined || !REGISTRY.test(text.slice(Math.max(0, start - 200), start))) return undefined
    const end = start + found[0].length
    return { start: end - found[1]!.length, end }
  },
  samples: {
    found: [
      '//registry.example.com/:_authToken=⟦0a1b2c3d-4e5f-4061-8273-849506a7b8c9⟧',
      '//npm.example.com/team/:_password="⟦aHVudGVyMg==⟧"',
    ],
    left: ['//registry.example.com/:_authToken=${NPM_TOKEN}', ':_authToken='],
  },
}
