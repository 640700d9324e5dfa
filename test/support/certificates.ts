import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  /** The file that a client is to trust. */
  readonly ca: string;
  /** `names` as in subjectAltName: `DNS:localhost,IP:127.0.0.1`. */
  issue(name: string, names: string): Certificate;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A certificate authority in `dir`, for two days. */
export function createAuthority(dir: string, name: string): Authority {
  const [ca, caKey] = [join(dir, `${name}.pem`), join(dir, `${name}.key`)];
  openssl('req', '-x509', ...NEW_KEY, '-keyout', caKey, '-out', ca, '-days', '2', '-subj', `/CN=${name}`);
  return {
    ca,
    issue: (own, names) => {
      const [request, key, cert, extensions] = ['csr', 'key', 'pem', 'ext'].map((kind) =>
        join(dir, `${name}-${own}.${kind}`),
      ) as [string, string, string, string];
      writeFileSync(extensions, `subjectAltName=${names}\n`);
      openssl('req', ...NEW_KEY, '-keyout', key, '-out', request, '-subj', `/CN=${own}`);
      const signer = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2'];
      openssl('x509', '-req', '-in', request, ...signer, '-out', cert, '-extfile', extensions);
      return { cert, key };
    },
  };
}

/** PostgreSQL takes a key that only its own user reads, or that root owns and its group reads. */
export function handToPostgres({ key }: Certificate): void {
  if (process.getuid?.() === 0) chownSync(key, 0, Number(openCommand('id', ['-g', 'nobody'])));
  chmodSync(key, process.getuid?.() === 0 ? 0o640 : 0o600);
}

const openssl = (...args: readonly string[]): string => openCommand('openssl', args);

function openCommand(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return stdout;
}
