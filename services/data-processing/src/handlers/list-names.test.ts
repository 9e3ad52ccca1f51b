import { systemContext } from '@faultmaven/rpc'
import { afterEach, expect, test } from 'vitest'
import { createTestService, runTurn, type TestService } from '../testing/test-service.ts'

let service: TestService | undefined
afterEach(() => service?.remove())

const SYSLOG = [
  'Oct  1 03:11:00 gw-berlin-2 sshd[811]: Failed password for kmartin from 203.0.113.9 port 22 ssh2',
  'Oct  1 03:11:02 gw-berlin-2 sshd[811]: Failed password for root from 203.0.113.9 port 22 ssh2',
  'Oct  1 03:11:04 localhost cron[9]: ERROR job failed',
]
const FILLER = 'Oct  1 03:12:00 gw-berlin-2 app[9]: INFO nothing happened here that anybody would want to know of\n'

test('names hosts of headers wherever they stand, and hosts and accounts that the beginning of a source or a finding names', async () => {
  service = createTestService()
  const late = 'Oct  1 04:00:00 late-host-9 app[9]: INFO done\n'
  const { caseId } = await runTurn(service.client, [
    { name: 'auth.log', bytes: `${SYSLOG.join('\n')}\n${FILLER.repeat(800)}${late}` },
    { name: 'pod.json', bytes: '{"spec":{"nodeName":"worker-oslo-4"},"status":{"phase":"Running","hostIP":"10.0.0.7"}}' },
  ])
  const { hosts, users } = await service.client.listNames({ caseId }, systemContext())
  expect(hosts.toSorted()).toEqual(['gw-berlin-2', 'late-host-9', 'worker-oslo-4'])
  expect(users).toEqual(['kmartin'])
})

test('names hosts and accounts that only records far behind the beginning of a source tell of, each of many', async () => {
  service = createTestService()
  const accounts = Array.from({ length: 300 }, (_, index) => `qvist${index.toString(36).padStart(3, 'x')}`)
  const late = accounts.map(
    (account, index) =>
      `Oct  1 04:00:00 gw-berlin-2 sshd[811]: Failed password for ${account} from 203.0.113.${index % 250} port 22 ssh2\n`,
  )
  const node = 'Oct  1 04:10:00 gw-berlin-2 app[9]: WARN evicted nodeName=worker-bergen-8 after 30 s\n'
  const { caseId } = await runTurn(service.client, [
    { name: 'auth.log', bytes: FILLER.repeat(1500) + late.join('') + node + FILLER.repeat(200) },
  ])
  const { hosts, users } = await service.client.listNames({ caseId }, systemContext())
  expect(hosts.toSorted()).toEqual(['gw-berlin-2', 'worker-bergen-8'])
  expect(users.toSorted()).toEqual(accounts.toSorted())
})

test('is refused for a case that there is none of', async () => {
  service = createTestService()
  const caseId = '5f1d7a52-0f6b-4c7e-9a55-0d7b3c1f6a10'
  await expect(service.client.listNames({ caseId }, systemContext())).rejects.toMatchObject({ code: 'case.not_found' })
})
