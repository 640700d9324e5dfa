/** A server's address and the name under which a person gave it: a variable, a flag. */
export interface Asked {
  readonly name: string;
  readonly url: string;
  /** True where the user has to create a schema, for which a right may be missing; else the tables are used. */
  readonly makesSchema?: true;
}

/** Why a server cannot be used, in one line with the part at fault and the remedy. */
export interface Explained {
  readonly message: string;
  /** SQLSTATE, the system's code or the first word of Redis' reply; empty where there is none. */
  readonly code: string;
  /** How long it makes sense to wait for it to end; 0: waiting fixes nothing. */
  readonly patienceMs: number;
}

/** A server will not have us, or is not the one it should be; the message names the part at fault and the remedy. */
export class RefusedByServerError extends Error {
  override readonly name = 'RefusedByServerError';
  readonly code: string;

  constructor({ message, code }: Pick<Explained, 'message' | 'code'>, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** A container's name may be known only once the container runs. */
const NAME_PATIENCE_MS = 60_000;
/** The time allowed for a server that does not take connections yet. */
const CLOSED_PATIENCE_MS = 300_000;

/** https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE_CODES = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

export const final = (code: string, message: string): Explained => ({ code, message, patienceMs: 0 });
export const passing = (code: string, message: string): Explained => ({
  code,
  message,
  patienceMs: Number.POSITIVE_INFINITY,
});

/** Explains what the network or TLS says of a server of that kind; null for any other code. */
export function explainNetwork(
  code: string,
  { server, place, name }: { readonly server: string; readonly place: string; readonly name: string },
): Explained | null {
  if (CERTIFICATE_CODES.has(code)) {
    return final(
      code,
      `${server} shows a certificate that is not trusted (${code}): ${name} must name its CA by sslrootcert=FILE, and ` +
        'the host as the certificate does',
    );
  }
  if (code === 'ECONNREFUSED')
    return passing(code, `Nothing listens at ${place} (${code}): start ${server} there, or correct ${name}`);
  if (code === 'ENOTFOUND') {
    const message = `No host has the name in ${place} (${code}): correct the host in ${name}`;
    return { code, message, patienceMs: NAME_PATIENCE_MS };
  }
  if (code === 'EAI_AGAIN')
    return passing(
      code,
      `The host in ${place} cannot be looked up (${code}): check the host in ${name}, and DNS`,
    );
  if (SILENCE_CODES.has(code))
    return passing(
      code,
      `${server} at ${place} cannot be reached (${code}): check the network, a firewall and ${name}`,
    );
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    const message = `What listens at ${place} closes the connection: check that ${name} leads to ${server}`;
    return { code, message, patienceMs: CLOSED_PATIENCE_MS };
  }
  if (code === 'ENOENT')
    return passing(
      code,
      `There is no socket where ${name} says (${code}): start ${server}, or correct its path`,
    );
  if (code === 'EACCES')
    return final(code, `The socket in ${name} cannot be opened (${code}): check its path and its rights`);
  return null;
}

const SILENCE_CODES = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN']);

const LISTEN_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program has this port: choose another one',
  EADDRNOTAVAIL: 'this machine has no such address: take one of its own, or 127.0.0.1',
  EAFNOSUPPORT: 'this machine has no such address: take one of its own, or 127.0.0.1',
  ENOTFOUND: 'no host has that name: take an address of this machine, or 127.0.0.1',
  EAI_AGAIN: 'that name cannot be looked up: take an address of this machine, or 127.0.0.1',
  EACCES: 'this user may not listen there: choose a port from 1024 on',
};

/** Why a server of ours cannot listen, as a refusal; any other error as it is. `what`: the flag or variable and its value. */
export function toListenRefusal(error: unknown, what: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  const fault = LISTEN_FAULTS[code];
  return fault === undefined
    ? error
    : new RefusedByServerError({ message: `${what}: ${fault} (${code})`, code }, error);
}
