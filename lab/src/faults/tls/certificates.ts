import { makeCertificate } from '../../programs/provider.ts'
import { setVariable } from '../../programs/shop.ts'
import type { Lab } from '../../runner/lab.ts'
import type { Fault } from '../fault.ts'
import { relaunch } from '../moves.ts'
import { countLines, logged, prove } from '../proofs.ts'
import { shopWithProvider } from '../stacks.ts'

const base = { programs: shopWithProvider, entity: 'provider', breaks: ['payments', 'orders', 'gateway'], seconds: 7 } as const

const renew = async (lab: Lab) => {
  await makeCertificate(lab)
  await lab.restart('provider')
}

/** What verification says of the certificate the server shows now. */
async function verification(lab: Lab): Promise<string> {
  const { stdout } = await lab.run([
    'sh',
    '-c',
    'echo | timeout 3 openssl s_client -connect provider.shop.internal:443 -verify_hostname provider.shop.internal -CAfile /etc/provider/ca.pem 2>&1',
  ])
  return /Verif\w+ (?:return code|error): ?(.*)/.exec(stdout)?.[1] ?? stdout.slice(0, 100)
}

export const certificateFaults: readonly Fault[] = [
  {
    ...base,
    id: 'certificate-expired',
    mechanism: 'certificate-expired',
    inject: async (lab) => {
      await makeCertificate(lab, { signed: '40 days ago', days: 39 })
      await lab.restart('provider')
    },
    twin: renew,
    probe: async (lab) => {
      const said = await verification(lab)
      return prove(/expired/.test(said), said)
    },
    question: 'No payment goes through since last night. Why?',
    facts: { expired: 'expired|notAfter|valid(ity)? (ended|until)', certificate: 'cert|tls|x509' },
    forbidden: ['connection refused'],
    evidence: ['CERT_HAS_EXPIRED', 'certificate has expired'],
  },
  {
    ...base,
    id: 'certificate-for-another-name',
    mechanism: 'certificate-mismatch',
    inject: async (lab) => {
      await makeCertificate(lab, { name: 'pay.provider.example' })
      await lab.restart('provider')
    },
    twin: renew,
    probe: async (lab) => {
      const said = await verification(lab)
      return prove(/hostname mismatch/i.test(said), said)
    },
    question: 'Payments fail since the provider changed its certificate. Why?',
    facts: { name: 'altname|host ?name|mismatch|pay\\.provider\\.example|another name|different name|wrong name|not match' },
    evidence: ['ERR_TLS_CERT_ALTNAME_INVALID', 'does not match certificate'],
  },
  {
    ...base,
    id: 'certificate-unknown-issuer',
    mechanism: 'unknown-issuer',
    inject: async (lab) => {
      await makeCertificate(lab, { isForeign: true })
      await lab.restart('provider')
    },
    twin: renew,
    probe: async (lab) => {
      const said = await verification(lab)
      return prove(/unable to (get local issuer|verify)/i.test(said), said)
    },
    question: 'Since this morning payments cannot talk to the provider. Why?',
    facts: {
      issuer: 'issuer|authority|\\bca\\b|self[- ]signed|untrusted|not trusted|unable to verify|verif',
      certificate: 'cert|tls|x509',
    },
    forbidden: ['certificate (has|is) expired'],
    evidence: [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT',
      'unable to verify the first certificate|local issuer',
    ],
  },
  {
    ...base,
    id: 'certificate-not-yet-valid',
    mechanism: 'certificate-not-yet-valid',
    looksLike: 'an expired certificate',
    inject: async (lab) => {
      await makeCertificate(lab, { signed: '+20 days' })
      await lab.restart('provider')
    },
    twin: renew,
    probe: async (lab) => {
      const said = await verification(lab)
      return prove(/not yet valid/.test(said), said)
    },
    question: 'Payments fail although the certificate was renewed today. Why?',
    facts: { early: 'not yet valid|notBefore|in the future|not (valid|active) (yet|before|until)|CERT_NOT_YET_VALID' },
    forbidden: ['certificate (has|is) expired'],
    evidence: ['CERT_NOT_YET_VALID', 'not yet valid'],
  },
  {
    ...base,
    id: 'clock-jump-breaks-certificate',
    mechanism: 'clock-jump',
    entity: 'payments',
    looksLike: 'an expired certificate',
    inject: async (lab) => {
      setVariable(lab, 'payments', 'PRELOAD', '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1')
      setVariable(lab, 'payments', 'FAKETIME', '+420d')
      await lab.restart('payments')
      lab.edit('/etc/shop/payments.env', (text) => text.replace(/PRELOAD=.*\nFAKETIME=.*\n/, ''))
    },
    twin: (lab) => lab.restart('payments'),
    probe: async (lab) => {
      const said = await verification(lab)
      return prove(
        countLines(lab, '/var/log/shop/payments.log', /CERT_HAS_EXPIRED/) > 0 && !/expired/.test(said),
        `payments calls the certificate expired; in truth: ${said}`,
      )
    },
    question: 'payments says that the certificate of the provider has run out, the provider denies it. Who is right?',
    facts: { clock: 'clock|time (is|was|jump|differ)|ahead|future|skew' },
    evidence: ['"time":"202[789]', 'CERT_HAS_EXPIRED'],
  },
  {
    ...base,
    id: 'provider-speaks-no-tls',
    mechanism: 'protocol-mismatch',
    inject: async (lab) => {
      lab.edit('/etc/provider/provider.conf', (text) => text.replace('443 ssl;', '443;'))
      await relaunch(lab, 'provider')
      await lab.sleep(300)
    },
    twin: (lab) => lab.restart('provider'),
    probe: logged('/var/log/shop/payments.log', /wrong version number|EPROTO/, 'the TLS handshake meets plain HTTP'),
    question: 'Payments fail since the provider was reconfigured. Why?',
    facts: {
      tls: 'tls|ssl|https|wrong version number|EPROTO|handshake',
      what: 'wrong version|plain|protocol|EPROTO|http\\b|not (speak|encrypted)',
    },
    evidence: ['EPROTO|wrong version number', 'listen 10.20.0.45:443;'],
  },
]
