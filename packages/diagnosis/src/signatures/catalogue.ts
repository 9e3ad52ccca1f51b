import cassandra from './cassandra.json' with { type: 'json' }
import ceph from './ceph.json' with { type: 'json' }
import clickhouse from './clickhouse.json' with { type: 'json' }
import consul from './consul.json' with { type: 'json' }
import cron from './cron.json' with { type: 'json' }
import dns from './dns.json' with { type: 'json' }
import docker from './docker.json' with { type: 'json' }
import elasticsearch from './elasticsearch.json' with { type: 'json' }
import envoy from './envoy.json' with { type: 'json' }
import etcd from './etcd.json' with { type: 'json' }
import filesystem from './filesystem.json' with { type: 'json' }
import git from './git.json' with { type: 'json' }
import go from './go.json' with { type: 'json' }
import haproxy from './haproxy.json' with { type: 'json' }
import http from './http.json' with { type: 'json' }
import jvm from './jvm.json' with { type: 'json' }
import kafka from './kafka.json' with { type: 'json' }
import kubernetes from './kubernetes.json' with { type: 'json' }
import ldap from './ldap.json' with { type: 'json' }
import linuxKernel from './linux-kernel.json' with { type: 'json' }
import logrotate from './logrotate.json' with { type: 'json' }
import mongodb from './mongodb.json' with { type: 'json' }
import mysql from './mysql.json' with { type: 'json' }
import nginx from './nginx.json' with { type: 'json' }
import nodejs from './nodejs.json' with { type: 'json' }
import nomad from './nomad.json' with { type: 'json' }
import npm from './npm.json' with { type: 'json' }
import oracle from './oracle.json' with { type: 'json' }
import postgresql from './postgresql.json' with { type: 'json' }
import python from './python.json' with { type: 'json' }
import rabbitmq from './rabbitmq.json' with { type: 'json' }
import redis from './redis.json' with { type: 'json' }
import ssh from './ssh.json' with { type: 'json' }
import systemd from './systemd.json' with { type: 'json' }
import terraform from './terraform.json' with { type: 'json' }
import tls from './tls.json' with { type: 'json' }
import windows from './windows.json' with { type: 'json' }
import type { Signature } from './signature.ts'

/** Every signature, file by file. A file `<technology>.json` is an array of signatures and needs its import and its name here. */
export const SIGNATURES: readonly Signature[] = [
  cassandra,
  ceph,
  clickhouse,
  consul,
  cron,
  dns,
  docker,
  elasticsearch,
  envoy,
  etcd,
  filesystem,
  git,
  go,
  haproxy,
  http,
  jvm,
  kafka,
  kubernetes,
  ldap,
  linuxKernel,
  logrotate,
  mongodb,
  mysql,
  nginx,
  nodejs,
  nomad,
  npm,
  oracle,
  postgresql,
  python,
  rabbitmq,
  redis,
  ssh,
  systemd,
  terraform,
  tls,
  windows,
].flatMap(asSignatures)

/** Guarantee: catalogue.test.ts checks every field of every file against {@link Signature} and runs every sample. */
function asSignatures(data: unknown): readonly Signature[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return data as readonly Signature[]
}
