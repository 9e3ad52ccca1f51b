import type { Lab } from '../runner/lab.ts'
import { answers, ask } from './http.ts'
import type { Program } from './program.ts'

const base = '/var/lib/tomcat10'

const pages = {
  'index.jsp': '<%@ page contentType="text/html" %><h1>Accounts</h1><p><%= new java.util.Date() %></p>\n',
  'account.jsp': `<%@ page contentType="text/html" %><%
String id = request.getParameter("id");
java.util.Map<String, String> names = new java.util.HashMap<>();
names.put("1", "Alice"); names.put("2", "Bob");
String name = names.getOrDefault(id, "customer " + id);
%><p><%= name.trim() %></p>
`,
} as const

/** Tomcat on OpenJDK with a small application of server pages. */
export const tomcat: Program = {
  name: 'tomcat',
  user: 'tomcat',
  address: '10.20.0.41',
  port: 8080,
  hostName: 'accounts.shop.internal',
  configure: async (lab) => {
    await lab.sh(
      `rm -f ${base}/logs ${base}/work ${base}/conf; mkdir -p ${base}/webapps/ROOT/WEB-INF ${base}/logs ${base}/work ${base}/temp /etc/tomcat10 && ln -sfn /etc/tomcat10 ${base}/conf && cp -n /usr/share/tomcat10/etc/* /etc/tomcat10/ 2>/dev/null; true`,
    )
    for (const [name, text] of Object.entries(pages)) lab.write(`${base}/webapps/ROOT/${name}`, text)
    lab.write(
      `${base}/webapps/ROOT/WEB-INF/web.xml`,
      '<?xml version="1.0" encoding="UTF-8"?>\n<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">\n  <session-config>\n    <session-timeout>30</session-timeout>\n  </session-config>\n</web-app>\n',
    )
    lab.write(
      '/etc/tomcat10/server.xml',
      `<?xml version="1.0" encoding="UTF-8"?>
<Server port="-1">
  <Service name="Catalina">
    <Connector port="8080" address="10.20.0.41" protocol="HTTP/1.1" connectionTimeout="5000" maxThreads="40" acceptCount="20" />
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps" unpackWARs="false" autoDeploy="true" backgroundProcessorDelay="1">
        <Valve className="org.apache.catalina.valves.AccessLogValve" directory="logs" prefix="localhost_access_log" suffix=".txt" pattern="%h %l %u %t &quot;%r&quot; %s %b %D" buffered="false" />
      </Host>
    </Engine>
  </Service>
</Server>
`,
    )
    lab.write(
      '/etc/tomcat10/logging.properties',
      'handlers = java.util.logging.ConsoleHandler\njava.util.logging.ConsoleHandler.level = INFO\njava.util.logging.ConsoleHandler.formatter = org.apache.juli.OneLineFormatter\n',
    )
    lab.write(`${base}/setenv`, '-Xms32m\n-Xmx96m\n-XX:+UseSerialGC\n-XX:TieredStopAtLevel=1\n')
    await lab.sh(`chown -R tomcat:tomcat ${base} /etc/tomcat10`)
  },
  command: (lab) => [
    '/usr/lib/jvm/java-17-openjdk-amd64/bin/java',
    `-Djava.util.logging.config.file=${base}/conf/logging.properties`,
    '-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager',
    ...lab.read(`${base}/setenv`).split('\n').filter(Boolean),
    '-Dcatalina.home=/usr/share/tomcat10',
    `-Dcatalina.base=${base}`,
    `-Djava.io.tmpdir=${base}/temp`,
    '-classpath',
    '/usr/share/tomcat10/bin/bootstrap.jar:/usr/share/tomcat10/bin/tomcat-juli.jar',
    'org.apache.catalina.startup.Bootstrap',
    'start',
  ],
  console: `${base}/logs/catalina.out`,
  ready: async () => answers('http://10.20.0.41:8080/'),
  readyMs: 60_000,
  logs: { 'catalina.out': `${base}/logs/catalina.out`, 'localhost_access_log.txt': `${base}/logs/localhost_access_log.txt` },
  configuration: {
    'server.xml': '/etc/tomcat10/server.xml',
    'web.xml': `${base}/webapps/ROOT/WEB-INF/web.xml`,
    'tomcat-jvm.options': `${base}/setenv`,
  },
  commands: {
    'jstack.txt': [
      'sh',
      '-c',
      'setpriv --reuid=tomcat --regid=tomcat --clear-groups timeout 3 /usr/lib/jvm/java-17-openjdk-amd64/bin/jstack $(pgrep -f "[B]ootstrap start")',
    ],
  },
  metrics: async () => '',
  request: visitAccounts,
  rate: 20,
}

async function visitAccounts({ random }: Lab): Promise<void> {
  await ask(`http://10.20.0.41:8080${random() < 0.4 ? '/' : `/account.jsp?id=${1 + Math.floor(random() * 50)}`}`)
}
