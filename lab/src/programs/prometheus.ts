import { answers } from './http.ts'
import type { Program } from './program.ts'

export const prometheus: Program = {
  name: 'prometheus',
  user: 'prometheus',
  address: '10.20.0.44',
  port: 9090,
  hostName: 'prometheus.shop.internal',
  configure: async (lab) => {
    await lab.sh('mkdir -p /var/lib/prometheus /var/log/prometheus && chown prometheus:prometheus /var/lib/prometheus')
    const targets = [
      ...lab.programs
        .filter(({ name }) => name !== 'prometheus')
        .map(({ name, hostName, port }) => [name, `${hostName}:${port}`]),
      ['node', 'node-1:9100'],
    ]
    const jobs = targets.map(
      ([name, instance]) => `  - job_name: ${name}
    metrics_path: /metrics/${name}
    static_configs:
      - targets: ['10.20.0.50:9100']
        labels: { instance: '${instance}' }
`,
    )
    lab.write(
      '/etc/prometheus/prometheus.yml',
      `global:\n  scrape_interval: 1s\n  scrape_timeout: 900ms\nscrape_configs:\n${jobs.join('')}`,
    )
  },
  command: () => [
    '/usr/bin/prometheus',
    '--config.file=/etc/prometheus/prometheus.yml',
    '--storage.tsdb.path=/var/lib/prometheus',
    '--web.listen-address=10.20.0.44:9090',
    '--web.enable-lifecycle',
  ],
  env: () => ({ GOMAXPROCS: '1' }),
  console: '/var/log/prometheus/prometheus.log',
  ready: async () => answers('http://10.20.0.44:9090/-/ready'),
  logs: { 'prometheus.log': '/var/log/prometheus/prometheus.log' },
  configuration: { 'prometheus.yml': '/etc/prometheus/prometheus.yml' },
}
