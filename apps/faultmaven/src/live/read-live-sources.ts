import { readFile } from 'node:fs/promises'
import type { LiveSourceSettings } from '@faultmaven/data-processing'
import { type LiveSourceEntry, parseLiveSources, type Secret } from './live-sources-file.ts'

const SCHEMES = { bearer: 'Bearer', basic: 'Basic', 'api-key': 'ApiKey' } as const

/**
 * The live sources that an operator attached; none without a file.
 * @throws {Error} that says what of the file is wrong, and which credential or certificate is missing
 */
export async function readLiveSources(
  file: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<readonly LiveSourceSettings[]> {
  if (file === undefined) return []
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`The file of live sources "${file}" cannot be read`, { cause })
  })
  return Promise.all(parseLiveSources(file, text).map((entry) => toSettings(entry, environment)))
}

async function toSettings(entry: LiveSourceEntry, environment: NodeJS.ProcessEnv): Promise<LiveSourceSettings> {
  const { name, kind, address, credential, certificateAuthority, deadlineSeconds, maxReplyMegabytes } = entry
  const authorization =
    credential && (async () => headerOf(credential.scheme, await readSecret(credential.secret, name, environment)))
  // A credential that is not there is told at the start, not in the first incident.
  await authorization?.()
  const ca = certificateAuthority === undefined ? undefined : await readCertificate(certificateAuthority, name)
  return {
    name,
    kind,
    address: address.replace(/\/+$/, ''),
    deadlineMs: deadlineSeconds * 1000,
    maxBytes: Math.floor(maxReplyMegabytes * 1e6),
    ...(authorization && { authorization }),
    ...(ca !== undefined && { certificateAuthority: ca }),
    ...('tenant' in entry && entry.tenant !== undefined && { tenant: entry.tenant }),
    ...('indices' in entry && { indices: entry.indices }),
    ...('timeField' in entry && entry.timeField !== undefined && { timeField: entry.timeField }),
    ...('tools' in entry && { tools: entry.tools }),
  }
}

function headerOf(scheme: keyof typeof SCHEMES, secret: string): string {
  return `${SCHEMES[scheme]} ${scheme === 'basic' ? Buffer.from(secret).toString('base64') : secret}`
}

async function readSecret(secret: Secret, name: string, environment: NodeJS.ProcessEnv): Promise<string> {
  if ('environment' in secret) {
    const value = environment[secret.environment]?.trim()
    if (!value) throw new Error(`The live source "${name}" needs its credential in ${secret.environment}, which is not set`)
    return value
  }
  // Read each time: tokens of service accounts are replaced every hour.
  const value = await readFile(secret.file, 'utf8').catch((cause: unknown) => {
    throw new Error(`The credential of the live source "${name}" cannot be read from "${secret.file}"`, { cause })
  })
  if (value.trim() === '') throw new Error(`The credential of the live source "${name}" in "${secret.file}" is empty`)
  return value.trim()
}

async function readCertificate(file: string, name: string): Promise<string> {
  const pem = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`The certificate authority of the live source "${name}" cannot be read from "${file}"`, { cause })
  })
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw new Error(`"${file}", named by the live source "${name}", holds no PEM certificate`)
  return pem
}
