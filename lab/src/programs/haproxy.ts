import { answers, ask } from './http.ts'
import type { Program } from './program.ts'
import { shopRequest } from './shop.ts'

export const haproxy: Program = {
  name: 'haproxy',
  user: 'haproxy',
  address: '10.20.0.5',
  port: 80,
  hostName: 'lb.shop.internal',
  configure: async (lab) => {
    await lab.sh('mkdir -p /run/haproxy /etc/haproxy/certs && chown haproxy:haproxy /run/haproxy')
    const servers = ['gateway', 'gateway-2']
      .filter((name) => lab.has(name))
      .map((name) => `  server ${name} ${lab.at(name)} check inter 500ms fall 2 rise 2\n`)
    lab.write(
      '/etc/haproxy/haproxy.cfg',
      `global
  log stdout format rfc3164 local0 info
  maxconn 400
  nbthread 1

defaults
  mode http
  log global
  option httplog
  timeout connect 1s
  timeout client 10s
  timeout server 4s
  retries 1

frontend www
  bind 10.20.0.5:80
  default_backend gateways

frontend stats
  bind 10.20.0.5:8404
  http-request use-service prometheus-exporter if { path /metrics }
  stats enable
  stats uri /stats

backend gateways
  balance roundrobin
  option httpchk GET /health
${servers.join('')}`,
    )
  },
  command: () => ['/usr/sbin/haproxy', '-db', '-f', '/etc/haproxy/haproxy.cfg'],
  console: '/var/log/haproxy.log',
  ready: async () => answers('http://10.20.0.5/health'),
  stopSignal: 'SIGUSR1',
  logs: { 'haproxy.log': '/var/log/haproxy.log' },
  configuration: { 'haproxy.cfg': '/etc/haproxy/haproxy.cfg' },
  commands: { 'haproxy-stats.csv': ['curl', '-s', 'http://10.20.0.5:8404/stats;csv'] },
  metrics: async () => {
    const { text } = await ask('http://10.20.0.5:8404/metrics', { timeoutMs: 900 })
    return text
      .split('\n')
      .filter((line) =>
        /^haproxy_(server_(up|check|status)|backend_(http_responses|active|current)|frontend_(current|limit)_sess)/.test(line),
      )
      .map((line) => `${line}\n`)
      .join('')
  },
  queries: {
    'haproxy-responses': 'sum by (proxy, code) (rate(haproxy_backend_http_responses_total{proxy="gateways"}[4s]))',
    'haproxy-servers': 'haproxy_backend_active_servers{proxy="gateways"}',
  },
  request: shopRequest('http://10.20.0.5'),
  rate: 25,
}
