import { readTrees } from '@faultmaven/config'
import { describe, expect, it } from 'vitest'
import { findMisspeltKeys } from './misspelt-keys.ts'

const found = (name: string, text: string) =>
  findMisspeltKeys(readTrees(name, text).trees, name, text.split('\n')).map(
    ({ title, places: [place] }) => `${place?.line}: ${title}`,
  )

describe('findMisspeltKeys()', () => {
  it('finds keys, sections and words of a systemd unit', () => {
    expect(
      found(
        'shop.service',
        '[Unit]\nDescription=Shop\n[Service]\nExecStrat=/usr/bin/shop\nRestart=allways\n[Instal]\nWantedBy=multi-user.target',
      ),
    ).toEqual([
      '6: "Instal" means nothing in a unit file; "Install" may be meant',
      '4: "ExecStrat" means nothing in [Service]; "ExecStart" may be meant',
      '5: "allways" means nothing in Restart=; "always" may be meant',
    ])
  })

  it('finds keys of Kubernetes objects down to probes and mounts', () => {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  lables: {app: shop}
spec:
  replica: 2
  template:
    spec:
      contianers: []
      containers:
        - name: shop
          image: shop:1
          livenessProbe:
            httpGet: {path: /health, port: 80}
            initalDelaySeconds: 5
          volumeMounts:
            - name: data
              mounthPath: /data`
    expect(found('shop.yaml', text)).toEqual([
      '5: "lables" means nothing in metadata; "labels" may be meant',
      '7: "replica" means nothing in a Deployment; "replicas" may be meant',
      '10: "contianers" means nothing in the specification of a pod; "containers" may be meant',
      '16: "initalDelaySeconds" means nothing in a probe; "initialDelaySeconds" may be meant',
      '19: "mounthPath" means nothing in a volume mount; "mountPath" may be meant',
    ])
  })

  it('finds keys of a Compose file', () => {
    expect(found('compose.yaml', 'services:\n  web:\n    image: web:1\n    enviroment:\n      A: b\n    x-note: n\n')).toEqual([
      '4: "enviroment" means nothing in a service; "environment" may be meant',
    ])
  })

  it('finds words that systemd does not take, also those unlike any that it takes', () => {
    const text = '[Unit]\nFailureAction=reboot\n[Service]\nExecStart=/bin/a\nRestart=sometimes\nKillMode=%i\nProtectHome=true\n'
    expect(found('a.service', text)).toEqual([
      '5: "sometimes" means nothing in Restart=; it takes no, on-success, on-failure, on-abnormal, on-watchdog, on-abort, always',
    ])
  })

  it('finds directives of nginx at any depth, and no words of maps, of code and of other modules', () => {
    const text = `http {
  map $uri $kind { proxy_pas a; }
  lua_package_path "/x";
  server {
    lisen 80;
    location /a { proxy_pas http://a; proxy_set_header A b; more_set_headers "B: c"; }
    location /b { content_by_lua_block { proxi_pass() } }
    location /c { proxy_read_timeot 2s; proxy_read_timeot 3s; }
  }
}
`
    expect(found('nginx.conf', text)).toEqual([
      '5: "lisen" means nothing in the configuration of nginx; "listen" may be meant',
      '6: "proxy_pas" means nothing in the configuration of nginx; "proxy_pass" may be meant',
      '8: "proxy_read_timeot" means nothing in the configuration of nginx; "proxy_read_timeout" may be meant',
    ])
  })

  it('leaves alone what is right, unlike anything known, or of another schema', () => {
    expect(found('a.service', '[Service]\nExecStart=/bin/a\nSomethingNew=1\nX-Note=1\n')).toEqual([])
    expect(
      found('crd.yaml', 'apiVersion: acme.example/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  replica: 2\n'),
    ).toEqual([])
    expect(found('app.ini', '[main]\nExecStrat=1\n')).toEqual([])
    expect(found('my.yaml', 'service:\n  enviroment: a\n')).toEqual([])
  })
})
