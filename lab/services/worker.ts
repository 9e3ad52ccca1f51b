import { connectAmqp } from './clients.ts'
import { bug, count, errorFields, log, serve, startSpan } from './runtime.ts'

const url = process.env['AMQP_URL'] ?? ''
const workMs = Number(process.env['WORK_MS'] ?? 5)

serve(async () => ({ status: 'ok' }))
void consume()

async function consume(): Promise<void> {
  try {
    const connection = await connectAmqp(url, { clientProperties: { connection_name: 'worker' } })
    connection.on('error', (error) => log('error', 'amqp connection failed', errorFields(error)))
    connection.on('close', () => setTimeout(() => void consume(), 1000))
    const channel = await connection.createChannel()
    channel.on('error', (error) => log('error', 'amqp channel failed', errorFields(error)))
    await channel.assertQueue('order.created', { durable: true })
    await channel.prefetch(10)
    await channel.consume('order.created', (message) => {
      if (!message) return
      const span = startSpan('process order.created', 'consumer')
      setTimeout(() => {
        try {
          const { order } = JSON.parse(message.content.toString()) as { order: number }
          if (bug === 'no-ack') return span.end({ 'messaging.system': 'rabbitmq' })
          channel.ack(message)
          count('worker_messages_total{result="done"}')
          log('info', 'mail sent', { order, delivery_tag: message.fields.deliveryTag })
          span.end({ 'messaging.system': 'rabbitmq', 'messaging.destination.name': 'order.created' })
        } catch (error) {
          count('worker_messages_total{result="failed"}')
          log('error', 'message could not be processed, put back', {
            message_id: message.properties.messageId,
            redelivered: message.fields.redelivered,
            ...errorFields(error),
          })
          channel.nack(message, false, true)
          span.end({ 'messaging.system': 'rabbitmq', 'messaging.destination.name': 'order.created' }, error)
        }
      }, workMs)
    })
    log('info', 'consuming order.created', { prefetch: 10 })
  } catch (error) {
    log('error', 'cannot connect to the queue', errorFields(error))
    setTimeout(() => void consume(), 1000)
  }
}
