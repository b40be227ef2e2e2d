// node nodemailer.js PORT CONNECTIONS MAILS BYTES [KEY-FILE]: sends over a pool, prints seconds and CPU seconds.
const [port, connections, mails, bytes, key] = process.argv.slice(2);
const nodemailer = require(process.env.NODEMAILER || 'nodemailer');
const fs = require('fs');
const line = 'Twelve vans with doctors, midwives and a cold chain for vaccines set out.\r\n';
const text = line.repeat(bytes / 2 / line.length);
const transport = nodemailer.createTransport({
  host: '127.0.0.1', port, pool: true, maxConnections: +connections, maxMessages: Infinity, secure: false, ignoreTLS: true,
  dkim: key ? { domainName: 'example.org', keySelector: 's', privateKey: fs.readFileSync(key, 'ascii') } : undefined,
});
const began = process.hrtime.bigint();
const cpu = process.cpuUsage();
let sent = 0;
let next = 0;
async function send() {
  while (next < mails) {
    const n = next++;
    await transport.sendMail({ from: 'news@example.org', to: `reader${n}@example.net`, subject: 'Mobile clinics', text, html: text });
    sent++;
  }
}
Promise.all(Array.from({ length: 2 * connections }, send)).then(() => {
  const used = process.cpuUsage(cpu);
  console.log(sent, Number(process.hrtime.bigint() - began) / 1e9, (used.user + used.system) / 1e6);
  transport.close();
});
