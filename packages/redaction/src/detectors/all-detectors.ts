import type { Detector } from '../detector.ts'
import { VENDOR_DETECTORS } from '../vendors/vendor-detectors.ts'
import { assignedSecret } from './assigned-secret.ts'
import { authorizationHeader } from './authorization-header.ts'
import { commandCredentials } from './command-credentials.ts'
import { email } from './email.ts'
import { hostAndPort, hostName } from './host-name.ts'
import { iban } from './iban.ts'
import { ipV4 } from './ip-v4.ts'
import { ipV6 } from './ip-v6.ts'
import { jsonWebToken } from './json-web-token.ts'
import { jsonWebKey, puttyKey } from './key-file.ts'
import { netrc, pgpass } from './password-file.ts'
import { npmConfig } from './npm-config.ts'
import { passwordHash } from './password-hash.ts'
import { paymentCard } from './payment-card.ts'
import { phoneNumber } from './phone-number.ts'
import { privateKey } from './private-key.ts'
import { registryAuth } from './registry-auth.ts'
import { signedUrl } from './signed-url.ts'
import { telegramToken } from './telegram-token.ts'
import { tokenShape } from './token-shape.ts'
import { urlCredentials } from './url-credentials.ts'
import { usSocialSecurityNumber } from './us-social-security-number.ts'
import { userName } from './user-name.ts'
import { wrappedKey } from './wrapped-key.ts'
import { wrappedUrl } from './wrapped-url.ts'

/** Every detector that looks at any text; what is only looked for in prose is in `prose/`. */
export const ALL_DETECTORS: readonly Detector[] = [
  privateKey,
  puttyKey,
  jsonWebKey,
  jsonWebToken,
  wrappedKey,
  wrappedUrl,
  urlCredentials,
  npmConfig,
  registryAuth,
  netrc,
  pgpass,
  passwordHash,
  authorizationHeader,
  commandCredentials,
  signedUrl,
  assignedSecret,
  telegramToken,
  ...VENDOR_DETECTORS,
  tokenShape,
  paymentCard,
  iban,
  usSocialSecurityNumber,
  email,
  ipV4,
  ipV6,
  phoneNumber,
  userName,
  hostName,
  hostAndPort,
]
