import { ask } from '../../programs/http.ts'
import { rabbitmqctl } from '../../programs/rabbitmq.ts'
import type { Fault } from '../fault.ts'
import { deployRelease, setAndRestart } from '../moves.ts'
import { countLines, logged, prove } from '../proofs.ts'
import { shopWithQueue } from '../stacks.ts'

const base = { programs: shopWithQueue, entity: 'rabbitmq', breaks: ['worker'], rate: 35 } as const

/** A gauge of the queue's metrics, 0 when it is not there. */
async function gauge(name: string): Promise<number> {
  const { text } = await ask('http://10.20.0.25:15692/metrics/per-object')
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+]+)`, 'm').exec(text)?.[1] ?? 0)
}

export const queueFaults: readonly Fault[] = [
  {
    ...base,
    id: 'queue-without-consumer',
    mechanism: 'no-consumer',
    entity: 'worker',
    looksLike: 'a slow broker',
    inject: (lab) => lab.stop('worker'),
    twin: (lab) => lab.restart('worker'),
    probe: async () => {
      const waiting = await gauge('rabbitmq_queue_messages_ready')
      return prove(
        waiting > 15 && (await gauge('rabbitmq_queue_consumers')) === 0,
        `${waiting} messages wait and nobody consumes`,
      )
    },
    question: 'Customers get no mail about their orders. Why?',
    facts: { consumer: 'no consumer|consumer|worker', waits: 'queue|message|backlog|pil' },
    evidence: ['order.created\\s+\\d+\\s+\\d+\\s+0', 'SIGTERM received', 'rabbitmq_queue_(messages|consumers)'],
  },
  {
    ...base,
    id: 'queue-poison-message',
    mechanism: 'poison-message',
    entity: 'worker',
    inject: async (lab) => {
      const script =
        "const a=require('/srv/shop/node_modules/amqplib');a.connect('amqp://shop:shop-secret@queue.shop.internal').then(async c=>{const h=await c.createChannel();h.sendToQueue('order.created',Buffer.from('order=17;sku=sku-4'),{messageId:'legacy-17'});setTimeout(()=>process.exit(0),300)})"
      await lab.sh(`node -e "${script}"`)
    },
    probe: (lab) => {
      const times = countLines(lab, '/var/log/shop/worker.log', /"redelivered":true/)
      return prove(times > 20, `a message was put back ${times} times`)
    },
    question: 'The worker is very busy and its log full of errors. What is going on?',
    facts: {
      message: 'message|legacy-17',
      loop: 'redeliver|again and again|requeue|put back|poison|repeat|loop|json|parse|unexpected token',
    },
    evidence: ['message could not be processed', 'legacy-17'],
  },
  {
    ...base,
    id: 'queue-never-acknowledged',
    mechanism: 'unacknowledged',
    entity: 'worker',
    inject: deployRelease('worker', 'no-ack'),
    twin: (lab) => lab.restart('worker'),
    probe: async () => {
      const held = await gauge('rabbitmq_queue_messages_unacked')
      return prove(held >= 10, `${held} messages are unacknowledged`)
    },
    question: 'Mails stopped with the new release of the worker although it runs. Why?',
    facts: { ack: 'unack|acknowledg|\\back\\b|prefetch' },
    evidence: ['order.created\\s+\\d+\\s+10', 'rabbitmq_queue_messages_unacked'],
  },
  {
    ...base,
    id: 'queue-memory-alarm',
    mechanism: 'memory-limit',
    breaks: ['orders'],
    inject: (lab) => lab.run(rabbitmqctl('set_vm_memory_high_watermark', 'absolute', '20MB'), { timeoutMs: 20_000 }),
    probe: logged('/var/log/rabbitmq/rabbit@node-1.log', /memory resource limit alarm set/i, 'the memory alarm is set'),
    question: 'The broker does not take messages any more. What is the cause?',
    facts: { memory: 'memory', alarm: 'alarm|limit|block|watermark' },
    forbidden: ['disk (is )?full'],
    evidence: ['memory resource limit alarm', 'watermark'],
  },
  {
    ...base,
    id: 'queue-wrong-password',
    mechanism: 'wrong-password',
    entity: 'worker',
    inject: setAndRestart('worker', 'AMQP_URL', 'amqp://shop:winter2025@queue.shop.internal:5672'),
    twin: (lab) => lab.restart('worker'),
    probe: logged('/var/log/shop/worker.log', /ACCESS_REFUSED|ACCESS-REFUSED/, 'the broker refuses the login'),
    question: 'The worker was redeployed and does nothing. Why?',
    facts: { login: 'access[ _-]?refused|password|credential|login|authentication|invalid' },
    evidence: ['ACCESS.REFUSED', 'invalid credentials', 'PLAIN login refused'],
  },
  {
    ...base,
    id: 'queue-killed',
    mechanism: 'crash',
    breaks: ['orders', 'worker'],
    inject: (lab) => lab.sh('pkill -9 -u rabbitmq; true'),
    probe: async (lab) =>
      prove((await lab.run(['nc.openbsd', '-z', '-w', '1', '10.20.0.25', '5672'])).code !== 0, 'port 5672 refuses'),
    question: 'Mails stopped. What failed first?',
    facts: { refused: 'refus|not listening|is down|not running|clos|lost|gone', who: 'rabbit|queue|amqp|broker|5672' },
    evidence: ['ECONNREFUSED.*5672', 'amqp connection failed|cannot connect to the queue'],
  },
]
