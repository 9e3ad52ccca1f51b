import { ask } from '../../programs/http.ts'
import { setVariable } from '../../programs/shop.ts'
import type { Fault } from '../fault.ts'
import { deployRelease, relaunch, setAndRestart } from '../moves.ts'
import { answered, prove } from '../proofs.ts'
import { shop } from '../stacks.ts'

export const webFaults: readonly Fault[] = [
  {
    id: 'nginx-upstream-refused',
    programs: shop,
    mechanism: 'refused-port',
    entity: 'gateway',
    breaks: ['nginx'],
    inject: async (lab) => {
      setVariable(lab, 'gateway', 'PORT', '3100')
      await relaunch(lab, 'gateway')
      await lab.sleep(500)
    },
    twin: (lab) => lab.restart('gateway'),
    probe: answered('http://10.20.0.5/api/orders', 502),
    question: 'Every page answers 502 since the last deployment. Why?',
    facts: { refused: 'refus|not listening|nothing listens|wrong port|port (was )?changed|3100', who: 'gateway|upstream|3000' },
    evidence: ['connect\\(\\) failed \\(111', 'PORT=3100'],
  },
  {
    id: 'orders-memory-leak',
    programs: shop,
    mechanism: 'leak',
    entity: 'orders',
    breaks: ['gateway'],
    seconds: 12,
    rate: 50,
    inject: deployRelease('orders', 'leak'),
    twin: (lab) => lab.restart('orders'),
    probe: async () => {
      const { text } = await ask('http://10.20.0.12:3001/metrics')
      const used = Number(/^nodejs_heap_size_used_bytes (\d+)/m.exec(text)?.[1])
      return prove(used > 40e6, `heap of orders is ${Math.round(used / 1e6)} MB`)
    },
    question: 'Something about orders grows since release 1.4.1. What?',
    facts: {
      leak: 'leak|memory (\\w+ ){0,4}(grow|increas|ris|climb)|heap (\\w+ ){0,4}(grow|increas|ris|climb)|(grow|increas|ris|climb)\\w* (\\w+ ){0,4}(memory|heap)',
      who: 'orders',
    },
    evidence: ['1\\.4\\.1', 'nodejs_heap_size_used_bytes|process_resident_memory_bytes'],
  },
  {
    id: 'payments-latency',
    programs: shop,
    links: ['payments'],
    mechanism: 'latency',
    entity: 'payments',
    breaks: ['orders', 'gateway', 'nginx'],
    looksLike: 'a slow database',
    inject: (lab) => void (lab.link('payments').state.delayMs = 700),
    probe: async (lab) => {
      const start = Date.now()
      await ask(`http://${lab.at('payments')}/health`)
      return prove(Date.now() - start > 1000, `GET /health at payments took ${Date.now() - start} ms over the link`)
    },
    question: 'Checkout became slow. Which part is slow?',
    facts: { slow: 'slow|latenc|took|delay|duration|timed? ?out', who: 'payments' },
    forbidden: ['(slow|overloaded) database'],
    evidence: ['POST /payments', '"path":"/orders".*"ms":1[0-9]{3}', 'payments'],
  },
  {
    id: 'payments-variable-removed',
    programs: shop,
    mechanism: 'missing-variable',
    entity: 'payments',
    breaks: ['orders', 'gateway'],
    inject: setAndRestart('payments', 'PROVIDER_KEY', undefined),
    twin: (lab) => lab.restart('payments'),
    probe: async () => {
      const { text } = await ask('http://10.20.0.13:3002/payments', { method: 'POST', body: '{"order":1,"amount":1}' })
      return prove(/PROVIDER_KEY/.test(text), text)
    },
    question: 'No order can be paid. Why?',
    facts: { variable: 'PROVIDER_KEY', missing: 'undefined|missing|not set|removed|unset' },
    evidence: ['PROVIDER_KEY'],
  },
]
