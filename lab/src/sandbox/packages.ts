/** What a machine has: a shell and the commands whose output people upload. */
const machine = `
  coreutils bash dash base-files passwd procps iproute2 findutils grep sed gawk gzip tar util-linux bsdutils openssl
  ca-certificates netcat-openbsd bind9-dnsutils curl lsof rsyslog faketime make
`

const programs = `
  postgresql-15 postgresql-client-15 pgbouncer mariadb-server mariadb-client redis-server redis-tools memcached
  rabbitmq-server etcd-server etcd-client mosquitto mosquitto-clients beanstalkd nats-server nginx-light haproxy
  apache2 varnish squid stunnel4 php8.2-fpm tomcat10 openjdk-17-jdk-headless nodejs python3 python3-psycopg2
  python3-redis dnsmasq-base bind9 openssh-server openssh-client vsftpd slapd ldap-utils postfix rsync
  prometheus prometheus-node-exporter prometheus-alertmanager cron logrotate git gcc libc6-dev
`

/** Debian packages of the lab; `apt-get` adds what they depend on, down to the C library. */
export const debianPackages: readonly string[] = `${machine} ${programs}`.trim().split(/\s+/)

/** npm packages the shop's services use, exact: their messages are evidence. */
export const npmPackages = ['pg@8.16.3', 'ioredis@5.8.2', 'amqplib@0.10.9', 'mysql2@3.15.3', 'npm@10.9.2'] as const
