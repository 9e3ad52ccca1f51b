import { expect, test } from 'vitest'
import { readMeaning } from './metric-meaning.ts'

test.each([
  ['container_cpu_usage_seconds_total', 'cpu'],
  ['CPUUtilization', 'cpu'],
  ['process.runtime.jvm.memory.usage', 'memory'],
  ['node_filesystem_avail_bytes', 'disk'],
  ['node_netstat_Tcp_RetransSegs', 'network'],
  ['node_network_receive_errs_total', 'network'],
  ['http_server_request_duration_seconds', 'latency'],
  ['latency_p99', 'latency'],
  ['rpc.client.duration', 'other'],
  ['http_5xx_total', 'errors'],
  ['SuccessRate(%)', 'availability'],
  ['kube_pod_container_resource_limits_memory_bytes', 'other'],
  ['http_requests_total', 'load'],
  ['temperature', 'other'],
])('%s measures %s', (metric, meaning) => {
  expect(readMeaning(metric)).toBe(meaning)
})
