import type { LogFormat } from './log-format.ts'
import access from './access.json' with { type: 'json' }
import accessTimeFirst from './access-time-first.json' with { type: 'json' }
import apacheError from './apache-error.json' with { type: 'json' }
import appleUnified from './apple-unified.json' with { type: 'json' }
import appleUnifiedCompact from './apple-unified-compact.json' with { type: 'json' }
import audit from './audit.json' with { type: 'json' }
import awsClassicBalancer from './aws-classic-balancer.json' with { type: 'json' }
import awsFlow from './aws-flow.json' with { type: 'json' }
import awsLambda from './aws-lambda.json' with { type: 'json' }
import awsLambdaPlatform from './aws-lambda-platform.json' with { type: 'json' }
import awsLambdaPython from './aws-lambda-python.json' with { type: 'json' }
import awsLoadBalancer from './aws-load-balancer.json' with { type: 'json' }
import bind from './bind.json' with { type: 'json' }
import bracketedProcess from './bracketed-process.json' with { type: 'json' }
import cisco from './cisco.json' with { type: 'json' }
import compose from './compose.json' with { type: 'json' }
import consoleTabs from './console-tabs.json' with { type: 'json' }
import cri from './cri.json' with { type: 'json' }
import dotnetConsole from './dotnet-console.json' with { type: 'json' }
import elastic from './elastic.json' with { type: 'json' }
import envoyAccess from './envoy-access.json' with { type: 'json' }
import goLog from './go-log.json' with { type: 'json' }
import haproxy from './haproxy.json' with { type: 'json' }
import haproxyNotice from './haproxy-notice.json' with { type: 'json' }
import haproxyTcp from './haproxy-tcp.json' with { type: 'json' }
import httpSysError from './http-sys-error.json' with { type: 'json' }
import iis from './iis.json' with { type: 'json' }
import javaUtilLogging from './java-util-logging.json' with { type: 'json' }
import journalMonotonic from './journal-monotonic.json' with { type: 'json' }
import json from './json.json' with { type: 'json' }
import jvmUnified from './jvm-unified.json' with { type: 'json' }
import kafka from './kafka.json' with { type: 'json' }
import kernel from './kernel.json' with { type: 'json' }
import klog from './klog.json' with { type: 'json' }
import kubectlPrefix from './kubectl-prefix.json' with { type: 'json' }
import log4j from './log4j.json' with { type: 'json' }
import logback from './logback.json' with { type: 'json' }
import logcatBrief from './logcat-brief.json' with { type: 'json' }
import logcatLong from './logcat-long.json' with { type: 'json' }
import logcatStudio from './logcat-studio.json' with { type: 'json' }
import logcatThreadtime from './logcat-threadtime.json' with { type: 'json' }
import logcatTime from './logcat-time.json' with { type: 'json' }
import logfmt from './logfmt.json' with { type: 'json' }
import logrus from './logrus.json' with { type: 'json' }
import mongodbText from './mongodb-text.json' with { type: 'json' }
import mysqlError from './mysql-error.json' with { type: 'json' }
import mysqlGeneral from './mysql-general.json' with { type: 'json' }
import nginxError from './nginx-error.json' with { type: 'json' }
import nginxStartup from './nginx-startup.json' with { type: 'json' }
import postgresql from './postgresql.json' with { type: 'json' }
import postgresqlCsv from './postgresql-csv.json' with { type: 'json' }
import postgresqlPrefix from './postgresql-prefix.json' with { type: 'json' }
import pythonBasic from './python-basic.json' with { type: 'json' }
import pythonLogging from './python-logging.json' with { type: 'json' }
import redis from './redis.json' with { type: 'json' }
import rubyLogger from './ruby-logger.json' with { type: 'json' }
import rustEnvLogger from './rust-env-logger.json' with { type: 'json' }
import rustTracing from './rust-tracing.json' with { type: 'json' }
import sidekiq from './sidekiq.json' with { type: 'json' }
import springBoot from './spring-boot.json' with { type: 'json' }
import squid from './squid.json' with { type: 'json' }
import stampedLogfmt from './stamped-logfmt.json' with { type: 'json' }
import syslogBare from './syslog-bare.json' with { type: 'json' }
import syslogFacility from './syslog-facility.json' with { type: 'json' }
import syslogNote from './syslog-note.json' with { type: 'json' }
import syslogRfc3164 from './syslog-rfc3164.json' with { type: 'json' }
import syslogRfc5424 from './syslog-rfc5424.json' with { type: 'json' }
import windowsEventLogTable from './windows-event-log-table.json' with { type: 'json' }
import windowsEventTable from './windows-event-table.json' with { type: 'json' }
import windowsServicing from './windows-servicing.json' with { type: 'json' }
import windowsUpdate from './windows-update.json' with { type: 'json' }
import zerolog from './zerolog.json' with { type: 'json' }
import zookeeper from './zookeeper.json' with { type: 'json' }

/** All formats; of two that match equally many lines of a source the first is taken, so the more specific ones stand first. */
export const LOG_FORMATS: readonly LogFormat[] = [
  cri,
  kubectlPrefix,
  stampedLogfmt,
  syslogRfc5424,
  klog,
  postgresql,
  postgresqlCsv,
  postgresqlPrefix,
  mysqlError,
  mysqlGeneral,
  redis,
  nginxError,
  nginxStartup,
  apacheError,
  access,
  accessTimeFirst,
  haproxy,
  haproxyTcp,
  haproxyNotice,
  envoyAccess,
  awsLoadBalancer,
  awsClassicBalancer,
  awsFlow,
  awsLambda,
  awsLambdaPython,
  awsLambdaPlatform,
  iis,
  httpSysError,
  windowsServicing,
  windowsUpdate,
  windowsEventTable,
  windowsEventLogTable,
  squid,
  audit,
  bind,
  mongodbText,
  cisco,
  elastic,
  kafka,
  zookeeper,
  jvmUnified,
  bracketedProcess,
  springBoot,
  logback,
  log4j,
  pythonLogging,
  pythonBasic,
  rubyLogger,
  sidekiq,
  dotnetConsole,
  javaUtilLogging,
  consoleTabs,
  logrus,
  zerolog,
  rustTracing,
  rustEnvLogger,
  goLog,
  appleUnified,
  appleUnifiedCompact,
  logcatThreadtime,
  logcatTime,
  logcatBrief,
  logcatLong,
  logcatStudio,
  syslogFacility,
  syslogNote,
  syslogRfc3164,
  journalMonotonic,
  syslogBare,
  kernel,
  compose,
  json,
  logfmt,
]
