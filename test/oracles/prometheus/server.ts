import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder of `prometheus` and `promtool`, which `npm run oracles` sets; undefined where there is none to ask. */
const folder = process.env.CDK8S_MTLS_PROMETHEUS;

/** Whether a real Prometheus is asked. */
export const hasPrometheus = folder !== undefined;

/** A real Prometheus that scrapes nothing and knows a history. */
export class PrometheusServer {
  /** Starts one. The history is a text of OpenMetrics. */
  public static async start(history: string): Promise<PrometheusServer> {
    const work = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-prometheus-'));
    try {
      writeFileSync(join(work, 'history'), history);
      // Blocks as long as the history: reading it anew for every two hours of it would take minutes.
      execFileSync(join(folder!, 'promtool'), ['tsdb', 'create-blocks-from', 'openmetrics', '--max-block-duration=800h', '--quiet', 'history', 'data'], { cwd: work });
      writeFileSync(join(work, 'prometheus.yml'), '{}');
      const address = `127.0.0.1:${await freePort()}`;
      const server = spawn(join(folder!, 'prometheus'), [
        '--config.file=prometheus.yml', '--storage.tsdb.path=data', '--storage.tsdb.retention.time=100y', `--web.listen-address=${address}`,
      ], { cwd: work, stdio: ['ignore', 'ignore', 'pipe'] });
      await ready(server);
      return new PrometheusServer(`http://${address}`, server, work);
    } catch (error) {
      rmSync(work, { recursive: true, force: true });
      throw error;
    }
  }

  private constructor(public readonly url: string, private readonly server: ChildProcess, private readonly work: string) {}

  public async stop(): Promise<void> {
    const ended = new Promise(resolve => this.server.on('close', resolve));
    this.server.kill();
    await ended;
    rmSync(this.work, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Waits until the server says in its log that it answers. */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    server.stderr!.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('Server is ready to receive web requests')) {
        log = '';
        resolve();
      }
    });
    server.on('error', reject);
    server.on('close', () => reject(new Error(`Prometheus ended:\n${log}`)));
  });
}
