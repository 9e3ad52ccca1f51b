import { matchAt, type Detector } from '../detector.ts'
import { isRandom } from '../validation/secret-value.ts'

const SIGNATURE =
  /(?:[?&]|&amp;|\\u0026)(?:sig|x-(?:amz|goog|oss|obs|cos)-(?:signature|security-token)|signature|awsaccesskeyid|token|access_token|code|ticket)=([\w%+/.~-]{20,2048}={0,2})/iy

/** What makes a link to a store or a webhook work for whoever holds it. */
export const signedUrl: Detector = {
  name: 'signed-url',
  type: 'SECRET',
  source: 'https://learn.microsoft.com/rest/api/storageservices/create-service-sas',
  anchors: ['?sig', '&sig', ';sig', '6sig', '?x-', '&x-', ';x-', '6x-', '?code=', '&code=', '?ticket=', '&ticket='],
  find(text, at) {
    const start = text[at] === ';' ? at - 4 : text[at] === '6' ? at - 5 : at
    const found = matchAt(SIGNATURE, text, Math.max(0, start))
    if (found === undefined || !isRandom(found[1]!)) return undefined
    const end = Math.max(0, start) + found[0].length
    return { start: end - found[1]!.length, end }
  },
  samples: {
    found: [
      '?sv=2024-11-04&sig=⟦q7w8e9r0t1y2u3i4o5p6%2Ba7s8d9f0%3D⟧&se=2026',
      'cb?code=⟦q7w8e9r0t1y2u3i4o5p6⟧&state=1',
      '&X-Amz-Signature=⟦9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c⟧',
    ],
    left: ['&code=SOME_LONG_NAME_OF_AN_ERROR', '?signal=9', '&x-request-id=9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c', '?sig=short'],
  },
}
