import { etcdPut } from '../../programs/etcd.ts'
import type { Fault } from '../fault.ts'
import { fillDisk, keepDoing } from '../moves.ts'
import { prove } from '../proofs.ts'

const base = { mechanism: 'disk-full', entity: 'etcd', breaks: ['etcd'], upload: /^(?!ss|ps|free)/ } as const

export const clusterFaults: readonly Fault[] = [
  {
    ...base,
    id: 'etcd-quota-exceeded',
    programs: ['etcd'],
    mechanism: 'quota',
    looksLike: 'a full disk',
    arrange: (lab) => lab.edit('/etc/etcd/etcd.yml', (text) => text.replace('67108864', '2097152')),
    inject: async () => {
      for (let key = 0; key < 60; key += 1) await etcdPut(`/jobs/${key}`, 'x'.repeat(60_000))
    },
    probe: async () => {
      const { text } = await etcdPut('/probe', 'x')
      return prove(/database space exceeded/.test(text), text.slice(0, 120))
    },
    question: 'Nothing can be written to etcd any more, reading works. Why?',
    facts: { quota: 'quota|space exceeded|nospace|no space' },
    forbidden: ['leader (was )?lost|quorum'],
    evidence: ['NOSPACE', 'space exceeded', 'quota-backend-bytes'],
  },
  {
    ...base,
    id: 'etcd-quorum-lost',
    programs: ['etcd', 'etcd-2', 'etcd-3'],
    mechanism: 'quorum',
    entity: 'etcd',
    inject: async (lab) => {
      await lab.stop('etcd-2', 'SIGKILL')
      await lab.stop('etcd-3', 'SIGKILL')
    },
    twin: (lab) => lab.stop('etcd-3', 'SIGTERM'),
    probe: async () => {
      const { text, status } = await etcdPut('/probe', 'x', 'etcd', 9000).catch(() => ({ text: 'no answer', status: 504 }))
      return prove(status !== 200 && status !== 404, `a write answers ${status}: ${text.slice(0, 100)}`)
    },
    question: 'The cluster does not take writes any more. What happened?',
    facts: { quorum: 'quorum|majority|no leader|lost (the |its )?leader|leader' },
    evidence: ['no leader', 'lost leader|lost the TCP streaming connection', 'connection refused'],
  },
  {
    ...base,
    id: 'etcd-disk-full',
    programs: ['etcd'],
    disks: { '/var/lib/etcd': 160 },
    inject: async (lab) => {
      await fillDisk(lab, '/var/lib/etcd')
      keepDoing(lab, async () => etcdPut('/bulk', 'x'.repeat(1_000_000)), 50)
    },
    probe: (lab) => prove(lab.freeBytes('/var/lib/etcd') < 65_536, `${lab.freeBytes('/var/lib/etcd')} bytes free`),
    question: 'etcd went away. Why?',
    facts: { full: 'no space left|disk (is )?full|file ?system (is )?full|out of (disk )?space|100 ?%' },
    evidence: ['no space left on device', '100% /var/lib/etcd'],
  },
  {
    ...base,
    id: 'etcd-wrong-file-mode',
    programs: ['etcd'],
    mechanism: 'wrong-file-mode',
    inject: async (lab) => {
      await lab.stop('etcd')
      await lab.sh('chown -R root:root /var/lib/etcd')
      lab.launch('etcd')
      lab.supervise('etcd')
    },
    twin: (lab) => lab.restart('etcd'),
    probe: async (lab) => prove(lab.exits('etcd') > 0, `etcd ended ${lab.exits('etcd')} times at its start`),
    question: 'etcd does not start any more after the maintenance. Why?',
    facts: { denied: 'permission|denied|owner|access|writable' },
    files: { 'etcd-console.log': '/var/log/etcd/console.log' },
    evidence: ['permission denied'],
  },
]
