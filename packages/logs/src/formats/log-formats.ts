import type { LogFormat } from './log-format.ts'
import access from './access.json' with { type: 'json' }
import apacheError from './apache-error.json' with { type: 'json' }
import bracketedProcess from './bracketed-process.json' with { type: 'json' }
import cisco from './cisco.json' with { type: 'json' }
import compose from './compose.json' with { type: 'json' }
import cri from './cri.json' with { type: 'json' }
import elastic from './elastic.json' with { type: 'json' }
import envoyAccess from './envoy-access.json' with { type: 'json' }
import haproxy from './haproxy.json' with { type: 'json' }
import json from './json.json' with { type: 'json' }
import jvmUnified from './jvm-unified.json' with { type: 'json' }
import kafka from './kafka.json' with { type: 'json' }
import kernel from './kernel.json' with { type: 'json' }
import klog from './klog.json' with { type: 'json' }
import kubectlPrefix from './kubectl-prefix.json' with { type: 'json' }
import log4j from './log4j.json' with { type: 'json' }
import logback from './logback.json' with { type: 'json' }
import logfmt from './logfmt.json' with { type: 'json' }
import mongodbText from './mongodb-text.json' with { type: 'json' }
import mysqlError from './mysql-error.json' with { type: 'json' }
import nginxError from './nginx-error.json' with { type: 'json' }
import postgresql from './postgresql.json' with { type: 'json' }
import pythonBasic from './python-basic.json' with { type: 'json' }
import pythonLogging from './python-logging.json' with { type: 'json' }
import redis from './redis.json' with { type: 'json' }
import springBoot from './spring-boot.json' with { type: 'json' }
import stampedLogfmt from './stamped-logfmt.json' with { type: 'json' }
import syslogRfc3164 from './syslog-rfc3164.json' with { type: 'json' }
import syslogRfc5424 from './syslog-rfc5424.json' with { type: 'json' }

/** All formats; of two that match equally many lines of a source the first is taken, so the more specific ones stand first. */
export const LOG_FORMATS: readonly LogFormat[] = [
  cri,
  kubectlPrefix,
  stampedLogfmt,
  syslogRfc5424,
  klog,
  postgresql,
  mysqlError,
  redis,
  nginxError,
  apacheError,
  access,
  haproxy,
  envoyAccess,
  mongodbText,
  cisco,
  elastic,
  kafka,
  jvmUnified,
  bracketedProcess,
  springBoot,
  logback,
  log4j,
  pythonLogging,
  pythonBasic,
  syslogRfc3164,
  kernel,
  compose,
  json,
  logfmt,
]
